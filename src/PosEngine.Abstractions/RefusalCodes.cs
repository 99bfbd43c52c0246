namespace PosEngine;

/// <summary>The stable codes of refusals. Each has a message in every shipped language.</summary>
/// <remarks>Reasons of the capability policy are codes too; see <see cref="Capabilities.ReasonCodes"/>.</remarks>
public static class RefusalCodes
{
    /// <summary>The shop has no loyalty programme.</summary>
    public const string LoyaltyMissing = "loyalty_missing";

    /// <summary>A refund takes back more points than the customer has left. The message tells both; <see cref="Receipts.RefundRequest.AcceptsNegativePoints"/> goes on, and the customer owes the difference.</summary>
    public const string PointsSpent = "points_spent";

    /// <summary>An exchange would move what belongs to two customers: the ticket's is another than that of what comes back, and points, store credit or an account are moved. A receipt has one customer: what comes back is refunded first, and what is sold is sold then.</summary>
    public const string ExchangeSeparately = "exchange_separately";

    /// <summary>A refund was to be paid back in points. What was paid with points goes back to them by itself, and other money is not turned into points.</summary>
    public const string RefundToPoints = "refund_to_points";

    /// <summary>An exchange takes goods back, by quantity: an amount of their price is paid back by a refund.</summary>
    public const string ExchangeByQuantity = "exchange_by_quantity";

    /// <summary>The customer has not as many points. The message tells how many.</summary>
    public const string PointsTooFew = "points_too_few";

    /// <summary>A gift card has a number of 1 to 100 characters.</summary>
    public const string GiftCardInvalid = "gift_card_invalid";

    /// <summary>There is not as much on the gift card or the account. The message tells what there is.</summary>
    public const string ValueTooLittle = "value_too_little";

    /// <summary>Nobody knows whether it was taken, or put there: asked for again, it is the same; given up, it is taken back.</summary>
    public const string ValueUnanswered = "value_unanswered";

    /// <summary>There is no such gift card or account.</summary>
    public const string ValueUnknown = "value_unknown";

    /// <summary>With this, the customer would owe more than the limit. The message tells how much is left of it.</summary>
    public const string CreditExceeded = "credit_exceeded";

    /// <summary>There is no customer on the ticket, and this needs one.</summary>
    public const string CustomerNeeded = "customer_needed";

    /// <summary>The cashier has to see that the customer is old enough: <see cref="Refusal.AgeCheck"/> says for what.</summary>
    public const string AgeCheckNeeded = "age_check_needed";

    /// <summary>The amount is below zero, or zero where that makes no sense.</summary>
    public const string AmountInvalid = "amount_invalid";

    /// <summary>The amount is finer than the smallest unit of the currency.</summary>
    public const string AmountPrecision = "amount_precision";

    /// <summary>A sum would leave the range of <see cref="Money"/>.</summary>
    public const string AmountTooLarge = "amount_too_large";

    /// <summary>No item has the barcode.</summary>
    public const string BarcodeUnknown = "barcode_unknown";

    /// <summary>The customer is not kept on this device.</summary>
    public const string CustomerUnknown = "customer_unknown";

    /// <summary>The device was signed out of its account: it sells again once it is signed in.</summary>
    public const string DeviceSignedOut = "device_signed_out";

    /// <summary>The device was taken out of service for good.</summary>
    public const string DeviceRemoved = "device_removed";

    /// <summary>The back office does not have everything yet. The message tells the number of receipts and their amount.</summary>
    public const string RemovalUnsynchronised = "removal_unsynchronised";

    /// <summary>The exported file was not read back as it was written.</summary>
    public const string ExportInvalid = "export_invalid";

    /// <summary>The employee is not clocked in.</summary>
    public const string ClockedOut = "clocked_out";

    /// <summary>The employee is clocked in already.</summary>
    public const string ClockedIn = "clocked_in";

    /// <summary>The employee is on a break.</summary>
    public const string OnBreak = "on_break";

    /// <summary>The employee is not on a break.</summary>
    public const string NotOnBreak = "not_on_break";

    /// <summary>The device is signed in to its account already.</summary>
    public const string DeviceSignedIn = "device_signed_in";

    /// <summary>The line or ticket has this discount already.</summary>
    public const string DiscountRepeated = "discount_repeated";

    /// <summary>The line or ticket does not have this discount.</summary>
    public const string DiscountUnknown = "discount_unknown";

    /// <summary>The shop has no such discount.</summary>
    public const string DiscountUnlisted = "discount_unlisted";

    /// <summary>How much the discount takes off is missing, beyond its limits, or was given where it is fixed.</summary>
    public const string DiscountValueInvalid = "discount_value_invalid";

    /// <summary>The shop has no such dining option.</summary>
    public const string DiningOptionUnknown = "dining_option_unknown";

    /// <summary>The shop has no such predefined ticket.</summary>
    public const string PredefinedTicketUnknown = "predefined_ticket_unknown";

    /// <summary>There is a ticket under this predefined name already.</summary>
    public const string PredefinedTicketTaken = "predefined_ticket_taken";

    /// <summary>The text is not one e-mail address.</summary>
    public const string EmailInvalid = "email_invalid";

    /// <summary>No cash drawer is connected.</summary>
    public const string DrawerMissing = "drawer_missing";

    /// <summary>A drawer of the shift was not counted.</summary>
    public const string DrawerUncounted = "drawer_uncounted";

    /// <summary>The shift has no such drawer, or it was named twice.</summary>
    public const string DrawerUnknown = "drawer_unknown";

    /// <summary>Employees are added at the back office, not here.</summary>
    public const string EmployeesManaged = "employees_managed";

    /// <summary>A name is blank, or longer than 100 characters.</summary>
    public const string NameInvalid = "name_invalid";

    /// <summary>A note is blank, or longer than 500 characters.</summary>
    public const string NoteInvalid = "note_invalid";

    /// <summary>The text is not one telephone number.</summary>
    public const string PhoneInvalid = "phone_invalid";

    /// <summary>A new PIN does not have 4 to 12 digits.</summary>
    public const string PinInvalid = "pin_invalid";

    /// <summary>Nobody with this id works at this device.</summary>
    public const string EmployeeUnknown = "employee_unknown";

    /// <summary>The catalogue has no such item.</summary>
    public const string ItemUnknown = "item_unknown";

    /// <summary>The line follows another one, as a deposit does its drink: it changes with that one.</summary>
    public const string LineFollows = "line_follows";

    /// <summary>No discount can be given on the line: its item is not discountable, or it is a deposit or a tip.</summary>
    public const string LineNotDiscountable = "line_not_discountable";

    /// <summary>The ticket has no such line.</summary>
    public const string LineUnknown = "line_unknown";

    /// <summary>The till is locked: nobody is there to answer for the operation.</summary>
    public const string NotSignedIn = "not_signed_in";

    /// <summary>The storage failed while committing. It is not known whether the operation happened; see <see cref="PosOutcome.Unknown"/>.</summary>
    public const string OutcomeUnknown = "outcome_unknown";

    /// <summary>More was paid than is due, in a way that gives no change.</summary>
    public const string PaymentOver = "payment_over";

    /// <summary>Less was paid than is due.</summary>
    public const string PaymentShort = "payment_short";

    /// <summary>A reason that has to be given is missing, or one is longer than 500 characters.</summary>
    public const string ReasonInvalid = "reason_invalid";

    /// <summary>The payment was taken back, or the payment of the ticket was given up.</summary>
    public const string PaymentUnknown = "payment_unknown";

    /// <summary>What was counted differs by more than the shop takes without a word: say why.</summary>
    public const string DifferenceUnexplained = "difference_unexplained";

    /// <summary>The till is in training, and this would be real.</summary>
    public const string TrainingMode = "training_mode";

    /// <summary>The ticket was begun in training and the till is not, or the other way round: the two do not mix.</summary>
    public const string TrainingTicket = "training_ticket";

    /// <summary>The back office has removed whoever is signed in: what is left to do is to end the payment in hand.</summary>
    public const string EmployeeDismissed = "employee_dismissed";

    /// <summary>Two people have this PIN, so that it does not say who somebody is.</summary>
    public const string PinAmbiguous = "pin_ambiguous";

    /// <summary>Whoever is signed in may not do this.</summary>
    public const string PermissionMissing = "permission_missing";

    /// <summary>The PIN is not that of the employee.</summary>
    public const string PinWrong = "pin_wrong";

    /// <summary>Too many wrong PINs: the message says how many seconds to wait.</summary>
    public const string PinLocked = "pin_locked";

    /// <summary>Somebody has this PIN already, or had it chosen.</summary>
    public const string PinTaken = "pin_taken";

    /// <summary>In this shop a PIN does not tell who somebody is.</summary>
    public const string PinsNotUnique = "pins_not_unique";

    /// <summary>The approval is for something else, was used, or is too old.</summary>
    public const string ApprovalInvalid = "approval_invalid";

    /// <summary>The item has a price of its own; another was given.</summary>
    public const string PriceFixed = "price_fixed";

    /// <summary>The item has an open price, and none was given.</summary>
    public const string PriceMissing = "price_missing";

    /// <summary>No receipt printer is connected.</summary>
    public const string PrinterMissing = "printer_missing";

    /// <summary>The quantity is zero or below.</summary>
    public const string QuantityInvalid = "quantity_invalid";

    /// <summary>The receipt is known, and its details are not on this device any more.</summary>
    public const string ReceiptArchived = "receipt_archived";

    /// <summary>This device has no such receipt.</summary>
    public const string ReceiptUnknown = "receipt_unknown";

    /// <summary>The back office does not do it; the message says why.</summary>
    public const string BackOfficeRejected = "back_office_rejected";

    /// <summary>The back office did not answer in time. Nothing happened here; the operation may be repeated.</summary>
    public const string BackOfficeUnanswered = "back_office_unanswered";

    /// <summary>The back office is there, and does not let this till in: its token is refused, an upgrade is due, its number is another's, or it is another shop's back office. <see cref="Sync.ISync.Status"/> tells which. Nothing happened here.</summary>
    public const string DeviceNotAccepted = "device_not_accepted";

    /// <summary>The back office did not answer in time, and may have made the change all the same. Asked for again, it is the same change.</summary>
    public const string ChangeUnanswered = "change_unanswered";

    /// <summary>The attempt whose id was given (<see cref="Receipts.RefundRequest.RefundId"/>) has ended: it was refused, released, or in doubt when the engine was started anew. Another attempt wants another id.</summary>
    public const string RefundEnded = "refund_ended";

    /// <summary>The id that was given (<see cref="Receipts.RefundRequest.RefundId"/>) is that of another receipt or ticket, or of a refund of another receipt. Nothing happened: give a new one.</summary>
    public const string RefundIdTaken = "refund_id_taken";

    /// <summary>Somebody is refunding this receipt at the moment.</summary>
    public const string RefundInProgress = "refund_in_progress";

    /// <summary>More would go back than was sold and has not gone back yet.</summary>
    public const string RefundTooMuch = "refund_too_much";

    /// <summary>A refund pays back more of a line's price than is left of it. The message tells how much that is.</summary>
    public const string RefundAmountTooLarge = "refund_amount_too_large";

    /// <summary>What is paid back of a line's price is no positive amount in whole units of the currency, the line has a quantity too, or there is no price to reduce: of deposits, vouchers, gift cards and tips, and of what cost nothing.</summary>
    public const string RefundAmountInvalid = "refund_amount_invalid";

    /// <summary>The receipt, or an earlier refund of it, is on its way to the back office: it can be refunded as soon as it is there.</summary>
    public const string RefundUnsent = "refund_unsent";

    /// <summary>The operation needs an open shift.</summary>
    public const string ShiftClosed = "shift_closed";

    /// <summary>The operation needs the shift to be closed first.</summary>
    public const string ShiftOpen = "shift_open";

    /// <summary>The database cannot be written to at the moment. Nothing of the operation was saved; it may be repeated.</summary>
    public const string StoreUnavailable = "store_unavailable";

    /// <summary>The disk of the till is full, or this user's share of it. Selling goes on by itself once there is room.</summary>
    public const string StoreFull = "store_full";

    /// <summary>The database, or its disk, is not there any more. Selling goes on by itself once it is.</summary>
    public const string StoreMissing = "store_missing";

    /// <summary>The database cannot be written: read-only, or without the permission. Selling goes on by itself once it can.</summary>
    public const string StoreReadOnly = "store_read_only";

    /// <summary>The surcharge has already been added there.</summary>
    public const string SurchargeRepeated = "surcharge_repeated";

    /// <summary>There is no such surcharge there.</summary>
    public const string SurchargeUnknown = "surcharge_unknown";

    /// <summary>The round of synchronisation failed. The next one is scheduled.</summary>
    public const string SyncFailed = "sync_failed";

    /// <summary>The ticket was paid, parked or discarded.</summary>
    public const string TicketClosed = "ticket_closed";

    /// <summary>The ticket has no lines.</summary>
    public const string TicketEmpty = "ticket_empty";

    /// <summary>The ticket is being paid, and changes no more until that ends.</summary>
    public const string TicketInPayment = "ticket_in_payment";

    /// <summary>Another till, or this one, has the ticket: the message says which.</summary>
    public const string TicketTaken = "ticket_taken";

    /// <summary>The back office did not answer in time, and may have given this till the ticket all the same. Asked for again, it is the same takeover.</summary>
    public const string TakeoverUnanswered = "takeover_unanswered";

    /// <summary>What another till has parked cannot be read by this version.</summary>
    public const string TicketUnreadable = "ticket_unreadable";

    /// <summary>No parked ticket has this id.</summary>
    public const string TicketUnknown = "ticket_unknown";
}
