using PosEngine.Catalog;
using PosEngine.Pricing;

namespace PosEngine.Tickets;

/// <summary>A ticket being rung up.</summary>
/// <remarks>
/// <para>Each call is one step: it is done whole or refused, and <see cref="Current"/> shows it when the call returns. Calls are serialised, so a scanner's
/// callback and a tap may meet. Nothing here waits for a disk or a network.</para>
/// <para>Every call may be refused with <see cref="RefusalCodes.TicketClosed"/> (paid, parked or discarded) or
/// <see cref="RefusalCodes.TicketInPayment"/>, with <see cref="RefusalCodes.AmountTooLarge"/> where the figures leave the range of <see cref="Money"/>, or by the
/// policy. Refused, it changed nothing.</para>
/// </remarks>
public interface ITicket
{
    /// <summary>The ticket's id.</summary>
    TicketId Id { get; }

    /// <summary>The ticket as it is now.</summary>
    TicketSnapshot Current { get; }

    /// <summary>The ticket now and after every change.</summary>
    IPosStream<TicketSnapshot> Changes { get; }

    /// <summary>Adds one of the item that a code stands for; a repeated scan raises the quantity of its line, unless it is sold by weight.</summary>
    /// <returns>The line. Refused with <see cref="RefusalCodes.BarcodeUnknown"/>, or <see cref="RefusalCodes.PriceMissing"/> for an open price.</returns>
    PosResult<TicketLine> Scan(string barcode);

    /// <summary>Adds an item as a new line.</summary>
    /// <param name="item">The item.</param>
    /// <param name="quantity">How much, above zero; one if not given.</param>
    /// <param name="price">The unit price, where the item has an open price.</param>
    /// <param name="name">Another name for the line: what the open item really was.</param>
    /// <returns>
    /// The line. Refused with <see cref="RefusalCodes.QuantityInvalid"/>, <see cref="RefusalCodes.PriceMissing"/>, <see cref="RefusalCodes.PriceFixed"/>, or
    /// <see cref="RefusalCodes.AmountInvalid"/> for a price below zero.
    /// </returns>
    PosResult<TicketLine> Add(Item item, Quantity? quantity = null, Money? price = null, string? name = null);

    /// <summary>Sets the quantity of a line.</summary>
    /// <returns>The line. Refused with <see cref="RefusalCodes.LineUnknown"/> or <see cref="RefusalCodes.QuantityInvalid"/>.</returns>
    PosResult<TicketLine> ChangeQuantity(LineId line, Quantity quantity);

    /// <summary>Removes a line. It stays on record.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.LineUnknown"/>.</returns>
    PosResult Remove(LineId line);

    /// <summary>Takes a discount off the whole ticket, or off one line.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.LineUnknown"/>, <see cref="RefusalCodes.DiscountRepeated"/> or <see cref="RefusalCodes.AmountPrecision"/>.</returns>
    PosResult AddDiscount(Discount discount, LineId? line = null);

    /// <summary>Takes a discount back.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.DiscountUnknown"/> or <see cref="RefusalCodes.LineUnknown"/>.</returns>
    PosResult RemoveDiscount(DiscountId discount, LineId? line = null);

    /// <summary>Puts a customer on the ticket, or takes it off with null.</summary>
    PosResult SetCustomer(CustomerId? customer);

    /// <summary>Sets the note, or clears it with null.</summary>
    PosResult SetNote(string? note);
}
