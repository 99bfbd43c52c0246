using System.Collections.Immutable;
using PosEngine.Checkout;
using PosEngine.Employees;
using PosEngine.Journal;
using PosEngine.Receipts;
using PosEngine.Shifts;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Ledger;

/// <summary>A ticket whose payment was begun and has not ended.</summary>
internal sealed record OpenPayment(ReceiptId ReceiptId, ImmutableArray<ReceivedPayment> Payments, bool IsTraining = false);

/// <summary>A refund for which the back office may have given this device the right.</summary>
internal sealed record PendingRefund(ReceiptId ReceiptId, ImmutableArray<RefundedLine> Lines);

/// <summary>Something that somebody who keeps value may have moved for this device.</summary>
/// <param name="ReceiptId">The receipt that it is for.</param>
/// <param name="Account">The account.</param>
/// <param name="Amount">What was put there; below zero what was taken.</param>
internal sealed record PendingValue(ReceiptId ReceiptId, StoredValueAccount Account, long Amount);

/// <summary>Who issues receipts, and the entry that says so.</summary>
internal sealed record RecordedIssuer(long Sequence, ReceiptIssuer Issuer);

/// <summary>What the journal folds to: the same function makes it live, entry by entry, and at a start, from the log.</summary>
internal sealed record DeviceState
{
    /// <summary>The first number of a device, and of every tag.</summary>
    public const long FirstReceiptNumber = 1001;

    /// <summary>A device that has done nothing yet.</summary>
    public static DeviceState Empty { get; } = new();

    /// <summary>The last entry's sequence; 0 for none.</summary>
    public long Head { get; init; }

    /// <summary>Its hash, or the genesis.</summary>
    public byte[] HeadHash { get; init; } = [];

    /// <summary>The number that the next receipt gets.</summary>
    public long NextReceiptNumber { get; init; } = FirstReceiptNumber;

    /// <summary>The number that the next shift gets.</summary>
    public int NextShiftNumber { get; init; } = 1;

    /// <summary>The open shift's figures so far.</summary>
    public ShiftReport? Shift { get; init; }

    /// <summary>The drawer that cash goes through.</summary>
    public int Drawer { get; init; } = 1;

    /// <summary>Whether the device is signed out of its account.</summary>
    public bool IsSignedOut { get; init; }

    /// <summary>Whether the device was taken out of service.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>The entry that tells of the last verified export of what the back office did not have; 0 for none.</summary>
    public long ExportedAt { get; init; }

    /// <summary>The first entry that is in that file.</summary>
    public long ExportedFrom { get; init; }

    /// <summary>
    /// Whether everything that the back office does not have is in a verified file: nothing was written since but that it is, and who allows what is done with it; and the back office has not lost what is before the file.
    /// </summary>
    public bool IsExported => ExportedAt > 0 && ExportedAt == Head && ExportedFrom <= Outbox.Acked + 1;

    /// <summary>Who is clocked in, and since when.</summary>
    public ImmutableDictionary<EmployeeId, Attendance> Present { get; init; } = ImmutableDictionary<EmployeeId, Attendance>.Empty;

    /// <summary>Whether somebody practises.</summary>
    public bool IsTraining { get; init; }

    /// <summary>The number that the next receipt of training gets, in a series of its own.</summary>
    public long NextTrainingNumber { get; init; } = 1;

    /// <summary>Who issues receipts, as last recorded in this epoch; null where nothing was.</summary>
    public RecordedIssuer? Issuer { get; init; }

    /// <summary>What was ever sold on this device, training apart.</summary>
    public GrandTotals Running { get; init; }

    /// <summary>Wrong PINs in a row, by whom they were typed for.</summary>
    public ImmutableDictionary<EmployeeId, WrongPins> WrongPins { get; init; } = ImmutableDictionary<EmployeeId, WrongPins>.Empty;

    /// <summary>Tickets in payment, by ticket.</summary>
    public ImmutableDictionary<TicketId, OpenPayment> Payments { get; init; } = ImmutableDictionary<TicketId, OpenPayment>.Empty;

    /// <summary>Refunds that were announced and have not ended, by the id of their receipts to be.</summary>
    public ImmutableDictionary<ReceiptId, PendingRefund> Refunds { get; init; } = ImmutableDictionary<ReceiptId, PendingRefund>.Empty;

    /// <summary>What was asked for of whoever keeps value, and stands on no receipt yet, by its key.</summary>
    public ImmutableDictionary<Guid, PendingValue> Values { get; init; } = ImmutableDictionary<Guid, PendingValue>.Empty;

    /// <summary>Takeovers of parked tickets that were announced and have not ended.</summary>
    public ImmutableDictionary<TakeoverId, ParkingId> Takeovers { get; init; } = ImmutableDictionary<TakeoverId, ParkingId>.Empty;

    /// <summary>Where the receipts of recently paid tickets are: those that <c>receipt_key</c> does not have yet (invariant D10).</summary>
    public ImmutableDictionary<TicketId, long> RecentReceipts { get; init; } = ImmutableDictionary<TicketId, long>.Empty;

    /// <summary>The head of the last entry: what the next one's clock is held against. Null before the first.</summary>
    public EntryHead? Last { get; init; }

    /// <summary>Whether something before the head is not here any more, so that a later entry may speak of what nobody knows.</summary>
    public bool HasGaps { get; init; }

    /// <summary>What the back office does not have. The one part that is not in the journal: its watermark is a row of its own.</summary>
    public Outbox Outbox { get; init; }

    /// <summary>The state after an entry.</summary>
    public DeviceState Apply(long sequence, byte[] hash, in EntryHead head, EntryData? entry) =>
        TellOpenPayments(Fold(sequence, head, entry)) with { Head = sequence, HeadHash = hash, Last = head };

    private DeviceState TellOpenPayments(DeviceState next) => next.Shift is { } shift && (Shift is null || !ReferenceEquals(next.Payments, Payments))
        ? next with { Shift = ShiftFold.WithOpen(shift, next.Payments.Values.Where(static open => !open.IsTraining).OrderBy(static open => open.ReceiptId.Value).SelectMany(static open => open.Payments)) }
        : next;

    private DeviceState Fold(long sequence, in EntryHead head, EntryData? entry) => entry switch
    {
        ReceiptRecorded recorded => this with
        {
            NextReceiptNumber = NextReceiptNumber + 1,
            Running = ShiftFold.Add(Running, recorded.Receipt),
            Shift = ShiftFold.Add(Shift, recorded.Receipt) with { Running = ShiftFold.Add(Running, recorded.Receipt) },
            Payments = Payments.Remove(recorded.Receipt.TicketId),
            Refunds = Refunds.Remove(recorded.Receipt.Id),
            Values = ValueMoves.WithoutThoseOn(recorded.Receipt, Values),
            RecentReceipts = RecentReceipts.SetItem(recorded.Receipt.TicketId, sequence),
            Outbox = Outbox.Add(recorded.Receipt),
        },
        IssuerRecorded recorded => this with { Issuer = new(sequence, recorded.Issuer) },
        TrainingReceiptRecorded recorded => this with
        {
            NextTrainingNumber = NextTrainingNumber + 1,
            Shift = ShiftFold.AddTraining(Shift, recorded.Receipt),
            Payments = Payments.Remove(recorded.Receipt.TicketId),
        },
        LineVoided voided => this with { Shift = ShiftFold.Add(Shift, voided.Void) },
        TicketAbandoned abandoned => this with { Shift = ShiftFold.AddAbandoned(Shift, abandoned.Gross) },
        DrawerOpened => this with { Shift = ShiftFold.AddDrawerOpening(Shift) },
        JournalExported exported when exported.Last == sequence - 1 => this with { ExportedAt = sequence, ExportedFrom = exported.First },
        OperationApproved when ExportedAt == sequence - 1 => this with { ExportedAt = sequence },
        DeviceRemoved => this with { IsRemoved = true, IsSignedOut = true },
        Clocked clocked => LockOut.Forgive(this, head.Employee!.Value) with { Present = TimeClockRules.Fold(Present, head.Employee!.Value, clocked.Move, head.At) },
        TrainingBegun => this with { IsTraining = true },
        TrainingEnded => this with { IsTraining = false },
        ShiftOpened opened => this with { Shift = ShiftFold.Open(opened, head) with { Running = Running }, NextShiftNumber = opened.Number + 1, Drawer = ShiftFold.DrawerOf(opened, Drawer) },
        DrawerSelected selected => this with { Drawer = selected.Drawer },
        CashMoved moved => this with { Shift = ShiftFold.Add(Shift, moved) },
        CountRefused => this with { Shift = ShiftFold.AddRefusedCount(Shift) },
        ShiftClosed closed => this with { Shift = null, Running = closed.Running.Receipts > Running.Receipts ? closed.Running : Running },
        PaymentReceived received => this with { Payments = Payments.SetItem(received.TicketId, Received(received)) },
        PaymentRemoved removed => this with { Payments = Payments.SetItem(removed.TicketId, Removed(removed)) },
        PaymentCancelled cancelled => this with { Payments = Payments.Remove(cancelled.TicketId) },
        RefundIntended intended => this with { Refunds = Refunds.SetItem(intended.RefundId, new(intended.ReceiptId, intended.Lines)) },
        RefundReleased released => this with { Refunds = Refunds.Remove(released.RefundId) },
        ValueIntended intended => this with { Values = Values.SetItem(intended.Key, intended.Value) },
        ValueReleased released => this with { Values = Values.Remove(released.Key) },
        TicketTakeoverIntended intended => this with { Takeovers = Takeovers.SetItem(intended.TakeoverId, intended.ParkingId) },
        TicketTakenOver taken => this with { Takeovers = Takeovers.Remove(taken.TakeoverId) },
        TicketResumed { ParkingId: { } parking } => this with { Takeovers = Takeovers.RemoveRange(Takeovers.Where(takeover => takeover.Value == parking).Select(static takeover => takeover.Key)) },
        TicketTakeoverReleased released => this with { Takeovers = Takeovers.Remove(released.TakeoverId) },
        PinFailed failed => LockOut.Add(this, failed.Tried ?? Employees.WrongPins.Nobody, sequence, head.Uptime ?? 0),
        SignedIn => LockOut.Forgive(this, head.Employee!.Value),
        OperationApproved approved => LockOut.Forgive(this, approved.By),
        EpochBegun => this with { NextReceiptNumber = FirstReceiptNumber, NextTrainingNumber = 1, Issuer = null },
        EntryLost => this with { HasGaps = true },
        DeviceSignedOut => this with { IsSignedOut = true },
        DeviceSignedIn => this with { IsSignedOut = false },
        _ => this,
    };

    private OpenPayment Received(PaymentReceived received)
    {
        var open = Payments.GetValueOrDefault(received.TicketId) ?? new OpenPayment(received.ReceiptId, [], received.IsTraining);
        return open with { Payments = open.Payments.Add(received.Payment) };
    }

    private OpenPayment Removed(PaymentRemoved removed)
    {
        var open = Payments[removed.TicketId];
        return open with { Payments = open.Payments.RemoveAll(payment => payment.Id == removed.PaymentId) };
    }
}
