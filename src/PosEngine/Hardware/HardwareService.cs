using Microsoft.Extensions.Logging;
using PosEngine.Checkout;
using PosEngine.Hardware.Printing;
using PosEngine.Localization;
using PosEngine.Receipts;
using PosEngine.Settings;
using PosEngine.Shifts;
using PosEngine.Streams;

namespace PosEngine.Hardware;

/// <summary>Gives the devices their jobs. Nothing here waits for a device, so no device can hold up a sale.</summary>
internal sealed class HardwareService : IPosHardware, IReceiptDevices, IAsyncDisposable
{
    private readonly ConnectedDevices _devices;
    private readonly PosText _text;
    private readonly ReceiptPapers _papers;
    private readonly IPosStream<ShopSettings> _settings;
    private readonly ILogger _logger;
    private readonly PosStream<DeviceReport?> _reports;

    // By reference: an object that is printer and drawer in one, as a drawer plugged into the printer is, has one queue.
    private readonly Dictionary<object, DeviceQueue> _queues = new(ReferenceEqualityComparer.Instance);

    public HardwareService(
        ConnectedDevices devices, ReceiptPapers papers, PosText text, IPosStream<ShopSettings> settings, IDispatcher dispatcher, TimeProvider time, ILogger logger)
    {
        _devices = devices;
        _papers = papers;
        _text = text;
        _settings = settings;
        _logger = logger;
        _reports = new(null, dispatcher, logger);

        AddQueues(devices.Drawers, drawer => drawer.Name);
        AddQueues(devices.Printers, printer => printer.Name);
        AddQueues(devices.Displays, display => display.Name);

        void AddQueues<T>(IEnumerable<T> added, Func<T, string> nameOf)
            where T : class
        {
            foreach (var device in added)
            {
                _queues.TryAdd(device, new(nameOf(device), Report, time));
            }
        }
    }

    /// <inheritdoc/>
    public IPosStream<DeviceReport?> Reports => _reports;

    /// <inheritdoc/>
    public bool HasCardTerminal => _devices.CardTerminals.Count > 0;

    /// <summary>Opens the drawer where cash moves, prints the receipt, shows total and change. Called after the sale's commit.</summary>
    public void AfterSale(Receipt receipt)
    {
        // Drawer first: the cashier reaches for the change while the paper comes.
        if (MovesCash(receipt) && !receipt.IsTraining)
        {
            OpenDrawer(receipt.Drawer);
        }

        Print(_papers.Of(receipt, ReceiptForm.Original, copy: 0));

        var total = $"{_text.Of(Labels.Total)} {_text.Of(receipt.Total)}";
        var change = receipt.Change.IsZero ? "" : $"{_text.Of(Labels.Change)} {_text.Of(receipt.Change)}";
        foreach (var display in _devices.Displays)
        {
            _queues[display].Enqueue("display", cancellation => display.ShowAsync(total, change, cancellation));
        }
    }

    /// <inheritdoc/>
    public bool HasPrinter => _devices.Printers.Count > 0;

    /// <inheritdoc/>
    public bool HasDrawer(int number) => number >= 1 && number <= _devices.Drawers.Count;

    /// <inheritdoc/>
    public void Print(Receipt receipt, ReceiptForm form, int copy) => Print(_papers.Of(receipt, form, copy));

    /// <inheritdoc/>
    public ReceiptDocument DocumentOf(Receipt receipt, ReceiptForm form) => _papers.Of(receipt, form, copy: 0)();

    /// <inheritdoc/>
    public void OpenDrawer(int number)
    {
        if (HasDrawer(number))
        {
            var drawer = _devices.Drawers[number - 1];
            _queues[drawer].Enqueue("open-drawer", drawer.OpenAsync);
        }
    }

    /// <inheritdoc/>
    public PosResult Print(ShiftReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (!HasPrinter)
        {
            return PosResult.Refused(_text.Refuse(RefusalCodes.PrinterMissing));
        }

        var settings = _settings.Value;
        Print(() => ReportDocuments.Of(report, settings, _text));
        return PosResult.Done;
    }

    /// <inheritdoc/>
    public Task FlushAsync(CancellationToken cancellationToken = default) =>
        Task.WhenAll(_queues.Values.Select(queue => queue.FlushAsync())).WaitAsync(cancellationToken);

    /// <summary>Lets the devices finish, for a few seconds, all at the same time.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_queues.Values.Select(queue => queue.DisposeAsync().AsTask())).ConfigureAwait(false);
        _reports.Complete();
    }

    private static bool MovesCash(Receipt receipt) =>
        !receipt.Change.IsZero || receipt.Payments.Any(payment => payment.Type.Kind == PaymentKind.Cash && !payment.Amount.IsZero);

    /// <summary>Lays the document out in the printer's own time: what goes wrong with it is a failed job, not a failed sale.</summary>
    private void Print(Func<ReceiptDocument> document)
    {
        foreach (var printer in _devices.Printers)
        {
            _queues[printer].Enqueue("print", cancellation => printer.PrintAsync(document(), cancellation));
        }
    }

    private void Report(DeviceReport report)
    {
        if (report.Result.Fault is { } fault)
        {
            Log.JobFailed(_logger, report.Device, report.Job, report.Result.Effect, fault);
        }

        _reports.Publish(report);
    }
}
