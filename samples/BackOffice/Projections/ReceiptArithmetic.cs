namespace BackOffice.Projections;

/// <summary>The sums that every receipt keeps to the last unit, whatever it sold and however it was priced.</summary>
internal static class ReceiptArithmetic
{
    /// <summary>What does not add up, if anything.</summary>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public static string? FindFault(ReceiptData receipt) =>
        FindFaultyPart(receipt)
        ?? Compare("net of the lines", receipt.Parts.Sum(part => part.Net), receipt.Net)
        ?? Compare("tax of the lines", receipt.Parts.Sum(part => part.Tax.Sum()), receipt.Tax)
        ?? Compare("gross of the lines", receipt.Parts.Sum(part => part.Gross), receipt.Gross)
        ?? FindFaultyComposite(receipt)
        ?? FindFaultyTax(receipt)
        ?? Compare("payments less change", receipt.Payments.Sum(payment => payment.Amount) - receipt.Change, receipt.Gross + receipt.Rounding - receipt.Prepaid + receipt.CashRounding);

    private static string? FindFaultyPart(ReceiptData receipt)
    {
        foreach (var part in receipt.Parts)
        {
            var name = part.Name;
            if (part.Taxes.Length != part.Tax.Length)
                return $"{name} has {part.Taxes.Length} taxes and {part.Tax.Length} shares";
            if (part.Taxes.Any(tax => tax < 0 || tax >= receipt.Taxes.Length))
                return $"{name} names a tax that the receipt does not have";
            if (Compare($"net and tax of {name}", part.Net + part.Tax.Sum(), part.Gross) is { } fault)
                return fault;
        }

        return null;
    }

    private static string? FindFaultyComposite(ReceiptData receipt)
    {
        foreach (var (i, line) in receipt.Lines.Index())
        {
            if (line.Components is not { Length: > 0 } components)
                continue;
            if ((Compare($"net of the parts of line {i + 1}", components.Sum(part => part.Net), line.Net)
                ?? Compare($"gross of the parts of line {i + 1}", components.Sum(part => part.Gross), line.Gross)) is { } fault)
                return fault;
        }

        return null;
    }

    private static string? FindFaultyTax(ReceiptData receipt)
    {
        var shares = new long[receipt.Taxes.Length];
        foreach (var part in receipt.Parts)
        {
            for (var i = 0; i < part.Taxes.Length; i++)
                shares[part.Taxes[i]] += part.Tax[i];
        }

        return receipt.Taxes.Select((tax, i) => Compare($"shares of {tax.Name}", shares[i], tax.Amount)).FirstOrDefault(fault => fault is not null);
    }

    private static string? Compare(string what, long sum, long told) => sum == told ? null : $"{what}: {sum}, told {told}";
}
