using System.Text.Json;
using PosEngine.Journal;

namespace PosEngine.Tickets;

/// <summary>Somebody did to a ticket what takes a permission, and what no other entry tells.</summary>
/// <param name="Operation">What was done, as approvals of it name it.</param>
/// <param name="By">Who did it.</param>
/// <param name="At">When, by the device's clock.</param>
internal sealed record PermissionUse(string Operation, EmployeeId By, DateTimeOffset At)
{
    /// <summary>Who allowed it, where that took somebody else.</summary>
    public EmployeeId? ApprovedBy { get; init; }

    /// <summary>The line; null for the whole ticket.</summary>
    public LineId? Line { get; init; }

    /// <summary>What the discount or surcharge is called; null for anything else.</summary>
    public string? Name { get; init; }

    /// <summary>How much, where it is an amount.</summary>
    public Money? Amount { get; init; }

    /// <summary>How much, where it is a share.</summary>
    public Rate? Rate { get; init; }

    public void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("operation"u8, Operation);
        writer.WriteTime("made"u8, At);
        if (ApprovedBy is { } approver)
            writer.WriteString("approved_by"u8, approver.Value);
        if (Line is { } line)
            writer.WriteString("line"u8, line.Value);
        if (Name is not null)
            writer.WriteString("name"u8, Name);
        if (Amount is { } amount)
            writer.WriteNumber("amount"u8, amount.Units);
        if (Rate is { } rate)
            writer.WriteNumber("rate"u8, rate.PartsPerMillion);
    }

    public static PermissionUse Read(JsonElement data) => new(
        data.GetProperty("operation"u8).GetString()!, new EmployeeId(data.GetProperty("employee"u8).GetGuid()), data.GetProperty("made"u8).GetTime())
    {
        ApprovedBy = data.TryGetProperty("approved_by"u8, out var approver) ? new EmployeeId(approver.GetGuid()) : null,
        Line = data.TryGetProperty("line"u8, out var line) ? new LineId(line.GetGuid()) : null,
        Name = data.TryGetProperty("name"u8, out var name) ? name.GetString() : null,
        Amount = data.TryGetProperty("amount"u8, out var amount) ? Money.FromUnits(amount.GetInt64()) : null,
        Rate = data.TryGetProperty("rate"u8, out var rate) ? PosEngine.Rate.FromPartsPerMillion(rate.GetInt64()) : null,
    };
}
