using BackOffice.Refunds;
using BackOffice.Storage;

namespace BackOffice.Projections;

internal sealed record RefundReleased(Guid Refund);

/// <summary>What went back, and which refunds were given up. A receipt by which more went back than was sold is counted like any other: the goods are back, and the money is gone.</summary>
internal static class RefundProjection
{
    public static Task ReleaseAsync(StoreSession session, StoredEntry entry, EntryBody body) =>
        RefundTable.EndAsync(session, entry.Device, body.DataAs<RefundReleased>().Refund.ToString());

    /// <returns>Those by which more went back than was sold, and of what.</returns>
    public static async Task<IReadOnlyList<SetAside>> ApplyAsync(StoreSession session, IReadOnlyCollection<(StoredEntry Entry, ReceiptData Data)> receipts)
    {
        var lines = receipts.SelectMany(receipt => receipt.Data.Returned().Select(line => (receipt.Entry, line.Ordinal, line.Receipt, line.Line, line.Quantity))).ToList();
        await RefundTable.AddAsync(session, lines.Select(line => (line.Entry.Position, line.Ordinal, line.Receipt, line.Line, line.Quantity)));

        var tooMuch = new List<SetAside>();
        foreach (var refunds in lines.GroupBy(line => line.Receipt).OrderBy(refunds => refunds.Key))
        {
            // What others refund of it at the same moment is either here by now, or sees ours.
            await RefundTable.LockAsync(session, refunds.Key);
            if (await ReceiptProjection.FindAsync(session, refunds.Key) is not { } original)
                continue;
            var back = await RefundTable.ListAsync(session, refunds.Key);
            tooMuch.AddRange(refunds
                .Where(refund => IsTooMuch(original, refund.Line, back.Where(row => row.Entry <= refund.Entry.Position)))
                .DistinctBy(refund => refund.Entry)
                .Select(refund => new SetAside(refund.Entry, $"more of line {refund.Line} of receipt {original.Number} went back than was sold")));
        }

        return tooMuch;
    }

    private static bool IsTooMuch(ReceiptData original, Guid line, IEnumerable<RefundedRow> back) => RefundRights.IsTooMuch(
        RefundRights.QuantityOf(original, line) ?? 0,
        back.Where(row => row.Line == line.ToString()).Aggregate((Int128)0, (sum, row) => sum + row.Quantity));
}

/// <summary>An entry that somebody has to look at.</summary>
internal sealed record SetAside(StoredEntry Entry, string Reason);
