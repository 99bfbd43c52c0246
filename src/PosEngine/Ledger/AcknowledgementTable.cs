using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Storage;

namespace PosEngine.Ledger;

/// <summary>When this device heard how far the back office has its journal.</summary>
internal static class AcknowledgementTable
{
    private const string InsertOne = "INSERT INTO acknowledgement (through, head, at, zone, went_back) VALUES (?1, ?2, ?3, ?4, ?5)";

    public static void Insert(WriteSession session, long through, long head, DateTimeOffset at, bool wentBack) =>
        session.Prepare(InsertOne).Bind(1, through).Bind(2, head).Bind(3, at.ToUnixTimeMilliseconds()).Bind(4, Times.ZoneOf(at)).Bind(5, wentBack ? 1 : 0).Run();

    /// <summary>When the back office was heard to have an entry, and, where it was restored since, no longer to have it, and to have it again.</summary>
    /// <remarks>Between two restorations what is acknowledged only rises, so each stretch is searched by halves: a few look-ups, however long the till has been selling.</remarks>
    public static List<Acknowledgement> Of(SqliteConnection connection, long sequence)
    {
        var found = new List<Acknowledgement>();
        var last = connection.ExecuteScalar<long>("SELECT coalesce(max(id), 0) FROM acknowledgement");
        var first = 1L;
        foreach (var back in connection.Query<Row>("SELECT id, through, head, at, zone FROM acknowledgement WHERE went_back = 1 ORDER BY id").AsList())
        {
            if (Search(first, back.Id - 1) is { } heard)
                found.Add(heard.ToAcknowledgement(isThere: true));
            if (found is [.., { IsThere: true }] && back.Through < sequence)
                found.Add(back.ToAcknowledgement(isThere: false));
            first = back.Id + 1;
        }

        if (Search(first, last) is { } latest)
            found.Add(latest.ToAcknowledgement(isThere: true));
        return found;

        Row? Search(long from, long to)
        {
            if (found is [.., { IsThere: true }])
                return null;
            Row? best = null;
            while (from <= to)
            {
                var middle = from + ((to - from) / 2);
                var row = connection.QueryFirstOrDefault<Row>("SELECT id, through, head, at, zone FROM acknowledgement WHERE id >= $middle AND id <= $to ORDER BY id LIMIT 1", new { middle, to });
                if (row is null)
                {
                    to = middle - 1;
                }
                else if (row.Through >= sequence)
                {
                    best = row;
                    to = middle - 1;
                }
                else
                {
                    from = row.Id + 1;
                }
            }

            return best;
        }
    }

    private sealed record Row(long Id, long Through, long Head, long At, long Zone)
    {
        public Acknowledgement ToAcknowledgement(bool isThere) => new(isThere, Head, At == 0 ? null : Times.Of(At, Zone));
    }
}

/// <summary>Something heard of the back office.</summary>
/// <param name="IsThere">Whether it has the entry.</param>
/// <param name="Head">The journal's end at that time.</param>
/// <param name="At">When; null where it was before this was kept.</param>
internal sealed record Acknowledgement(bool IsThere, long Head, DateTimeOffset? At);
