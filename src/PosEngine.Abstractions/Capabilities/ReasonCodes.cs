namespace PosEngine.Capabilities;

/// <summary>The stable codes of the reasons that the shipped policies give. Each has a message in every shipped language.</summary>
public static class ReasonCodes
{
    /// <summary>There is no connection to the back office.</summary>
    public const string NoInternet = "no_internet";

    /// <summary>Refunds wait for the connection.</summary>
    public const string RefundOffline = "refund_offline";

    /// <summary>Registering customers waits for the connection.</summary>
    public const string CustomerRegistrationOffline = "customer_registration_offline";

    /// <summary>Editing customers waits for the connection.</summary>
    public const string CustomerEditingOffline = "customer_editing_offline";

    /// <summary>Only the customers kept on the device can be found.</summary>
    public const string CustomersOnDevice = "customers_on_device";

    /// <summary>Adding and editing items waits for the connection.</summary>
    public const string ItemEditingOffline = "item_editing_offline";

    /// <summary>Other devices do not see parked tickets before the connection is back.</summary>
    public const string TicketsNotShared = "tickets_not_shared";

    /// <summary>The e-mail is kept, and sent once the connection is back.</summary>
    public const string EmailDeferred = "email_deferred";

    /// <summary>The card terminal waits for the connection.</summary>
    public const string CardTerminalOffline = "card_terminal_offline";

    /// <summary>What a customer owes is known as of the last contact.</summary>
    public const string AccountAsLastKnown = "account_as_last_known";

    /// <summary>Gift cards and store credit wait for the connection.</summary>
    public const string StoredValueOffline = "stored_value_offline";

    /// <summary>Paying with points waits for the connection.</summary>
    public const string PointsOffline = "points_offline";

    /// <summary>Nobody keeps gift cards or store credit for this till.</summary>
    public const string StoredValueMissing = "stored_value_missing";

    /// <summary>No card terminal is connected.</summary>
    public const string CardTerminalMissing = "card_terminal_missing";

    /// <summary>Stock levels are not known without the connection.</summary>
    public const string StockOffline = "stock_offline";

    /// <summary>The back office has switched it off for the shop.</summary>
    public const string StockDisabled = "stock_disabled";

    /// <summary>Receipts are not at the back office yet. The message tells their number and amount.</summary>
    public const string SignOutUnsynchronised = "sign_out_unsynchronised";

    /// <summary>The till has no back office, and nobody else can do it.</summary>
    public const string NoBackOffice = "no_back_office";

    /// <summary>Offline, receipts of this device are refunded, in cash.</summary>
    public const string RefundOwnCash = "refund_own_cash";

    /// <summary>The customer is kept on the device, and goes to the back office once the connection is back.</summary>
    public const string CustomerDeferred = "customer_deferred";

    /// <summary>The card terminal keeps the payment and passes it on later, at the shop's risk.</summary>
    public const string CardStored = "card_stored";

    /// <summary>Receipts are not at the back office yet; they stay on the device, and are sent after the next sign-in. The message tells their number and amount.</summary>
    public const string SignOutKept = "sign_out_kept";

    /// <summary>The till has been offline for long and will soon stop. The message tells how many receipts are waiting, and their amount.</summary>
    public const string OfflineLong = "offline_long";

    /// <summary>The till has been offline for too long. The message tells how many receipts are waiting, and their amount.</summary>
    public const string OfflineTooLong = "offline_too_long";
}
