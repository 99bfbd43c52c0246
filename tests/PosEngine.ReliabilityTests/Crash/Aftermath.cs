using Microsoft.Extensions.Time.Testing;
using PosEngine.Journal;
using PosEngine.Reliability.Vfs;

namespace PosEngine.Reliability.Crash;

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
            AssertCopiesAreWhole(folder, isBackedUp: moment >= recording.BackedUpAt);
            if (moment >= recording.EquippedAt)
                await SellAsync(path);
            else
                await StartAsync(path);

            // The audit finds the file whole: pages, chain, numbers without gaps. What was there before the start is a beginning of the truth, and nothing else.
            var entries = JournalAudit.Of(path).Entries;
            var kept = entries.Zip(recording.Truth.Entries).TakeWhile(static pair => pair.First.Hash == pair.Second.Hash).Count();
            Assert.Equal("engine-started", entries[kept].Kind);
            return new Aftermath(Math.Max(0, recording.AcknowledgedAt(moment) - kept));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"A power cut after operation {moment} ({(moment == 0 ? "nothing yet" : recording.Operations[moment - 1])}) that {cut} what was not synced: {e.Message}", e);
        }
    }

    /// <summary>The till is started, and sells one more.</summary>
    public static async Task SellAsync(string path)
    {
        await using var till = await TestShop.OpenAsync(path, LaterDay());
        (await TestShop.PayAsync(till, TestShop.RingUp(till))).EnsureDone();
    }

    /// <summary>A copy is there whole, or not at all.</summary>
    private static void AssertCopiesAreWhole(TemporaryFolder folder, bool isBackedUp)
    {
        Assert.True(!isBackedUp || File.Exists(folder.PathOf(Recording.Backup)), "The backup that was acknowledged is gone.");
        foreach (var copy in new[] { folder.PathOf(Recording.Backup), TestShop.SnapshotOf(folder.PathOf("till.db")) }.Where(File.Exists))
            Assert.NotEmpty(JournalAudit.Of(copy).Receipts);
    }

    private static async Task StartAsync(string path)
    {
        await using var till = TestShop.Till(path, simulated: LaterDay());
        await till.StartAsync();
    }

    private static FakeTimeProvider LaterDay() => new(new DateTimeOffset(2026, 12, 1, 8, 0, 0, TimeSpan.Zero));
}
