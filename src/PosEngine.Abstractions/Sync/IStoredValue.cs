namespace PosEngine.Sync;

/// <summary>Whoever keeps what is on gift cards and credited to customers: a back office, or an application of its own (<c>AddStoredValue</c>). It is asked online only.</summary>
/// <remarks>
/// <para>Every method may be called while others run, throws <see cref="BackOfficeException"/> for what it or the network did, and honours cancellation. Where a call throws
/// <see cref="BackOfficeError.Transient"/>, or no answer comes in time, nobody knows what happened: the till asks again with the same key, or cancels it.</para>
/// <para>The till puts every key into its journal (<c>value-intended</c>) before it asks, so that whatever was granted is either on a receipt in the end or cancelled, whatever crashes.</para>
/// </remarks>
public interface IStoredValue
{
    /// <summary>Asks how much there is.</summary>
    /// <exception cref="BackOfficeException">It could not be asked; <see cref="BackOfficeError.NotFound"/> where there is no such account.</exception>
    Task<StoredValueBalance> GetBalanceAsync(StoredValueAccount account, CancellationToken cancellationToken);

    /// <summary>Takes something from an account, or puts something on it, for a receipt that is about to be made. The same key never acts twice, and gets the same verdict.</summary>
    /// <returns>Whether it was. What was taken is not there for others from now on; what was put there may be there only once the receipt has arrived.</returns>
    /// <exception cref="BackOfficeException">
    /// <see cref="BackOfficeError.NotFound"/> where there is no such account, <see cref="BackOfficeError.Rejected"/> with a message for people; otherwise it is not known whether it was done: ask again.
    /// </exception>
    Task<StoredValueAnswer> MoveAsync(StoredValueMove move, CancellationToken cancellationToken);

    /// <summary>Takes a move back whose receipt is not made, done or not. A key that was never heard of is ended too: its move may still be on the way.</summary>
    /// <exception cref="BackOfficeException">It is not known whether it was cancelled: ask again. <see cref="BackOfficeError.Rejected"/> where it cannot be any more.</exception>
    Task CancelAsync(DeviceId device, Guid key, CancellationToken cancellationToken);
}

/// <summary>What is kept on an account.</summary>
public enum StoredValueKind
{
    /// <summary>Money on a gift card, which whoever has its number may spend.</summary>
    GiftCard = 0,

    /// <summary>Money that a customer has with the shop.</summary>
    StoreCredit = 1,

    /// <summary>Points of a customer. What a sale earns comes with its receipt, and is not asked for.</summary>
    Points = 2,
}

/// <summary>Where value is kept.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The number of a gift card, 1 to 100 characters; of everything else the id of the customer.</param>
public sealed record StoredValueAccount(StoredValueKind Kind, string Id);

/// <summary>How much there is.</summary>
/// <param name="Available">In <see cref="Money.Units"/>, of points their number; below zero where more was spent offline than there was.</param>
public readonly record struct StoredValueBalance(long Available);

/// <summary>Something to be taken from an account, or to be put on it.</summary>
/// <param name="Device">The device that asks.</param>
/// <param name="Key">The key: made anew for each move, and kept for every repetition of it.</param>
/// <param name="Receipt">The id of the receipt that the move will stand on.</param>
/// <param name="Account">The account. A gift card that is not known is begun with what is put on it.</param>
/// <param name="Amount">Below zero what is taken, above zero what is put there; in <see cref="Money.Units"/>, of points their number, never zero.</param>
public sealed record StoredValueMove(DeviceId Device, Guid Key, ReceiptId Receipt, StoredValueAccount Account, long Amount);

/// <summary>Whether a move was made.</summary>
public enum StoredValueVerdict
{
    /// <summary>It was.</summary>
    Granted = 0,

    /// <summary>There is not as much on the account.</summary>
    TooLittle = 1,

    /// <summary>It was cancelled, or its receipt is here already.</summary>
    Ended = 2,
}

/// <summary>The answer to a <see cref="StoredValueMove"/>.</summary>
/// <param name="Verdict">Whether it was made.</param>
/// <param name="Available">What there is for others now; never below zero where nothing was spent offline.</param>
public readonly record struct StoredValueAnswer(StoredValueVerdict Verdict, long Available);
