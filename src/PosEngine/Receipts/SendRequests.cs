using PosEngine.Capabilities;
using PosEngine.Employees;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Storage;
using PosEngine.Streams;

namespace PosEngine.Receipts;

/// <summary>Receipts to be sent to customers: kept with the journal, and sent by the back office once they are there.</summary>
internal sealed class SendRequests(DeviceLedger ledger, Readers readers, ReceiptAccess access, SessionService session, CapabilityService capabilities, PosText text)
{
    /// <summary>What the back office does not have yet, of the receipts that whoever is signed in may see.</summary>
    public IPosStream<IReadOnlyList<SendRequest>> Pending { get; } = DerivedStream.Of<IReadOnlyList<SendRequest>>(
        () => Read(ledger, readers, access), new SequenceComparer<SendRequest>(), DerivedStream.ChangesOf(ledger.States), DerivedStream.ChangesOf(session.Current));

    public async Task<PosResult<SendRequest>> AddAsync(ReceiptId receipt, SendChannel channel, string to, bool again, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(to);
        if (SendAddress.Normalise(channel, to) is not { } address)
            return text.Refuse(channel == SendChannel.Email ? RefusalCodes.EmailInvalid : RefusalCodes.PhoneInvalid);

        var salt = PersonalTable.NewSalt();
        var data = SendAddress.Write(address);
        var isDeferred = capabilities.Decide(Capability.EmailReceipt, receipt).Status == CapabilityStatus.Deferred;
        return await ledger.RunAsync<SendRequest>(transaction =>
        {
            if (transaction.State.IsSignedOut)
                return text.Refuse(RefusalCodes.DeviceSignedOut);

            // On the writer, so that two taps are one request however close together they are.
            if (!again && FindSame(transaction, receipt, channel, address) is { } before)
                return before with { IsRepeated = true };
            var sequence = ReceiptEventTable.Append(transaction, new SendRequested(receipt, channel, PersonalTable.HashOf(salt, data)), session.EmployeeId);
            PersonalTable.Insert(transaction.Session, sequence, salt, data);
            return new SendRequest(receipt, channel, address, isDeferred);
        }, cancellationToken).ConfigureAwait(false);
    }

    private static SendRequest? FindSame(LedgerTransaction transaction, ReceiptId receipt, SendChannel channel, string address) =>
        ReceiptEventTable.Read(transaction.Session.Connection, receipt)
            .Where(entry => entry.Channel == channel)
            .Select(entry => entry.ToRequest(transaction.State.Outbox.Acked))
            .FirstOrDefault(request => SendAddress.AreSame(request.Address, address));

    private static List<SendRequest> Read(DeviceLedger ledger, Readers readers, ReceiptAccess access)
    {
        var state = ledger.State;
        return state.Head == 0 || state.Outbox.Acked == state.Head
            ? []
            : readers.Query(connection => ReceiptEventTable.ReadRequests(connection, state.Outbox.Acked).FindAll(entry => access.MaySee(connection, entry.ReceiptId)))
                .ConvertAll(entry => entry.ToRequest(state.Outbox.Acked));
    }
}
