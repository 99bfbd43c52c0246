using System.Globalization;
using System.Text.Json;
using PosEngine.Reliability.Tills;

namespace PosEngine.Reliability.Replay;

public sealed class ReplayTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int> ExampleSeeds => [.. Enumerable.Range(1, ReliabilityScale.Count(sample: 1, full: 20))];

    public static TheoryData<int> BakerySeeds => [.. Enumerable.Range(1, ReliabilityScale.Count(sample: 1, full: 20))];

    [Theory]
    [MemberData(nameof(ExampleSeeds))]
    public Task S1_the_example_log_is_at_the_back_office_exactly_once(int seed) => ReplayAsync(SalesLogFile.Example, seed);

    [Theory]
    [MemberData(nameof(BakerySeeds))]
    public async Task S1_a_real_log_of_five_months_is_at_the_back_office_exactly_once(int seed)
    {
        Assert.SkipUnless(SalesLogFile.Bakery.Exists, $"There is no {SalesLogFile.Bakery.Path}.");

        var report = await ReplayAsync(SalesLogFile.Bakery, seed);

        // Otherwise it would prove nothing.
        Assert.All(
            ["restarts", "cuts", "lostReplies", "lostRequests", "doubledRequests", "peakUnsynchronised"],
            name => Assert.InRange(report.GetProperty(name).GetInt32(), 20, int.MaxValue));
        Assert.Equal(
            ["Refund", "CustomerRegistration", "CustomerEditing", "ItemEditing", "IntegratedCardPayment", "StockDisplay", "NegativeStockWarning", "SyncNow", "SignOut"],
            report.GetProperty("refusedOffline").EnumerateArray().Select(code => code.GetString()));
    }

    [Fact]
    public async Task A_replay_that_is_over_sells_nothing_when_it_is_started_again_and_leaves_the_folder_of_another_seed_alone()
    {
        await ReplayAsync(SalesLogFile.Example, seed: 1);
        var before = Rows();

        var again = await TillProcess.RunAsync("replay", SalesLogFile.Example.Path, "--data", _folder.PathOf(), "--json");

        Assert.Equal(0, again.ExitCode);
        Assert.Equal(before, Rows());

        var other = await TillProcess.RunAsync("replay", SalesLogFile.Example.Path, "--seed", "2", "--data", _folder.PathOf(), "--json");

        Assert.Equal((3, ""), (other.ExitCode, other.Output));
        Assert.Contains("The data folder holds another replay", other.Error, StringComparison.Ordinal);
        Assert.Equal(before, Rows());
    }

    public void Dispose() => _folder.Dispose();

    private async Task<JsonElement> ReplayAsync(SalesLogFile log, int seed)
    {
        var run = await TillProcess.RunAsync(
            "replay", log.Path, "--seed", seed.ToString(CultureInfo.InvariantCulture), "--data", _folder.PathOf(), "--json");

        output.WriteLine($"Seed {seed}: {run.Output}");
        Assert.True(run.ExitCode == 0, run.Error);
        using var databases = new ShopDatabases(_folder.PathOf());
        Figures.AreThoseOf(databases, run.Json);
        Figures.ArePossible(databases, run.Json);
        Figures.AreAllAtTheBackOffice(databases);
        Figures.AreThoseOf(log, databases);
        Assert.Equal(run.Json.GetProperty("totalExpected").GetDecimal(), databases.TotalDevice);
        Assert.Equal(run.Json.GetProperty("vatExpected").GetDecimal(), databases.VatOfShifts);
        return run.Json;
    }

    private IReadOnlyList<string> Rows() => DeviceReceipts.Read(_folder.PathOf("till-1.db"));
}
