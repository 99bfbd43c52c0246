using System.Collections.Immutable;
using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Pricing;

namespace PosEngine.Tickets;

/// <summary>What a ticket holds, as JSON: taxes once, lines that refer to them, discounts, policy. Receipts and saved tickets share it.</summary>
internal static class TicketFormat
{
    /// <summary>The taxes of some lines, each once, in the order of their first line.</summary>
    public static List<Tax> TaxesOf(ImmutableArray<TicketLine> lines)
    {
        var taxes = new List<Tax>();
        foreach (var line in lines)
        {
            foreach (var tax in line.Taxes)
            {
                if (!taxes.Contains(tax))
                    taxes.Add(tax);
            }
        }

        return taxes;
    }

    /// <summary>The members of a tax, without the braces: a receipt adds its figures.</summary>
    public static void WriteTax(Utf8JsonWriter writer, Tax tax)
    {
        writer.WriteString("id"u8, tax.Id.Value);
        writer.WriteString("name"u8, tax.Name);
        writer.WriteNumber("rate"u8, tax.Rate.PartsPerMillion);
        writer.WriteString("type"u8, WireNames.TaxKinds[tax.Kind]);
        writer.WriteString("category"u8, WireNames.TaxCategories[tax.Category]);
    }

    public static Tax ReadTax(JsonElement tax) => new()
    {
        Id = new TaxId(tax.GetProperty("id"u8).GetGuid()),
        Name = tax.GetProperty("name"u8).GetString()!,
        Rate = Rate.FromPartsPerMillion(tax.GetProperty("rate"u8).GetInt64()),
        Kind = WireNames.TaxKinds.Parse(tax.GetProperty("type"u8).GetString()),
        Category = tax.TryGetProperty("category"u8, out var category) ? WireNames.TaxCategories.Parse(category.GetString()) : TaxCategory.Standard,
    };

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
        Discounts = ReadArray(line.GetProperty("discounts"u8), ReadDiscount),
    };

    /// <summary>The members of a discount, without the braces: a receipt adds what it came to.</summary>
    public static void WriteDiscount(Utf8JsonWriter writer, Discount discount)
    {
        writer.WriteString("id"u8, discount.Id.Value);
        writer.WriteString("name"u8, discount.Name);
        if (discount.Rate is { } rate)
            writer.WriteNumber("rate"u8, rate.PartsPerMillion);
        else
            writer.WriteNumber("amount"u8, discount.Amount!.Value.Units);
    }

    public static Discount ReadDiscount(JsonElement discount)
    {
        var id = new DiscountId(discount.GetProperty("id"u8).GetGuid());
        var name = discount.GetProperty("name"u8).GetString()!;
        return discount.TryGetProperty("rate"u8, out var rate)
            ? Discount.Percent(id, name, Rate.FromPartsPerMillion(rate.GetInt64()))
            : Discount.Fixed(id, name, Money.FromUnits(discount.GetProperty("amount"u8).GetInt64()));
    }

    public static void WritePolicy(Utf8JsonWriter writer, PricingPolicy policy)
    {
        writer.WriteStartObject("policy"u8);
        writer.WriteString("rounding"u8, WireNames.RoundingModes[policy.Rounding]);
        writer.WriteString("tax_rounding"u8, WireNames.TaxRoundings[policy.TaxRounding]);
        if (policy.CashStep is { } step)
        {
            writer.WriteNumber("cash_step"u8, step.Units);
            writer.WriteString("cash_step_rounding"u8, WireNames.RoundingModes[policy.CashRounding]);
        }

        writer.WriteEndObject();
    }

    public static PricingPolicy ReadPolicy(JsonElement policy)
    {
        var read = PricingPolicy.Default with
        {
            Rounding = WireNames.RoundingModes.Parse(policy.GetProperty("rounding"u8).GetString()),
            TaxRounding = WireNames.TaxRoundings.Parse(policy.GetProperty("tax_rounding"u8).GetString()),
        };
        return policy.TryGetProperty("cash_step"u8, out var step)
            ? read with
            {
                CashStep = Money.FromUnits(step.GetInt64()),
                CashRounding = WireNames.RoundingModes.Parse(policy.GetProperty("cash_step_rounding"u8).GetString()),
            }
            : read;
    }

    public static void WriteLines(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ImmutableArray<TicketLine> lines, List<Tax> taxes)
    {
        writer.WriteStartArray(name);
        foreach (var line in lines)
        {
            writer.WriteStartObject();
            WriteLine(writer, line, taxes);
            WriteDiscounts(writer, line.Discounts);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>A ticket that has no receipt yet: everything needed to go on ringing it up after a restart.</summary>
    public static void Write(Utf8JsonWriter writer, TicketContent content)
    {
        var taxes = TaxesOf(content.Lines.AddRange(content.RemovedLines));
        writer.WriteStartObject();
        if (content.StartedAt is { } started)
            writer.WriteTime("started"u8, started);
        if (content.CustomerId is { } customer)
            writer.WriteString("customer"u8, customer.Value);
        if (content.Note is { } note)
            writer.WriteString("note"u8, note);
        WritePolicy(writer, content.Policy);
        writer.WriteStartArray("taxes"u8);
        foreach (var tax in taxes)
        {
            writer.WriteStartObject();
            WriteTax(writer, tax);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteLines(writer, "lines"u8, content.Lines, taxes);
        WriteLines(writer, "removed_lines"u8, content.RemovedLines, taxes);
        WriteDiscounts(writer, content.Discounts);
        writer.WriteEndObject();
    }

    public static TicketContent Read(JsonElement ticket)
    {
        var taxes = ReadArray(ticket.GetProperty("taxes"u8), ReadTax);
        return new TicketContent
        {
            StartedAt = ticket.TryGetProperty("started"u8, out var started) ? started.GetTime() : null,
            CustomerId = ticket.TryGetProperty("customer"u8, out var customer) ? new CustomerId(customer.GetGuid()) : null,
            Note = ticket.TryGetProperty("note"u8, out var note) ? note.GetString() : null,
            Policy = ReadPolicy(ticket.GetProperty("policy"u8)),
            Lines = ReadArray(ticket.GetProperty("lines"u8), line => ReadLine(line, taxes)),
            RemovedLines = ReadArray(ticket.GetProperty("removed_lines"u8), line => ReadLine(line, taxes)),
            Discounts = ReadArray(ticket.GetProperty("discounts"u8), ReadDiscount),
        };
    }

    public static ImmutableArray<T> ReadArray<T>(JsonElement array, Func<JsonElement, T> read)
    {
        var values = ImmutableArray.CreateBuilder<T>(array.GetArrayLength());
        foreach (var element in array.EnumerateArray())
            values.Add(read(element));
        return values.MoveToImmutable();
    }

    private static void WriteDiscounts(Utf8JsonWriter writer, ImmutableArray<Discount> discounts)
    {
        writer.WriteStartArray("discounts"u8);
        foreach (var discount in discounts)
        {
            writer.WriteStartObject();
            WriteDiscount(writer, discount);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
