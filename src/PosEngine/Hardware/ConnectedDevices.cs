namespace PosEngine.Hardware;

/// <summary>The devices that were registered for this till.</summary>
internal sealed record ConnectedDevices
{
    public IReadOnlyList<IReceiptPrinter> Printers { get; init; } = [];

    public IReadOnlyList<ICashDrawer> Drawers { get; init; } = [];

    public IReadOnlyList<ICustomerDisplay> Displays { get; init; } = [];

    public IReadOnlyList<ICardTerminal> CardTerminals { get; init; } = [];
}
