using Microsoft.Extensions.Time.Testing;
using PosEngine.Journal;
using PosEngine.Reliability.Vfs;

namespace PosEngine.Reliability.Crash;

/// <summary>The power goes after each single operation on the disk, and takes, leaves or tears what was not synced. The till starts on what is left.</summary>
public sealed class PowerCutTests(ITestOutputHelper output)
{
    private const int Seed = 20_261_124;

    [Fact]
    public async Task D1_D2_D3_nothing_acknowledged_is_lost_whenever_the_power_goes()
    {
        using var recording = await Recording.MakeAsync();

        var found = await CutEverywhereAsync(recording);

        Assert.True(found.Count >= ReliabilityScale.Count(sample: 50, full: 1_000));
        Assert.DoesNotContain(found, static state => state.Lost > 0);
    }

    [Fact]
    public async Task Without_a_sync_for_every_commit_the_same_cuts_lose_receipts()
    {
        using var recording = await Recording.MakeAsync(synchronous: "1");

        var found = await CutEverywhereAsync(recording);

        Assert.Contains(found, static state => state.Lost > 0);
    }

    private async Task<List<Aftermath>> CutEverywhereAsync(Recording recording)
    {
        var random = new Random(Seed);
        var cuts = new List<(int Moment, PowerCut Cut)>();
        for (var moment = 0; moment <= recording.Operations.Count; moment++)
            cuts.AddRange(Enum.GetValues<PowerCut>().Append(PowerCut.Tears).Select(cut => (moment, cut))); // Two ways to tear.
        var chosen = ReliabilityScale.IsFull ? cuts : [.. random.GetItems(cuts.ToArray(), 60).Distinct().OrderBy(static cut => cut.Moment)];

        var found = new List<Aftermath>();
        var image = new DiskImage();
        var applied = 0;
        foreach (var (moment, cut) in chosen)
        {
            for (; applied < moment; applied++)
                image.Apply(recording.Operations[applied]);
            found.Add(await Aftermath.OfAsync(recording, image, moment, cut, random));
        }

        output.WriteLine(
            $"Seed {Seed}: {found.Count} states of {recording.Operations.Count} operations, {recording.Truth.Receipts.Count} receipts; "
            + $"{found.Count(static state => state.Lost > 0)} states lost {found.Sum(static state => state.Lost)} entries.");
        return found;
    }
}

/// <summary>What was left after a power cut.</summary>
/// <param name="Lost">How many acknowledged entries were not there.</param>
internal sealed record Aftermath(long Lost)
{
    /// <summary>Starts a till on what the cut left, sells on it, and holds its journal against the true one.</summary>
    public static async Task<Aftermath> OfAsync(Recording recording, DiskImage image, int moment, PowerCut cut, Random random)
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("till.db");
        image.Restore(folder.PathOf(), cut, random);
        try
        {
            if (moment >= recording.EquippedAt)
                await SellAsync(path);
            else
                await StartAsync(path);

            // The audit finds the file whole: pages, chain, numbers without gaps. What was there before the start is a beginning of the truth, and nothing else.
            var entries = JournalAudit.Of(path).Entries;
            var kept = entries.Zip(recording.Truth.Entries).TakeWhile(static pair => pair.First.Body == pair.Second.Body).Count();
            Assert.Equal("engine-started", entries[kept].Kind);
            return new Aftermath(Math.Max(0, recording.AcknowledgedAt(moment) - kept));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"A power cut after operation {moment} ({(moment == 0 ? "nothing yet" : recording.Operations[moment - 1])}) that {cut} what was not synced: {e.Message}", e);
        }
    }

    private static async Task StartAsync(string path)
    {
        await using var till = TestShop.Till(path, simulated: new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 8, 0, 0, TimeSpan.Zero)));
        await till.StartAsync();
    }

    private static async Task SellAsync(string path)
    {
        await using var till = await TestShop.OpenAsync(path, new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 8, 0, 0, TimeSpan.Zero)));
        (await TestShop.PayAsync(till, TestShop.RingUp(till))).EnsureDone();
    }
}
