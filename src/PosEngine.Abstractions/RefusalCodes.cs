namespace PosEngine;

/// <summary>The stable codes of refusals. Each has a message in every shipped language.</summary>
/// <remarks>Reasons of the capability policy are codes too; see <see cref="Capabilities.ReasonCodes"/>.</remarks>
public static class RefusalCodes
{
#pragma warning disable CS1591 // The names are the documentation; the messages say the rest.
    public const string AmountInvalid = "amount_invalid";
    public const string AmountPrecision = "amount_precision";
    public const string AmountTooLarge = "amount_too_large";
    public const string BarcodeUnknown = "barcode_unknown";
    public const string CustomerUnknown = "customer_unknown";
    public const string DeviceSignedOut = "device_signed_out";
    public const string DeviceSignedIn = "device_signed_in";
    public const string DiscountRepeated = "discount_repeated";
    public const string DiscountUnknown = "discount_unknown";
    public const string EmailInvalid = "email_invalid";
    public const string EmployeeUnknown = "employee_unknown";
    public const string ItemUnknown = "item_unknown";
    public const string LineUnknown = "line_unknown";
    public const string NotSignedIn = "not_signed_in";
    public const string OutcomeUnknown = "outcome_unknown";
    public const string PaymentOver = "payment_over";
    public const string PaymentShort = "payment_short";
    public const string PaymentUnknown = "payment_unknown";
    public const string PinWrong = "pin_wrong";
    public const string PriceFixed = "price_fixed";
    public const string PriceMissing = "price_missing";
    public const string PrinterMissing = "printer_missing";
    public const string QuantityInvalid = "quantity_invalid";
    public const string ReceiptArchived = "receipt_archived";
    public const string ReceiptUnknown = "receipt_unknown";
    public const string ShiftClosed = "shift_closed";
    public const string ShiftOpen = "shift_open";
    public const string StoreUnavailable = "store_unavailable";
    public const string SyncFailed = "sync_failed";
    public const string TicketClosed = "ticket_closed";
    public const string TicketEmpty = "ticket_empty";
    public const string TicketInPayment = "ticket_in_payment";
    public const string TicketUnknown = "ticket_unknown";
#pragma warning restore CS1591
}
