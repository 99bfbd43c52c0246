using PosEngine;
using PosEngine.Hardware;
using PosEngine.Sync;
using Till.BackOffices;
using Till.CommandLine;
using Till.Engines;
using Till.Shop;

namespace Till.Sell;

/// <summary>The command <c>sell</c>: puts shop and till together and hands them to whoever is at the keyboard.</summary>
internal static class SellProgram
{
    public static async Task<int> RunAsync(SellCommand command, StandardStreams streams, CancellationToken cancellationToken)
    {
        var screen = streams.ScreenFor(json: false);
        await using var shop = await OpenShop.OpenAsync(command.Shop, PriceList.Shipped());
        using var http = new HttpBackOffice(new() { BaseAddress = shop.BackOffice.Address, DeviceToken = shop.BackOffice.Token });
        var connection = new FaultyBackOffice(http, http);
        await using var engine = await TillEngine.StartAsync(
            shop.DeviceDatabase, (_, pos) => pos.AddBackOffice(connection).AddReceiptPrinter(new TextReceiptPrinter(streams.Output)), shop.Number);

        screen.Aside($"Back office at {shop.BackOffice.Address}, till database {shop.DeviceDatabase}");
        if (shop.IsHost)
        {
            screen.Aside($"Another till of this shop: till sell --number 2 --back-office {shop.BackOffice.Address} \\");
            screen.Aside($"  --token {shop.BackOffice.Token} --admin-token {shop.BackOffice.AdminToken}");
        }

        if (!(await engine.Pos.Sync.SyncNowAsync(cancellationToken)).IsDone)
            screen.Aside("The back office cannot be reached; the till sells what it knows.");
        await engine.Pos.SignInAsync(ShopReference.Staff[0]);
        if (engine.Pos.Shifts.Current.Value is null)
            (await engine.Pos.Shifts.OpenAsync(Money.Of(100m), cancellationToken)).EnsureDone();
        await new SellLoop(new SalesCounter(engine.Pos, connection, screen), streams.Input, screen).RunAsync(cancellationToken);
        return ExitCode.Done;
    }
}
