using System.Security.Cryptography;
using System.Text.Json;
using BackOffice.Storage;

namespace BackOffice.Reference;

/// <summary>The whole new state of something that the devices keep a copy of; data null: removed.</summary>
internal sealed record ReferenceRow(string Kind, string Id, string? Data, long Position)
{
    public Change ToChange() => new(Kind, Id, Data is null ? null : JsonElement.Parse(Data));
}

/// <summary>Reference data, ordered by their last change.</summary>
internal static class ReferenceTable
{
    private const int IdBytes = 8;

    /// <summary>What a feed's id looks like, in words.</summary>
    public const string IdForm = "16 hexadecimal digits, in lower case";

    /// <summary>The account that the shop's devices belong to: the feed's id is as old as the database, in every backup of it, and no other shop's.</summary>
    public static Task<string> AccountAsync(StoreSession session) => session.SingleAsync<string>("SELECT id FROM feed");

    public static bool IsId(string id) => id.Length == IdBytes * 2 && id.All(char.IsAsciiHexDigitLower);

    /// <summary>Begins a run of the feed, and the feed where there is none; every other writer of it waits until the transaction ends.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="account">The account of a new feed; null for one that nobody has.</param>
    public static async Task StartFeedAsync(StoreSession session, string? account)
    {
        await session.ExecuteAsync("INSERT INTO feed (one, id, position) VALUES (1, @id, 0) ON CONFLICT (one) DO NOTHING", new { id = account ?? NewId() });
        await LockAsync(session);
        await session.ExecuteAsync("INSERT INTO feed_run (id, position) SELECT @id, position FROM feed", new { id = NewId() });
    }

    /// <summary>Whoever else changes reference data waits until the transaction ends.</summary>
    public static Task LockAsync(StoreSession session) => session.ExecuteAsync("UPDATE feed SET position = position");

    public static async Task<bool> AnyAsync(StoreSession session) => await session.SingleAsync<long>("SELECT COUNT(*) FROM reference") > 0;

    /// <summary>Saves a change at the end of the feed.</summary>
    public static async Task SetAsync(StoreSession session, string kind, string id, string? data)
    {
        // The counter row stays locked until the commit, so positions become visible in their order and no cursor can skip one.
        var position = await session.SingleAsync<long>("UPDATE feed SET position = position + 1 RETURNING position");
        await session.ExecuteAsync(
            """
            INSERT INTO reference (kind, id, data, position, search) VALUES (@kind, @id, @data, @position, @search)
            ON CONFLICT (kind, id) DO UPDATE SET data = excluded.data, position = excluded.position, search = excluded.search
            """,
            new { kind, id, data, position, search = CustomerSearch.TextOf(kind, data) });
    }

    public static async Task<bool> ExistsAsync(StoreSession session, string kind, string id) =>
        await session.SingleAsync<long>("SELECT COUNT(*) FROM reference WHERE kind = @kind AND id = @id AND data IS NOT NULL", new { kind, id }) > 0;

    public static Task<IReadOnlyList<ReferenceRow>> ListAsync(StoreSession session, long after, int limit) => session.QueryAsync<ReferenceRow>(
        "SELECT kind, id, data, position FROM reference WHERE position > @after ORDER BY position LIMIT @limit",
        new { after, limit });

    /// <summary>What there is of a kind, in the order it was last changed.</summary>
    public static Task<IReadOnlyList<ReferenceRow>> ListKindAsync(StoreSession session, string kind) => session.QueryAsync<ReferenceRow>(
        "SELECT kind, id, data, position FROM reference WHERE kind = @kind AND data IS NOT NULL ORDER BY position",
        new { kind });

    public static Task<string?> FindAsync(StoreSession session, string kind, string id) =>
        session.FindAsync<string>("SELECT data FROM reference WHERE kind = @kind AND id = @id", new { kind, id });

    private static string NewId() => RandomNumberGenerator.GetHexString(IdBytes * 2, lowercase: true);
}
