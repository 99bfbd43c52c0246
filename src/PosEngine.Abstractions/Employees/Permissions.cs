namespace PosEngine.Employees;

/// <summary>What only some employees may do. Whoever lacks one may be helped by somebody who has it: see <see cref="ISession.ApproveAsync"/>.</summary>
[Flags]
public enum Permissions
{
    /// <summary>Nothing beyond selling.</summary>
    None = 0,

    /// <summary>Give discounts and add surcharges that are marked as restricted.</summary>
    RestrictedDiscounts = 1,

    /// <summary>Refund and exchange receipts, the money going back the way it came.</summary>
    Refunds = 2,

    /// <summary>Refund another way than the money came: a card payment in cash, say.</summary>
    RefundsOtherwise = 4,

    /// <summary>Give a line another price than the catalogue says, by modifiers too that its item does not offer; say that something was paid before.</summary>
    PriceOverrides = 8,

    /// <summary>Give a line other taxes than the catalogue says, or free a customer of taxes whom the shop does not know as free of them.</summary>
    TaxOverrides = 16,

    /// <summary>See the receipts of closed shifts too, not only those of the open one.</summary>
    ViewAllReceipts = 32,

    /// <summary>Take off a ticket what was rung up: a line, some of it, or all of it.</summary>
    VoidLines = 64,

    /// <summary>Open the drawer without a sale.</summary>
    OpenDrawer = 128,

    /// <summary>Take up, and so change, tickets that somebody else has parked.</summary>
    ManageAllTickets = 256,

    /// <summary>Pay cash in and out, and drop it into the safe.</summary>
    CashMovements = 512,

    /// <summary>Close a shift that somebody else has opened.</summary>
    CloseOthersShift = 1_024,

    /// <summary>Change how the till is: enrol people on a till that stands alone, sign the device out although receipts are unsynchronised, remove it.</summary>
    ManageSettings = 2_048,

    /// <summary>Put the till into training mode, and out of it.</summary>
    Training = 4_096,

    /// <summary>Take back what has no receipt, for what it costs now.</summary>
    RefundsWithoutReceipt = 8_192,
}
