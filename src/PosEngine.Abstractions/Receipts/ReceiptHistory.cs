using System.Collections.Immutable;

namespace PosEngine.Receipts;

/// <summary>What can happen to a receipt.</summary>
public enum ReceiptEventKind
{
    /// <summary>It was made.</summary>
    Completed = 0,

    /// <summary>The back office was heard to have it.</summary>
    Synchronised = 1,

    /// <summary>The back office was heard not to have it any more: it was restored from a backup. It is sent again by itself.</summary>
    Withdrawn = 2,

    /// <summary>The back office set it aside, because it could make no sense of it, or because more went back with it than was sold; <see cref="ReceiptEvent.Text"/> says why.</summary>
    SetAside = 3,

    /// <summary>A copy was printed.</summary>
    Reprinted = 4,

    /// <summary>A gift receipt was printed.</summary>
    GiftPrinted = 5,

    /// <summary>A note was put beside it: <see cref="ReceiptEvent.Text"/>.</summary>
    Noted = 6,

    /// <summary>It was to be sent to a customer: <see cref="ReceiptEvent.Request"/>.</summary>
    SendRequested = 7,

    /// <summary>Something of it was refunded, with the receipt whose number is <see cref="ReceiptEvent.Text"/>.</summary>
    Refunded = 8,
}

/// <summary>Something that happened to a receipt.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">When, by the device's clock.</param>
public sealed record ReceiptEvent(ReceiptEventKind Kind, DateTimeOffset At)
{
    /// <summary>Who did it; null where nobody did, or where it is archived.</summary>
    public EmployeeId? EmployeeId { get; init; }

    /// <summary>A note, a reason or a number, depending on <see cref="Kind"/>.</summary>
    public string? Text { get; init; }

    /// <summary>What was to be sent.</summary>
    public SendRequest? Request { get; init; }
}

/// <summary>What happened to a receipt, and how it is now.</summary>
/// <param name="State">Whether the back office has it.</param>
/// <param name="Copies">How many copies were printed.</param>
/// <param name="Events">Everything, in the order in which this device did or heard of it.</param>
public sealed record ReceiptHistory(SyncState State, int Copies, ImmutableArray<ReceiptEvent> Events);
