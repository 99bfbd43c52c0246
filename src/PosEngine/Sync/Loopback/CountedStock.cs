using System.Collections.Immutable;

namespace PosEngine.Sync;

/// <summary>How much there is of the items that somebody has counted: what there was, less what was sold since. Not thread-safe.</summary>
internal sealed class CountedStock(ReceivedReceipts receipts)
{
    // What it would be if nothing had ever been sold: so it stays right when receipts are forgotten and come again.
    private readonly Dictionary<ItemId, Quantity> _beforeAllSales = [];

    public void Set(ItemId item, Quantity quantity) => _beforeAllSales[item] = quantity + SoldOf(item);

    public ImmutableArray<StockLevel> LevelsOf(ImmutableArray<ItemId> items) =>
        [.. items.Distinct().Where(_beforeAllSales.ContainsKey).Select(item => new StockLevel(item, _beforeAllSales[item] - SoldOf(item)))];

    private Quantity SoldOf(ItemId item) => Quantity.FromUnits((
        from receipt in receipts.InOrder
        from line in receipt.Lines
        where line.Item == item
        select receipt.MovedBy(line).Units).Sum());
}
