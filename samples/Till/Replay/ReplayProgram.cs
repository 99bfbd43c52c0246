using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PosEngine;
using PosEngine.Sync;
using Till.BackOffices;
using Till.CommandLine;
using Till.Engines;
using Till.Reports;
using Till.SalesLogs;
using Till.Screens;
using Till.Shop;

namespace Till.Replay;

/// <summary>The command <c>replay</c>: puts shop, till and log together, runs, and reports.</summary>
internal static class ReplayProgram
{
    public static async Task<int> RunAsync(ReplayCommand command, StandardStreams streams, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var screen = streams.ScreenFor(command.Json);
        var prices = PriceList.Shipped();
        var log = SalesLog.Load(command.File);
        var plan = new ReplayPlan(new Dice(command.Seed));
        var clock = ReplayClock.InBritain();
        clock.Set(log[0].Time); // Until the till has said how far it is.

        await using var shop = await OpenShop.OpenAsync(command.Shop, prices);
        using var http = new HttpBackOffice(new() { BaseAddress = shop.BackOffice.Address, DeviceToken = shop.BackOffice.Token });
        var faulty = new FaultyBackOffice(http, http);
        var connection = new PlannedConnection(faulty, plan);
        await using var engine = await TillEngine.StartAsync(shop.DeviceDatabase, (services, pos) =>
        {
            services.AddSingleton<TimeProvider>(clock);
            pos.AddBackOffice(faulty);
        });

        screen.Chapter(string.Create(CultureInfo.InvariantCulture, $"Replay of {Path.GetFileName(command.File)}, seed {command.Seed}"));
        var run = new ReplayRun(log, plan, engine, prices, clock, connection, progress => Tell(screen, progress, log.Length, faulty, connection));
        await run.RunAsync(cancellationToken);

        var events = new RunEvents(
            engine.PeakUnsynchronised, run.Forbidden.Refused, faulty.LostReplies, faulty.LostRequests, faulty.DoubledRequests, connection.Cuts, watch.Elapsed);
        var report = RunReport.Of(
            await DeviceReader.ReadAsync(engine.Pos), await shop.Admin.SummariseAsync(engine.Pos.Device.Id), ExpectedOf(log, prices, plan), events);
        await ReportScreen.ShowAsync(report, screen, command.Json ? streams.Output : null);
        return report.ExitCode;
    }

    private static ExpectedFigures ExpectedOf(ImmutableArray<LogTicket> log, PriceList prices, ReplayPlan plan)
    {
        var receipts = log.Select(ticket => ExpectedReceipt.Of(ticket, prices, plan)).ToList();
        return new(log.Length, log.Select(ticket => ticket.Day).Distinct().Count(), receipts.Sum(receipt => receipt.Gross), receipts.Sum(receipt => receipt.Vat));
    }

    private static void Tell(Screen screen, ReplayProgress progress, int tickets, FaultyBackOffice faulty, PlannedConnection connection)
    {
        if (progress.IsMonthEnd)
        {
            screen.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{progress.Day:yyyy-MM}  {progress.Sold,6:N0} of {tickets:N0} tickets, {connection.Cuts} cuts, {faulty.LostReplies} lost replies, {faulty.DoubledRequests} doubled requests"));
        }
    }
}
