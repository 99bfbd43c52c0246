using System.Globalization;
using BackOffice.Storage;

namespace BackOffice.Reference;

/// <summary>A place in the feed as one run of the back office knew it. Opaque to devices.</summary>
internal static class FeedCursor
{
    /// <summary>Where a run, or another instance beside it, came to: the feed as it was when the next one began.</summary>
    private const string FindEnd = """
        SELECT coalesce((SELECT MIN(later.position) FROM feed_run later WHERE later.ordinal > run.ordinal), (SELECT position FROM feed))
        FROM feed_run run WHERE run.id = @run
        """;

    public static async Task<string> FormatAsync(StoreSession session, long position) =>
        Format(await session.SingleAsync<string>("SELECT id FROM feed_run ORDER BY ordinal DESC LIMIT 1"), position);

    /// <returns>The position; 0 without a cursor; null where this database did not issue it, or was restored to before it did.</returns>
    public static async Task<long?> ParseAsync(StoreSession session, string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
            return 0;
        return cursor.Split('-') is [var run, var number] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && await session.FindAsync<long?>(FindEnd, new { run }) is { } end && position <= end
            ? position
            : null;
    }

    private static string Format(string run, long position) => string.Create(CultureInfo.InvariantCulture, $"{run}-{position}");
}
