using System.Collections.Immutable;
using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Pricing;

namespace PosEngine.Tickets;

/// <summary>Somebody gave a line another price, or other taxes, than the catalogue says.</summary>
/// <param name="Line">The line.</param>
/// <param name="Name">What is on it.</param>
/// <param name="By">Who did it.</param>
/// <param name="At">When, by the device's clock.</param>
/// <param name="Reason">Why, where somebody said so.</param>
internal sealed record LineOverride(LineId Line, string Name, EmployeeId By, DateTimeOffset At, string? Reason)
{
    /// <summary>Who allowed it, where that took somebody else.</summary>
    public EmployeeId? ApprovedBy { get; init; }

    /// <summary>The price before and after; null where the taxes changed.</summary>
    public (Money From, Money To)? Price { get; init; }

    /// <summary>The taxes before and after; null where the price changed.</summary>
    public (ImmutableArray<Tax> From, ImmutableArray<Tax> To)? Taxes { get; init; }

    public void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("line"u8, Line.Value);
        writer.WriteString("name"u8, Name);
        writer.WriteTime("made"u8, At);
        if (Reason is not null)
            writer.WriteString("reason"u8, Reason);
        if (ApprovedBy is { } approver)
            writer.WriteString("approved_by"u8, approver.Value);
        if (Price is { } price)
        {
            writer.WriteNumber("from"u8, price.From.Units);
            writer.WriteNumber("to"u8, price.To.Units);
        }

        if (Taxes is not { } taxes)
            return;
        TicketFormat.WriteTaxes(writer, "taxes_from"u8, taxes.From);
        TicketFormat.WriteTaxes(writer, "taxes_to"u8, taxes.To);
    }

    public static LineOverride Read(JsonElement data) => new(
        new LineId(data.GetProperty("line"u8).GetGuid()), data.GetProperty("name"u8).GetString()!, new EmployeeId(data.GetProperty("employee"u8).GetGuid()),
        data.GetProperty("made"u8).GetTime(), data.TryGetProperty("reason"u8, out var reason) ? reason.GetString() : null)
    {
        ApprovedBy = data.TryGetProperty("approved_by"u8, out var approver) ? new EmployeeId(approver.GetGuid()) : null,
        Price = data.TryGetProperty("from"u8, out var from) ? (Money.FromUnits(from.GetInt64()), Money.FromUnits(data.GetProperty("to"u8).GetInt64())) : null,
        Taxes = data.TryGetProperty("taxes_from"u8, out var taxes)
            ? (TicketFormat.ReadArray(taxes, PricingFormat.ReadTax), TicketFormat.ReadArray(data.GetProperty("taxes_to"u8), PricingFormat.ReadTax))
            : null,
    };
}
