using PosEngine.Capabilities;

namespace PosEngine.Settings;

/// <summary>What the back office has set for this shop. A till that was never connected has the defaults.</summary>
public sealed record ShopSettings
{
    /// <summary>The defaults.</summary>
    public static ShopSettings Default { get; } = new();

    /// <summary>The shop's name, at the head of receipts.</summary>
    public string ShopName { get; init; } = "";

    /// <summary>The shop's address, as it stands below the name on receipts. Lines are separated by line feeds.</summary>
    public string Address { get; init; } = "";

    /// <summary>The number by which the tax office knows the shop, for receipts: a VAT identification number, say.</summary>
    public string TaxNumber { get; init; } = "";

    /// <summary>More lines below the name.</summary>
    public string ReceiptHeader { get; init; } = "";

    /// <summary>The lines at the end of a receipt.</summary>
    public string ReceiptFooter { get; init; } = "";

    /// <summary>The shop's time zone: a till whose clock is in another one is told of it. Null where the back office names none, or one that this device does not know.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>Whether stock levels are shown.</summary>
    public bool ShowsStock { get; init; }

    /// <summary>Whether cashiers are warned when more is sold than is in stock.</summary>
    public bool WarnsOfNegativeStock { get; init; }

    /// <summary>Whether no two people have the same PIN, so that it tells who somebody is. The till does not take the shop's word for it: a PIN that two have lets in neither.</summary>
    public bool PinsAreUnique { get; init; }

    /// <summary>How long nobody does anything until the till locks itself; null for never.</summary>
    public TimeSpan? LockAfter { get; init; }

    /// <summary>Whether cash is counted blind: what should be in the drawers is not told before the shift is closed.</summary>
    public bool CountsBlind { get; init; }

    /// <summary>A shift whose count differs by more than this, either way, in any drawer, or by anything in another currency, is closed with a reason only; null where none is ever asked for.</summary>
    public Money? DifferenceMax { get; init; }

    /// <summary>What may be done offline, where the back office says so; null for the policy of the engine's options.</summary>
    public OfflinePolicy? OfflinePolicy { get; init; }
}

/// <summary>The shop's settings, pulled from the back office.</summary>
[UnderCapability(nameof(Capability.Essentials))]
public interface ISettings
{
    /// <summary>The settings, and every change.</summary>
    IPosStream<ShopSettings> Current { get; }
}
