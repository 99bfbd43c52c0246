namespace PosEngine.Capabilities;

/// <summary>The stable codes of the reasons that the shipped policies give. Each has a message in every shipped language.</summary>
public static class ReasonCodes
{
#pragma warning disable CS1591 // The names are the documentation; the messages say the rest.
    public const string NoInternet = "no_internet";
    public const string RefundOffline = "refund_offline";
    public const string CustomerRegistrationOffline = "customer_registration_offline";
    public const string CustomerEditingOffline = "customer_editing_offline";
    public const string CustomersOnDevice = "customers_on_device";
    public const string ItemEditingOffline = "item_editing_offline";
    public const string TicketsNotShared = "tickets_not_shared";
    public const string EmailDeferred = "email_deferred";
    public const string CardTerminalOffline = "card_terminal_offline";
    public const string CardTerminalMissing = "card_terminal_missing";
    public const string StockOffline = "stock_offline";
    public const string StockDisabled = "stock_disabled";
    public const string SignOutUnsynchronised = "sign_out_unsynchronised";
    public const string NoBackOffice = "no_back_office";
#pragma warning restore CS1591
}
