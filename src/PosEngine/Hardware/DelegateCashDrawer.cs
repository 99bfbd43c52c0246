namespace PosEngine.Hardware;

/// <summary>A cash drawer that a function opens: a relay, a command to a printer, a call to another process.</summary>
/// <param name="name">The name in reports and logs.</param>
/// <param name="open">Opens it and says what is known to have happened; called one at a time.</param>
public sealed class DelegateCashDrawer(string name, Func<CancellationToken, ValueTask<DeviceResult>> open) : ICashDrawer
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public ValueTask<DeviceResult> OpenAsync(CancellationToken cancellationToken) => open(cancellationToken);
}
