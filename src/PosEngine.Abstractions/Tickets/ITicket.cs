using System.Collections.Immutable;
using PosEngine.Capabilities;
using PosEngine.Catalog;
using PosEngine.Employees;
using PosEngine.Pricing;

namespace PosEngine.Tickets;

/// <summary>A ticket being rung up.</summary>
/// <remarks>
/// <para>Each call is one step: it is done whole or refused, and <see cref="Current"/> shows it when the call returns. Calls are serialised, so a scanner's
/// callback and a tap may meet. Nothing here waits for a disk or a network.</para>
/// <para>Every call may be refused with <see cref="RefusalCodes.TicketClosed"/> (paid, parked or discarded) or
/// <see cref="RefusalCodes.TicketInPayment"/>, with <see cref="RefusalCodes.AmountTooLarge"/> where the figures leave the range of <see cref="Money"/>, or by the
/// policy. Refused, it changed nothing.</para>
/// <para>What needs a permission is refused with <see cref="RefusalCodes.PermissionMissing"/>, or while the till is locked with <see cref="RefusalCodes.NotSignedIn"/>; the call can be repeated with the
/// <see cref="Approval"/> of somebody who has it, and is refused with <see cref="RefusalCodes.ApprovalInvalid"/> where that is for something else.</para>
/// </remarks>
[UnderCapability(nameof(Capability.Sale))]
public interface ITicket
{
    /// <summary>The ticket's id.</summary>
    TicketId Id { get; }

    /// <summary>The ticket as it is now.</summary>
    TicketSnapshot Current { get; }

    /// <summary>The ticket now and after every change.</summary>
    IPosStream<TicketSnapshot> Changes { get; }

    /// <summary>Adds one of the item that a code stands for; a repeated scan raises the quantity of its line, unless it is sold by weight.</summary>
    /// <returns>
    /// The line. Refused with <see cref="RefusalCodes.BarcodeUnknown"/>, <see cref="RefusalCodes.PriceMissing"/> for an open price, or <see cref="RefusalCodes.AgeCheckNeeded"/> until
    /// <see cref="ConfirmAge"/> was called with the <see cref="Refusal.AgeCheck"/> of the refusal.
    /// </returns>
    PosResult<TicketLine> Scan(string barcode);

    /// <summary>Adds an item as a new line, and its deposit, where it has one, as a line that follows it.</summary>
    /// <param name="item">The item.</param>
    /// <param name="quantity">
    /// How much; one if not given. Below zero only for a deposit that is handed back: goods are (<see cref="TakeBack"/>). Whoever says what an open-priced deposit comes to needs
    /// <see cref="Employees.Permissions.RefundsWithoutReceipt"/>.
    /// </param>
    /// <param name="price">The unit price, where the item has an open price.</param>
    /// <param name="name">Another name for the line: what the open item really was.</param>
    /// <returns>
    /// The line. Refused with <see cref="RefusalCodes.QuantityInvalid"/>, <see cref="RefusalCodes.PriceMissing"/>, <see cref="RefusalCodes.PriceFixed"/>, or
    /// <see cref="RefusalCodes.AmountInvalid"/> for a price below zero, <see cref="RefusalCodes.AgeCheckNeeded"/> as <see cref="Scan"/>, or <see cref="RefusalCodes.ItemUnknown"/> where the catalogue
    /// does not have its deposit; an open-priced deposit that is handed back, as <see cref="TakeBack"/>.
    /// </returns>
    PosResult<TicketLine> Add(Item item, Quantity? quantity = null, Money? price = null, string? name = null);

    /// <summary>
    /// Takes back an item whose receipt is not there, for what it costs now, as a line below zero, with its deposit. That is a refund: alone on the ticket it pays out, beside what is sold it lowers what is to be
    /// paid. Nothing of the ticket reaches it. What has its receipt goes back by <see cref="Receipts.IReceipts.RefundAsync"/>.
    /// </summary>
    /// <param name="item">The item.</param>
    /// <param name="quantity">How much, above zero.</param>
    /// <param name="reason">Why, for the owner: 1 to 500 characters, which stay for ever.</param>
    /// <param name="restocks">Whether it can be sold again.</param>
    /// <param name="price">The unit price, where the item has an open price.</param>
    /// <param name="name">Another name for the line: what the open item really was.</param>
    /// <param name="approval">By somebody who may.</param>
    /// <returns>
    /// The line. Refused by the policy, whose limits count all that is taken back on the ticket and are looked at again when it is paid, with <see cref="RefusalCodes.ReasonInvalid"/>, with <see cref="RefusalCodes.PermissionMissing"/> without <see cref="Permissions.RefundsWithoutReceipt"/>, or as
    /// <see cref="Add"/> is.
    /// </returns>
    [UnderCapability(nameof(Capability.Refund))]
    PosResult<TicketLine> TakeBack(Item item, Quantity quantity, string reason, bool restocks = true, Money? price = null, string? name = null, Approval? approval = null);

    /// <summary>Gives a line another unit price than the catalogue says. The journal says who did it, from what to what and why, whatever becomes of the ticket.</summary>
    /// <param name="line">The line.</param>
    /// <param name="unitPrice">The price, zero or more, in up to five decimals.</param>
    /// <param name="reason">Why, for the owner: up to 500 characters, which stay for ever and are reached by no erasure.</param>
    /// <param name="approval">By somebody who may.</param>
    /// <returns>
    /// The line. Refused with <see cref="RefusalCodes.PermissionMissing"/> without <c>Permissions.PriceOverrides</c>, and where it makes more go back for a line below zero without
    /// <see cref="Permissions.RefundsWithoutReceipt"/> (by the policy too, as <see cref="TakeBack"/> is), <see cref="RefusalCodes.LineUnknown"/>, <see cref="RefusalCodes.LineFollows"/>, or
    /// <see cref="RefusalCodes.AmountInvalid"/> for a price that is below zero, with its modifiers or without, or <see cref="RefusalCodes.ReasonInvalid"/>.
    /// </returns>
    PosResult<TicketLine> OverridePrice(LineId line, Money unitPrice, string? reason = null, Approval? approval = null);

    /// <summary>Gives a line other taxes than the catalogue says, wherever and on whatever day it is served. The journal says who did it, from what to what and why, whatever becomes of the ticket.</summary>
    /// <param name="line">The line. One that is split over several rates is one with these taxes from then on.</param>
    /// <param name="taxes">All its taxes; none for a line without.</param>
    /// <param name="reason">Why, for the owner: up to 500 characters, which stay for ever and are reached by no erasure.</param>
    /// <param name="approval">By somebody who may.</param>
    /// <returns>The line. Refused with <see cref="RefusalCodes.PermissionMissing"/> without <c>Permissions.TaxOverrides</c>, as <see cref="OverridePrice"/> is where it makes more go back, <see cref="RefusalCodes.LineUnknown"/>, <see cref="RefusalCodes.LineFollows"/> or <see cref="RefusalCodes.ReasonInvalid"/>.</returns>
    PosResult<TicketLine> OverrideTaxes(LineId line, ImmutableArray<Tax> taxes, string? reason = null, Approval? approval = null);

    /// <summary>Adds a tip as a line of its own. Nothing of the ticket reaches it.</summary>
    /// <param name="amount">The amount, above zero.</param>
    /// <param name="taxes">Null: it belongs to the employee, untaxed, and is no revenue. Otherwise it belongs to the employer, who owes these taxes on it.</param>
    /// <returns>The line. Refused with <see cref="RefusalCodes.AmountInvalid"/> or <see cref="RefusalCodes.AmountPrecision"/>.</returns>
    PosResult<TicketLine> AddTip(Money amount, ImmutableArray<Tax>? taxes = null);

    /// <summary>Adds a payment to the account of the customer on the ticket, as a line of its own: what was sold on account before is paid with this ticket. It is no revenue, and is not paid on account.</summary>
    /// <param name="amount">The amount, above zero.</param>
    /// <returns>The line. Refused with <see cref="RefusalCodes.CustomerNeeded"/>, <see cref="RefusalCodes.AmountInvalid"/> or <see cref="RefusalCodes.AmountPrecision"/>.</returns>
    PosResult<TicketLine> SettleAccount(Money amount);

    /// <summary>Sells a gift card, or puts more on one, as a line of its own: money that is owed to whoever has the card, and no revenue. Whoever keeps the value is asked when the ticket is completed.</summary>
    /// <param name="code">The card's number, 1 to 100 characters.</param>
    /// <param name="amount">What is put on it, above zero.</param>
    /// <returns>The line. Refused by the policy, with <see cref="RefusalCodes.GiftCardInvalid"/>, <see cref="RefusalCodes.AmountInvalid"/> or <see cref="RefusalCodes.AmountPrecision"/>.</returns>
    [UnderCapability(nameof(Capability.StoredValue))]
    PosResult<TicketLine> SellGiftCard(string code, Money amount);

    /// <summary>Sets the quantity of a line, and of those that follow it. Less of it is a void: it needs <see cref="Permissions.VoidLines"/>, and the journal says who did it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="quantity">The new quantity, not zero and of the same sign.</param>
    /// <param name="approval">Of a void, or of taking back more.</param>
    /// <returns>
    /// The line. Refused with <see cref="RefusalCodes.LineUnknown"/>, <see cref="RefusalCodes.QuantityInvalid"/>, or <see cref="RefusalCodes.LineFollows"/> for one
    /// that follows another.
    /// </returns>
    PosResult<TicketLine> ChangeQuantity(LineId line, Quantity quantity, Approval? approval = null);

    /// <summary>Sets what changes the price of quantity 1 of a line, instead of what it had before.</summary>
    /// <param name="line">The line.</param>
    /// <param name="modifiers">All of them. What makes it cheaper and is none that the item offers is a price of the cashier's own: it needs <see cref="Permissions.PriceOverrides"/>. What makes more go back for a line below zero needs <see cref="Permissions.RefundsWithoutReceipt"/>.</param>
    /// <param name="approval">By somebody who may.</param>
    /// <returns>
    /// The line. Refused with <see cref="RefusalCodes.LineUnknown"/>, <see cref="RefusalCodes.PermissionMissing"/>, or <see cref="RefusalCodes.AmountInvalid"/> where the price would be below zero.
    /// </returns>
    PosResult<TicketLine> SetModifiers(LineId line, ImmutableArray<PriceModifier> modifiers, Approval? approval = null);

    /// <summary>Removes a line, and those that follow it: a void, which needs <see cref="Permissions.VoidLines"/>. They stay on record, with who did it and why.</summary>
    /// <param name="line">The line.</param>
    /// <param name="reason">Why, for the owner: up to 500 characters, which stay for ever and are reached by no erasure.</param>
    /// <param name="approval">By somebody who may.</param>
    /// <returns>Refused with <see cref="RefusalCodes.LineUnknown"/>, <see cref="RefusalCodes.LineFollows"/> for one that follows another, or <see cref="RefusalCodes.ReasonInvalid"/>.</returns>
    PosResult Remove(LineId line, string? reason = null, Approval? approval = null);

    /// <summary>Takes a discount off the whole ticket, or off one line.</summary>
    /// <returns>
    /// Refused with <see cref="RefusalCodes.LineUnknown"/>, <see cref="RefusalCodes.LineNotDiscountable"/> for a line whose item takes no discounts, a deposit or a tip, <see cref="RefusalCodes.DiscountRepeated"/> or <see cref="RefusalCodes.AmountPrecision"/>, and a restricted one with
    /// <see cref="RefusalCodes.PermissionMissing"/> unless whoever is signed in may give it.
    /// </returns>
    PosResult AddDiscount(Discount discount, LineId? line = null, Approval? approval = null);

    /// <summary>Takes a discount of the shop (<see cref="ICatalog.Discounts"/>) off the whole ticket, or off one line.</summary>
    /// <param name="discount">The discount.</param>
    /// <param name="line">The line; null for the whole ticket.</param>
    /// <param name="rate">How much, for one in percent whose value is open.</param>
    /// <param name="amount">How much, for one of an amount whose value is open.</param>
    /// <param name="approval">Of a restricted one.</param>
    /// <returns>As the other; and refused with <see cref="RefusalCodes.DiscountUnlisted"/> or <see cref="RefusalCodes.DiscountValueInvalid"/>.</returns>
    PosResult AddDiscount(DiscountId discount, LineId? line = null, Rate? rate = null, Money? amount = null, Approval? approval = null);

    /// <summary>Takes a discount back.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.DiscountUnknown"/> or <see cref="RefusalCodes.LineUnknown"/>.</returns>
    PosResult RemoveDiscount(DiscountId discount, LineId? line = null);

    /// <summary>Adds a surcharge to the whole ticket (a service charge, delivery), or to one line. On a line below zero it makes more go back: that needs <see cref="Permissions.RefundsWithoutReceipt"/>.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.LineUnknown"/>, <see cref="RefusalCodes.SurchargeRepeated"/>, <see cref="RefusalCodes.PermissionMissing"/> or <see cref="RefusalCodes.AmountPrecision"/>.</returns>
    PosResult AddSurcharge(Surcharge surcharge, LineId? line = null, Approval? approval = null);

    /// <summary>Takes a surcharge back.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.SurchargeUnknown"/> or <see cref="RefusalCodes.LineUnknown"/>.</returns>
    PosResult RemoveSurcharge(SurchargeId surcharge, LineId? line = null);

    /// <summary>Sets how the ticket is served (<c>takeaway</c>), or clears it with null. Lines whose items have <see cref="TaxRule"/>s for it change their taxes.</summary>
    PosResult SetDiningOption(string? diningOption);

    /// <summary>Sets how the ticket is served to one of the shop's ways (<see cref="ICatalog.DiningOptions"/>). Lines whose items have <see cref="TaxRule"/>s for its name or its id change their taxes.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.DiningOptionUnknown"/>.</returns>
    PosResult SetDiningOption(DiningOptionId diningOption);

    /// <summary>Sets whether the customer pays no taxes. Freeing somebody whom the shop does not know as free of taxes needs <see cref="Permissions.TaxOverrides"/>.</summary>
    PosResult SetTaxFree(bool isTaxFree, Approval? approval = null);

    /// <summary>Sets what was paid before, as on an earlier invoice for a down payment; zero for nothing. Taxes are not touched. More than before needs <see cref="Permissions.PriceOverrides"/>.</summary>
    /// <returns>
    /// Refused with <see cref="RefusalCodes.AmountInvalid"/> below zero, or <see cref="RefusalCodes.AmountPrecision"/>. More than the total is refused when payment begins
    /// (<see cref="RefusalCodes.PaymentOver"/>).
    /// </returns>
    PosResult SetPrepaid(Money amount, Approval? approval = null);

    /// <summary>Puts a customer on the ticket, or takes it off with null. The ticket is tax-free from then on if the customer is, and otherwise not (see <see cref="SetTaxFree"/>).</summary>
    /// <remarks>
    /// Lines get the prices of the customer's <see cref="Catalog.PriceList"/>, as it is now, and back their ordinary ones, as they were when they were rung up; what is rung up later gets those of then. A price that
    /// somebody changed (<see cref="OverridePrice"/>) stays, as do open prices and what is taken back.
    /// Whoever is on a ticket stays there: one that is resumed, or taken over from another till, keeps a customer whom this device does not have.
    /// </remarks>
    /// <returns>Refused by the policy, and with <see cref="RefusalCodes.CustomerUnknown"/> for somebody who is not kept on this device (<see cref="Customers.ICustomers.SearchBackOfficeAsync"/> keeps who is found), or was erased.</returns>
    [UnderCapability(nameof(Capability.CustomerAssignment))]
    PosResult SetCustomer(CustomerId? customer);

    /// <summary>Says that the customer is old enough, as the cashier has seen: once for each ticket, and again only where something asks for more years. The journal says who looked, and never a birth date.</summary>
    /// <param name="years">The age, from the refusal: 1 to 150.</param>
    /// <returns>Refused with <see cref="RefusalCodes.NotSignedIn"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such age.</exception>
    PosResult ConfirmAge(int years);

    /// <summary>Sets the note, or clears it with null.</summary>
    /// <param name="note">Up to 500 characters. It is on the receipt, stays for ever, and no erasure reaches it: names and addresses do not belong here.</param>
    /// <returns>Refused with <see cref="RefusalCodes.NoteInvalid"/>.</returns>
    PosResult SetNote(string? note);
}
