namespace PosEngine.Reliability.Simulation;

/// <summary>Whole tills against a back office through a network, crashes, restarts, rolled-back backups and jumping clocks, single-threaded under a seed.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const string SeedVariable = "POSENGINE_SEED";

    [Fact]
    public async Task S1_whatever_happens_every_entry_arrives_once_and_in_order()
    {
        var (receipts, crashes) = (0, 0);
        foreach (var seed in Seeds())
        {
            var figures = await RunAsync(seed);
            receipts += figures.Receipts;
            crashes += figures.Crashes;
        }

        output.WriteLine($"{Seeds().Count()} seeds: {receipts} receipts, {crashes} crashes");
        Assert.True(receipts > 0);
    }

    [Theory]
    [InlineData(Sabotage.LogLostInCrash, "S1")]
    [InlineData(Sabotage.AnswerWithoutCommit, "S1")]
    [InlineData(Sabotage.AnotherBodyOnRetry, "S3")]
    [InlineData(Sabotage.DeadTimers, "S1")]
    public async Task A_mistake_made_on_purpose_is_found(Sabotage sabotage, string invariant)
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            try
            {
                await SimulatedShop.RunAsync(seed, sabotage);
            }
            catch (SimulationFailedException found)
            {
                Assert.Contains(invariant, found.Message, StringComparison.Ordinal);
                output.WriteLine(found.Message.Split('\n')[0]);
                return;
            }
        }

        Assert.Fail($"Fifty seeds did not notice {sabotage}.");
    }

    private static IEnumerable<int> Seeds() => Environment.GetEnvironmentVariable(SeedVariable) is { } seed
        ? [int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture)]
        : Enumerable.Range(1, ReliabilityScale.Count(sample: 10, full: 2_000));

    private static async Task<SimulationFigures> RunAsync(int seed)
    {
        try
        {
            return await SimulatedShop.RunAsync(seed);
        }
        catch (SimulationFailedException e)
        {
            Assert.Fail($"{e.Message}\nAgain with: {SeedVariable}={seed} dotnet test --project tests/PosEngine.ReliabilityTests --filter-class \"*SimulationTests\"\n{e.InnerException}");
            throw;
        }
    }
}
