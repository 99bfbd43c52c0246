using System.Diagnostics.CodeAnalysis;

namespace PosEngine.Catalog;

/// <summary>The items in memory, by id, barcode and SKU.</summary>
/// <remarks>Not thread-safe; whoever owns it locks. Codes that are all digits are kept as numbers.</remarks>
internal sealed class CatalogIndex
{
    private readonly Dictionary<ItemId, Item> _items = [];
    private readonly Dictionary<ulong, Item> _numbers = [];
    private readonly Dictionary<string, Item> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<CategoryKey, Shelf> _shelves = [];
    private readonly Dictionary<string, Item> _skus = new(StringComparer.OrdinalIgnoreCase);

    public int Count => _items.Count;

    /// <summary>Whether two items ever claimed one code. The later one has it; who has it once that one gives it up, only the database knows.</summary>
    public bool HasRivals { get; private set; }

    public IEnumerable<Item> Items => _items.Values;

    public bool TryFind(ItemId id, [NotNullWhen(true)] out Item? item) => _items.TryGetValue(id, out item);

    public bool TryFindBySku(string sku, [NotNullWhen(true)] out Item? item) => _skus.TryGetValue(sku, out item);

    public bool TryFindByBarcode(string code, [NotNullWhen(true)] out Item? item) =>
        Barcode.TryToNumber(code, out var number) ? _numbers.TryGetValue(number, out item) : _texts.TryGetValue(code, out item);

    public void Set(Item item)
    {
        Remove(item.Id);
        _items[item.Id] = item;
        var shelf = new CategoryKey(item.CategoryId);
        if (!_shelves.TryGetValue(shelf, out var items))
            _shelves.Add(shelf, items = new Shelf());
        items.Add(item);
        if (item.Sku is { } sku)
            Claim(_skus, sku, item);
        foreach (var code in item.Barcodes)
        {
            if (Barcode.TryToNumber(code, out var number))
                Claim(_numbers, number, item);
            else
                Claim(_texts, code, item);
        }
    }

    public void Remove(ItemId id)
    {
        if (!_items.Remove(id, out var item))
            return;
        _shelves[new CategoryKey(item.CategoryId)].Remove(id);
        if (item.Sku is { } sku)
            RemoveIf(_skus, sku, id);
        foreach (var code in item.Barcodes)
        {
            if (Barcode.TryToNumber(code, out var number))
                RemoveIf(_numbers, number, id);
            else
                RemoveIf(_texts, code, id);
        }
    }

    /// <summary>The items of a category, or of none, in the order of their names, from the one that follows another.</summary>
    public Item[] List(CategoryId? category, Item? after, int limit) => _shelves.TryGetValue(new CategoryKey(category), out var shelf) ? shelf.List(after, limit) : [];

    private void Claim<TKey>(Dictionary<TKey, Item> items, TKey key, Item item)
        where TKey : notnull
    {
        HasRivals |= items.TryGetValue(key, out var other) && other.Id != item.Id;
        items[key] = item;
    }

    private static void RemoveIf<TKey>(Dictionary<TKey, Item> items, TKey key, ItemId id)
        where TKey : notnull
    {
        // The code may belong to another item by now.
        if (items.TryGetValue(key, out var item) && item.Id == id)
            items.Remove(key);
    }

    /// <summary>A category, or none.</summary>
    private readonly record struct CategoryKey(CategoryId? Id);

    /// <summary>The items of a category: put in order when they are first asked for, and again after a change.</summary>
    private sealed class Shelf : IComparer<Item>
    {
        private readonly Dictionary<ItemId, Item> _items = [];
        private Item[]? _inOrder;

        public void Add(Item item)
        {
            _items[item.Id] = item;
            _inOrder = null;
        }

        public void Remove(ItemId id)
        {
            _items.Remove(id);
            _inOrder = null;
        }

        public Item[] List(Item? after, int limit)
        {
            if (_inOrder is null)
            {
                _inOrder = [.. _items.Values];
                Array.Sort(_inOrder, this);
            }

            var place = after is null ? 0 : Array.BinarySearch(_inOrder, after, this) is >= 0 and var found ? found + 1 : ~Array.BinarySearch(_inOrder, after, this);
            return [.. _inOrder.AsSpan(place, Math.Min(limit, _inOrder.Length - place))];
        }

        public int Compare(Item? x, Item? y) => StringComparer.CurrentCulture.Compare(x!.Name, y!.Name) is not 0 and var order ? order : x.Id.Value.CompareTo(y.Id.Value);
    }
}
