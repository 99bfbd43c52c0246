using System.Diagnostics.CodeAnalysis;

namespace PosEngine.Receipts;

/// <summary>What the barcode on the paper of a receipt says: <c>R</c> and the number, so that no item has it. In Code 128.</summary>
public static class ReceiptBarcode
{
    private const char Prefix = 'R';

    /// <summary>The barcode of a receipt.</summary>
    /// <param name="number">Its number, as <see cref="Receipt.Number"/> has it.</param>
    public static string Of(string number)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(number);
        return Prefix + number;
    }

    /// <summary>The number of the receipt that has a barcode.</summary>
    /// <param name="barcode">What a scanner has read, with or without white space around it.</param>
    /// <param name="number">The number.</param>
    /// <returns>False where it is not the barcode of a receipt.</returns>
    public static bool TryParse(string? barcode, [NotNullWhen(true)] out string? number)
    {
        var text = barcode?.Trim() ?? "";
        var isReceipt = text.Length > 1 && char.ToUpperInvariant(text[0]) == Prefix && char.IsAsciiDigit(text[1]) && text.Contains('-', StringComparison.Ordinal);
        number = isReceipt ? text[1..] : null;
        return isReceipt;
    }
}
