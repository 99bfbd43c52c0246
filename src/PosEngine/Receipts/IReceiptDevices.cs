namespace PosEngine.Receipts;

/// <summary>What receipts and shifts ask of the devices, which live a floor above them. Called after a commit; waits for no device.</summary>
internal interface IReceiptDevices
{
    bool HasPrinter { get; }

    bool HasDrawer { get; }

    void PrintCopy(Receipt receipt);

    void OpenDrawers();
}
