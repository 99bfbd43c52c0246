using System.Collections.Immutable;
using PosEngine.Capabilities;

namespace PosEngine.Catalog;

/// <summary>The items this device sells, kept on it and pulled from the back office.</summary>
/// <remarks>
/// Lookups are answered from memory once the index is loaded, and by the database until then, so that the first sale after a start does not wait.
/// Thread-safe.
/// </remarks>
[UnderCapability(nameof(Capability.Essentials))]
public interface ICatalog
{
    /// <summary>How many items there are, and when that changes.</summary>
    IPosStream<int> Count { get; }

    /// <summary>The shop's categories, in its order, and every change.</summary>
    IPosStream<ImmutableArray<Category>> Categories { get; }

    /// <summary>The shop's discounts, in its order, and every change. A ticket takes them by their ids.</summary>
    IPosStream<ImmutableArray<ShopDiscount>> Discounts { get; }

    /// <summary>The ways to be served, in the shop's order, and every change. A ticket takes them by their ids, and begins with the first that is a default.</summary>
    IPosStream<ImmutableArray<DiningOption>> DiningOptions { get; }

    /// <summary>The price lists that customers may have, in the shop's order, and every change. A ticket goes by that of its customer (<see cref="Tickets.ITicket.SetCustomer"/>).</summary>
    IPosStream<ImmutableArray<PriceList>> PriceLists { get; }

    /// <summary>The item that a scanned code stands for.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.BarcodeUnknown"/> where no item has it.</returns>
    PosResult<Item> FindByBarcode(string barcode);

    /// <summary>The item with the merchant's own number.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.ItemUnknown"/> where no item has it.</returns>
    PosResult<Item> FindBySku(string sku);

    /// <summary>The item with an id.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.ItemUnknown"/> where there is none.</returns>
    PosResult<Item> Find(ItemId id);

    /// <summary>Items whose name contains a text, in the order of their names, without regard to case.</summary>
    /// <param name="text">What to look for; empty lists all.</param>
    /// <param name="limit">How many at most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    Task<IReadOnlyList<Item>> SearchAsync(string text, int limit = 50, CancellationToken cancellationToken = default);

    /// <summary>The items of a category in the order of their names, a page at a time.</summary>
    /// <param name="category">The category; null for the items that are in none.</param>
    /// <param name="after">The last item of the page before; null for the first page. It may have changed, or gone, since.</param>
    /// <param name="limit">How many at most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<Item>> ListAsync(CategoryId? category, Item? after = null, int limit = 50, CancellationToken cancellationToken = default);

    /// <summary>Replaces the catalogue with the items of a file, all or nothing. For set-up and for shops without a back office.</summary>
    /// <param name="file">UTF-8 CSV with a header line; docs/catalogue.md describes the columns.</param>
    /// <param name="cancellationToken">Cancels before anything was changed.</param>
    /// <returns>How many items there are now.</returns>
    /// <exception cref="CatalogFileException">A line of the file is wrong; nothing was changed.</exception>
    Task<PosResult<int>> ImportAsync(Stream file, CancellationToken cancellationToken = default);

    /// <summary>Registers an item at the back office. Needs a connection.</summary>
    /// <param name="details">What it is to be.</param>
    /// <param name="cancellationToken">Stops waiting for the back office; the change may have been made all the same.</param>
    /// <returns>
    /// The item, which can be sold at once. Refused by the capability <c>ItemEditing</c>, with <see cref="RefusalCodes.NameInvalid"/>, <see cref="RefusalCodes.AmountInvalid"/> for a price below zero,
    /// <see cref="RefusalCodes.NotSignedIn"/>, or <see cref="RefusalCodes.BackOfficeRejected"/>, as for a barcode that another item has. Unknown with <see cref="RefusalCodes.ChangeUnanswered"/>: called again with
    /// the same details, it is the same registration.
    /// </returns>
    [UnderCapability(nameof(Capability.ItemEditing))]
    Task<PosResult<Item>> RegisterAsync(ItemDetails details, CancellationToken cancellationToken = default);

    /// <summary>Changes an item at the back office: all of the details, whatever else it knows stays. Needs a connection.</summary>
    /// <param name="item">The item.</param>
    /// <param name="details">What it is to be.</param>
    /// <param name="cancellationToken">Stops waiting for the back office; the change may have been made all the same.</param>
    /// <returns>As <see cref="RegisterAsync"/>, and refused with <see cref="RefusalCodes.ItemUnknown"/>.</returns>
    [UnderCapability(nameof(Capability.ItemEditing))]
    Task<PosResult<Item>> EditAsync(ItemId item, ItemDetails details, CancellationToken cancellationToken = default);
}
