namespace BackOffice.Projections;

/// <summary>The sums that every receipt keeps to the last unit, whatever it sold and however it was priced.</summary>
internal static class ReceiptArithmetic
{
    /// <summary>What does not add up, if anything.</summary>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public static string? FindFault(ReceiptData receipt) =>
        FindFaultyLine(receipt)
        ?? Compare("net of the lines", receipt.Lines.Sum(line => line.Net), receipt.Net)
        ?? Compare("tax of the lines", receipt.Lines.Sum(line => line.Tax.Sum()), receipt.Tax)
        ?? Compare("gross of the lines", receipt.Lines.Sum(line => line.Gross), receipt.Gross)
        ?? FindFaultyTax(receipt)
        ?? Compare("payments less change", receipt.Payments.Sum(payment => payment.Amount) - receipt.Change, receipt.Gross + receipt.CashRounding);

    private static string? FindFaultyLine(ReceiptData receipt)
    {
        for (var i = 0; i < receipt.Lines.Length; i++)
        {
            var line = receipt.Lines[i];
            if (line.Taxes.Length != line.Tax.Length)
                return $"line {i + 1} has {line.Taxes.Length} taxes and {line.Tax.Length} shares";
            if (line.Taxes.Any(tax => tax < 0 || tax >= receipt.Taxes.Length))
                return $"line {i + 1} names a tax that the receipt does not have";
            if (Compare($"net and tax of line {i + 1}", line.Net + line.Tax.Sum(), line.Gross) is { } fault)
                return fault;
        }

        return null;
    }

    private static string? FindFaultyTax(ReceiptData receipt)
    {
        var shares = new long[receipt.Taxes.Length];
        foreach (var line in receipt.Lines)
        {
            for (var i = 0; i < line.Taxes.Length; i++)
                shares[line.Taxes[i]] += line.Tax[i];
        }

        return receipt.Taxes.Select((tax, i) => Compare($"shares of {tax.Name}", shares[i], tax.Amount)).FirstOrDefault(fault => fault is not null);
    }

    private static string? Compare(string what, long sum, long told) => sum == told ? null : $"{what}: {sum}, told {told}";
}
