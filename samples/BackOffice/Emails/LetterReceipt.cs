using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using BackOffice.Pages;
using BackOffice.Receipts;

namespace BackOffice.Emails;

/// <summary>What a customer wants to see of a receipt. Lines with what is told below them, and what stands between them and the total, add up to it. Amounts in hundred-thousandths of the currency's main unit, quantities in thousandths.</summary>
public sealed record LetterReceipt(
    string Number, string Currency, LetterTax[] Taxes, LetterLine[] Lines, long Gross, LetterPayment[] Payments, long Change,
    long Rounding = 0, long Prepaid = 0, long CashRounding = 0, LetterAdjustment[]? Discounts = null, LetterAdjustment[]? Surcharges = null,
    bool TaxFree = false, string? Note = null, LetterRefund? RefundOf = null)
{
    /// <summary>What it is: of an exchange some lines come back, and others do not.</summary>
    [JsonIgnore]
    public string Title => RefundOf is null ? "Receipt" : Lines.All(static line => line.Returns is not null) ? "Refund" : "Exchange";

    /// <summary>What was to be paid.</summary>
    [JsonIgnore]
    public long Total => Gross + Rounding - Prepaid;

    /// <summary>What stands between the lines and the total: with the lines it comes to it.</summary>
    [JsonIgnore]
    public IEnumerable<(string Name, long Amount)> Adjustments
    {
        get
        {
            var above = Lines.Sum(static line => line.Subtotal - line.Discounts.Applied() + line.Surcharges.Applied()) - Discounts.Applied() + Surcharges.Applied();
            foreach (var discount in Discounts ?? [])
                yield return (discount.Name, -discount.Applied);
            foreach (var surcharge in Surcharges ?? [])
                yield return (surcharge.Name, surcharge.Applied);
            if (TaxFree)
            {
                // Prices contain the taxes that this customer does not pay.
                yield return ("Tax-free", Gross - above);
                above = Gross;
            }

            foreach (var tax in Taxes.Where(static tax => tax.Type == "added"))
            {
                above += tax.Amount;
                yield return (tax.Name, tax.Amount);
            }

            foreach (var row in Known("Rounding", Total + Prepaid - above).Concat(Known("Paid before", -Prepaid)))
                yield return row;
        }
    }

    /// <summary>How it was paid, or paid back.</summary>
    [JsonIgnore]
    public IEnumerable<(string Name, long Amount)> Paid =>
    [
        .. Payments.Select(static payment => (payment.Name, payment.Amount)),
        .. Known(Payments.Any(static payment => payment.Amount > 0) ? "Change" : "Paid out", Change),
        .. Known("Rounded to coins", CashRounding),
    ];

    private static (string Name, long Amount)[] Known(string name, long amount) => amount == 0 ? [] : [(name, amount)];
}

[method: JsonConstructor]
public readonly record struct LetterTax(string Name, long Net, long Amount, string? Type = null, long? Rate = null, string? Category = null, long? AmountPerUnit = null)
{
    /// <summary>Nothing where there is no rate.</summary>
    [JsonIgnore]
    public string RateText => Rate is { } rate && AmountPerUnit is null && Category is not "exempt" and not "out_of_scope" ? FormattableString.Invariant($"{rate / 10_000m:0.####}%") : "";
}

[method: JsonConstructor]
public readonly record struct LetterLine(
    string Name, long Quantity, long UnitPrice, int[] Taxes, long Subtotal, LetterAdjustment[]? Discounts = null, LetterAdjustment[]? Surcharges = null, LetterModifier[]? Modifiers = null,
    LetterComponent[]? Components = null, LetterReturn? Returns = null, long BaseQuantity = 1_000)
{
    /// <summary>How many, at which price; nothing of a single one, nor of a price that is reduced.</summary>
    [JsonIgnore]
    public string Count => Returns is { Amount: > 0 } ? "Price reduction" : Quantity == 1_000 ? "" : $"{PageText.Quantity(Quantity)} × {PageText.Amount(UnitPrice)}{(BaseQuantity == 1_000 ? "" : $" / {PageText.Quantity(BaseQuantity)}")}";

    /// <summary>What is told below it.</summary>
    [JsonIgnore]
    public IEnumerable<string> Details =>
    [
        .. (Modifiers ?? []).Select(static modifier => modifier.Name),
        .. (Discounts ?? []).Select(static discount => $"{discount.Name}  {PageText.Amount(-discount.Applied)}"),
        .. (Surcharges ?? []).Select(static surcharge => $"{surcharge.Name}  {PageText.Amount(surcharge.Applied)}"),
    ];

    /// <summary>Its taxes, as the table of taxes calls them, or those of its parts.</summary>
    [JsonIgnore]
    public string Letters => string.Concat(Taxes.Concat((Components ?? []).SelectMany(static component => component.Taxes)).Distinct().Order().Select(static tax => (char)('A' + (tax % 26))));
}

[method: JsonConstructor]
public readonly record struct LetterAdjustment(string Name, long Applied = 0);

[method: JsonConstructor]
public readonly record struct LetterComponent(int[] Taxes);

[method: JsonConstructor]
public readonly record struct LetterModifier(string Name);

[method: JsonConstructor]
public readonly record struct LetterPayment(string Name, long Amount);

public sealed record LetterReturn(long Amount = 0);

public sealed record LetterRefund(string Number, string? Reason = null);

/// <summary>Whose receipt it is.</summary>
/// <param name="Name">The shop.</param>
/// <param name="Address">Where it is, in lines.</param>
/// <param name="TaxNumber">What the tax office calls it.</param>
/// <param name="Header">What stands at the head of every receipt.</param>
/// <param name="Footer">What stands at its foot.</param>
public sealed record LetterShop(string? Name, string? Address, string? TaxNumber, string? Header, string? Footer)
{
    /// <param name="settings">The shop's settings.</param>
    public static LetterShop Of(JsonObject settings)
    {
        return new(NameOf(Text("shop_name")), Text("address"), Text("tax_number"), Text("receipt_header"), Text("receipt_footer"));

        string? Text(string name) => settings[name]?.GetValue<string>() is { Length: > 0 } text ? text : null;
    }

    /// <summary>The shop as it was when it issued a receipt, with the lines of text that it has now.</summary>
    internal LetterShop When(Issuer? issuer) => issuer is null ? this : this with { Name = NameOf(issuer.ShopName), Address = issuer.Address, TaxNumber = issuer.TaxNumber };

    /// <summary>On one line: it stands in the subject.</summary>
    private static string? NameOf(string? name) => name?.ReplaceLineEndings(" ");

    /// <summary>What stands above the receipt, below the shop's name.</summary>
    public IEnumerable<string> Head => new[] { Address, TaxNumber, Header }.OfType<string>();
}

internal static class LetterAdjustments
{
    public static long Applied(this LetterAdjustment[]? adjustments) => adjustments?.Sum(static adjustment => adjustment.Applied) ?? 0;
}
