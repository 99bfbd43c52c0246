using System.Collections.Immutable;
using System.Text.Json;
using PosEngine.Pricing;

namespace PosEngine.Ledger;

/// <summary>Taxes, discounts and policies as JSON, as docs/protocol.md describes them. What is as usual is left out.</summary>
internal static class PricingFormat
{
    /// <summary>The members of a tax, without the braces: a receipt adds its figures.</summary>
    public static void WriteTax(Utf8JsonWriter writer, Tax tax)
    {
        writer.WriteString("id"u8, tax.Id.Value);
        writer.WriteString("name"u8, tax.Name);
        writer.WriteNumber("rate"u8, tax.Rate.PartsPerMillion);
        writer.WriteString("type"u8, WireNames.TaxKinds[tax.Kind]);
        writer.WriteString("category"u8, WireNames.TaxCategories[tax.Category]);
        if (tax.AmountPerUnit is { } amount)
            writer.WriteNumber("amount_per_unit"u8, amount.Units);
        if (tax.BuildsOn.IsEmpty)
            return;

        writer.WriteStartArray("builds_on"u8);
        foreach (var id in tax.BuildsOn)
            writer.WriteStringValue(id.Value);
        writer.WriteEndArray();
    }

    public static Tax ReadTax(JsonElement tax) => new()
    {
        Id = new TaxId(tax.GetProperty("id"u8).GetGuid()),
        Name = tax.GetProperty("name"u8).GetString() is { Length: > 0 } name ? name : throw new FormatException("A tax without a name."),
        Rate = Rate.FromPartsPerMillion(tax.GetProperty("rate"u8).GetInt64()),
        Kind = WireNames.TaxKinds.Parse(tax.GetProperty("type"u8).GetString()),
        Category = WireNames.TaxCategories.ReadOr(TaxCategory.Standard, tax, "category"u8),
        AmountPerUnit = tax.TryGetProperty("amount_per_unit"u8, out var amount) ? Money.FromUnits(amount.GetInt64()) : null,
        BuildsOn = tax.TryGetProperty("builds_on"u8, out var ids) ? [.. ids.EnumerateArray().Select(static id => new TaxId(id.GetGuid()))] : [],
    };

    /// <summary>The members of a discount, without the braces: a receipt adds what it came to.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="discount">The discount.</param>
    /// <param name="taxes">The taxes of the receipt or ticket, which it refers to.</param>
    public static void WriteDiscount(Utf8JsonWriter writer, Discount discount, List<Tax> taxes)
    {
        WriteAdjustment(writer, discount.Id.Value, discount.Name, discount.Rate, discount.Amount, discount.Taxes, taxes);
        WriteRestricted(writer, discount.IsRestricted);
    }

    public static Discount ReadDiscount(JsonElement discount, IReadOnlyList<Tax> taxes)
    {
        var (id, name, rate, amount, own) = ReadAdjustment(discount, taxes);
        return (rate is { } share ? Discount.Percent(new(id), name, share) : Discount.Fixed(new(id), name, amount)) with
        {
            Taxes = own,
            IsRestricted = IsRestricted(discount),
        };
    }

    /// <summary>The members of a surcharge, without the braces, as of a discount.</summary>
    public static void WriteSurcharge(Utf8JsonWriter writer, Surcharge surcharge, List<Tax> taxes)
    {
        WriteAdjustment(writer, surcharge.Id.Value, surcharge.Name, surcharge.Rate, surcharge.Amount, surcharge.Taxes, taxes);
        WriteRestricted(writer, surcharge.IsRestricted);
    }

    public static Surcharge ReadSurcharge(JsonElement surcharge, IReadOnlyList<Tax> taxes)
    {
        var (id, name, rate, amount, own) = ReadAdjustment(surcharge, taxes);
        return (rate is { } share ? Surcharge.Percent(new(id), name, share) : Surcharge.Fixed(new(id), name, amount)) with
        {
            Taxes = own,
            IsRestricted = IsRestricted(surcharge),
        };
    }

    public static void WriteModifiers(Utf8JsonWriter writer, ImmutableArray<PriceModifier> modifiers)
    {
        if (modifiers.IsEmpty)
            return;
        writer.WriteStartArray("modifiers"u8);
        foreach (var modifier in modifiers)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, modifier.Name);
            writer.WriteNumber("price"u8, modifier.Price.Units);
            if (modifier.Quantity != Quantity.One)
                writer.WriteNumber("quantity"u8, modifier.Quantity.Units);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static PriceModifier ReadModifier(JsonElement modifier) => new(
        modifier.GetProperty("name"u8).GetString()!,
        Money.FromUnits(modifier.GetProperty("price"u8).GetInt64()),
        modifier.TryGetProperty("quantity"u8, out var quantity) ? Quantity.FromUnits(quantity.GetInt64()) : Quantity.One);

    /// <summary>Taxes as places in the list of those of the receipt or ticket.</summary>
    public static void WriteTaxIndexes(Utf8JsonWriter writer, ImmutableArray<Tax> own, List<Tax> taxes)
    {
        writer.WriteStartArray("taxes"u8);
        foreach (var tax in own)
            writer.WriteNumberValue(taxes.IndexOf(tax));
        writer.WriteEndArray();
    }

    public static ImmutableArray<Tax> ReadTaxIndexes(JsonElement owner, IReadOnlyList<Tax> taxes) =>
        [.. owner.GetProperty("taxes"u8).EnumerateArray().Select(index => taxes[index.GetInt32()])];

    private static void WriteRestricted(Utf8JsonWriter writer, bool isRestricted)
    {
        if (isRestricted)
            writer.WriteBoolean("restricted"u8, true);
    }

    private static bool IsRestricted(JsonElement adjustment) => adjustment.TryGetProperty("restricted"u8, out var restricted) && restricted.GetBoolean();

    /// <summary>Discounts and surcharges have the same members.</summary>
    private static void WriteAdjustment(Utf8JsonWriter writer, Guid id, string name, Rate? rate, Money? amount, ImmutableArray<Tax>? own, List<Tax> taxes)
    {
        writer.WriteString("id"u8, id);
        writer.WriteString("name"u8, name);
        if (rate is { } share)
            writer.WriteNumber("rate"u8, share.PartsPerMillion);
        else
            writer.WriteNumber("amount"u8, amount!.Value.Units);
        if (own is { } carried)
            WriteTaxIndexes(writer, carried, taxes);
    }

    private static (Guid Id, string Name, Rate? Rate, Money Amount, ImmutableArray<Tax>? Taxes) ReadAdjustment(JsonElement adjustment, IReadOnlyList<Tax> taxes) => (
        adjustment.GetProperty("id"u8).GetGuid(),
        adjustment.GetProperty("name"u8).GetString()!,
        adjustment.TryGetProperty("rate"u8, out var rate) ? Rate.FromPartsPerMillion(rate.GetInt64()) : null,
        adjustment.TryGetProperty("amount"u8, out var amount) ? Money.FromUnits(amount.GetInt64()) : Money.Zero,
        adjustment.TryGetProperty("taxes"u8, out _) ? ReadTaxIndexes(adjustment, taxes) : null);

    public static void WritePolicy(Utf8JsonWriter writer, PricingPolicy policy)
    {
        writer.WriteStartObject("policy"u8);
        writer.WriteString("rounding"u8, WireNames.RoundingModes[policy.Rounding]);
        writer.WriteString("tax_rounding"u8, WireNames.TaxRoundings[policy.TaxRounding]);
        WireNames.RoundedAmounts.WriteUnless(RoundedAmount.Tax, writer, "rounded_amount"u8, policy.RoundedAmount);
        WireNames.LineRoundings.WriteUnless(LineRounding.PerLine, writer, "line_rounding"u8, policy.LineRounding);
        WireNames.TaxBases.WriteUnless(TaxBase.Discounted, writer, "tax_base"u8, policy.TaxBase);
        WireNames.TaxDates.WriteUnless(TaxDate.Payment, writer, "tax_date"u8, policy.TaxDate);
        WireNames.DiscountOrders.WriteUnless(DiscountOrder.PercentFirst, writer, "discount_order"u8, policy.DiscountOrder);
        if (policy.TotalStep is { } totalStep)
            writer.WriteNumber("total_step"u8, totalStep.Units);
        if (policy.CashStep is { } cashStep)
            writer.WriteNumber("cash_step"u8, cashStep.Units);
        if (policy.CashStep is not null || policy.CashRounding != RoundingMode.HalfAwayFromZero)
            writer.WriteString("cash_step_rounding"u8, WireNames.RoundingModes[policy.CashRounding]);

        writer.WriteEndObject();
    }

    public static PricingPolicy ReadPolicy(JsonElement policy) => new()
    {
        Rounding = WireNames.RoundingModes.Parse(policy.GetProperty("rounding"u8).GetString()),
        TaxRounding = WireNames.TaxRoundings.Parse(policy.GetProperty("tax_rounding"u8).GetString()),
        RoundedAmount = WireNames.RoundedAmounts.ReadOr(RoundedAmount.Tax, policy, "rounded_amount"u8),
        LineRounding = WireNames.LineRoundings.ReadOr(LineRounding.PerLine, policy, "line_rounding"u8),
        TaxBase = WireNames.TaxBases.ReadOr(TaxBase.Discounted, policy, "tax_base"u8),
        TaxDate = WireNames.TaxDates.ReadOr(TaxDate.Payment, policy, "tax_date"u8),
        DiscountOrder = WireNames.DiscountOrders.ReadOr(DiscountOrder.PercentFirst, policy, "discount_order"u8),
        TotalStep = policy.TryGetProperty("total_step"u8, out var totalStep) ? Money.FromUnits(totalStep.GetInt64()) : null,
        CashStep = policy.TryGetProperty("cash_step"u8, out var cashStep) ? Money.FromUnits(cashStep.GetInt64()) : null,
        CashRounding = WireNames.RoundingModes.ReadOr(RoundingMode.HalfAwayFromZero, policy, "cash_step_rounding"u8),
    };
}
