using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Reference;
using PosEngine.Scheduling;
using PosEngine.Storage;
using PosEngine.Streams;
using PosEngine.Sync;

namespace PosEngine.Catalog;

/// <summary>The items: from memory once the index is loaded, from the database until then.</summary>
internal sealed class CatalogService(DeviceLedger ledger, Readers readers, ShopLists lists, ItemEditing editing, PosText text, Currency currency, IEngineScheduler scheduler, IDispatcher dispatcher, ILogger logger)
    : ICatalog, IReferenceRoom
{
    private readonly PosStream<int> _count = new(0, dispatcher, logger, EqualityComparer<int>.Default);
    private readonly Lock _gate = new();
    private CatalogIndex? _index;
    private TaxTable? _taxes;
    private int _revision;

    public IPosStream<int> Count => _count;

    public IPosStream<ImmutableArray<Category>> Categories => lists.Categories.Current;

    public IPosStream<ImmutableArray<ShopDiscount>> Discounts => lists.Discounts.Current;

    public IPosStream<ImmutableArray<DiningOption>> DiningOptions => lists.DiningOptions.Current;

    public IPosStream<ImmutableArray<PriceList>> PriceLists => lists.PriceLists.Current;

    public IReadOnlyCollection<string> Kinds { get; } = [CatalogTable.ItemKind, CatalogTable.TaxKind];

    public PosResult<Item> FindByBarcode(string barcode)
    {
        ArgumentNullException.ThrowIfNull(barcode);
        var code = barcode.Trim();
        var found = FindCode(code) ?? (Barcode.Twin(code) is { } twin ? FindCode(twin) : null);
        return found is null ? text.Refuse(RefusalCodes.BarcodeUnknown, code) : found;
    }

    public PosResult<Item> FindBySku(string sku)
    {
        ArgumentNullException.ThrowIfNull(sku);
        var code = sku.Trim();
        return Find(
            index => index.TryFindBySku(code, out var item) ? item : null,
            connection => CatalogTable.FindByCode(connection, currency, CatalogTable.SkuType, CatalogTable.SkuKey(code))) is { } found ? found : text.Refuse(RefusalCodes.ItemUnknown);
    }

    public PosResult<Item> Find(ItemId id) => Find(
        index => index.TryFind(id, out var item) ? item : null,
        connection => CatalogTable.Find(connection, currency, id.ToString())) is { } found ? found : text.Refuse(RefusalCodes.ItemUnknown);

    public Task<IReadOnlyList<Item>> SearchAsync(string text, int limit = 50, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);
        return scheduler.RunInBackground<IReadOnlyList<Item>>(
            () =>
            {
                var index = Load();
                Item[] items;
                lock (_gate)
                    items = [.. index.Items.Where(item => item.Name.Contains(text, StringComparison.CurrentCultureIgnoreCase))];
                return [.. items.OrderBy(static item => item.Name, StringComparer.CurrentCulture).Take(limit)];
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<Item>> ListAsync(CategoryId? category, Item? after = null, int limit = 50, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);
        return scheduler.RunInBackground<IReadOnlyList<Item>>(
            () =>
            {
                var index = Load();
                lock (_gate)
                    return index.List(category, after, limit);
            },
            cancellationToken);
    }

    public async Task<PosResult<int>> ImportAsync(Stream file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var changes = CatalogFile.ToChanges(await CatalogFile.ReadAsync(file, currency, cancellationToken).ConfigureAwait(false));
        return await ledger.RunAsync<int>(transaction =>
        {
            CatalogTable.Clear(transaction.Session);
            foreach (var change in changes)
                CatalogTable.Write(transaction.Session, change);
            transaction.AfterCommit(Reload);
            return changes.Count(static change => change.Kind == CatalogTable.ItemKind);
        }, cancellationToken).ConfigureAwait(false);
    }

    public Task<PosResult<Item>> RegisterAsync(ItemDetails details, CancellationToken cancellationToken = default) => editing.SaveAsync(id: null, details, Read, cancellationToken);

    public Task<PosResult<Item>> EditAsync(ItemId item, ItemDetails details, CancellationToken cancellationToken = default) => editing.SaveAsync(item, details, Read, cancellationToken);

    /// <summary>Loads the index in the background; lookups go to the database meanwhile.</summary>
    public async Task LoadAsync()
    {
        try
        {
            await scheduler.RunInBackground(Load, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Nobody waits for it: a disk that fails, or an engine that stops meanwhile.
            logger.CatalogueNotLoaded(e);
        }
    }

    public void Write(WriteSession session, ReferenceChange change) => CatalogTable.Write(session, change);

    public void Committed(IReadOnlyList<ReferenceChange> changes)
    {
        lock (_gate)
        {
            // A tax stands in every item that names it.
            if (!changes.Any(static change => change.Kind == CatalogTable.TaxKind) && _index is not { HasRivals: true })
            {
                Apply(changes);
                return;
            }
        }

        Reload();
    }

    private Item Read(string json) => ItemFormat.ReadItem(json, readers.Query(connection => CatalogTable.ReadTaxes(connection, currency)));

    private void Reload()
    {
        lock (_gate)
        {
            _revision++;
            _index = null;
        }

        lists.Taxes.Load();
        _ = LoadAsync();
    }

    private Item? FindCode(string code) => Find(
        index => index.TryFindByBarcode(code, out var item) ? item : null,
        connection => CatalogTable.FindByCode(connection, currency, CatalogTable.BarcodeType, code));

    private Item? Find(Func<CatalogIndex, Item?> inMemory, Func<SqliteConnection, Item?> inDatabase)
    {
        lock (_gate)
        {
            if (_index is { } index)
                return inMemory(index);
        }

        return readers.Query(inDatabase);
    }

    /// <summary>The index, built from the database if it is not there. A change meanwhile has it built again.</summary>
    private CatalogIndex Load()
    {
        while (true)
        {
            int revision;
            lock (_gate)
            {
                if (_index is { } loaded)
                    return loaded;
                revision = _revision;
            }

            var (index, taxes) = readers.Query(Build);
            lock (_gate)
            {
                if (revision != _revision)
                    continue;
                _index = index;
                _taxes = taxes;
                _count.Publish(index.Count);
                return index;
            }
        }
    }

    private (CatalogIndex Index, TaxTable Taxes) Build(SqliteConnection connection)
    {
        using var snapshot = connection.BeginTransaction(deferred: true);
        var taxes = CatalogTable.ReadTaxes(connection, currency);
        var index = new CatalogIndex();

        // The one heard of last comes last, so that it wins a code that two items claim.
        foreach (var row in ReferenceTable.Read(connection, CatalogTable.ItemKind).Reverse())
            Set(index, taxes, row.Id, row.Data);
        return (index, taxes);
    }

    private void Apply(IReadOnlyList<ReferenceChange> changes)
    {
        _revision++;
        if (_index is not { } index || _taxes is not { } taxes)
            return;
        foreach (var change in changes)
        {
            // First of all it is gone: what now names a tax that nobody knows must not be sold as it was.
            if (Guid.TryParse(change.Id, out var id))
                index.Remove(new ItemId(id));
            if (change.Json is { } json)
                Set(index, taxes, change.Id, json);
        }

        _count.Publish(index.Count);
    }

    private void Set(CatalogIndex index, TaxTable taxes, string id, string json)
    {
        try
        {
            index.Set(ItemFormat.ReadItem(json, taxes));
        }
        catch (Exception e) when (ReferenceJson.IsUnreadable(e))
        {
            logger.ReferenceUnreadable(e, CatalogTable.ItemKind, id);
        }
    }
}
