using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using BackOffice.Storage;

namespace BackOffice.Receipts;

/// <summary>Which receipts have a line of which name.</summary>
/// <remarks>
/// A shop prints the same few thousand names over and over. So a text is looked for in each name once, and then all receipts are known: the cost is one pass over the names,
/// and one row for each receipt that has one of them.
/// </remarks>
internal static class SoldNames
{
    private const int ReceiptsPerPage = 5_000;

    /// <summary>The receipts whose entry has a line with a name that is LIKE <c>@pattern</c>.</summary>
    public const string EntriesLikePattern =
        """
        SELECT sold_in.entry FROM sold_name JOIN sold_in ON sold_in.name = sold_name.key
        WHERE sold_name.folded LIKE @pattern ESCAPE '\'
        """;

    public static async Task AddAsync(StoreSession session, IEnumerable<(long Entry, string Name)> lines)
    {
        var sold = lines.Select(line => (line.Entry, Name: FoldedText.Fold(line.Name))).Select(line => (line.Entry, line.Name, Key: KeyOf(line.Name))).ToList();

        // In one order for everybody, so that two who add the same names do not wait for each other in a circle.
        await session.InsertAsync(
            "sold_name (key, folded)",
            sold.DistinctBy(line => line.Key).OrderBy(line => line.Key).Select(line => new object?[] { line.Key, line.Name }),
            "ON CONFLICT (key) DO NOTHING");
        await session.InsertAsync(
            "sold_in (name, entry)", sold.DistinctBy(line => (line.Key, line.Entry)).Select(line => new object?[] { line.Key, line.Entry }), "ON CONFLICT DO NOTHING");
    }

    /// <summary>Adds those of all receipts that came before there was this table.</summary>
    public static async Task FillAsync(StoreSession session)
    {
        var after = 0L;
        while (true)
        {
            var page = await session.QueryAsync<LineRow>(
                """
                SELECT receipt.entry, receipt_line.name
                FROM receipt JOIN receipt_line ON receipt_line.receipt = receipt.id
                WHERE receipt.entry IN (SELECT entry FROM receipt WHERE entry > @after ORDER BY entry LIMIT @ReceiptsPerPage)
                ORDER BY receipt.entry
                """,
                new { after, ReceiptsPerPage });
            if (page.Count == 0)
                return;
            await AddAsync(session, page.Select(line => (line.Entry, line.Name)));
            after = page[^1].Entry;
        }
    }

    private static long KeyOf(string folded) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(folded)));

    private sealed record LineRow(long Entry, string Name);
}
