using PosEngine.Connectivity;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Storage;
using PosEngine.Sync;

namespace PosEngine.Receipts;

/// <summary>A whole receipt, and where it comes from.</summary>
/// <param name="Receipt">The receipt.</param>
/// <param name="DeviceId">The device that sold it.</param>
/// <param name="Sequence">Its place in that device's journal.</param>
internal sealed record SoldReceipt(Receipt Receipt, DeviceId DeviceId, long Sequence);

/// <summary>Finds whole receipts: in this device's journal, or, where it is online, at the back office, which has those of other devices and those that are archived here.</summary>
internal sealed class SoldReceipts(DeviceLedger ledger, Readers readers, OnlineCalls online, PosText text)
{
    public async Task<PosResult<SoldReceipt>> FindAsync(ReceiptId receipt, CancellationToken cancellationToken)
    {
        var (sequence, body) = await readers.QueryAsync(
            connection => ReceiptTable.SequenceOf(connection, receipt) is { } found ? (found, JournalTable.BodyOf(connection, found)) : (0, default),
            cancellationToken).ConfigureAwait(false);
        if (sequence != 0 && EntryReader.TryReadReceipt(body) is { } own)
            return new SoldReceipt(await WithIssuerAsync(own, cancellationToken).ConfigureAwait(false), ledger.Identity.Id, sequence);
        var missing = sequence != 0 ? RefusalCodes.ReceiptArchived : RefusalCodes.ReceiptUnknown;
        return online.ArePossible ? await AskAsync(receipt, missing, cancellationToken).ConfigureAwait(false) : text.Refuse(missing);
    }

    private async Task<PosResult<SoldReceipt>> AskAsync(ReceiptId receipt, string missing, CancellationToken cancellationToken)
    {
        var answer = await online.AskAsync(
            async (services, cancellation) => await services.FindReceiptsAsync(new ReceiptLookup { Id = receipt, Limit = 1 }, cancellation).ConfigureAwait(false),
            missing, cancellationToken).ConfigureAwait(false);
        if (!answer.TryGet(out var found, out var refusal))
            return refusal;
        if (found.FirstOrDefault() is not { } there || EntryReader.TryReadReceipt(there.Body) is not { } read || read.Id != receipt)
            return text.Refuse(missing);

        // Of an archived receipt of this device, who issued it is still here.
        var named = missing == RefusalCodes.ReceiptArchived && there.Issuer.IsEmpty
            ? await WithIssuerAsync(read, cancellationToken).ConfigureAwait(false)
            : read with { Issuer = IssuerSource.TryRead(there.Issuer) };
        return new SoldReceipt(named, there.Device, there.Sequence);
    }

    /// <summary>A receipt of this device with who issued it. Where damage took that, the receipt is as good without.</summary>
    private async Task<Receipt> WithIssuerAsync(Receipt receipt, CancellationToken cancellationToken)
    {
        try
        {
            return receipt with { Issuer = await readers.QueryAsync(connection => IssuerSource.Find(connection, receipt.IssuerSequence), cancellationToken).ConfigureAwait(false) };
        }
        catch (StoreUnusableException)
        {
            return receipt; // It is told of elsewhere.
        }
    }
}
