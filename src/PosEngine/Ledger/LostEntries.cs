using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Journal;

namespace PosEngine.Ledger;

/// <summary>What damage took: entries that only the back office has, and entries that nobody has.</summary>
internal static class LostEntries
{
    public static ImmutableArray<AbsentRange> Read(SqliteConnection connection)
    {
        var sequences = connection.Query<long>("SELECT seq FROM journal WHERE kind = $kind ORDER BY seq", new { kind = EntryKinds.EntryLost });
        var atBackOffice = connection.Query<(long First, long Last)>("SELECT first, last FROM absent WHERE reason = $reason", new { reason = AbsentTable.Lost })
            .Select(static row => new AbsentRange(row.First, row.Last));
        return [.. atBackOffice.Concat(Ranges(sequences)).OrderBy(static range => range.First)];
    }

    /// <summary>Runs of numbers that follow each other.</summary>
    public static IEnumerable<AbsentRange> Ranges(IEnumerable<long> sequences)
    {
        AbsentRange? open = null;
        foreach (var sequence in sequences)
        {
            if (open is { } range && sequence == range.Last + 1)
            {
                open = range with { Last = sequence };
                continue;
            }

            if (open is { } done)
                yield return done;
            open = new AbsentRange(sequence, sequence);
        }

        if (open is { } last)
            yield return last;
    }
}
