using Microsoft.Extensions.Logging;
using PosEngine.Capabilities;
using PosEngine.Employees;
using PosEngine.Hardware.Printing;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Reference;
using PosEngine.Storage;
using PosEngine.Streams;
using PosEngine.Sync;

namespace PosEngine.Receipts;

/// <summary>The receipts of this device: the list from the slim rows, a whole one from the journal.</summary>
internal sealed class ReceiptService(
    DeviceLedger ledger, Readers readers, SoldReceipts sold, ReceiptSearch search, RefundService refunds, SendRequests requests, ReceiptAccess access, SessionService session,
    CapabilityService capabilities, PosText text, IReceiptDevices devices, ReceiptStates states, IDispatcher dispatcher, ILogger logger)
    : IReceipts
{

    private readonly PosStream<Receipt?> _latest = new(null, dispatcher, logger);

    public IPosStream<UnsynchronisedReceipts> Unsynchronised { get; } = DerivedStream.Select(ledger.States, static state => state.Outbox.Receipts);

    public IPosStream<Receipt?> Latest => _latest;

    public IPosStream<ReceiptStateChange?> StateChanges => states.Changes;

    // The outbox changes exactly where a receipt is added or the watermark moves; who is signed in, and which shift is open, decides what is shown.
    public IPosStream<IReadOnlyList<ReceiptSummary>> Newest { get; } = DerivedStream.Of(
        () => Tail(search, access), new SequenceComparer<ReceiptSummary>(), DerivedStream.ChangesOf(DerivedStream.Select(ledger.States, static state => (state.Outbox, state.Shift?.Id))),
        DerivedStream.ChangesOf(session.Current));

    public IPosStream<IReadOnlyList<SendRequest>> PendingRequests => requests.Pending;

    public async Task<PosResult<IReadOnlyList<ReceiptSummary>>> ListAsync(ReceiptQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new ReceiptQuery();
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 500, nameof(query));
        if (Refuse() is { } forbidden)
            return forbidden;
        if (!access.SeesAll)
        {
            if (access.OnlyOf is not { } open)
                return Array.Empty<ReceiptSummary>();
            if (query.ShiftId is { } wanted && wanted != open)
                return text.Refuse(RefusalCodes.PermissionMissing);
            query = query with { ShiftId = open };
        }

        return PosResult.Of(await search.ListAsync(query, cancellationToken).ConfigureAwait(false));
    }

    public async Task<PosResult<Receipt>> GetAsync(ReceiptId receipt, CancellationToken cancellationToken = default)
    {
        if (Refuse(receipt) is { } forbidden)
            return forbidden;
        var found = await sold.FindAsync(receipt, cancellationToken).ConfigureAwait(false);
        if (!found.TryGet(out var sale, out var refusal))
            return refusal;
        return access.MaySee(sale.Receipt.ShiftId) ? sale.Receipt : text.Refuse(RefusalCodes.PermissionMissing);
    }

    public Task<PosResult<Receipt>> RefundAsync(RefundRequest request, CancellationToken cancellationToken = default) => refunds.RefundAsync(request, cancellationToken);

    public Task<PosResult> ReleaseRefundAsync(ReceiptId receipt, CancellationToken cancellationToken = default) => refunds.ReleaseAsync(receipt, cancellationToken);

    public async Task<PosResult<IReadOnlyList<RefundableLine>>> GetRefundableAsync(ReceiptId receipt, CancellationToken cancellationToken = default)
    {
        if (Refuse(receipt) is { } forbidden)
            return forbidden;
        return await MaySeeAsync(receipt, cancellationToken).ConfigureAwait(false)
            ? await refunds.GetRefundableAsync(receipt, cancellationToken).ConfigureAwait(false)
            : text.Refuse(RefusalCodes.PermissionMissing);
    }

    public async Task<PosResult<ReceiptSummary>> FindByNumberAsync(string number, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(number);
        return Refuse() is { } forbidden ? forbidden : await FindAsync(number, cancellationToken).ConfigureAwait(false);
    }

    public async Task<PosResult<ReceiptSummary>> FindByBarcodeAsync(string barcode, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(barcode);
        if (Refuse() is { } forbidden)
            return forbidden;
        return ReceiptBarcode.TryParse(barcode, out var number)
            ? await FindAsync(number, cancellationToken).ConfigureAwait(false)
            : text.Refuse(RefusalCodes.ReceiptUnknown);
    }

    public async Task<PosResult<IReadOnlyList<ReceiptSummary>>> SearchBackOfficeAsync(ReceiptLookup lookup, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lookup);
        ArgumentOutOfRangeException.ThrowIfLessThan(lookup.Limit, 1, nameof(lookup));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lookup.Limit, 100, nameof(lookup));
        if (Refuse() is { } forbidden)
            return forbidden;
        return access.SeesAll ? await search.AskAsync(lookup, cancellationToken).ConfigureAwait(false) : text.Refuse(RefusalCodes.PermissionMissing);
    }

    public async Task<PosResult<ReceiptHistory>> GetHistoryAsync(ReceiptId receipt, CancellationToken cancellationToken = default)
    {
        if (Refuse(receipt) is { } forbidden)
            return forbidden;
        if (!await MaySeeAsync(receipt, cancellationToken).ConfigureAwait(false))
            return text.Refuse(RefusalCodes.PermissionMissing);
        var acked = ledger.State.Outbox.Acked;
        return await readers.QueryAsync(connection => ReceiptHistories.Read(connection, ledger.Identity, acked, receipt), cancellationToken).ConfigureAwait(false) is { } history
            ? history
            : text.Refuse(RefusalCodes.ReceiptUnknown);
    }

    public async Task<PosResult<ReceiptDocument>> GetDocumentAsync(ReceiptId receipt, ReceiptForm form = ReceiptForm.Original, CancellationToken cancellationToken = default) =>
        (await GetAsync(receipt, cancellationToken).ConfigureAwait(false)).TryGet(out var found, out var refusal) ? devices.DocumentOf(found, form) : refusal;

    public async Task<PosResult<Receipt>> ReprintAsync(ReceiptId receipt, ReceiptForm form = ReceiptForm.Copy, CancellationToken cancellationToken = default)
    {
        if (form is not (ReceiptForm.Copy or ReceiptForm.Gift or ReceiptForm.ExpenseForm))
            throw new ArgumentOutOfRangeException(nameof(form), form, "Only copies and gift receipts are printed again.");
        if (!(await GetAsync(receipt, cancellationToken).ConfigureAwait(false)).TryGet(out var found, out var refusal))
            return refusal;
        if (!devices.HasPrinter)
            return session.EmployeeId is null ? text.Refuse(RefusalCodes.NotSignedIn) : text.Refuse(RefusalCodes.PrinterMissing);
        return await WriteAsync<Receipt>((transaction, employee) =>
        {
            var copy = form == ReceiptForm.Gift ? 0 : ReceiptEventTable.Count(transaction.Session.Connection, receipt, EntryKinds.ReceiptReprinted) + 1;
            ReceiptEventTable.Append(
                transaction, form == ReceiptForm.Gift ? new GiftReceiptPrinted(receipt) : new ReceiptReprinted(receipt, copy, form == ReceiptForm.ExpenseForm), employee);
            transaction.AfterCommit(() => devices.Print(found, form, copy));
            return found;
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<PosResult> AddNoteAsync(ReceiptId receipt, string note, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(note);
        if (Refuse(receipt) is { } forbidden)
            return PosResult.Refused(forbidden);
        if (note.Trim() is var entered && (entered.Length == 0 || EnteredText.IsTooLong(entered)))
            return PosResult.Refused(text.Refuse(RefusalCodes.NoteInvalid));
        if (!await MaySeeAsync(receipt, cancellationToken).ConfigureAwait(false))
            return PosResult.Refused(text.Refuse(RefusalCodes.PermissionMissing));
        var (isKnown, isTraining) = await readers.QueryAsync(connection => ReceiptTable.IsKnown(connection, receipt), cancellationToken).ConfigureAwait(false);
        if (!isKnown || isTraining)
            return PosResult.Refused(text.Refuse(isTraining ? RefusalCodes.TrainingMode : RefusalCodes.ReceiptUnknown));
        return (await WriteAsync<ReceiptId>((transaction, employee) =>
        {
            ReceiptEventTable.Append(transaction, new ReceiptNoted(receipt, note.Trim()), employee);
            return receipt;
        }, cancellationToken).ConfigureAwait(false)).WithoutValue();
    }

    public Task<PosResult<SendRequest>> EmailAsync(ReceiptId receipt, string address, bool again = false, CancellationToken cancellationToken = default) =>
        SendAsync(receipt, SendChannel.Email, address, again, cancellationToken);

    public Task<PosResult<SendRequest>> SendToPhoneAsync(ReceiptId receipt, string number, bool again = false, CancellationToken cancellationToken = default) =>
        SendAsync(receipt, SendChannel.Phone, number, again, cancellationToken);

    /// <summary>A receipt is durable. On a till that was locked meanwhile nobody is shown it.</summary>
    public void Publish(Receipt receipt)
    {
        if (session.EmployeeId is not null)
            _latest.Publish(receipt);
    }

    /// <summary>Nobody is signed in any more: what was sold is not shown to whoever comes by.</summary>
    public void Hide()
    {
        if (_latest.Value is not null)
            _latest.Publish(null);
    }

    public void Complete()
    {
        _latest.Complete();
        states.Complete();
    }

    /// <summary>What somebody may not see, nobody is sent at their word.</summary>
    private async Task<PosResult<SendRequest>> SendAsync(ReceiptId receipt, SendChannel channel, string address, bool again, CancellationToken cancellationToken)
    {
        if (capabilities.Check(Capability.EmailReceipt, receipt) is { } forbidden)
            return forbidden;
        return await RefuseSendingAsync(receipt, cancellationToken).ConfigureAwait(false) is { } refused
            ? refused
            : await requests.AddAsync(receipt, channel, address, again, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A receipt of this device has its row here, whatever became of its details; one of another device has to be shown by the back office.</summary>
    private async Task<Refusal?> RefuseSendingAsync(ReceiptId receipt, CancellationToken cancellationToken)
    {
        if (!await MaySeeAsync(receipt, cancellationToken).ConfigureAwait(false))
            return text.Refuse(RefusalCodes.PermissionMissing);
        var (isKnown, isTraining) = await readers.QueryAsync(connection => ReceiptTable.IsKnown(connection, receipt), cancellationToken).ConfigureAwait(false);
        return isTraining ? text.Refuse(RefusalCodes.TrainingMode) : isKnown ? null : (await GetAsync(receipt, cancellationToken).ConfigureAwait(false)).Refusal;
    }

    private static IReadOnlyList<ReceiptSummary> Tail(ReceiptSearch search, ReceiptAccess access) =>
        access.SeesAll ? search.Tail(shift: null) : access.OnlyOf is { } open ? search.Tail(open) : [];

    /// <summary>Why nothing is shown. A till that has not started yet, or has ended, says so, and not that nobody is signed in.</summary>
    private Refusal? Refuse(object? receipt = null)
    {
        _ = readers.Hold(() => ledger.Identity);
        return capabilities.Check(Capability.ReceiptList, receipt);
    }

    private Task<bool> MaySeeAsync(ReceiptId receipt, CancellationToken cancellationToken) => readers.QueryAsync(connection => access.MaySee(connection, receipt), cancellationToken);

    private async Task<PosResult<ReceiptSummary>> FindAsync(string number, CancellationToken cancellationToken)
    {
        var found = await search.FindAsync(number, cancellationToken).ConfigureAwait(false);
        return found.TryGet(out var row, out _) && !access.MaySee(row.ShiftId) ? text.Refuse(RefusalCodes.PermissionMissing) : found;
    }

    /// <summary>Writes what somebody answers for.</summary>
    private async Task<PosResult<T>> WriteAsync<T>(Func<LedgerTransaction, EmployeeId, PosResult<T>> work, CancellationToken cancellationToken)
        where T : notnull
    {
        if (session.EmployeeId is not { } employee)
            return text.Refuse(RefusalCodes.NotSignedIn);
        return await ledger.RunAsync(
            transaction => transaction.State.IsSignedOut ? text.Refuse(RefusalCodes.DeviceSignedOut) : work(transaction, employee), cancellationToken).ConfigureAwait(false);
    }
}
