namespace PosEngine.Shifts;

/// <summary>Shifts and the cash in the drawer. Always works without a connection.</summary>
/// <remarks>
/// One shift is open at a time; employees change inside it. A sale belongs to the shift open at its commit, for ever. Every call is on disk when it answers.
/// It may be refused by the policy, and with <see cref="RefusalCodes.AmountTooLarge"/> where a sum would leave the range of <see cref="Money"/>. Thread-safe.
/// </remarks>
public interface IShifts
{
    /// <summary>The open shift's figures (an X report), null while none is open, and every change.</summary>
    IPosStream<ShiftReport?> Current { get; }

    /// <summary>Opens a shift.</summary>
    /// <param name="openingFloat">What is in the drawer; zero or more.</param>
    /// <param name="cancellationToken">Cancels only until it is handed to the writer.</param>
    /// <returns>Refused with <see cref="RefusalCodes.ShiftOpen"/>, <see cref="RefusalCodes.AmountInvalid"/>, <see cref="RefusalCodes.AmountPrecision"/> or <see cref="RefusalCodes.NotSignedIn"/>.</returns>
    Task<PosResult<ShiftReport>> OpenAsync(Money openingFloat, CancellationToken cancellationToken = default);

    /// <summary>Puts cash into the drawer that is no sale.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.ShiftClosed"/>, <see cref="RefusalCodes.AmountInvalid"/>, <see cref="RefusalCodes.AmountPrecision"/> or <see cref="RefusalCodes.NotSignedIn"/>.</returns>
    Task<PosResult<ShiftReport>> PayInAsync(Money amount, string reason, CancellationToken cancellationToken = default);

    /// <summary>Takes cash out of the drawer.</summary>
    /// <inheritdoc cref="PayInAsync"/>
    Task<PosResult<ShiftReport>> PayOutAsync(Money amount, string reason, CancellationToken cancellationToken = default);

    /// <summary>Opens the drawer without a sale. The journal says who did it and why.</summary>
    /// <param name="reason">Why, for the owner.</param>
    /// <param name="cancellationToken">Cancels only until it is handed to the writer.</param>
    /// <returns>Refused with <see cref="RefusalCodes.ShiftClosed"/>, <see cref="RefusalCodes.DrawerMissing"/>, <see cref="RefusalCodes.NotSignedIn"/> or <see cref="RefusalCodes.DeviceSignedOut"/>.</returns>
    Task<PosResult<ShiftReport>> OpenDrawerAsync(string reason, CancellationToken cancellationToken = default);

    /// <summary>Closes the shift. Any counted amount is accepted; the difference is recorded.</summary>
    /// <param name="countedCash">What is in the drawer; zero or more.</param>
    /// <param name="cancellationToken">Cancels only until it is handed to the writer.</param>
    /// <returns>The Z report. Refused as the others are.</returns>
    Task<PosResult<ShiftReport>> CloseAsync(Money countedCash, CancellationToken cancellationToken = default);

    /// <summary>Closed shifts, newest first.</summary>
    /// <param name="limit">How many at most, 1 to 500.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>Refused by the policy only.</returns>
    Task<PosResult<IReadOnlyList<ShiftReport>>> ListClosedAsync(int limit = 50, CancellationToken cancellationToken = default);
}
