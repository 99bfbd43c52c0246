using PosEngine.Settings;

namespace PosEngine.Hardware.Printing;

/// <summary>What stands on the paper of a receipt and is not in the receipt: names change, and people may ask for theirs to be erased.</summary>
/// <param name="Settings">The shop.</param>
internal sealed record ReceiptContext(ShopSettings Settings)
{
    public ReceiptLayout Layout { get; init; } = ReceiptLayout.Default;

    /// <summary>The name of whoever completed it; null where nobody knows.</summary>
    public string? Employee { get; init; }

    /// <summary>The customer's name; null where there is none, or nobody knows.</summary>
    public string? Customer { get; init; }
}
