using BackOffice.Storage;

namespace BackOffice.Stock;

internal sealed record StockLevel(Guid Item, long Quantity);

/// <summary>How much there is of the items that the owner has counted. What was sold before it was counted and arrives later is taken away all the same.</summary>
internal static class StockTable
{
    /// <param name="session">The transaction.</param>
    /// <param name="item">The item.</param>
    /// <param name="quantity">How much there is; null: it is no longer counted.</param>
    public static Task SetAsync(StoreSession session, Guid item, long? quantity) => session.ExecuteAsync(
        quantity is null
            ? "DELETE FROM stock WHERE item = @item"
            : "INSERT INTO stock (item, quantity) VALUES (@item, @quantity) ON CONFLICT (item) DO UPDATE SET quantity = excluded.quantity",
        new { item = item.ToString(), quantity });

    /// <summary>Takes away what was sold, and adds what came back.</summary>
    public static Task SellAsync(StoreSession session, IEnumerable<(Guid Item, long Quantity)> lines) => session.ExecuteAsync(
        "UPDATE stock SET quantity = quantity - @quantity WHERE item = @item",

        // In one order for everybody, so that two who sell the same items do not wait for each other in a circle.
        lines.GroupBy(line => line.Item, line => line.Quantity)
            .OrderBy(item => item.Key)
            .Select(item => new { item = item.Key.ToString(), quantity = item.Sum() }));

    public static async Task<IReadOnlyList<StockLevel>> ListAsync(StoreSession session, IEnumerable<Guid> items)
    {
        var levels = new List<StockLevel>();
        foreach (var item in items.Distinct())
        {
            if (await session.FindAsync<long?>("SELECT quantity FROM stock WHERE item = @item", new { item = item.ToString() }) is { } quantity)
                levels.Add(new(item, quantity));
        }

        return levels;
    }

    public static async Task<IReadOnlyDictionary<string, long>> ListAllAsync(StoreSession session) =>
        (await session.QueryAsync<StockRow>("SELECT item, quantity FROM stock")).ToDictionary(row => row.Item, row => row.Quantity);

    private sealed record StockRow(string Item, long Quantity);
}
