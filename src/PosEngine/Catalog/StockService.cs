using PosEngine.Capabilities;
using PosEngine.Connectivity;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Catalog;

/// <summary>How much there is, as the back office counts it.</summary>
internal sealed class StockService(CapabilityService capabilities, OnlineCalls online) : IStock
{
    private const int ItemsMax = 500;

    public async Task<PosResult<IReadOnlyList<StockLevel>>> GetAsync(IReadOnlyCollection<ItemId> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return capabilities.Check(Capability.StockDisplay) is { } forbidden ? forbidden : await AskAsync(items, cancellationToken).ConfigureAwait(false);
    }

    public async Task<PosResult<IReadOnlyList<StockShortage>>> CheckAsync(ITicket ticket, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        if (capabilities.Check(Capability.NegativeStockWarning, ticket) is { } forbidden)
            return forbidden;

        // What comes back on the same ticket is there again.
        var wanted = ticket.Current.Lines.Where(static line => line.ItemId is not null).GroupBy(static line => line.ItemId!.Value)
            .Select(static lines => (Item: lines.Key, lines.First().Name, Quantity: lines.Aggregate(Quantity.Zero, static (sum, line) => sum + line.Quantity)))
            .Where(static item => !item.Quantity.IsNegative && !item.Quantity.IsZero).ToList();
        if (!(await AskAsync([.. wanted.Select(static item => item.Item)], cancellationToken).ConfigureAwait(false)).TryGet(out var levels, out var refusal))
            return refusal;
        var stock = levels.ToDictionary(static level => level.Item, static level => level.Quantity);
        return PosResult.Of<IReadOnlyList<StockShortage>>(
            [.. wanted.Where(item => stock.TryGetValue(item.Item, out var level) && level < item.Quantity).Select(item => new StockShortage(item.Item, item.Name, item.Quantity, stock[item.Item]))]);
    }

    private async Task<PosResult<IReadOnlyList<StockLevel>>> AskAsync(IReadOnlyCollection<ItemId> items, CancellationToken cancellationToken)
    {
        var levels = new List<StockLevel>();
        foreach (var some in items.Distinct().Chunk(ItemsMax))
        {
            var answer = await online.AskAsync((services, cancellation) => services.GetStockAsync([.. some], cancellation), RefusalCodes.ItemUnknown, cancellationToken).ConfigureAwait(false);
            if (!answer.TryGet(out var found, out var refusal))
                return refusal;
            levels.AddRange(found);
        }

        return levels;
    }
}
