using PosEngine.Receipts;

namespace PosEngine.Hardware.Printing;

/// <summary>What an application puts on receipts besides what must be there, and what it leaves out. What the law asks for cannot be left out.</summary>
/// <remarks>
/// The functions are called for every paper, on whatever thread lays it out. One that throws fails the print job, and never the sale. What they return is text: no printer and no browser takes it
/// for a command.
/// </remarks>
public sealed record ReceiptLayout
{
    /// <summary>The receipt as it is without any of this.</summary>
    public static ReceiptLayout Default { get; } = new();

    /// <summary>A picture at the top.</summary>
    public ReceiptImage? Logo { get; init; }

    /// <summary>Lines below the shop's name instead of <see cref="Settings.ShopSettings.ReceiptHeader"/>; null for those.</summary>
    public string? Header { get; init; }

    /// <summary>Lines at the end instead of <see cref="Settings.ShopSettings.ReceiptFooter"/>; null for those.</summary>
    public string? Footer { get; init; }

    /// <summary>Whether the name of whoever completed the sale is there. True.</summary>
    public bool ShowsEmployee { get; init; } = true;

    /// <summary>Whether the customer's name is there. True.</summary>
    public bool ShowsCustomer { get; init; } = true;

    /// <summary>Whether there is a barcode by which a scanner finds the receipt (<see cref="ReceiptBarcode"/>). True.</summary>
    public bool ShowsBarcode { get; init; } = true;

    /// <summary>Blocks between the head and what was sold.</summary>
    public Func<Receipt, IEnumerable<ReceiptBlock>>? BelowHead { get; init; }

    /// <summary>Blocks below what was sold and paid: of a fiscal device, say, its signature. Not on gift receipts.</summary>
    public Func<Receipt, IEnumerable<ReceiptBlock>>? BelowPayments { get; init; }

    /// <summary>Blocks at the very end.</summary>
    public Func<Receipt, IEnumerable<ReceiptBlock>>? AtEnd { get; init; }

    /// <summary>Whether the form for entertainment expenses is on the receipt that the sale prints (<see cref="ReceiptForm.ExpenseForm"/>); null for never.</summary>
    public Func<Receipt, bool>? HasExpenseForm { get; init; }
}
