using System.Text.Json.Serialization;

namespace BackOffice.Emails;

/// <summary>What a customer wants to see of a receipt. Lines with what is told below them, and what stands between them and the total, add up to it. Amounts in hundred-thousandths of the currency's main unit, quantities in thousandths.</summary>
internal sealed record LetterReceipt(
    string Number, string Currency, LetterTax[] Taxes, LetterLine[] Lines, long Gross, LetterPayment[] Payments, long Change,
    long Rounding = 0, long Prepaid = 0, long CashRounding = 0, LetterAdjustment[]? Discounts = null, LetterAdjustment[]? Surcharges = null,
    bool TaxFree = false, string? Note = null, LetterRefund? RefundOf = null, Guid? Customer = null, string? DiningOption = null, DateTimeOffset? Started = null)
{
    /// <summary>What was to be paid.</summary>
    [JsonIgnore]
    public long Total => Gross + Rounding - Prepaid;

    /// <summary>The number of the device that made it, with which its own begins.</summary>
    [JsonIgnore]
    public string Till => Number.Split('-')[0];

    [JsonIgnore]
    public long PointsEarned => Lines.Sum(static line => line.Points);

    [JsonIgnore]
    public long PointsSpent => Payments.Sum(static payment => payment.Points);

    /// <summary>What it is, by the code of its words: of an exchange some lines come back, and others do not.</summary>
    [JsonIgnore]
    public string Title
    {
        get
        {
            var back = Lines.Count(static line => line.Returns is not null || line.TakenBack is not null);
            return back == 0 && RefundOf is null ? "receipt" : back == Lines.Length ? "refund" : "exchange";
        }
    }

    /// <summary>What stands between the lines and the total: with the lines it comes to it.</summary>
    public IEnumerable<(string Name, long Amount)> Adjustments(LetterText text)
    {
        var above = Lines.Sum(static line => line.Subtotal - line.Discounts.Applied() + line.Surcharges.Applied()) - Discounts.Applied() + Surcharges.Applied();
        foreach (var discount in Discounts ?? [])
            yield return (discount.Name, -discount.Applied);
        foreach (var surcharge in Surcharges ?? [])
            yield return (surcharge.Name, surcharge.Applied);
        if (TaxFree)
        {
            // Prices contain the taxes that this customer does not pay.
            yield return (text.Of("tax_free"), Gross - above);
            above = Gross;
        }

        foreach (var tax in Taxes.Where(static tax => tax.Type == "added"))
        {
            above += tax.Amount;
            yield return (tax.Name, tax.Amount);
        }

        foreach (var row in Known(text.Of("rounding"), Total + Prepaid - above).Concat(Known(text.Of("prepaid"), -Prepaid)))
            yield return row;
    }

    /// <summary>How it was paid, or paid back.</summary>
    public IEnumerable<(string Name, long Amount)> Paid(LetterText text) =>
    [
        .. Payments.Select(payment => (payment.NameIn(text), payment.Amount)),
        .. Known(text.Of(Payments.Any(static payment => payment.Amount > 0) ? "change" : "cash_back"), Change),
        .. Known(text.Of("coins"), CashRounding),
    ];

    private static (string Name, long Amount)[] Known(string name, long amount) => amount == 0 ? [] : [(name, amount)];
}

[method: JsonConstructor]
internal readonly record struct LetterTax(string Name, long Net, long Amount, string? Type = null, long? Rate = null, string? Category = null, long? AmountPerUnit = null)
{
    /// <summary>Nothing where there is no rate.</summary>
    public string RateIn(LetterText text) => Rate is { } rate && AmountPerUnit is null && Category is not "exempt" and not "out_of_scope" ? text.Rate(rate) : "";
}

[method: JsonConstructor]
internal readonly record struct LetterLine(
    string Name, long Quantity, long UnitPrice, int[] Taxes, long Subtotal, LetterAdjustment[]? Discounts = null, LetterAdjustment[]? Surcharges = null, LetterModifier[]? Modifiers = null,
    LetterComponent[]? Components = null, LetterReturn? Returns = null, long BaseQuantity = 1_000, LetterTakenBack? TakenBack = null, long Points = 0)
{
    /// <summary>What is told below it: how many at which price, but of a single one and of a price that is reduced; then what was chosen, and what came off and on.</summary>
    public IEnumerable<string> DetailsIn(LetterText text)
    {
        if (Returns is { Amount: > 0 })
            yield return text.Of("price_reduction");
        else if (BaseQuantity != 1_000)
            yield return text.Of("quantity_at_per", text.Quantity(Quantity), text.Money(UnitPrice), text.Quantity(BaseQuantity));
        else if (Quantity != 1_000)
            yield return text.Of("quantity_at", text.Quantity(Quantity), text.Money(UnitPrice));
        if (TakenBack is { } back)
            yield return text.Of("reason", back.Reason);
        foreach (var modifier in Modifiers ?? [])
            yield return modifier.Quantity == 1_000 ? modifier.Name : text.Of("quantity_at", text.Quantity(modifier.Quantity), modifier.Name);
        foreach (var discount in Discounts ?? [])
            yield return $"{discount.Name}  {text.Money(-discount.Applied)}";
        foreach (var surcharge in Surcharges ?? [])
            yield return $"{surcharge.Name}  {text.Money(surcharge.Applied)}";
    }

    /// <summary>Its taxes, as the table of taxes calls them, or those of its parts.</summary>
    [JsonIgnore]
    public string Letters => string.Concat(Taxes.Concat((Components ?? []).SelectMany(static component => component.Taxes)).Distinct().Order().Select(LetterOf));

    public static char LetterOf(int tax) => (char)('A' + (tax % 26));
}

[method: JsonConstructor]
internal readonly record struct LetterAdjustment(string Name, long Applied = 0);

[method: JsonConstructor]
internal readonly record struct LetterComponent(int[] Taxes);

[method: JsonConstructor]
internal readonly record struct LetterModifier(string Name, long Quantity = 1_000);

[method: JsonConstructor]
internal readonly record struct LetterPayment(string Name, long Amount, Guid? Type = null, string? Code = null, long Points = 0)
{
    private const int DigitsShown = 4;

    /// <summary>What is always there has words, unless the shop has renamed it.</summary>
    private static readonly Dictionary<(string Type, string Name), string> BuiltIn = new()
    {
        [("00000000-0000-7000-8000-000000000001", "Cash")] = "cash",
        [("00000000-0000-7000-8000-000000000002", "Card")] = "card",
        [("00000000-0000-7000-8000-000000000003", "Card terminal")] = "integrated_card",
    };

    /// <summary>With the end of a gift card's number: whoever knows all of it may spend it.</summary>
    public string NameIn(LetterText text)
    {
        var name = BuiltIn.TryGetValue(($"{Type}", Name), out var code) ? text.Of(code) : Name;
        return Code is null ? name : $"{name} …{(Code.Length > DigitsShown ? Code[^DigitsShown..] : "")}";
    }
}

internal sealed record LetterReturn(long Amount = 0);

internal sealed record LetterTakenBack(string Reason);

internal sealed record LetterRefund(string Number, string? Reason = null, LetterExchange? Exchange = null);

internal sealed record LetterExchange;

internal static class LetterAdjustments
{
    public static long Applied(this LetterAdjustment[]? adjustments) => adjustments?.Sum(static adjustment => adjustment.Applied) ?? 0;
}
