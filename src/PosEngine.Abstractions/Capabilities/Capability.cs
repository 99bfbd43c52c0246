namespace PosEngine.Capabilities;

/// <summary>Something a cashier does that may depend on the connection, the policy, or the person. Every operation of the engine is under exactly one.</summary>
/// <remarks>Embedders may define their own; they go through the same policy and the same streams.</remarks>
/// <param name="Name">The stable name, in PascalCase.</param>
public sealed record Capability(string Name)
{
    /// <summary>Ring up and complete sales, paid in cash, by manual card or otherwise.</summary>
    public static Capability Sale { get; } = new(nameof(Sale));

    /// <summary>Open and close shifts, pay in and out, see the shift's report.</summary>
    public static Capability ShiftManagement { get; } = new(nameof(ShiftManagement));

    /// <summary>See the list of receipts.</summary>
    public static Capability ReceiptList { get; } = new(nameof(ReceiptList));

    /// <summary>Refund a receipt.</summary>
    public static Capability Refund { get; } = new(nameof(Refund));

    /// <summary>Register a new customer.</summary>
    public static Capability CustomerRegistration { get; } = new(nameof(CustomerRegistration));

    /// <summary>Edit a customer.</summary>
    public static Capability CustomerEditing { get; } = new(nameof(CustomerEditing));

    /// <summary>Put a customer on a ticket.</summary>
    public static Capability CustomerAssignment { get; } = new(nameof(CustomerAssignment));

    /// <summary>Add or edit an item.</summary>
    public static Capability ItemEditing { get; } = new(nameof(ItemEditing));

    /// <summary>Park tickets and take them up again.</summary>
    public static Capability OpenTickets { get; } = new(nameof(OpenTickets));

    /// <summary>Send a receipt by e-mail.</summary>
    public static Capability EmailReceipt { get; } = new(nameof(EmailReceipt));

    /// <summary>Pay on a card terminal that the engine drives.</summary>
    public static Capability IntegratedCardPayment { get; } = new(nameof(IntegratedCardPayment));

    /// <summary>Pay on account: the customer on the ticket owes it.</summary>
    public static Capability AccountPayment { get; } = new(nameof(AccountPayment));

    /// <summary>Sell gift cards, and pay with them or with store credit.</summary>
    public static Capability StoredValue { get; } = new(nameof(StoredValue));

    /// <summary>Pay with points.</summary>
    public static Capability PointRedemption { get; } = new(nameof(PointRedemption));

    /// <summary>See stock levels.</summary>
    public static Capability StockDisplay { get; } = new(nameof(StockDisplay));

    /// <summary>Be warned when more is sold than is in stock.</summary>
    public static Capability NegativeStockWarning { get; } = new(nameof(NegativeStockWarning));

    /// <summary>Synchronise at once, at the press of a button.</summary>
    public static Capability SyncNow { get; } = new(nameof(SyncNow));

    /// <summary>Sign this device out of its account.</summary>
    public static Capability SignOut { get; } = new(nameof(SignOut));

    /// <summary>
    /// What always works, whatever the connection and the policy: signing in by PIN, changing the cashier, locking the till, starting a ticket, looking things up, taking care of the till's
    /// own database. No policy decides on it.
    /// </summary>
    public static Capability Essentials { get; } = new(nameof(Essentials));

    /// <summary>The engine's own capabilities, in the order of the design's table.</summary>
    public static IReadOnlyList<Capability> All { get; } =
    [
        Sale, ShiftManagement, ReceiptList, Refund, CustomerRegistration, CustomerEditing, CustomerAssignment, ItemEditing, OpenTickets, EmailReceipt,
        IntegratedCardPayment, AccountPayment, StoredValue, PointRedemption, StockDisplay, NegativeStockWarning, SyncNow, SignOut, Essentials,
    ];

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
