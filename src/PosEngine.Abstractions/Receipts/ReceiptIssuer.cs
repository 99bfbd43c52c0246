using System.Collections.Immutable;
using PosEngine.Pricing;

namespace PosEngine.Receipts;

/// <summary>Who issued a receipt, and with what, as things were then: whatever the shop's settings have become since, a copy of the receipt shows these.</summary>
/// <remarks>Journalled by the till whenever something of it has changed, before the first receipt that it holds for. Two are equal if all of them is. Immutable.</remarks>
public sealed record ReceiptIssuer
{
    /// <summary>The shop's name; empty where the till knew none.</summary>
    public string ShopName { get; init; } = "";

    /// <summary>The shop's address. Lines are separated by line feeds.</summary>
    public string Address { get; init; } = "";

    /// <summary>The number by which the tax office knows the shop: a VAT identification number, say.</summary>
    public string TaxNumber { get; init; } = "";

    /// <summary>The id of the shop's time zone; null where the back office named none that the device knows.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Every tax that the till knew, in the order of their ids: the tables that its receipts were priced by.</summary>
    public ImmutableArray<Tax> Taxes { get; init; } = [];

    /// <summary>The device.</summary>
    public DeviceId DeviceId { get; init; }

    /// <summary>The number that its receipts begin with.</summary>
    public int DeviceNumber { get; init; }

    /// <summary>The serial number of the recording system, as a fiscal authority calls it: that of the engine's options, or else the device's id.</summary>
    public string DeviceSerial { get; init; } = "";

    /// <summary>The engine, with its version: <c>PosEngine 0.1.0</c>.</summary>
    public string Software { get; init; } = "";

    /// <summary>The application around the engine, with its version, where it says so in the engine's options; otherwise null.</summary>
    public string? Application { get; init; }

    /// <inheritdoc/>
    public bool Equals(ReceiptIssuer? other) =>
        ReferenceEquals(this, other)
        || (other is not null && ShopName == other.ShopName && Address == other.Address && TaxNumber == other.TaxNumber && TimeZone == other.TimeZone
            && DeviceId == other.DeviceId && DeviceNumber == other.DeviceNumber && DeviceSerial == other.DeviceSerial && Software == other.Software && Application == other.Application
            && Taxes.AsSpan().SequenceEqual(other.Taxes.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ShopName, Address, TaxNumber, DeviceSerial, Software, Taxes.Length);
}
