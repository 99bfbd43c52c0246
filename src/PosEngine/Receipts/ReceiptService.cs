using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using PosEngine.Capabilities;
using PosEngine.Customers;
using PosEngine.Employees;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Storage;
using PosEngine.Streams;

namespace PosEngine.Receipts;

/// <summary>The receipts of this device: the list from the slim rows, a whole one from the journal.</summary>
internal sealed class ReceiptService(
    DeviceLedger ledger, Readers readers, SoldReceipts sold, RefundService refunds, SessionService session, CapabilityService capabilities, PosText text, IReceiptDevices devices,
    ReceiptStates states, IDispatcher dispatcher, ILogger logger)
    : IReceipts
{
    private readonly PosStream<Receipt?> _latest = new(null, dispatcher, logger);

    public IPosStream<UnsynchronisedReceipts> Unsynchronised { get; } = DerivedStream.Select(ledger.States, static state => state.Outbox.Receipts);

    public IPosStream<Receipt?> Latest => _latest;

    public IPosStream<ReceiptStateChange?> StateChanges => states.Changes;

    public async Task<PosResult<IReadOnlyList<ReceiptSummary>>> ListAsync(ReceiptQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new ReceiptQuery();
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 500, nameof(query));
        if (capabilities.Check(Capability.ReceiptList) is { } forbidden)
            return forbidden;
        if (!SeesAll)
        {
            if (ledger.State.Shift is not { } open)
                return Array.Empty<ReceiptSummary>();
            if (query.ShiftId is { } wanted && wanted != open.Id)
                return text.Refuse(RefusalCodes.PermissionMissing);
            query = query with { ShiftId = open.Id };
        }

        var (acked, of) = (ledger.State.Outbox.Acked, query);
        return await readers.QueryAsync(connection => ReceiptTable.List(connection, ledger.Identity, acked, of), cancellationToken).ConfigureAwait(false);
    }

    public async Task<PosResult<Receipt>> GetAsync(ReceiptId receipt, CancellationToken cancellationToken = default)
    {
        if (capabilities.Check(Capability.ReceiptList, receipt) is { } forbidden)
            return forbidden;
        var found = await sold.FindAsync(receipt, cancellationToken).ConfigureAwait(false);
        if (!found.TryGet(out var sale, out var refusal))
            return refusal;
        return MaySee(sale.Receipt.ShiftId) ? sale.Receipt : text.Refuse(RefusalCodes.PermissionMissing);
    }

    public Task<PosResult<Receipt>> RefundAsync(RefundRequest request, CancellationToken cancellationToken = default) => refunds.RefundAsync(request, cancellationToken);

    public Task<PosResult> ReleaseRefundAsync(ReceiptId receipt, CancellationToken cancellationToken = default) => refunds.ReleaseAsync(receipt, cancellationToken);

    public async Task<PosResult<IReadOnlyList<RefundedLine>>> GetRefundableAsync(ReceiptId receipt, CancellationToken cancellationToken = default) =>
        capabilities.Check(Capability.ReceiptList, receipt) is { } forbidden ? forbidden : await refunds.GetRefundableAsync(receipt, cancellationToken).ConfigureAwait(false);

    public async Task<PosResult<ReceiptSummary>> FindByNumberAsync(string number, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(number);
        if (capabilities.Check(Capability.ReceiptList) is { } forbidden)
            return forbidden;
        var (acked, head) = (ledger.State.Outbox.Acked, ledger.State.Head);
        var found = await readers.QueryAsync(
            connection => SequenceRangeOf(number, head) is { } range && ReceiptTable.SequenceOf(connection, range.First, range.Last, range.Number) is { } sequence
                ? ReceiptTable.Find(connection, ledger.Identity, acked, sequence)
                : null,
            cancellationToken).ConfigureAwait(false);
        if (found is null)
            return text.Refuse(RefusalCodes.ReceiptUnknown);
        return MaySee(found.ShiftId) ? found : text.Refuse(RefusalCodes.PermissionMissing);
    }

    public async Task<PosResult<Receipt>> ReprintAsync(ReceiptId receipt, CancellationToken cancellationToken = default)
    {
        if (!(await GetAsync(receipt, cancellationToken).ConfigureAwait(false)).TryGet(out var found, out var refusal))
            return refusal;
        if (session.EmployeeId is not { } employee)
            return text.Refuse(RefusalCodes.NotSignedIn);
        if (!devices.HasPrinter)
            return text.Refuse(RefusalCodes.PrinterMissing);
        return await ledger.RunAsync<Receipt>(transaction =>
        {
            if (transaction.State.IsSignedOut)
                return text.Refuse(RefusalCodes.DeviceSignedOut);
            transaction.Append(new ReceiptReprinted(receipt), employee);
            transaction.AfterCommit(() => devices.PrintCopy(found));
            return found;
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<PosResult<EmailRequest>> EmailAsync(ReceiptId receipt, string address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (capabilities.Check(Capability.EmailReceipt, receipt) is { } forbidden)
            return forbidden;
        if (!EmailAddress.IsValid(address))
            return text.Refuse(RefusalCodes.EmailInvalid);
        var (isKnown, isTraining) = await readers.QueryAsync(
            connection => ReceiptTable.SequenceOf(connection, receipt) is { } known ? (true, ReceiptTable.IsTraining(connection, known)) : (false, false), cancellationToken).ConfigureAwait(false);
        if (!isKnown || isTraining)
            return text.Refuse(isTraining ? RefusalCodes.TrainingMode : RefusalCodes.ReceiptUnknown);

        var salt = PersonalTable.NewSalt();
        var data = AddressJson(address);
        var isDeferred = capabilities.Decide(Capability.EmailReceipt, receipt).Status == CapabilityStatus.Deferred;
        return await ledger.RunAsync<EmailRequest>(transaction =>
        {
            if (transaction.State.IsSignedOut)
                return text.Refuse(RefusalCodes.DeviceSignedOut);
            var sequence = transaction.Append(new EmailRequested(receipt, PersonalTable.HashOf(salt, data)), session.EmployeeId);
            PersonalTable.Insert(transaction.Session, sequence, salt, data);
            return new EmailRequest(receipt, address, isDeferred);
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A locked till hides nothing from the program that it is part of; whoever is signed in sees what that person may.</summary>
    private bool SeesAll => session.Current.Value is not { } employee || employee.Permissions.HasFlag(Permissions.ViewAllReceipts);

    private bool MaySee(ShiftId shift) => SeesAll || ledger.State.Shift?.Id == shift;

    /// <summary>A receipt is durable.</summary>
    public void Publish(Receipt receipt) => _latest.Publish(receipt);

    public void Complete()
    {
        _latest.Complete();
        states.Complete();
    }

    /// <summary>Where a number can be: in the epoch whose tag it carries. Null if it is no number of this device.</summary>
    private (long First, long Last, long Number)? SequenceRangeOf(string text, long head)
    {
        var parts = text.Trim().Split('-');
        var identity = ledger.Identity;
        if (parts.Length is not (2 or 3)
            || parts[0] != identity.Number.ToString(CultureInfo.InvariantCulture)
            || !long.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;

        return identity.RangeOf(parts.Length == 3 ? parts[1] : null, head) is { } range ? (range.First, range.Last, number) : null;
    }

    /// <summary>One address and nothing else: what a mail server would take as a recipient.</summary>
    private static byte[] AddressJson(string address) => Encoding.UTF8.GetBytes(JournalJson.Object(writer => writer.WriteString("address"u8, address)));
}
