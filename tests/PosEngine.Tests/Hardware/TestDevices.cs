using System.Collections.Concurrent;
using PosEngine.Hardware.Printing;

namespace PosEngine.Hardware;

/// <summary>A printer that a drawer and a display are plugged into. Keeps what it was asked to do.</summary>
internal sealed class TestDevice(string name) : IReceiptPrinter, ICashDrawer, ICustomerDisplay
{
    public string Name { get; } = name;

    public ConcurrentQueue<string> Done { get; } = new();

    public DeviceResult Answer { get; init; } = DeviceResult.Completed;

    public ValueTask<DeviceResult> PrintAsync(ReceiptDocument document, CancellationToken cancellationToken) => Do(TextRenderer.Render(document, 42));

    public ValueTask<DeviceResult> OpenAsync(CancellationToken cancellationToken) => Do("open");

    public ValueTask<DeviceResult> ShowAsync(string upper, string lower, CancellationToken cancellationToken) => Do($"{upper}|{lower}");

    private ValueTask<DeviceResult> Do(string job)
    {
        Done.Enqueue(job);
        return new(Answer);
    }
}

/// <summary>A printer that never answers.</summary>
internal sealed class HangingPrinter : IReceiptPrinter
{
    public string Name => "Hanging printer";

    /// <summary>Completes when it was given something to print.</summary>
    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask<DeviceResult> PrintAsync(ReceiptDocument document, CancellationToken cancellationToken)
    {
        Begun.SetResult();
        return new(new TaskCompletionSource<DeviceResult>().Task);
    }
}
