using System.Collections.Immutable;
using PosEngine.Receipts;

namespace PosEngine.Sync;

/// <summary>What a till asks a back office while somebody waits: the part of the transport that only works online. A back office may do without; what needs it is refused then.</summary>
/// <remarks>
/// <para>An <see cref="IBackOffice"/> that has it implements both. Every method may be called while others run, throws <see cref="BackOfficeException"/> for what the back office
/// or the network did, and honours cancellation. Whatever changes something carries a key of its own and can be asked again: the same key never acts twice, and gets the same
/// answer.</para>
/// <para>A back office that has only some of the calls throws <see cref="BackOfficeError.Unsupported"/> from the others. What the caller did wrong (no items, more than may be asked for, JSON that is no
/// object) is an <see cref="ArgumentException"/>, and nothing is sent.</para>
/// <para>docs/protocol.md says what each message means and what the back office must check.</para>
/// </remarks>
public interface IBackOfficeServices
{
    /// <summary>Asks how much there is of some items.</summary>
    /// <param name="items">The items, 1 to 500.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The levels of those whose stock is counted; the others are missing.</returns>
    /// <exception cref="BackOfficeException">It could not be asked.</exception>
    Task<ImmutableArray<StockLevel>> GetStockAsync(ImmutableArray<ItemId> items, CancellationToken cancellationToken);

    /// <summary>Looks for receipts of any device of the shop, newest first.</summary>
    /// <exception cref="BackOfficeException">It could not be asked.</exception>
    Task<ImmutableArray<FoundReceipt>> FindReceiptsAsync(ReceiptLookup lookup, CancellationToken cancellationToken);

    /// <summary>Asks for the right to refund: so that no two devices refund the same thing. Repeated with the same refund, it gives the same answer.</summary>
    /// <returns>The right, or why there is none. A right lasts until the refund's receipt or its release arrives with the device's journal.</returns>
    /// <exception cref="BackOfficeException">It is not known whether it was granted: ask again. <see cref="BackOfficeError.NotFound"/> where it does not have the receipt.</exception>
    Task<RefundReservation> ReserveRefundAsync(RefundIntent intent, CancellationToken cancellationToken);

    /// <summary>Asks for a parked ticket: so that no two devices take it up. Repeated with the same takeover, it gives the same answer.</summary>
    /// <returns>The ticket, or who has it. It is the device's until that parks it again, gives the takeover back, or an owner frees it.</returns>
    /// <exception cref="BackOfficeException">It is not known whether it was given: ask again.</exception>
    Task<TicketTakeover> TakeTicketAsync(TakeoverRequest request, CancellationToken cancellationToken);

    /// <summary>Looks for customers whose name, e-mail address or telephone number contains a text, the most recently changed first.</summary>
    /// <param name="text">What to look for, without regard to case; empty for all.</param>
    /// <param name="limit">How many at most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Changes of the kind <c>customer</c>.</returns>
    /// <exception cref="BackOfficeException">It could not be asked.</exception>
    Task<ImmutableArray<ReferenceChange>> FindCustomersAsync(string text, int limit, CancellationToken cancellationToken);

    /// <summary>Registers a customer or an item, or changes one. Repeated with the same key, it gives the same answer and changes nothing more.</summary>
    /// <returns>The whole new state, as a pull would bring it.</returns>
    /// <exception cref="BackOfficeException">
    /// <see cref="BackOfficeError.Rejected"/> with a message for people, <see cref="BackOfficeError.NotFound"/> where there is nothing to change; otherwise it is not known whether it was
    /// done: ask again.
    /// </exception>
    Task<ReferenceChange> SaveAsync(SaveRequest request, CancellationToken cancellationToken);
}

/// <summary>How much there is of an item.</summary>
/// <param name="Item">The item.</param>
/// <param name="Quantity">How much; below zero where more was sold than was known of.</param>
public sealed record StockLevel(ItemId Item, Quantity Quantity);

/// <summary>Which receipts to look for: by id, by number, or by a text in what was sold.</summary>
public sealed record ReceiptLookup
{
    /// <summary>The receipt's id; null for any.</summary>
    public ReceiptId? Id { get; init; }

    /// <summary>The number on the paper; null for any. Several devices' histories may have used it: all are found.</summary>
    public string? Number { get; init; }

    /// <summary>Contained in the name of something sold, without regard to case; null for any.</summary>
    public string? Text { get; init; }

    /// <summary>How many at most, 1 to 100.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>A receipt that the back office has.</summary>
/// <param name="Device">The device whose journal it is in.</param>
/// <param name="Sequence">Its place there.</param>
/// <param name="Body">The entry's body, as that device froze it.</param>
public sealed record FoundReceipt(DeviceId Device, long Sequence, ReadOnlyMemory<byte> Body)
{
    /// <summary>The body of the entry that it names as the one that tells who issued it; empty where it names none, or the back office does not say.</summary>
    public ReadOnlyMemory<byte> Issuer { get; init; }
}

/// <summary>A refund that a device wants to make.</summary>
/// <param name="Device">The device.</param>
/// <param name="Refund">The id that the refund's own receipt will have: the key of the reservation.</param>
/// <param name="Receipt">What it refunds.</param>
/// <param name="Lines">How much of which lines: of each once, either a quantity or an amount, and none of it zero.</param>
public sealed record RefundIntent(DeviceId Device, ReceiptId Refund, ReceiptId Receipt, ImmutableArray<RefundedLine> Lines);

/// <summary>Whether a refund may be made.</summary>
public enum RefundVerdict
{
    /// <summary>It may; nobody else refunds anything of that receipt until it ends.</summary>
    Granted = 0,

    /// <summary>Somebody is refunding this receipt at the moment: <see cref="RefundReservation.DeviceNumber"/> says where.</summary>
    InProgress = 1,

    /// <summary>More would go back than was sold: <see cref="RefundReservation.Refunded"/> says what went back already.</summary>
    TooMuch = 2,

    /// <summary>This refund has ended already: its receipt or its release is here, or an owner has ended it.</summary>
    Ended = 3,
}

/// <summary>The answer to a <see cref="RefundIntent"/>.</summary>
/// <param name="Verdict">Whether it may be made.</param>
/// <param name="Refunded">What went back before, on whatever device; a line that is missing did not.</param>
public sealed record RefundReservation(RefundVerdict Verdict, ImmutableArray<RefundedLine> Refunded)
{
    /// <summary>The money that was given back for it, on whatever device; null where the back office does not say.</summary>
    public GivenBack? GivenBack { get; init; }

    /// <summary>The number of the device that is refunding the receipt, or did so last; null for none.</summary>
    public int? DeviceNumber { get; init; }
}

/// <summary>A parked ticket that a device wants to take up.</summary>
/// <param name="Device">The device.</param>
/// <param name="Takeover">The key of the request.</param>
/// <param name="Parking">What it wants.</param>
public sealed record TakeoverRequest(DeviceId Device, TakeoverId Takeover, ParkingId Parking);

/// <summary>Whether a parked ticket may be taken up.</summary>
public enum TakeoverVerdict
{
    /// <summary>It may: nobody else has it.</summary>
    Granted = 0,

    /// <summary>Another device has it: <see cref="TicketTakeover.DeviceNumber"/> says which.</summary>
    Taken = 1,

    /// <summary>The device that parked it has taken it up again.</summary>
    Gone = 2,

    /// <summary>This takeover was given back, or an owner has ended it.</summary>
    Ended = 3,
}

/// <summary>The answer to a <see cref="TakeoverRequest"/>.</summary>
/// <param name="Verdict">Whether it may be taken up.</param>
public sealed record TicketTakeover(TakeoverVerdict Verdict)
{
    /// <summary>The content of the ticket as it was parked, as JSON; null where it was not granted, and where its entry has not arrived yet.</summary>
    public string? Content { get; init; }

    /// <summary>The number of the device that has it; null for none.</summary>
    public int? DeviceNumber { get; init; }
}

/// <summary>A change of something that tills keep a copy of.</summary>
/// <param name="Key">Made anew for each change, and kept for every repetition of it.</param>
/// <param name="Kind"><c>customer</c> or <c>item</c>.</param>
/// <param name="Id">Its id; a new one is made by the device.</param>
/// <param name="IsNew">Whether it is registered with this.</param>
/// <param name="Json">What changes: an object whose members replace those of docs/protocol.md's reference data; null removes one, and what is missing stays (RFC 7396).</param>
public sealed record SaveRequest(Guid Key, string Kind, string Id, bool IsNew, string Json);
