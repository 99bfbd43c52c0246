using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using PosEngine.Ledger;
using PosEngine.Streams;

namespace PosEngine.Receipts;

/// <summary>Tells of each receipt that the back office has it now, or no longer, has set it aside, or has looked at it: those that its watermark passes over, and those that it has judged since.</summary>
internal sealed class ReceiptStates(IDispatcher dispatcher, ILogger logger)
{
    private readonly PosStream<ReceiptStateChange?> _changes = new(null, dispatcher, logger);

    public IPosStream<ReceiptStateChange?> Changes => _changes;

    /// <summary>Reads what a move of the watermark changes, inside its transaction.</summary>
    /// <returns>Tells of it, once it is durable.</returns>
    public Action Prepare(SqliteConnection connection, DeviceIdentity identity, WatermarkMove move)
    {
        var (after, through) = (Math.Min(move.From, move.To), Math.Max(move.From, move.To));
        var late = move.Judged.Where(sequence => sequence <= after).SelectMany(sequence => ReceiptTable.Range(connection, identity, move.To, sequence - 1, sequence));
        List<ReceiptSummary> changed = [.. late, .. ReceiptTable.Range(connection, identity, move.To, after, through)];
        return () => changed.ForEach(receipt => _changes.Publish(new ReceiptStateChange(receipt.Id, receipt.Number, receipt.Sequence, receipt.State)));
    }

    public void Complete() => _changes.Complete();
}
