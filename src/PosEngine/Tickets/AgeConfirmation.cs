using System.Text.Json;
using PosEngine.Journal;

namespace PosEngine.Tickets;

/// <summary>Somebody saw that the customer is old enough. What was seen, a birth date or a card, is nobody's business afterwards.</summary>
/// <param name="Years">The age.</param>
/// <param name="By">Who looked.</param>
/// <param name="At">When, by the device's clock.</param>
internal sealed record AgeConfirmation(int Years, EmployeeId By, DateTimeOffset At)
{
    public void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteNumber("years"u8, Years);
        writer.WriteTime("made"u8, At);
    }

    public static AgeConfirmation Read(JsonElement data) =>
        new(data.GetProperty("years"u8).GetInt32(), new EmployeeId(data.GetProperty("employee"u8).GetGuid()), data.GetProperty("made"u8).GetTime());
}
