using System.Text.Json;
using PosEngine.Journal;

namespace PosEngine.Ledger;

/// <summary>An entry after the salvage.</summary>
/// <param name="Sequence">Its place.</param>
/// <param name="Row">What was read of it; null where it is lost.</param>
/// <param name="Hash">The hash that belongs to it as far as that is known; empty where it went with the entry.</param>
internal sealed record SalvagedEntry(long Sequence, JournalRow? Row, byte[] Hash);

/// <summary>Tells which entries of a damaged journal are what was once written. Pure.</summary>
/// <remarks>
/// An entry is vouched for by the hash before it and its own. Where one of them is damaged, the next entry decides: its hash was made from the right one. After a row
/// that is gone altogether nothing vouches for the next, which is taken if it is an entry at all, with the columns that its body says.
/// </remarks>
internal static class JournalSalvage
{
    public static IEnumerable<SalvagedEntry> Judge(IEnumerable<JournalRow> rows, byte[] genesis, long last, IReadOnlyList<AbsentRange> absent)
    {
        using var readable = rows.GetEnumerator();
        var next = Take(readable);
        var previous = genesis;
        for (long sequence = 1; sequence <= last; sequence++)
        {
            JournalRow? row = null;
            if (next?.Sequence == sequence)
            {
                row = next;
                next = Take(readable);
            }

            var follower = next?.Sequence == sequence + 1 ? next : null;
            var entry = Judge(sequence, row, follower, previous, absent.Any(range => range.Contains(sequence)));
            previous = entry.Hash;
            yield return entry;
        }
    }

    private static SalvagedEntry Judge(long sequence, JournalRow? row, JournalRow? follower, byte[] previous, bool mayBeAbsent)
    {
        if (row is null)
            return new SalvagedEntry(sequence, null, []);
        if (row.Body.Length == 0)
            return new SalvagedEntry(sequence, mayBeAbsent ? row : null, mayBeAbsent || IsBefore(row.Hash, follower) ? row.Hash : []);
        if (previous.Length == 0)
            return IsEntry(row) ? new SalvagedEntry(sequence, row, row.Hash) : new SalvagedEntry(sequence, null, IsBefore(row.Hash, follower) ? row.Hash : []);

        var computed = new byte[HashChain.HashSize];
        HashChain.Next(previous, sequence, row.Body, computed);
        if (computed.AsSpan().SequenceEqual(row.Hash) || IsBefore(computed, follower))
            return new SalvagedEntry(sequence, row, computed);
        return new SalvagedEntry(sequence, null, IsBefore(row.Hash, follower) ? row.Hash : []);
    }

    /// <summary>Whether an entry was made after one of this hash.</summary>
    private static bool IsBefore(byte[] hash, JournalRow? follower)
    {
        if (follower is null || hash.Length != HashChain.HashSize || follower.Body.Length == 0)
            return false;
        var computed = new byte[HashChain.HashSize];
        HashChain.Next(hash, follower.Sequence, follower.Body, computed);
        return computed.AsSpan().SequenceEqual(follower.Hash);
    }

    private static bool IsEntry(JournalRow row)
    {
        try
        {
            using var body = JsonDocument.Parse(row.Body);
            return row.Hash.Length == HashChain.HashSize
                && body.RootElement.GetProperty("kind"u8).GetString() == row.Kind
                && EntryBody.ReadHead(body.RootElement).At.ToUnixTimeMilliseconds() == row.At;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private static JournalRow? Take(IEnumerator<JournalRow> rows) => rows.MoveNext() ? rows.Current : null;
}
