using PosEngine.Connectivity;

namespace PosEngine.Capabilities;

/// <summary>The one function that decides, for UIs and for enforcement alike.</summary>
internal static class CapabilityRules
{
    /// <summary>
    /// Decides. What no policy can grant comes first: what only a back office can do, and what it has switched off. Then the policy, which speaks only while the till is offline from its back office;
    /// what it forbids keeps its reason, whatever hardware is missing besides.
    /// </summary>
    public static CapabilityVerdict Decide(OfflinePolicy policy, PolicyContext context)
    {
        if (Impossible(context) is { } impossible)
            return impossible;
        var verdict = context.HasBackOffice && context.Connectivity != ConnectivityState.Online ? policy.Decide(context) : CapabilityVerdict.Available;
        return verdict.Status != CapabilityStatus.Unavailable && context is { HasCardTerminal: false } && context.Capability == Capability.IntegratedCardPayment
            ? CapabilityVerdict.Unavailable(ReasonCodes.CardTerminalMissing)
            : verdict;
    }

    private static CapabilityVerdict? Impossible(PolicyContext context)
    {
        var capability = context.Capability;
        if (!context.HasBackOffice && NeedsBackOffice(capability))
        {
            return IsStock(capability) ? CapabilityVerdict.Hidden(ReasonCodes.NoBackOffice) : CapabilityVerdict.Unavailable(ReasonCodes.NoBackOffice);
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
