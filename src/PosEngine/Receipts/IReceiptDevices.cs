using PosEngine.Hardware.Printing;

namespace PosEngine.Receipts;

/// <summary>What receipts and shifts ask of the devices, which live a floor above them. Called after a commit; waits for no device.</summary>
internal interface IReceiptDevices
{
    bool HasPrinter { get; }

    /// <summary>Whether the drawer of this number can be opened.</summary>
    bool HasDrawer(int number);

    /// <summary>Prints a receipt once more.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="form">What is on the paper.</param>
    /// <param name="copy">The how-manyeth copy it is; 0 for none.</param>
    void Print(Receipt receipt, ReceiptForm form, int copy);

    /// <summary>What would be printed. May read from the database.</summary>
    ReceiptDocument DocumentOf(Receipt receipt, ReceiptForm form);

    /// <summary>Opens the drawer of this number, if one is connected.</summary>
    void OpenDrawer(int number);
}
