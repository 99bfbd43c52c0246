using Microsoft.Extensions.Time.Testing;
using PosEngine.Reliability.Crash;
using PosEngine.Reliability.Vfs;

namespace PosEngine.Reliability.Faults;

/// <summary>The disk fails at each single write and sync of a short day, once or for longer, and the power may go at any moment of the recovery.</summary>
public sealed class IoErrorTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Seed = 20_261_124;
    private readonly TemporaryFolder _template = new();
    private readonly Random _random = new(Seed);

    public async ValueTask InitializeAsync() => await TestShop.CreateAsync(_template.PathOf("till.db"), NewTime());

    public ValueTask DisposeAsync()
    {
        _template.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(nameof(Fault.FailedWrite))]
    [InlineData(nameof(Fault.FullDisk))]
    [InlineData(nameof(Fault.ShortWrite))]
    [InlineData(nameof(Fault.FailedSync))]
    public async Task D4_the_disk_fails_once_and_every_answer_is_the_truth(string fault)
    {
        var states = 0;
        var refused = 0;
        var plans = await PlansAsync(Enum.Parse<Fault>(fault), durations: [1]);
        foreach (var plan in plans)
        {
            using var day = await FaultyDay.RunAsync(plan, _template);
            day.AssertBooksAreRight();
            Assert.DoesNotContain(day.Answers, static answer => answer.Outcome == PosOutcome.Unknown); // The disk is well again at once: it is looked up.
            refused += day.Answers.Count(static answer => answer.Outcome == PosOutcome.Refused);
            states += await day.CutPowerDuringRecoveryAsync(_random, ReliabilityScale.Count(sample: 2, full: int.MaxValue));
        }

        output.WriteLine($"Seed {Seed}: {fault}, {plans.Count} runs, {refused} sales refused and sold later, {states} power cuts during the recovery.");

        // A commit whose sync failed can be read: it is saved anew, and counts. One that was not written whole cannot.
        Assert.True(fault == nameof(Fault.FailedSync) ? refused == 0 : refused > 0 || !ReliabilityScale.IsFull);
    }

    [Fact]
    public async Task D1_a_till_that_died_of_a_failed_sync_keeps_what_it_sells_when_it_is_started_again()
    {
        var plans = await PlansAsync(Fault.FailedSync, durations: [1]);
        foreach (var plan in plans)
        {
            using var day = await FaultyDay.RunAsync(plan, _template);
            await day.StartAgainAndCutPowerAsync(_random);
        }

        output.WriteLine($"Seed {Seed}: {plans.Count} runs.");
    }

    [Theory]
    [InlineData(nameof(Fault.FailedWrite))]
    [InlineData(nameof(Fault.FullDisk))]
    [InlineData(nameof(Fault.ShortWrite))]
    [InlineData(nameof(Fault.FailedSync))]
    public async Task D4_the_disk_fails_for_longer_and_what_nobody_knows_is_settled_when_it_is_well(string fault)
    {
        var states = 0;
        var (refused, unknown) = (0, 0);
        var plans = await PlansAsync(Enum.Parse<Fault>(fault), durations: [2, 3, 5, 8, 13, 21]);
        foreach (var plan in plans)
        {
            using var day = await FaultyDay.RunAsync(plan, _template);
            day.AssertBooksAreRight();
            refused += day.Answers.Count(static answer => answer.Outcome == PosOutcome.Refused);
            unknown += day.Answers.Count(static answer => answer.Outcome == PosOutcome.Unknown);
            states += await day.CutPowerDuringRecoveryAsync(_random, ReliabilityScale.Count(sample: 1, full: 12));
        }

        output.WriteLine($"Seed {Seed}: {fault}, {plans.Count} runs, {refused} sales refused and {unknown} unknown, all sold later, {states} power cuts during the recovery.");
        Assert.True(unknown > 0 || !ReliabilityScale.IsFull);
    }

    [Fact]
    public async Task D4_an_unknown_outcome_that_is_taken_for_a_refusal_is_noticed()
    {
        for (var at = 8; at <= 40; at++)
        {
            using var day = await FaultyDay.RunAsync(new FaultPlan(Fault.FailedSync, at, Duration: 8), _template, takesUnknownForRefused: true);
            try
            {
                _ = await day.CutPowerDuringRecoveryAsync(_random, statesMax: 12);
            }
            catch (InvalidOperationException noticed)
            {
                output.WriteLine(noticed.Message.Split('\n')[0]);
                return;
            }
        }

        Assert.Fail("Nobody noticed.");
    }

    /// <summary>Every write or sync of a day on which nothing fails, or a sample of them.</summary>
    private async Task<List<FaultPlan>> PlansAsync(Fault fault, int[] durations)
    {
        using var well = await FaultyDay.RunAsync(new FaultPlan(fault, At: 0, Duration: 0), _template);
        var count = well.Operations.Count(operation => operation.Kind == (fault == Fault.FailedSync ? DiskOperationKind.Sync : DiskOperationKind.Write));
        FaultPlan[] all = [.. from at in Enumerable.Range(1, count) from duration in durations select new FaultPlan(fault, at, duration)];
        return [.. ReliabilityScale.IsFull ? all : _random.GetItems(all, 5).Distinct()];
    }

    internal static FakeTimeProvider NewTime() => new(new DateTimeOffset(2026, 11, 24, 7, 0, 0, TimeSpan.Zero));
}
