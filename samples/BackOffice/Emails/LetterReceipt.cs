using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using BackOffice.Pages;

namespace BackOffice.Emails;

/// <summary>What a customer wants to see of a receipt. Lines with what is told below them, and what stands between them and the total, add up to it. Amounts in hundred-thousandths of the currency's main unit, quantities in thousandths.</summary>
public sealed record LetterReceipt(
    string Number, string Currency, LetterTax[] Taxes, LetterLine[] Lines, long Gross, LetterPayment[] Payments, long Change,
    long Rounding = 0, long Prepaid = 0, long CashRounding = 0, LetterAdjustment[]? Discounts = null, LetterAdjustment[]? Surcharges = null,
    bool TaxFree = false, string? Note = null, LetterRefund? RefundOf = null)
{
    /// <summary>What was to be paid.</summary>
    [JsonIgnore]
    public long Total => Gross + Rounding - Prepaid;

    /// <summary>What stands between the lines and the total.</summary>
    [JsonIgnore]
    public IEnumerable<(string Name, long Amount)> Adjustments =>
    [
        .. (Discounts ?? []).Select(static discount => (discount.Name, -discount.Applied)),
        .. (Surcharges ?? []).Select(static surcharge => (surcharge.Name, surcharge.Applied)),
        .. Taxes.Where(static tax => tax.Type == "added").Select(static tax => (tax.Name, tax.Amount)),
        .. Known("Rounding", Rounding),
        .. Known("Paid before", -Prepaid),
    ];

    /// <summary>How it was paid, or paid back.</summary>
    [JsonIgnore]
    public IEnumerable<(string Name, long Amount)> Paid =>
    [
        .. Payments.Select(static payment => (payment.Name, payment.Amount)),
        .. Known(Change > 0 && Payments.Length == 0 ? "Paid out" : "Change", Change),
        .. Known("Rounded to coins", CashRounding),
    ];

    private static (string Name, long Amount)[] Known(string name, long amount) => amount == 0 ? [] : [(name, amount)];
}

[method: JsonConstructor]
public readonly record struct LetterTax(string Name, long Net, long Amount, string? Type = null, long? Rate = null)
{
    public string RateText => Rate is { } rate ? FormattableString.Invariant($"{rate / 10_000m:0.####}%") : "";
}

[method: JsonConstructor]
public readonly record struct LetterLine(
    string Name, long Quantity, long UnitPrice, int[] Taxes, long Subtotal, LetterAdjustment[]? Discounts = null, LetterAdjustment[]? Surcharges = null, LetterModifier[]? Modifiers = null, LetterReturn? Returns = null)
{
    /// <summary>How many, at which price; nothing of a single one, nor of a price that is reduced.</summary>
    [JsonIgnore]
    public string Count => Returns is { Amount: > 0 } ? "Price reduction" : Quantity == 1_000 ? "" : $"{PageText.Quantity(Quantity)} × {PageText.Amount(UnitPrice)}";

    /// <summary>What is told below it.</summary>
    [JsonIgnore]
    public IEnumerable<string> Details =>
    [
        .. (Modifiers ?? []).Select(static modifier => modifier.Name),
        .. (Discounts ?? []).Select(static discount => $"{discount.Name}  {PageText.Amount(-discount.Applied)}"),
        .. (Surcharges ?? []).Select(static surcharge => $"{surcharge.Name}  {PageText.Amount(surcharge.Applied)}"),
    ];

    /// <summary>Its taxes, as the table of taxes calls them.</summary>
    [JsonIgnore]
    public string Letters => string.Concat(Taxes.Select(static tax => (char)('A' + (tax % 26))));
}

[method: JsonConstructor]
public readonly record struct LetterAdjustment(string Name, long Applied = 0);

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
        return new(Text("shop_name"), Text("address"), Text("tax_number"), Text("receipt_header"), Text("receipt_footer"));

        string? Text(string name) => settings[name]?.GetValue<string>();
    }

    /// <summary>What stands above the receipt, below the shop's name.</summary>
    public IEnumerable<string> Head => new[] { Address, TaxNumber, Header }.OfType<string>();
}
