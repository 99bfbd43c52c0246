using PosEngine.Connectivity;

namespace PosEngine.Capabilities;

/// <summary>The one function that decides, for UIs and for enforcement alike.</summary>
internal static class CapabilityRules
{
    /// <summary>Decides. What the till cannot do under any policy comes first; the policy speaks only while the till is offline from its back office.</summary>
    public static CapabilityVerdict Decide(OfflinePolicy policy, PolicyContext context) =>
        Impossible(context)
        ?? (context.HasBackOffice && context.Connectivity != ConnectivityState.Online ? policy.Decide(context) : CapabilityVerdict.Available);

    private static CapabilityVerdict? Impossible(PolicyContext context)
    {
        var capability = context.Capability;
        if (!context.HasBackOffice && NeedsBackOffice(capability))
        {
            return IsStock(capability) ? CapabilityVerdict.Hidden(ReasonCodes.NoBackOffice) : CapabilityVerdict.Unavailable(ReasonCodes.NoBackOffice);
        }

        if (capability == Capability.IntegratedCardPayment && !context.HasCardTerminal)
        {
            return CapabilityVerdict.Unavailable(ReasonCodes.CardTerminalMissing);
        }

        var isDisabled = (capability == Capability.StockDisplay && !context.Settings.ShowsStock)
            || (capability == Capability.NegativeStockWarning && !context.Settings.WarnsOfNegativeStock);
        return isDisabled ? CapabilityVerdict.Hidden(ReasonCodes.StockDisabled) : null;
    }

    /// <summary>What only a back office can do. The rest a till that stands alone does by itself: it has every receipt that it could refund.</summary>
    private static bool NeedsBackOffice(Capability capability) =>
        IsStock(capability)
        || capability == Capability.CustomerRegistration
        || capability == Capability.CustomerEditing
        || capability == Capability.ItemEditing
        || capability == Capability.EmailReceipt
        || capability == Capability.SyncNow
        || capability == Capability.SignOut;

    private static bool IsStock(Capability capability) => capability == Capability.StockDisplay || capability == Capability.NegativeStockWarning;
}
