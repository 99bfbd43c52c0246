using System.Diagnostics;
using System.Globalization;
using PosEngine;
using PosEngine.Hardware;
using Till.BackOffices;
using Till.CommandLine;
using Till.Engines;
using Till.Reports;
using Till.Shop;

namespace Till.Demo;

/// <summary>The command <c>demo</c>: puts shop, cable and till together, plays the story, and reports.</summary>
internal static class DemoProgram
{
    public static async Task<int> RunAsync(DemoCommand command, StandardStreams streams, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var screen = streams.ScreenFor(command.Json);
        var prices = PriceList.Shipped();
        await using var shop = await OpenShop.OpenAsync(new(command.DataDirectory, BackOffice: null, command.Port), prices);
        if (File.Exists(shop.DeviceDatabase))
            throw new TillException($"The story begins with a new till, and '{shop.DeviceDatabase}' is one that has sold already. Name another folder.");
        await using var cable = new Cable(shop.BackOffice.Address);
        using var paper = new StringWriter(CultureInfo.InvariantCulture);
        await using var engine = await TillEngine.StartAsync(shop.DeviceDatabase, (_, pos) => pos
            .AddHttpBackOffice(options =>
            {
                options.BaseAddress = cable.Near;
                options.DeviceToken = shop.BackOffice.Token;
            })
            .AddReceiptPrinter(new TextReceiptPrinter(paper))
            .AddCashDrawer(new DelegateCashDrawer("Drawer", _ =>
            {
                screen.Aside("  (the drawer opens)");
                return new(DeviceResult.Completed);
            })));

        screen.Aside($"Back office at {shop.BackOffice.Address}, till database {shop.DeviceDatabase}");
        var story = new DemoStory(engine, cable, prices, paper, screen);
        await story.PlayAsync(cancellationToken);

        var events = new RunEvents(engine.PeakUnsynchronised, story.Forbidden.Refused, LostReplies: 0, LostRequests: 0, DoubledRequests: 0, Cuts: 1, watch.Elapsed);
        var report = RunReport.Of(
            await DeviceReader.ReadAsync(engine.Pos), await shop.Admin.SummariseAsync(engine.Pos.Device.Id), expected: null, events);
        await ReportScreen.ShowAsync(report, screen, command.Json ? streams.Output : null);
        return report.ExitCode;
    }
}
