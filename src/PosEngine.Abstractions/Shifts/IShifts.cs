using PosEngine.Capabilities;
using PosEngine.Employees;

namespace PosEngine.Shifts;

/// <summary>Shifts and the cash in the drawers. Always works without a connection.</summary>
/// <remarks>
/// One shift is open at a time, with one or more drawers; employees change inside it. Cash goes through the drawer that is selected, and every receipt and cash movement names its drawer. A sale belongs to the shift open at its commit, for ever. Every call is on disk when it answers.
/// It may be refused by the policy, with <see cref="RefusalCodes.TrainingMode"/> where cash would really move, with <see cref="RefusalCodes.PermissionMissing"/> and <see cref="RefusalCodes.ApprovalInvalid"/> where it needs a permission, and with <see cref="RefusalCodes.AmountTooLarge"/> where a sum would leave the range of <see cref="Money"/>. Thread-safe.
/// </remarks>
[UnderCapability(nameof(Capability.ShiftManagement))]
public interface IShifts
{
    /// <summary>The open shift's figures (an X report), null while none is open, and every change. Where the shop counts blind, they tell no expected cash (<see cref="ShiftReport.IsBlind"/>).</summary>
    IPosStream<ShiftReport?> Current { get; }

    /// <summary>The number of the drawer that cash goes through, and every change. It is remembered over restarts.</summary>
    IPosStream<int> Drawer { get; }

    /// <summary>Opens a shift with one drawer, the one that is selected.</summary>
    /// <param name="openingFloat">What is in the drawer; zero or more.</param>
    /// <param name="cancellationToken">Cancels only until it is handed to the writer.</param>
    /// <returns>Refused with <see cref="RefusalCodes.ShiftOpen"/>, <see cref="RefusalCodes.AmountInvalid"/>, <see cref="RefusalCodes.AmountPrecision"/> or <see cref="RefusalCodes.NotSignedIn"/>.</returns>
    Task<PosResult<ShiftReport>> OpenAsync(Money openingFloat, CancellationToken cancellationToken = default);

    /// <summary>Opens a shift with several drawers.</summary>
    /// <param name="openingFloats">What is in each drawer; zero or more. The numbers are those of the shop, from 1 to 99; each once.</param>
    /// <param name="cancellationToken">Cancels only until it is handed to the writer.</param>
    /// <returns>Refused as the other, and with <see cref="RefusalCodes.DrawerUnknown"/> where a number is out of range or given twice, or where there is none.</returns>
    Task<PosResult<ShiftReport>> OpenAsync(IReadOnlyCollection<DrawerCash> openingFloats, CancellationToken cancellationToken = default);

    /// <summary>From now on cash goes through this drawer, whoever is signed in.</summary>
    /// <param name="drawer">One of the open shift's.</param>
    /// <param name="cancellationToken">Cancels only until it is handed to the writer.</param>
    /// <returns>Refused with <see cref="RefusalCodes.ShiftClosed"/>, <see cref="RefusalCodes.DrawerUnknown"/>, <see cref="RefusalCodes.NotSignedIn"/> or <see cref="RefusalCodes.DeviceSignedOut"/>.</returns>
    Task<PosResult<ShiftReport>> SelectDrawerAsync(int drawer, CancellationToken cancellationToken = default);

    /// <summary>Puts cash into the selected drawer that is no sale. Needs <see cref="Permissions.CashMovements"/>.</summary>
    /// <param name="amount">How much, above zero.</param>
    /// <param name="reason">Why, for the owner.</param>
    /// <param name="approval">By somebody who may.</param>
    /// <param name="cancellationToken">Cancels only until it is handed to the writer.</param>
    /// <returns>Refused with <see cref="RefusalCodes.ShiftClosed"/>, <see cref="RefusalCodes.AmountInvalid"/>, <see cref="RefusalCodes.AmountPrecision"/> or <see cref="RefusalCodes.NotSignedIn"/>.</returns>
    Task<PosResult<ShiftReport>> PayInAsync(Money amount, string reason, Approval? approval = null, CancellationToken cancellationToken = default);

    /// <summary>Takes cash out of the selected drawer. Needs <see cref="Permissions.CashMovements"/>.</summary>
    /// <inheritdoc cref="PayInAsync"/>
    Task<PosResult<ShiftReport>> PayOutAsync(Money amount, string reason, Approval? approval = null, CancellationToken cancellationToken = default);

    /// <summary>Drops cash of the selected drawer into the safe. Needs <see cref="Permissions.CashMovements"/>.</summary>
    /// <inheritdoc cref="PayInAsync"/>
    Task<PosResult<ShiftReport>> DropAsync(Money amount, string reason, Approval? approval = null, CancellationToken cancellationToken = default);

    /// <summary>Pays tips out to employees from the selected drawer: those that customers paid by card. Needs <see cref="Permissions.CashMovements"/>.</summary>
    /// <inheritdoc cref="PayInAsync"/>
    Task<PosResult<ShiftReport>> PayTipsOutAsync(Money amount, string reason, Approval? approval = null, CancellationToken cancellationToken = default);

    /// <summary>Opens the selected drawer without a sale. Needs <see cref="Permissions.OpenDrawer"/>. The journal says who did it and why.</summary>
    /// <param name="reason">Why, for the owner.</param>
    /// <param name="approval">By somebody who may.</param>
    /// <param name="cancellationToken">Cancels only until it is handed to the writer.</param>
    /// <returns>Refused with <see cref="RefusalCodes.ShiftClosed"/>, <see cref="RefusalCodes.DrawerMissing"/>, <see cref="RefusalCodes.NotSignedIn"/> or <see cref="RefusalCodes.DeviceSignedOut"/>.</returns>
    Task<PosResult<ShiftReport>> OpenDrawerAsync(string reason, Approval? approval = null, CancellationToken cancellationToken = default);

    /// <summary>Closes a shift with one drawer. Any counted amount is accepted; the difference is recorded. A closed shift is never opened again.</summary>
    /// <param name="countedCash">What is in the drawer; zero or more.</param>
    /// <param name="differenceReason">
    /// Why that is not what should be there: asked for where it differs by more than the shop's settings take without a word, in another currency by anything. Where the shop counts blind, a count that was refused for
    /// want of it stands on record (<see cref="ShiftReport.RefusedCounts"/>), and every later one of the shift needs it, even one that fits.
    /// </param>
    /// <param name="approval">By somebody who may, where somebody else has opened the shift: that needs <see cref="Permissions.CloseOthersShift"/>.</param>
    /// <param name="cancellationToken">Cancels only until it is handed to the writer.</param>
    /// <returns>
    /// The Z report. Refused as the others are, with <see cref="RefusalCodes.DifferenceUnexplained"/>, and with <see cref="RefusalCodes.DrawerUncounted"/> where the shift has several drawers.
    /// </returns>
    Task<PosResult<ShiftReport>> CloseAsync(Money countedCash, string? differenceReason = null, Approval? approval = null, CancellationToken cancellationToken = default);

    /// <summary>Closes a shift with several drawers, or one.</summary>
    /// <param name="countedCash">What is in each of the shift's drawers; zero or more. Cash of other currencies counts where it was counted, and is told as not counted elsewhere.</param>
    /// <param name="differenceReason">As of the other.</param>
    /// <param name="approval">As of the other.</param>
    /// <param name="cancellationToken">Cancels only until it is handed to the writer.</param>
    /// <returns>
    /// The Z report. Refused as the other, with <see cref="RefusalCodes.DrawerUncounted"/> where one is missing, with <see cref="RefusalCodes.DrawerUnknown"/> where one is not of the shift or given twice, and with
    /// <see cref="RefusalCodes.AmountInvalid"/> where coins and notes do not come to the amount.
    /// </returns>
    Task<PosResult<ShiftReport>> CloseAsync(
        IReadOnlyCollection<DrawerCash> countedCash, string? differenceReason = null, Approval? approval = null, CancellationToken cancellationToken = default);

    /// <summary>Closed shifts, newest first.</summary>
    /// <param name="limit">How many at most, 1 to 500.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>Refused by the policy only.</returns>
    Task<PosResult<IReadOnlyList<ShiftReport>>> ListClosedAsync(int limit = 50, CancellationToken cancellationToken = default);
}
