using System.Text.Json;
using PosEngine.Journal;

namespace PosEngine.Tickets;

/// <summary>Somebody took off a ticket what was rung up.</summary>
/// <param name="Line">The line.</param>
/// <param name="Name">What was on it.</param>
/// <param name="Quantity">How much of it went.</param>
/// <param name="Gross">What that came to, before what is taken off the whole ticket.</param>
/// <param name="By">Who did it.</param>
/// <param name="At">When, by the device's clock.</param>
/// <param name="Reason">Why, where somebody said so.</param>
internal sealed record LineVoid(LineId Line, string Name, Quantity Quantity, Money Gross, EmployeeId By, DateTimeOffset At, string? Reason)
{
    /// <summary>Who allowed it, where that took somebody else.</summary>
    public EmployeeId? ApprovedBy { get; init; }

    public void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("line"u8, Line.Value);
        writer.WriteString("name"u8, Name);
        writer.WriteNumber("quantity"u8, Quantity.Units);
        writer.WriteNumber("gross"u8, Gross.Units);
        writer.WriteTime("made"u8, At);
        if (Reason is not null)
            writer.WriteString("reason"u8, Reason);
        if (ApprovedBy is { } approver)
            writer.WriteString("approved_by"u8, approver.Value);
    }

    /// <param name="data">The members.</param>
    /// <param name="by">Who did it, where that does not stand among them.</param>
    public static LineVoid Read(JsonElement data, EmployeeId? by = null) => new(
        new LineId(data.GetProperty("line"u8).GetGuid()), data.GetProperty("name"u8).GetString()!, Quantity.FromUnits(data.GetProperty("quantity"u8).GetInt64()),
        Money.FromUnits(data.GetProperty("gross"u8).GetInt64()), by ?? new EmployeeId(data.GetProperty("employee"u8).GetGuid()), data.GetProperty("made"u8).GetTime(),
        data.TryGetProperty("reason"u8, out var reason) ? reason.GetString() : null)
    {
        ApprovedBy = data.TryGetProperty("approved_by"u8, out var approver) ? new EmployeeId(approver.GetGuid()) : null,
    };
}
