namespace PosEngine.Journal;

/// <summary>What an entry of the journal can tell. docs/protocol.md describes each body.</summary>
internal static class EntryKinds
{
    public const string EngineStarted = "engine-started";
    public const string StoreRecovered = "store-recovered";
    public const string EpochBegun = "epoch-begun";
    public const string EntryLost = "entry-lost";
    public const string ClockAnomaly = "clock-anomaly";
    public const string EmployeeEnrolled = "employee-enrolled";
    public const string SignedIn = "signed-in";
    public const string Locked = "locked";
    public const string PinFailed = "pin-failed";
    public const string OperationApproved = "operation-approved";
    public const string ClockedIn = "clocked-in";
    public const string BreakBegun = "break-begun";
    public const string BreakEnded = "break-ended";
    public const string ClockedOut = "clocked-out";
    public const string DeviceSignedOut = "device-signed-out";
    public const string DeviceSignedIn = "device-signed-in";
    public const string DeviceRemoved = "device-removed";
    public const string JournalExported = "journal-exported";
    public const string TrainingBegun = "training-begun";
    public const string TrainingEnded = "training-ended";
    public const string ShiftOpened = "shift-opened";
    public const string CashPaidIn = "cash-paid-in";
    public const string CashPaidOut = "cash-paid-out";
    public const string CashDropped = "cash-dropped";
    public const string TipsPaidOut = "tips-paid-out";
    public const string DrawerSelected = "drawer-selected";
    public const string DrawerOpened = "drawer-opened";
    public const string CountRefused = "count-refused";
    public const string ShiftClosed = "shift-closed";
    public const string Receipt = "receipt";
    public const string TrainingReceipt = "training-receipt";
    public const string ReceiptReprinted = "receipt-reprinted";
    public const string GiftReceiptPrinted = "gift-receipt-printed";
    public const string ReceiptNoted = "receipt-noted";
    public const string RefundIntended = "refund-intended";
    public const string RefundReleased = "refund-released";
    public const string EmailRequested = "email-requested";
    public const string MessageRequested = "message-requested";
    public const string CustomerRegistered = "customer-registered";
    public const string CustomerEdited = "customer-edited";
    public const string ItemEdited = "item-edited";
    public const string TicketParked = "ticket-parked";
    public const string TicketResumed = "ticket-resumed";
    public const string TicketAbandoned = "ticket-abandoned";
    public const string LineVoided = "line-voided";
    public const string PriceOverridden = "price-overridden";
    public const string TaxOverridden = "tax-overridden";
    public const string AgeConfirmed = "age-confirmed";
    public const string PaymentReceived = "payment-received";
    public const string PaymentRemoved = "payment-removed";
    public const string PaymentCancelled = "payment-cancelled";
}
