using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PosEngine.Hardware.Printing;
using PosEngine.Receipts;
using PosEngine.Settings;
using PosEngine.Streams;

namespace PosEngine.Hardware;

public sealed class HardwareServiceTests
{
    private static readonly Receipt Cash = TestPapers.Everything;
    private static readonly Receipt Card = TestPapers.AddedTax;

    private readonly FakeTimeProvider _time = new();
    private readonly TestDevice _device = new("Counter");

    [Fact]
    public async Task A_cash_sale_opens_the_drawer_then_prints_its_receipt()
    {
        await using var hardware = Connect(new() { Printers = [_device], Drawers = [_device] });

        hardware.AfterSale(Cash);
        await hardware.FlushAsync();

        Assert.Equal(["open", Paper(Cash)], _device.Done);
    }

    [Fact]
    public async Task A_card_sale_leaves_the_drawer_closed()
    {
        await using var hardware = Connect(new() { Printers = [_device], Drawers = [_device] });

        hardware.AfterSale(Card);
        await hardware.FlushAsync();

        Assert.Equal([Paper(Card)], _device.Done);
    }

    [Fact]
    public async Task Change_opens_the_drawer_whatever_was_paid_with()
    {
        await using var hardware = Connect(new() { Drawers = [_device] });

        hardware.AfterSale(Card with { Change = Money.Of(1) });
        await hardware.FlushAsync();

        Assert.Equal(["open"], _device.Done);
    }

    [Theory]
    [InlineData("cash", "Total €13.03|Change €1.95")]
    [InlineData("card", "Total €4.36|")]
    public async Task The_display_shows_total_and_change(string sale, string shown)
    {
        await using var hardware = Connect(new() { Displays = [_device] });

        hardware.AfterSale(sale == "cash" ? Cash : Card);
        await hardware.FlushAsync();

        Assert.Equal([shown], _device.Done);
    }

    [Fact]
    public async Task A_printer_that_hangs_holds_up_neither_the_sale_nor_another_device()
    {
        var drawer = new DelegateCashDrawer("Relay", static _ => new(DeviceResult.Completed));
        var printer = new HangingPrinter();
        var (reports, othersAreDone) = (new List<DeviceReport?>(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var hardware = Connect(new() { Printers = [printer], Drawers = [drawer], Displays = [_device] });
        using var subscription = hardware.Reports.Subscribe(report =>
        {
            reports.Add(report);
            if (reports.OfType<DeviceReport>().Count() == 2)
                othersAreDone.SetResult();
        });

        hardware.AfterSale(Cash);
        await Task.WhenAll(printer.Begun.Task, othersAreDone.Task);
        Assert.False(hardware.FlushAsync().IsCompleted);
        var closing = hardware.DisposeAsync();
        _time.Advance(DeviceQueue.CloseTime);
        await closing;

        Assert.Single(_device.Done);
        Assert.Equal(
            [new("Counter", "display", DeviceResult.Completed), new("Hanging printer", "print", new(Effect.Unknown, "A task was canceled.")), new("Relay", "open-drawer", DeviceResult.Completed)],
            reports.OfType<DeviceReport>().OrderBy(report => report.Device, StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_device_could_not_do_is_reported_and_logged()
    {
        var logger = new RecordingLogger();
        var printer = new TestDevice("Kitchen") { Answer = DeviceResult.Failed("no paper") };
        await using var hardware = Connect(new() { Printers = [printer] }, logger: logger);
        Assert.Null(hardware.Reports.Value);

        hardware.AfterSale(Cash);
        await hardware.FlushAsync();

        Assert.Equal(new("Kitchen", "print", DeviceResult.Failed("no paper")), hardware.Reports.Value);
        Assert.Contains("no paper", Assert.Single(logger.Entries).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receipt_printed_once_more_is_marked_as_a_copy()
    {
        await using var hardware = Connect(new() { Printers = [_device] });

        hardware.Print(Cash, ReceiptForm.Copy, copy: 2);
        await hardware.FlushAsync();

        Assert.Contains("Copy 2", Assert.Single(_device.Done), StringComparison.Ordinal);
        Assert.DoesNotContain("Copy", Paper(Cash), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shift_can_be_printed_on_every_printer()
    {
        var second = new TestDevice("Office");
        await using var hardware = Connect(new() { Printers = [_device, second] });

        hardware.Print(TestPapers.ClosedShift).EnsureDone();
        await hardware.FlushAsync();

        Assert.Contains("Z report: shift 7", Assert.Single(_device.Done), StringComparison.Ordinal);
        Assert.Equal(_device.Done, second.Done);
    }

    [Fact]
    public async Task Printing_without_a_printer_is_refused()
    {
        await using var hardware = Connect(new() { Drawers = [_device] });

        Assert.Equal(RefusalCodes.PrinterMissing, hardware.Print(TestPapers.OpenShift).Refusal?.Code);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task A_card_terminal_is_there_once_it_is_connected(int terminals, bool expected)
    {
        await using var hardware = Connect(new() { CardTerminals = [.. Enumerable.Repeat(new TestTerminal(), terminals)] });

        Assert.Equal(expected, hardware.HasCardTerminal);
    }

    private HardwareService Connect(ConnectedDevices devices, RecordingLogger? logger = null)
    {
        var settings = new PosStream<ShopSettings>(TestPapers.Shop, new InlineDispatcher(), NullLogger.Instance);
        var text = TestPapers.TextIn("en-IE", Currency.EUR);
        return new(devices, new ReceiptPapers(text, settings, ReceiptLayout.Default, static (kind, _) => kind == "employee" ? "Ann" : null), text, settings, new InlineDispatcher(), _time, (ILogger?)logger ?? NullLogger.Instance);
    }

    private static string Paper(Receipt receipt) =>
        TextRenderer.Render(ReceiptDocuments.Of(receipt, TestPapers.Context, TestPapers.TextIn("en-IE", Currency.EUR)), 42);

    private sealed class TestTerminal : ICardTerminal
    {
        public string Name => "Terminal";

        public ValueTask<CardResult> ChargeAsync(PaymentId attempt, Money amount, CancellationToken cancellationToken) => new(new CardResult(CardVerdict.Approved));

        public ValueTask<CardResult> QueryAsync(PaymentId attempt, CancellationToken cancellationToken) => new(new CardResult(CardVerdict.Approved));
    }
}
