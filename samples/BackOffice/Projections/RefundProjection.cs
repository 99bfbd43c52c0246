using BackOffice.Refunds;
using BackOffice.Storage;

namespace BackOffice.Projections;

internal sealed record RefundReleased(Guid Refund);

/// <summary>What went back, and which refunds were given up. A receipt by which more went back than was sold is counted like any other: the goods are back, and the money is gone.</summary>
/// <remarks>
/// Refund and sale may arrive in any order, and from two devices at once. A refund whose sale is not here is kept in mind in the transaction that takes it, and the sales that have come are
/// looked for in transactions after: whichever of the two commits last is followed by one that sees both.
/// </remarks>
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
            foreach (var receipt in lines.Select(line => line.Receipt).Distinct().Order())
            {
                // What others refund of it at the same moment is either here by now, or sees ours.
                await RefundTable.LockAsync(session, receipt);
                if (await ReceiptProjection.FindAsync(session, receipt) is not { } original)
                    await RefundTable.AwaitAsync(session, receipt);
                else if ((await ListExcessAsync(session, original)).FirstOrDefault(excess => excess.Entry == entry.Position) is { Reason: { } reason } && tooMuch.All(other => other.Entry != entry))
                    tooMuch.Add(await NoteAsync(session, entry, receipt, reason));
            }
        }

        return tooMuch;
    }

    /// <summary>Holds what went back against the receipts that came after it.</summary>
    /// <returns>The refunds by which more went back than was sold, none of which was thought so when it came.</returns>
    public static async Task<IReadOnlyList<SetAside>> MeetAsync(StoreSession session)
    {
        var tooMuch = new List<SetAside>();
        foreach (var receipt in (await RefundTable.ListArrivedAsync(session)).Select(Guid.Parse))
        {
            await RefundTable.ForgetAsync(session, receipt);
            await RefundTable.LockAsync(session, receipt);
            foreach (var (position, reason) in await ListExcessAsync(session, (await ReceiptProjection.FindAsync(session, receipt))!))
                tooMuch.Add(await NoteAsync(session, await FindEntryAsync(session, position), receipt, reason));
        }

        return tooMuch;
    }

    private static async Task<SetAside> NoteAsync(StoreSession session, StoredEntry entry, Guid receipt, string reason)
    {
        await RefundTable.AddExcessAsync(session, entry.Position, receipt);
        return new(entry, reason);
    }

    /// <summary>The refunds of a receipt, in the order of their arrival, with which more of a line had gone back than was sold.</summary>
    private static async Task<List<(long Entry, string Reason)>> ListExcessAsync(StoreSession session, ReceiptData original)
    {
        var (back, excess) = (new Dictionary<string, Int128>(), new List<(long Entry, string Reason)>());
        foreach (var row in await RefundTable.ListAsync(session, original.Id))
        {
            back[row.Line] = back.GetValueOrDefault(row.Line) + row.Quantity;
            if (RefundRights.IsTooMuch(RefundRights.QuantityOf(original, Guid.Parse(row.Line)) ?? 0, back[row.Line]) && excess.All(other => other.Entry != row.Entry))
                excess.Add((row.Entry, $"more of line {row.Line} of receipt {original.Number} went back than was sold"));
        }

        return excess;
    }

    private static Task<StoredEntry> FindEntryAsync(StoreSession session, long position) => session.SingleAsync<StoredEntry>(
        """
        SELECT entry.position, epoch.device, entry.epoch, entry.sequence, entry.body
        FROM entry JOIN epoch ON epoch.key = entry.epoch WHERE entry.position = @position
        """,
        new { position });
}

/// <summary>An entry that somebody has to look at.</summary>
internal sealed record SetAside(StoredEntry Entry, string Reason);
