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
            foreach (var refund in lines.GroupBy(line => line.Receipt, line => line.Line).OrderBy(refund => refund.Key))
            {
                // What others refund of it at the same moment is either here by now, or sees ours.
                await RefundTable.LockAsync(session, refund.Key);
                if (await ReceiptProjection.FindAsync(session, refund.Key) is not { } original)
                    await RefundTable.AwaitAsync(session, refund.Key);
                else if (await FindFaultAsync(session, original, refund) is { } fault && tooMuch.All(other => other.Entry != entry))
                    tooMuch.Add(await NoteAsync(session, entry, refund.Key, fault));
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

    /// <summary>Reads what lines came to that went back before there was a column for it.</summary>
    public static async Task FillGrossAsync(StoreSession session)
    {
        var after = 0L;
        while (await session.QueryAsync<BodyRow>(
            "SELECT position, body FROM entry WHERE position > @after AND position IN (SELECT entry FROM refunded) ORDER BY position LIMIT 500", new { after }) is { Count: > 0 } page)
        {
            foreach (var (position, body) in page)
            {
                foreach (var part in EntryBody.Read(body).DataAs<ReceiptData>().Returned())
                    await RefundTable.SetGrossAsync(session, position, part);
            }

            after = page[^1].Position;
        }
    }

    private sealed record BodyRow(long Position, byte[] Body);

    /// <summary>Whether more of one of the lines is back than was sold, now that this refund of them is: whatever its place, it is the one that made it so.</summary>
    private static async Task<string?> FindFaultAsync(StoreSession session, ReceiptData original, IEnumerable<Guid> lines)
    {
        var back = (await RefundTable.ListAsync(session, original.Id)).ToLookup(row => row.Line);
        return lines.Select(line => FindFault(original, line, [.. back[$"{line}"]])).FirstOrDefault(static fault => fault is not null);
    }

    /// <summary>The refunds of a receipt, in the order of their arrival, with which more of a line had gone back than was sold.</summary>
    private static async Task<List<(long Entry, string Reason)>> ListExcessAsync(StoreSession session, ReceiptData original)
    {
        var (back, excess) = (new List<RefundedRow>(), new List<(long Entry, string Reason)>());
        foreach (var row in await RefundTable.ListAsync(session, original.Id))
        {
            back.Add(row);
            if (FindFault(original, Guid.Parse(row.Line), [.. back.Where(other => other.Line == row.Line)]) is { } fault && excess.All(other => other.Entry != row.Entry))
                excess.Add((row.Entry, fault));
        }

        return excess;
    }

    /// <summary>Whether more of a line is back than was sold; or, where amounts were paid back of it, more money than it came to.</summary>
    private static string? FindFault(ReceiptData original, Guid line, IReadOnlyList<RefundedRow> back) =>
        RefundRights.IsTooMuch(RefundRights.QuantityOf(original, line) ?? 0, back.Aggregate((Int128)0, static (sum, row) => sum + row.Quantity))
            ? $"more of line {line} of receipt {original.Number} went back than was sold"
        : back.Any(static row => row.Amount != 0) && RefundRights.PaidBack(back, line) > RefundRights.GrossOf(original, line)
            ? $"more was paid back for line {line} of receipt {original.Number} than it came to"
        : null;

    private static Task<StoredEntry> FindEntryAsync(StoreSession session, long position) => session.SingleAsync<StoredEntry>(
        """
        SELECT entry.position, epoch.device, entry.epoch, entry.sequence, entry.body
        FROM entry JOIN epoch ON epoch.key = entry.epoch WHERE entry.position = @position
        """,
        new { position });
}

/// <summary>An entry that somebody has to look at.</summary>
internal sealed record SetAside(StoredEntry Entry, string Reason);
