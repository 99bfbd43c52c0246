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
    string? Note = null);

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

[method: JsonConstructor]
internal readonly record struct ReceiptPayment(string Name, string Kind, long Amount);
