using System.Collections.Immutable;
using System.Text.Json;
using PosEngine.Pricing;

namespace PosEngine.Tickets;

/// <summary>What was priced, as JSON: a part with its taxes, and amounts.</summary>
internal static class FigureFormat
{
    /// <summary>The figures of something taxed, without the braces. All its taxes are the rest of the gross, and not written.</summary>
    public static void WritePart(Utf8JsonWriter writer, PricedPart part)
    {
        writer.WriteNumber("net"u8, part.Net.Units);
        WriteAmounts(writer, "tax"u8, part.TaxShares);
        writer.WriteNumber("gross"u8, part.Gross.Units);
    }

    public static PricedPart ReadPart(JsonElement part) => new()
    {
        Net = MoneyOf(part, "net"u8),
        TaxShares = TicketFormat.ReadArray(part.GetProperty("tax"u8), static amount => Money.FromUnits(amount.GetInt64())),
        Tax = MoneyOf(part, "gross"u8) - MoneyOf(part, "net"u8),
        Gross = MoneyOf(part, "gross"u8),
    };

    /// <summary>What the ticket carries beside its lines, where it does.</summary>
    public static void WriteCarried(Utf8JsonWriter writer, PricedPart? carried)
    {
        if (carried is null)
            return;
        writer.WriteStartObject("carried"u8);
        WritePart(writer, carried);
        writer.WriteEndObject();
    }

    public static PricedPart? ReadCarried(JsonElement adjustment) => adjustment.TryGetProperty("carried"u8, out var carried) ? ReadPart(carried) : null;

    public static void WriteAmounts(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ImmutableArray<Money> amounts)
    {
        writer.WriteStartArray(name);
        foreach (var amount in amounts)
            writer.WriteNumberValue(amount.Units);
        writer.WriteEndArray();
    }

    /// <summary>Amounts that are missing where there are none.</summary>
    public static ImmutableArray<Money> ReadAmounts(JsonElement owner, ReadOnlySpan<byte> name) => TicketFormat.ReadOptional(owner, name, static amount => Money.FromUnits(amount.GetInt64()));

    public static Money MoneyOf(JsonElement element, ReadOnlySpan<byte> name) => Money.FromUnits(element.GetProperty(name).GetInt64());

    /// <summary>An amount that is missing where it is zero.</summary>
    public static Money OptionalMoneyOf(JsonElement element, ReadOnlySpan<byte> name) =>
        element.TryGetProperty(name, out var amount) ? Money.FromUnits(amount.GetInt64()) : Money.Zero;
}
