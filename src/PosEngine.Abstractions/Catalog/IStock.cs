using PosEngine.Capabilities;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Catalog;

/// <summary>An item of which more is on a ticket than there is.</summary>
/// <param name="Item">The item.</param>
/// <param name="Name">What it is called on the ticket.</param>
/// <param name="Wanted">How much is on the ticket, less what comes back on it.</param>
/// <param name="InStock">How much there is; below zero where more was sold than was known of.</param>
public sealed record StockShortage(ItemId Item, string Name, Quantity Wanted, Quantity InStock);

/// <summary>How much there is, as the back office counts it. Needs a connection; where the shop does not show stock it is refused, and a UI hides it.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IStock
{
    /// <summary>Asks how much there is of some items.</summary>
    /// <param name="items">The items, as many as one likes.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The levels of those whose stock is counted; the others are missing. Refused by the capability <c>StockDisplay</c>, or with <see cref="RefusalCodes.DeviceNotAccepted"/> or <see cref="RefusalCodes.BackOfficeUnanswered"/>.</returns>
    [UnderCapability(nameof(Capability.StockDisplay))]
    Task<PosResult<IReadOnlyList<StockLevel>>> GetAsync(IReadOnlyCollection<ItemId> items, CancellationToken cancellationToken = default);

    /// <summary>Looks for what a ticket has more of than there is: a warning, which keeps nobody from selling.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The shortages in the order of the ticket; none where there is enough. Refused by the capability <c>NegativeStockWarning</c>, or with <see cref="RefusalCodes.DeviceNotAccepted"/> or <see cref="RefusalCodes.BackOfficeUnanswered"/>.</returns>
    [UnderCapability(nameof(Capability.NegativeStockWarning))]
    Task<PosResult<IReadOnlyList<StockShortage>>> CheckAsync(ITicket ticket, CancellationToken cancellationToken = default);
}
