using PosEngine.Reliability.Tills;

namespace PosEngine.Reliability.Demo;

public sealed class DemoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Every_figure_of_the_demo_follows_from_the_two_databases()
    {
        var run = await TillProcess.RunAsync("demo", "--json", "--data", _folder.PathOf());

        Assert.True(run.ExitCode == 0, run.Error);
        using var databases = new ShopDatabases(_folder.PathOf());
        Figures.AreThoseOf(databases, run.Json);
        Figures.ArePossible(databases, run.Json);
        Figures.AreAllAtTheBackOffice(databases);
        Assert.Equal((9, 1, 1), (databases.Receipts, databases.Shifts, databases.Restarts));
        Assert.Equal(
            ["Refund", "CustomerRegistration", "CustomerEditing", "ItemEditing", "IntegratedCardPayment", "StockDisplay", "NegativeStockWarning", "SyncNow", "SignOut"],
            run.Json.GetProperty("refusedOffline").EnumerateArray().Select(code => code.GetString()));
    }

    [Fact]
    public async Task The_story_reads_as_plain_text_where_there_is_no_terminal()
    {
        var run = await TillProcess.RunAsync("demo");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.DoesNotContain('\u001b', run.Output);
        var told = 0;
        foreach (var step in (string[])
        [
            "The till knows 94 items and 2 cashiers.", "Wrong PIN. Please try again. (pin_wrong)", "Ann is signed in.", "Shift 1 is open with a float of £100.00.", "Receipt 1-1002 is Synchronised.",
            "No item has the barcode 4006381333931. (barcode_unknown)", "(quantity_invalid)", "(payment_short)", "(amount_precision)", "The till is offline.",
            "Table 4 is parked", "Unsynchronised", "Refunds need an internet connection. (refund_offline)", "No internet connection (no_internet)",
            "The receipt will be sent when the connection is back.", "Ben is signed in.", "(sign_out_unsynchronised)", "4 of 4 unsynchronised receipts are still here",
            "Table 4 is taken up again.", "0 receipts wait for the back office", "Synchronised", "Z report: shift 1", "Everything is at the back office exactly once.",
        ])
        {
            told = run.Output.IndexOf(step, told, StringComparison.Ordinal);
            Assert.True(told >= 0, $"'{step}' is not told, or not in its place:{Environment.NewLine}{run.Output}");
        }
    }

    [Fact]
    public async Task A_demo_leaves_a_till_that_has_sold_alone()
    {
        Assert.Equal(0, (await TillProcess.RunAsync("demo", "--data", _folder.PathOf())).ExitCode);
        var before = DeviceReceipts.Read(_folder.PathOf("till-1.db"));

        var again = await TillProcess.RunAsync("demo", "--data", _folder.PathOf());

        Assert.Equal(3, again.ExitCode);
        Assert.Contains("is one that has sold already", again.Error, StringComparison.Ordinal);
        Assert.Equal(before, DeviceReceipts.Read(_folder.PathOf("till-1.db")));
    }

    public void Dispose() => _folder.Dispose();
}
