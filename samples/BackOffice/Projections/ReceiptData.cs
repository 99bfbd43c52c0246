using System.Text.Json.Serialization;

namespace BackOffice.Projections;

/// <summary>A receipt, as far as a back office needs to understand it. Amounts are hundred-thousandths of the currency's main unit.</summary>
internal sealed record ReceiptData(
    Guid Id,
    string Number,
    Guid Shift,
    string Currency,
    ReceiptTax[] Taxes,
    ReceiptLine[] Lines,
    long Net,
    long Tax,
    long Gross,
    long CashRounding,
    ReceiptPayment[] Payments,
    long Change,
    long Rounding = 0,
    ReceiptDiscount[]? Discounts = null,
    string? Note = null)
{
    /// <summary>What adds up to the receipt: its lines, and the discounts that it carries beside them.</summary>
    [JsonIgnore]
    public IEnumerable<ReceiptPart> Parts => Lines.Select(line => new ReceiptPart(line.Taxes, line.Tax, line.Net, line.Gross))
        .Concat((Discounts ?? []).Where(discount => discount.Carried is not null)
            .Select(discount => new ReceiptPart(discount.Taxes ?? [], discount.Carried!.Value.Tax, discount.Carried.Value.Net, discount.Carried.Value.Gross)));
}

[method: JsonConstructor]
internal readonly record struct ReceiptTax(string Name, long Net, long Amount);

/// <param name="Name">What was sold.</param>
/// <param name="Quantity">In thousandths.</param>
/// <param name="Taxes">Places in the receipt's taxes.</param>
/// <param name="Tax">The line's share of each, in that order.</param>
/// <param name="Net">Without tax.</param>
/// <param name="Gross">With tax.</param>
[method: JsonConstructor]
internal readonly record struct ReceiptLine(string Name, long Quantity, int[] Taxes, long[] Tax, long Net, long Gross);

/// <param name="Taxes">Places in the receipt's taxes, if it is carried beside the lines.</param>
/// <param name="Carried">What it comes to then, all zero or below.</param>
[method: JsonConstructor]
internal readonly record struct ReceiptDiscount(int[]? Taxes = null, CarriedDiscount? Carried = null);

[method: JsonConstructor]
internal readonly record struct CarriedDiscount(long Net, long[] Tax, long Gross);

/// <summary>Something with taxes of its own.</summary>
internal readonly record struct ReceiptPart(int[] Taxes, long[] Tax, long Net, long Gross);

[method: JsonConstructor]
internal readonly record struct ReceiptPayment(string Name, string Kind, long Amount);
