using System.Collections.Immutable;
using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Pricing;

namespace PosEngine.Tickets;

/// <summary>What a ticket holds, as JSON: taxes once, lines that refer to them, discounts, policy. Receipts and saved tickets share it.</summary>
internal static class TicketFormat
{
    /// <summary>The taxes of some lines, and of what stands beside them, each once.</summary>
    public static List<Tax> TaxesOf(ImmutableArray<TicketLine> lines, ImmutableArray<Discount> discounts)
    {
        var taxes = new List<Tax>();
        foreach (var line in lines)
            Add(line.Taxes);
        foreach (var discount in discounts)
            Add(discount.Taxes ?? []);
        return taxes;

        void Add(ImmutableArray<Tax> more)
        {
            foreach (var tax in more)
            {
                if (!taxes.Contains(tax))
                    taxes.Add(tax);
            }
        }
    }

    /// <summary>The members of a line, without the braces and without its discounts: a receipt adds its figures.</summary>
    public static void WriteLine(Utf8JsonWriter writer, TicketLine line, List<Tax> taxes)
    {
        writer.WriteString("id"u8, line.Id.Value);
        if (line.ItemId is { } item)
            writer.WriteString("item"u8, item.Value);
        if (line.Sku is { } sku)
            writer.WriteString("sku"u8, sku);
        writer.WriteString("name"u8, line.Name);
        writer.WriteNumber("unit_price"u8, line.UnitPrice.Units);
        writer.WriteNumber("quantity"u8, line.Quantity.Units);
        if (!line.IsDiscountable)
            writer.WriteBoolean("discountable"u8, false);
        writer.WriteStartArray("taxes"u8);
        foreach (var tax in line.Taxes)
            writer.WriteNumberValue(taxes.IndexOf(tax));
        writer.WriteEndArray();
    }

    public static TicketLine ReadLine(JsonElement line, IReadOnlyList<Tax> taxes) => new()
    {
        Id = new LineId(line.GetProperty("id"u8).GetGuid()),
        ItemId = line.TryGetProperty("item"u8, out var item) ? new ItemId(item.GetGuid()) : null,
        Sku = line.TryGetProperty("sku"u8, out var sku) ? sku.GetString() : null,
        Name = line.GetProperty("name"u8).GetString()!,
        UnitPrice = Money.FromUnits(line.GetProperty("unit_price"u8).GetInt64()),
        Quantity = Quantity.FromUnits(line.GetProperty("quantity"u8).GetInt64()),
        IsDiscountable = !line.TryGetProperty("discountable"u8, out var discountable) || discountable.GetBoolean(),
        Taxes = ReadArray(line.GetProperty("taxes"u8), index => taxes[index.GetInt32()]),
        Discounts = ReadOptional(line, "discounts"u8, discount => PricingFormat.ReadDiscount(discount, taxes)),
    };

    public static void WriteTaxes(Utf8JsonWriter writer, List<Tax> taxes)
    {
        writer.WriteStartArray("taxes"u8);
        foreach (var tax in taxes)
        {
            writer.WriteStartObject();
            PricingFormat.WriteTax(writer, tax);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static void WriteLines(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ImmutableArray<TicketLine> lines, List<Tax> taxes)
    {
        writer.WriteStartArray(name);
        foreach (var line in lines)
        {
            writer.WriteStartObject();
            WriteLine(writer, line, taxes);
            WriteDiscounts(writer, line.Discounts, taxes);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>A ticket that has no receipt yet: everything needed to go on ringing it up after a restart.</summary>
    public static void Write(Utf8JsonWriter writer, TicketContent content)
    {
        var taxes = TaxesOf(content.Lines.AddRange(content.RemovedLines), content.Discounts);
        writer.WriteStartObject();
        if (content.StartedAt is { } started)
            writer.WriteTime("started"u8, started);
        if (content.CustomerId is { } customer)
            writer.WriteString("customer"u8, customer.Value);
        if (content.Note is { } note)
            writer.WriteString("note"u8, note);
        PricingFormat.WritePolicy(writer, content.Policy);
        WriteTaxes(writer, taxes);
        WriteLines(writer, "lines"u8, content.Lines, taxes);
        if (!content.RemovedLines.IsEmpty)
            WriteLines(writer, "removed_lines"u8, content.RemovedLines, taxes);
        WriteDiscounts(writer, content.Discounts, taxes);
        writer.WriteEndObject();
    }

    public static TicketContent Read(JsonElement ticket)
    {
        var taxes = ReadArray(ticket.GetProperty("taxes"u8), PricingFormat.ReadTax);
        return new TicketContent
        {
            StartedAt = ticket.TryGetProperty("started"u8, out var started) ? started.GetTime() : null,
            CustomerId = ticket.TryGetProperty("customer"u8, out var customer) ? new CustomerId(customer.GetGuid()) : null,
            Note = ticket.TryGetProperty("note"u8, out var note) ? note.GetString() : null,
            Policy = PricingFormat.ReadPolicy(ticket.GetProperty("policy"u8)),
            Lines = ReadArray(ticket.GetProperty("lines"u8), line => ReadLine(line, taxes)),
            RemovedLines = ReadOptional(ticket, "removed_lines"u8, line => ReadLine(line, taxes)),
            Discounts = ReadOptional(ticket, "discounts"u8, discount => PricingFormat.ReadDiscount(discount, taxes)),
        };
    }

    public static ImmutableArray<T> ReadArray<T>(JsonElement array, Func<JsonElement, T> read)
    {
        var values = ImmutableArray.CreateBuilder<T>(array.GetArrayLength());
        foreach (var element in array.EnumerateArray())
            values.Add(read(element));
        return values.MoveToImmutable();
    }

    /// <summary>An array that is missing where it is empty.</summary>
    public static ImmutableArray<T> ReadOptional<T>(JsonElement element, ReadOnlySpan<byte> name, Func<JsonElement, T> read) =>
        element.TryGetProperty(name, out var array) ? ReadArray(array, read) : [];

    private static void WriteDiscounts(Utf8JsonWriter writer, ImmutableArray<Discount> discounts, List<Tax> taxes)
    {
        if (discounts.IsEmpty)
            return;
        writer.WriteStartArray("discounts"u8);
        foreach (var discount in discounts)
        {
            writer.WriteStartObject();
            PricingFormat.WriteDiscount(writer, discount, taxes);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
