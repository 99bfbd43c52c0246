using PosEngine.Connectivity;
using PosEngine.Employees;
using PosEngine.Tickets;

namespace PosEngine.Capabilities;

/// <summary>The one function that decides, for UIs and for enforcement alike.</summary>
internal static class CapabilityRules
{
    /// <summary>
    /// Decides. What is essential always works. What no policy can grant comes next: what only a back office can do, and what it has switched off. Then the policy, which speaks only while
    /// the till is offline from its back office; what it forbids keeps its reason, whatever hardware, person or shift is missing besides.
    /// </summary>
    public static CapabilityRuling Decide(OfflinePolicy policy, PolicyContext context)
    {
        if (context.Capability == Capability.Essentials)
            return new(CapabilityVerdict.Available, DecidedBy.Nobody);
        if (Impossible(context) is { } impossible)
            return new(impossible, DecidedBy.Device);
        var verdict = IsAsked(context) ? policy.Decide(context) : CapabilityVerdict.Available;
        if (verdict.Status == CapabilityStatus.Unavailable)
            return new(verdict, DecidedBy.Policy);
        if (context is { HasCardTerminal: false } && context.Capability == Capability.IntegratedCardPayment)
            return new(CapabilityVerdict.Unavailable(ReasonCodes.CardTerminalMissing), DecidedBy.Device);
        if (Missing(context) is { } missing)
            return new(CapabilityVerdict.Unavailable(missing), DecidedBy.Employee);
        if (verdict.Status != CapabilityStatus.Available)
            return new(verdict, DecidedBy.Policy);
        return !context.IsShiftOpen && NeedsShift(context.Capability)
            ? new(new(CapabilityStatus.Limited, RefusalCodes.ShiftClosed), DecidedBy.Shift)
            : new(verdict, DecidedBy.Nobody);
    }

    /// <summary>Whether the policy has a say.</summary>
    public static bool IsAsked(PolicyContext context) => context.HasBackOffice && context.Connectivity != ConnectivityState.Online;

    private static CapabilityVerdict? Impossible(PolicyContext context)
    {
        var capability = context.Capability;
        if (!context.HasBackOffice && NeedsBackOffice(capability))
            return IsStock(capability) ? CapabilityVerdict.Hidden(ReasonCodes.NoBackOffice) : CapabilityVerdict.Unavailable(ReasonCodes.NoBackOffice);

        var isDisabled = (capability == Capability.StockDisplay && !context.Settings.ShowsStock)
            || (capability == Capability.NegativeStockWarning && !context.Settings.WarnsOfNegativeStock);
        return isDisabled ? CapabilityVerdict.Hidden(ReasonCodes.StockDisabled) : null;
    }

    /// <summary>Why whoever stands at the till may not: nobody is signed in, or not the right one.</summary>
    private static string? Missing(PolicyContext context)
    {
        if (context.Employee is null)
            return NeedsEmployee(context.Capability) ? RefusalCodes.NotSignedIn : null;
        if (context.Employee.IsDismissed && NeedsEmployee(context.Capability) && context.Subject is not ITicket { Current.Status: TicketStatus.InPayment })
            return RefusalCodes.EmployeeDismissed;
        var needed = context.Capability != Capability.Refund ? Permissions.None : context.Subject is ITicket ? Permissions.RefundsWithoutReceipt : Permissions.Refunds;
        return context.Employee.Permissions.HasFlag(needed) ? null : RefusalCodes.PermissionMissing;
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

    /// <summary>What somebody has to answer for, or may see. Synchronising anybody may.</summary>
    private static bool NeedsEmployee(Capability capability) =>
        NeedsShift(capability)
        || capability == Capability.ShiftManagement
        || capability == Capability.CustomerRegistration
        || capability == Capability.CustomerEditing
        || capability == Capability.CustomerAssignment
        || capability == Capability.ItemEditing
        || capability == Capability.OpenTickets
        || capability == Capability.ReceiptList
        || capability == Capability.EmailReceipt;

    /// <summary>What moves money, which belongs to a shift. Without one a ticket can be rung up, and not be paid.</summary>
    private static bool NeedsShift(Capability capability) =>
        capability == Capability.Sale || capability == Capability.Refund || capability == Capability.IntegratedCardPayment;

    private static bool IsStock(Capability capability) => capability == Capability.StockDisplay || capability == Capability.NegativeStockWarning;
}

/// <summary>A verdict, and who gave it.</summary>
internal readonly record struct CapabilityRuling(CapabilityVerdict Verdict, DecidedBy By);
