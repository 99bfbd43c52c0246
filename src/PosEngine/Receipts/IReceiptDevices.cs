namespace PosEngine.Receipts;

/// <summary>What receipts and shifts ask of the devices, which live a floor above them. Called after a commit; waits for no device.</summary>
internal interface IReceiptDevices
{
    bool HasPrinter { get; }

    /// <summary>Whether the drawer of this number can be opened.</summary>
    bool HasDrawer(int number);

    void PrintCopy(Receipt receipt);

    /// <summary>Opens the drawer of this number, if one is connected.</summary>
    void OpenDrawer(int number);
}
