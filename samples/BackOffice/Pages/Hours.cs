using System.Globalization;
using BackOffice.Storage;

namespace BackOffice.Pages;

/// <summary>Somebody's work from coming to going.</summary>
/// <param name="Employee">The name, or the id of somebody who is not known any more.</param>
/// <param name="Came">When.</param>
/// <param name="Went">When; null while there.</param>
/// <param name="Paused">Breaks, in hours and minutes.</param>
/// <param name="Worked">The rest; null while there.</param>
public sealed record HoursView(string Employee, string Came, string? Went, string Paused, string? Worked);

/// <summary>Adds up hours from comings, breaks and goings, on whatever tills they were.</summary>
internal static class Hours
{
    public static async Task<IReadOnlyList<HoursView>> ListAsync(StoreSession session, DateTimeOffset since)
    {
        var moves = await session.QueryAsync<Move>(
            """
            SELECT attendance.employee, reference.data, attendance.move AS Name, attendance.at, attendance.moment
            FROM attendance LEFT JOIN reference ON reference.kind = 'employee' AND reference.id = attendance.employee
            WHERE attendance.moment >= @since ORDER BY attendance.moment, attendance.entry
            """,
            new { since = since.ToUnixTimeMilliseconds() });
        return [.. moves.GroupBy(static move => move.Employee).SelectMany(static employee => Fold([.. employee])).OrderByDescending(static hours => hours.Came, StringComparer.Ordinal)];
    }

    /// <summary>Whoever forgot to go went when coming again, as far as anybody knows: that stretch has no end, and no hours.</summary>
    private static List<HoursView> Fold(IReadOnlyList<Move> moves)
    {
        var views = new List<HoursView>();
        Move? came = null;
        long paused = 0;
        long? pausedSince = null;
        foreach (var move in moves)
        {
            if (move.Name == "clocked-in")
            {
                Add(went: null);
                came = move;
            }
            else if (move.Name == "break-begun")
            {
                pausedSince = move.Moment;
            }
            else
            {
                paused += move.Moment - (pausedSince ?? move.Moment);
                pausedSince = null;
                if (move.Name == "clocked-out")
                    Add(move);
            }
        }

        Add(went: null);
        return views;

        void Add(Move? went)
        {
            if (came is not null)
            {
                views.Add(new(
                    PageText.NameOf(came.Data) ?? came.Employee, Time(came)!, Time(went), PageText.Duration(paused), went is null ? null : PageText.Duration(went.Moment - came.Moment - paused)));
            }

            (came, paused, pausedSince) = (null, 0, null);
        }
    }

    private static string? Time(Move? move) => move is null ? null : PageText.Time(DateTimeOffset.Parse(move.At, CultureInfo.InvariantCulture));

    // Of a computed column SQLite tells no type while there are no rows, so this has no constructor to match.
    private sealed record Move
    {
        public string Employee { get; init; } = "";

        public string? Data { get; init; }

        public string Name { get; init; } = "";

        public string At { get; init; } = "";

        public long Moment { get; init; }
    }
}
