using PosEngine.Reliability.Vfs;

namespace PosEngine.Reliability.Crash;

/// <summary>The power goes after each single operation on the disk, and takes, leaves or tears what was not synced. The till starts on what is left.</summary>
public sealed class PowerCutTests(ITestOutputHelper output)
{
    private const int Seed = 20_261_124;

    [Fact]
    public async Task D1_D2_D3_nothing_acknowledged_is_lost_whenever_the_power_goes()
    {
        using var recording = await Recording.OfFirstDayAsync();

        var found = await CutEverywhereAsync(recording);

        Assert.True(found.Count >= ReliabilityScale.Count(sample: 40, full: 1_000));
        Assert.DoesNotContain(found, static state => state.Lost > 0);
    }

    [Fact]
    public async Task D1_D2_D6_nothing_acknowledged_is_lost_whenever_the_power_goes_while_a_till_is_updated_pruned_and_backed_up()
    {
        using var recording = await Recording.OfUpkeepAsync();
        Assert.Contains(recording.Truth.Entries, static entry => entry.Body.Length == 0);
        Assert.Contains(recording.Operations, static operation => operation.Kind == DiskOperationKind.Rename && operation.Target == TestShop.SnapshotOf("till.db"));

        var found = await CutEverywhereAsync(recording);

        Assert.True(found.Count >= ReliabilityScale.Count(sample: 40, full: 1_000));
        Assert.DoesNotContain(found, static state => state.Lost > 0);
    }

    [Fact]
    public async Task Without_a_sync_of_the_folder_a_backup_that_was_acknowledged_is_lost()
    {
        using var recording = await Recording.OfUpkeepAsync(syncsFolders: false);
        var (image, moment) = (recording.TakeStart(), recording.BackedUpAt!.Value);
        foreach (var operation in recording.Operations.Take(moment))
            image.Apply(operation);

        var lost = await Assert.ThrowsAsync<InvalidOperationException>(() => Aftermath.OfAsync(recording, image, moment, PowerCut.Loses, new Random(Seed)));

        Assert.Contains("backup", lost.Message);
    }

    [Fact]
    public async Task Without_a_sync_for_every_commit_the_same_cuts_lose_receipts()
    {
        using var recording = await Recording.OfFirstDayAsync(synchronous: "1");

        var found = await CutEverywhereAsync(recording);

        Assert.Contains(found, static state => state.Lost > 0);
    }

    [Fact]
    public async Task D1_D2_D3_nothing_is_lost_when_the_power_goes_again_while_the_till_starts()
    {
        var random = new Random(Seed);
        using var recording = await Recording.OfFirstDayAsync();
        var moments = random.GetItems(Enumerable.Range(recording.EquippedAt, recording.Operations.Count - recording.EquippedAt).ToArray(), ReliabilityScale.Count(sample: 3, full: 40));
        var states = 0;
        foreach (var moment in moments)
        {
            using var folder = new TemporaryFolder();
            var first = new DiskImage();
            foreach (var operation in recording.Operations.Take(moment))
                first.Apply(operation);
            first.Restore(folder.PathOf(), PowerCut.Tears, random);

            var second = DiskImage.Of(folder.PathOf());
            var restart = new RecordingDisk();
            using (DiskVfs.Mount(folder.PathOf(), restart))
                await Aftermath.SellAsync(folder.PathOf("till.db"));
            foreach (var operation in restart.Operations)
            {
                second.Apply(operation);
                if (!ReliabilityScale.IsFull && random.Next(8) != 0)
                    continue;
                Assert.Equal(0, (await Aftermath.OfAsync(recording, second, moment, PowerCut.Tears, random)).Lost);
                states++;
            }
        }

        output.WriteLine($"Seed {Seed}: {states} states of {moments.Length} starts after a cut.");
    }

    private async Task<List<Aftermath>> CutEverywhereAsync(Recording recording)
    {
        var random = new Random(Seed);
        (int Moment, PowerCut Cut)[] cuts =
        [
            .. from moment in Enumerable.Range(0, recording.Operations.Count + 1)
               from cut in new[] { PowerCut.Loses, PowerCut.Keeps, PowerCut.Tears, PowerCut.Tears } // Two ways to tear.
               select (moment, cut)
        ];
        if (!ReliabilityScale.IsFull)
            cuts = [.. random.GetItems(cuts, 60).Distinct().OrderBy(static cut => cut.Moment)];

        var found = new List<Aftermath>();
        var image = recording.TakeStart();
        var applied = 0;
        foreach (var (moment, cut) in cuts)
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
