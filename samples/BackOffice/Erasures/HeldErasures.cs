using System.Globalization;
using System.Text.Json.Nodes;
using BackOffice.Merging;
using BackOffice.Pages;
using BackOffice.Storage;

namespace BackOffice.Erasures;

/// <summary>Customers who wait to be forgotten, as their shop's owner sees them: what is kept, until when and why, and nothing of what it says.</summary>
internal static class HeldErasures
{
    public static async Task<IReadOnlyList<HeldErasureView>> ListAsync(StoreSession session)
    {
        var rows = await session.QueryAsync<HeldRow>($"{Select} WHERE erasure.done IS NULL ORDER BY erasure.due, erasure.customer");
        return [.. rows.Select(ToView)];
    }

    /// <returns>Null where no such customer waits.</returns>
    public static async Task<HeldErasureView?> FindAsync(StoreSession session, string customer) =>
        await session.FindAsync<HeldRow>($"{Select} WHERE erasure.done IS NULL AND erasure.customer = @kept", new { kept = await CustomerMerge.ResolveAsync(session, customer) }) is { } row
            ? ToView(row)
            : null;

    /// <summary>The last day of a hold that ends at a moment.</summary>
    /// <param name="due">Milliseconds since 1970: the beginning of the day after.</param>
    public static string LastDay(long due) => DateTimeOffset.FromUnixTimeMilliseconds(due - 1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Enough to tell two people apart who stand in a list, and no more.</summary>
    public static string Masked(string? text) => text is { Length: > 0 } ? $"{text.EnumerateRunes().First()}…" : "…";

    private const string Select =
        """
        SELECT erasure.customer, erasure.due, erasure.rule, erasure.requested, erasure.held,
            (SELECT COUNT(*) FROM email_held JOIN email_outbox ON email_outbox.entry = email_held.entry WHERE email_held.customer = erasure.customer AND email_outbox.state IN ('waiting', 'failed')) AS Emails
        FROM erasure
        """;

    private static HeldErasureView ToView(HeldRow row)
    {
        var data = (JsonObject)JsonNode.Parse(row.Held!)!;
        return new(
            row.Customer,
            Masked((string?)data["name"]),
            row.Requested is { } requested ? PageText.Time(DateTimeOffset.FromUnixTimeMilliseconds(requested)) : null,
            LastDay(row.Due),
            row.Rule,
            string.Join(", ", data.Select(static member => member.Key).Where(static member => member != "id")),
            row.Emails);
    }

    // SQLite tells no types while there are no rows, so this has no constructor to match.
    private sealed record HeldRow
    {
        public string Customer { get; init; } = "";

        public long Due { get; init; }

        public string? Rule { get; init; }

        public long? Requested { get; init; }

        public string? Held { get; init; }

        public long Emails { get; init; }
    }
}

/// <summary>A customer who is forgotten once the law lets go.</summary>
/// <param name="Customer">The id.</param>
/// <param name="Name">Its beginning.</param>
/// <param name="Requested">When somebody asked for it; null where an earlier version did not write that down.</param>
/// <param name="Until">The last day.</param>
/// <param name="Rule">What requires it; null where an earlier version did not ask.</param>
/// <param name="Members">What is known of them, by the names that it has in the data.</param>
/// <param name="Emails">How many e-mails are held.</param>
public sealed record HeldErasureView(string Customer, string Name, string? Requested, string Until, string? Rule, string Members, long Emails)
{
    public string RuleText => Rule ?? "not written down";
}
