using PosEngine.Connectivity;
using PosEngine.Receipts;
using PosEngine.Settings;

namespace PosEngine.Capabilities;

/// <summary>Everything that a decision on a capability may depend on, at one moment.</summary>
public sealed record PolicyContext
{
    /// <summary>What is to be decided on.</summary>
    public required Capability Capability { get; init; }

    /// <summary>What the decision is about where that matters: a ticket, a receipt, a payment; docs/policy.md lists them. Null for the capability at large.</summary>
    public object? Subject { get; init; }

    /// <summary>The connection. A policy is asked while this is anything but <see cref="ConnectivityState.Online"/>.</summary>
    public ConnectivityState Connectivity { get; init; }

    /// <summary>What the back office does not have yet.</summary>
    public UnsynchronisedReceipts Unsynchronised { get; init; }

    /// <summary>The shop's settings.</summary>
    public ShopSettings Settings { get; init; } = ShopSettings.Default;

    /// <summary>Whether a card terminal is connected.</summary>
    public bool HasCardTerminal { get; init; }

    /// <summary>Whether the till has a back office at all. A policy is asked only where it has.</summary>
    public bool HasBackOffice { get; init; } = true;
}
