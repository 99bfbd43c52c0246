using PosEngine.Receipts;
using PosEngine.Settings;

namespace PosEngine.Hardware.Printing;

/// <summary>What stands on the paper of a receipt and is not in the receipt: names change, and people may ask for theirs to be erased.</summary>
/// <param name="Settings">The shop as it is now: what is not said of a receipt's own issuer.</param>
internal sealed record ReceiptContext(ShopSettings Settings)
{
    public ReceiptLayout Layout { get; init; } = ReceiptLayout.Default;

    /// <summary>The name of whoever completed it; null where nobody knows.</summary>
    public string? Employee { get; init; }

    /// <summary>The shop as it was when it issued a receipt, with the lines of text that it has now.</summary>
    public ShopSettings ShopOf(Receipt receipt) => receipt.Issuer is { } issuer
        ? Settings with { ShopName = issuer.ShopName, Address = issuer.Address, TaxNumber = issuer.TaxNumber }
        : Settings;

    /// <summary>The customer's name; null where there is none, or nobody knows.</summary>
    public string? Customer { get; init; }
}
