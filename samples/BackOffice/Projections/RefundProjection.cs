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
    public static async Task<IReadOnlyList<SetAside>> ApplyAsync(StoreSession session, IEnumerable<(StoredEntry Entry, ReceiptData Data)> receipts)
    {
        var tooMuch = new List<SetAside>();
        foreach (var (entry, data) in receipts)
        {
            var lines = data.Returned().ToList();
            await RefundTable.AddAsync(session, entry.Position, lines);
            foreach (var refund in lines.GroupBy(line => line.Receipt, line => line.Line).OrderBy(refund => refund.Key))
            {
                if (await FindFaultAsync(session, refund.Key, refund) is not { } fault)
                    continue;
                tooMuch.Add(new(entry, fault));
                break;
            }
        }

        return tooMuch;
    }

    private static async Task<string?> FindFaultAsync(StoreSession session, Guid receipt, IEnumerable<Guid> lines)
    {
        // What others refund of it at the same moment is either here by now, or sees ours.
        await RefundTable.LockAsync(session, receipt);
        if (await ReceiptProjection.FindAsync(session, receipt) is not { } original)
            return null;

        var back = await RefundTable.ListAsync(session, receipt);
        return lines.Where(line => IsTooMuch(original, line, back))
            .Select(line => $"more of line {line} of receipt {original.Number} went back than was sold")
            .FirstOrDefault();
    }

    private static bool IsTooMuch(ReceiptData original, Guid line, IEnumerable<RefundedRow> back) => RefundRights.IsTooMuch(
        RefundRights.QuantityOf(original, line) ?? 0,
        back.Where(row => row.Line == line.ToString()).Aggregate((Int128)0, (sum, row) => sum + row.Quantity));
}

/// <summary>An entry that somebody has to look at.</summary>
internal sealed record SetAside(StoredEntry Entry, string Reason);
