using System.Globalization;

namespace BackOffice.Reference;

/// <summary>A place in the feed of one database. Opaque to devices.</summary>
internal static class FeedCursor
{
    public static string Format(Feed feed, long position) => string.Create(CultureInfo.InvariantCulture, $"{feed.Id}-{position}");

    /// <returns>The position; 0 without a cursor; null where this database did not issue it, or was restored to before it did.</returns>
    public static long? Parse(Feed feed, string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
            return 0;

        var prefix = feed.Id + "-";
        return cursor.StartsWith(prefix, StringComparison.Ordinal)
            && long.TryParse(cursor.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && position <= feed.Position
            ? position
            : null;
    }
}
