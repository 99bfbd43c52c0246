using System.Collections.Immutable;
using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Pricing;

namespace PosEngine.Tickets;

/// <summary>A line as JSON, as docs/protocol.md describes it. What is as usual is left out. Receipts and saved tickets share it.</summary>
internal static class LineFormat
{
    /// <summary>The members of a line, without the braces and without its discounts and surcharges: a receipt adds its figures.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="line">The line.</param>
    /// <param name="taxes">The taxes of the receipt or ticket, which it refers to.</param>
    /// <param name="priced">The figures, on a receipt: then its taxes are settled, and the parts of a composite have figures of their own.</param>
    public static void Write(Utf8JsonWriter writer, TicketLine line, List<Tax> taxes, PricedLine? priced = null)
    {
        writer.WriteString("id"u8, line.Id.Value);
        if (line.ParentId is { } parent)
            writer.WriteString("parent"u8, parent.Value);
        if (line.ItemId is { } item)
            writer.WriteString("item"u8, item.Value);
        if (line.Sku is { } sku)
            writer.WriteString("sku"u8, sku);
        writer.WriteString("name"u8, line.Name);
        WireNames.BusinessCases.WriteUnless(BusinessCase.Sale, writer, "business_case"u8, line.BusinessCase);
        writer.WriteNumber("unit_price"u8, line.UnitPrice.Units);
        WriteListed(writer, line.Listed);
        if (line.PriceBaseQuantity != Quantity.One)
            writer.WriteNumber("base_quantity"u8, line.PriceBaseQuantity.Units);
        writer.WriteNumber("quantity"u8, line.Quantity.Units);
        PricingFormat.WriteModifiers(writer, line.Modifiers);
        if (!line.IsDiscountable)
            writer.WriteBoolean("discountable"u8, false);
        if (line.AgeLimit is { } age)
            writer.WriteNumber("age_limit"u8, age);
        if (line.PointsEach is { } pointsEach)
            writer.WriteNumber("points_each"u8, pointsEach);
        if (line.Points != 0)
            writer.WriteNumber("points"u8, line.Points);
        if (line.GiftCard is { } card)
            writer.WriteString("gift_card"u8, card);
        WriteTakenBack(writer, line.TakenBack);
        PricingFormat.WriteTaxIndexes(writer, line.Taxes, taxes);
        WriteComponents(writer, line.Components, taxes, priced?.Components ?? []);
        if (priced is null)
            WriteRules(writer, line, taxes);
    }

    public static TicketLine Read(JsonElement line, IReadOnlyList<Tax> taxes) => new()
    {
        Id = new LineId(line.GetProperty("id"u8).GetGuid()),
        ParentId = line.TryGetProperty("parent"u8, out var parent) ? new LineId(parent.GetGuid()) : null,
        ItemId = line.TryGetProperty("item"u8, out var item) ? new ItemId(item.GetGuid()) : null,
        Sku = line.TryGetProperty("sku"u8, out var sku) ? sku.GetString() : null,
        Name = line.GetProperty("name"u8).GetString()!,
        BusinessCase = WireNames.BusinessCases.ReadOr(BusinessCase.Sale, line, "business_case"u8),
        UnitPrice = Money.FromUnits(line.GetProperty("unit_price"u8).GetInt64()),
        Listed = ReadListed(line),
        PriceBaseQuantity = line.TryGetProperty("base_quantity"u8, out var baseQuantity) ? Quantity.FromUnits(baseQuantity.GetInt64()) : Quantity.One,
        Quantity = Quantity.FromUnits(line.GetProperty("quantity"u8).GetInt64()),
        Modifiers = TicketFormat.ReadOptional(line, "modifiers"u8, PricingFormat.ReadModifier),
        IsDiscountable = !line.TryGetProperty("discountable"u8, out var discountable) || discountable.GetBoolean(),
        PointsEach = line.TryGetProperty("points_each"u8, out var pointsEach) ? pointsEach.GetInt64() : null,
        Points = line.TryGetProperty("points"u8, out var points) ? points.GetInt64() : 0,
        GiftCard = line.TryGetProperty("gift_card"u8, out var card) ? card.GetString() : null,
        AgeLimit = line.TryGetProperty("age_limit"u8, out var age) ? age.GetInt32() : null,
        TakenBack = ReadTakenBack(line),
        Taxes = PricingFormat.ReadTaxIndexes(line, taxes),
        Components = ReadComponents(line, taxes),
        TaxRules = TicketFormat.ReadOptional(line, "tax_rules"u8, rule => ReadRule(rule, taxes)),
        TaxDay = line.TryGetProperty("tax_day"u8, out var day) ? day.GetDay() : null,
        Discounts = TicketFormat.ReadOptional(line, "discounts"u8, discount => PricingFormat.ReadDiscount(discount, taxes)),
        Surcharges = TicketFormat.ReadOptional(line, "surcharges"u8, surcharge => PricingFormat.ReadSurcharge(surcharge, taxes)),
    };

    private static void WriteListed(Utf8JsonWriter writer, ListedPrice? listed)
    {
        if (listed is null)
            return;
        writer.WriteStartObject("price_list"u8);
        writer.WriteString("id"u8, listed.PriceListId.Value);
        writer.WriteString("name"u8, listed.Name);
        writer.WriteNumber("ordinary"u8, listed.Ordinary.Units);
        if (listed.Discount is { } discount)
            writer.WriteNumber("rate"u8, discount.PartsPerMillion);
        writer.WriteEndObject();
    }

    private static ListedPrice? ReadListed(JsonElement line) => line.TryGetProperty("price_list"u8, out var list)
        ? new(new PriceListId(list.GetProperty("id"u8).GetGuid()), list.GetProperty("name"u8).GetString()!, Money.FromUnits(list.GetProperty("ordinary"u8).GetInt64()))
        {
            Discount = list.TryGetProperty("rate"u8, out var rate) ? Rate.FromPartsPerMillion(rate.GetInt64()) : null,
        }
        : null;

    private static void WriteTakenBack(Utf8JsonWriter writer, TakenBack? takenBack)
    {
        if (takenBack is null)
            return;
        writer.WriteStartObject("taken_back"u8);
        writer.WriteString("reason"u8, takenBack.Reason);
        if (!takenBack.Restocks)
            writer.WriteBoolean("restock"u8, false);
        if (takenBack.ApprovedBy is { } approver)
            writer.WriteString("approved_by"u8, approver.Value);
        writer.WriteEndObject();
    }

    private static TakenBack? ReadTakenBack(JsonElement line) => line.TryGetProperty("taken_back"u8, out var takenBack)
        ? new(takenBack.GetProperty("reason"u8).GetString()!, !takenBack.TryGetProperty("restock"u8, out var restock) || restock.GetBoolean())
        {
            ApprovedBy = takenBack.TryGetProperty("approved_by"u8, out var approver) ? new EmployeeId(approver.GetGuid()) : null,
        }
        : null;

    private static void WriteComponents(Utf8JsonWriter writer, ImmutableArray<PriceComponent> components, List<Tax> taxes, ImmutableArray<PricedPart> priced)
    {
        if (components.IsEmpty)
            return;
        writer.WriteStartArray("components"u8);
        for (var i = 0; i < components.Length; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, components[i].Name);
            writer.WriteNumber("weight"u8, components[i].Weight.Units);
            PricingFormat.WriteTaxIndexes(writer, components[i].Taxes, taxes);
            if (!priced.IsEmpty)
                FigureFormat.WritePart(writer, priced[i]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static ImmutableArray<PriceComponent> ReadComponents(JsonElement owner, IReadOnlyList<Tax> taxes) =>
        TicketFormat.ReadOptional(owner, "components"u8, component => new PriceComponent
        {
            Name = component.GetProperty("name"u8).GetString()!,
            Weight = Money.FromUnits(component.GetProperty("weight"u8).GetInt64()),
            Taxes = PricingFormat.ReadTaxIndexes(component, taxes),
        });

    private static void WriteRules(Utf8JsonWriter writer, TicketLine line, List<Tax> taxes)
    {
        if (line.TaxDay is { } day)
            writer.WriteDay("tax_day"u8, day);
        if (line.TaxRules.IsEmpty)
            return;
        writer.WriteStartArray("tax_rules"u8);
        foreach (var rule in line.TaxRules)
        {
            writer.WriteStartObject();
            if (rule.DiningOption is { } option)
                writer.WriteString("dining_option"u8, option);
            if (rule.From is { } from)
                writer.WriteDay("from"u8, from);
            PricingFormat.WriteTaxIndexes(writer, rule.Taxes, taxes);
            WriteComponents(writer, rule.Components, taxes, []);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static TaxRule ReadRule(JsonElement rule, IReadOnlyList<Tax> taxes) => new()
    {
        DiningOption = rule.TryGetProperty("dining_option"u8, out var option) ? option.GetString() : null,
        From = rule.TryGetProperty("from"u8, out var from) ? from.GetDay() : null,
        Taxes = PricingFormat.ReadTaxIndexes(rule, taxes),
        Components = ReadComponents(rule, taxes),
    };
}
