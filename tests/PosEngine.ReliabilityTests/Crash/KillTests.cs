using PosEngine.Journal;
using PosEngine.Reliability.Vfs;
using PosEngine.Storage;

namespace PosEngine.Reliability.Crash;

/// <summary>SIGKILL while sales share commits, shifts close and the state is saved: what was handed out is there, once, and the numbers have no gap.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 20_261_124;
    private readonly TemporaryFolder _folder = new();

    private string DatabasePath => _folder.PathOf("till.db");

    [Fact]
    public async Task D1_D2_D3_every_receipt_handed_out_before_a_kill_is_there_once_and_no_number_is_missing()
    {
        var kills = ReliabilityScale.Count(sample: 6, full: 200);
        var random = new Random(Seed);
        var handedOut = new List<HandedOut>();
        await TestShop.CreateAsync(DatabasePath);

        for (var kill = 0; kill < kills; kill++)
        {
            // Mostly in the middle of selling, now and then while it recovers from the kill before.
            var lines = random.Next(5) == 0 ? 0 : random.Next(1, 250);
            using var till = ChildTill.Start("sell", DatabasePath);
            Assert.True(await till.ReadAsync(lines), "The till ended by itself.");
            if (lines == 0)
                SpinWait.SpinUntil(static () => false, random.Next(800));
            await till.KillAsync();
            handedOut.AddRange(till.Receipts);

            AssertKept(handedOut);
            output.WriteLine($"Seed {Seed}: kill {kill + 1} of {kills} after {till.Lines.Count} lines, {handedOut.Count} receipts handed out so far.");
        }

        await using var last = await TestShop.OpenAsync(DatabasePath);
        Assert.True((await last.Journal.VerifyAsync()).IsValid);
        Assert.All(handedOut, receipt => Assert.Equal(receipt.Number, last.Receipts.GetAsync(new ReceiptId(receipt.Id)).Result.Value.Number));
    }

    [Theory]
    [InlineData(nameof(HoldPoint.BeforeCommit))]
    [InlineData(nameof(HoldPoint.DuringSync))]
    [InlineData(nameof(HoldPoint.AfterSync))]
    [InlineData(nameof(HoldPoint.DuringCheckpoint))]
    [InlineData(nameof(HoldPoint.DuringShiftClose))]
    public async Task D1_D2_D3_a_kill_at_a_chosen_moment_loses_nothing_that_was_handed_out(string point)
    {
        var kills = ReliabilityScale.Count(sample: 1, full: 50);
        var random = new Random(Seed);
        var handedOut = new List<HandedOut>();
        await TestShop.CreateAsync(DatabasePath);

        for (var kill = 0; kill < kills; kill++)
        {
            using var till = ChildTill.Start("hold", DatabasePath, point, $"{random.Next(1, 16)}");
            Assert.True(await till.ReadAsync(TillProgram.Held), "The till ended by itself.");
            await till.KillAsync();
            handedOut.AddRange(till.Receipts);
            AssertKept(handedOut);
        }

        output.WriteLine($"Seed {Seed}: {kills} kills {point}, {handedOut.Count} receipts handed out.");
        await using var last = await TestShop.OpenAsync(DatabasePath);
        Assert.True((await last.Journal.VerifyAsync()).IsValid);
    }

    [Fact]
    public async Task D6_a_database_whose_making_was_killed_is_made_when_the_till_starts_again()
    {
        var kills = ReliabilityScale.Count(sample: 1, full: 50);
        var random = new Random(Seed);
        for (var kill = 0; kill < kills; kill++)
        {
            using var folder = new TemporaryFolder();
            var path = folder.PathOf("till.db");
            var at = random.Next(1, 72); // As many operations as it takes.
            using var till = ChildTill.Start("hold", path, nameof(HoldPoint.DuringMigration), $"{at}");
            Assert.True(await till.ReadAsync(TillProgram.Held), "The till ended by itself.");
            await till.KillAsync();

            await TestShop.CreateAsync(path);
            await using (var again = await TestShop.OpenAsync(path))
                (await TestShop.PayAsync(again, TestShop.RingUp(again))).EnsureDone();
            Assert.Equal(["1-1001"], JournalAudit.Of(path).Numbers);
        }

        output.WriteLine($"Seed {Seed}: {kills} kills {nameof(HoldPoint.DuringMigration)}.");
    }

    [Fact]
    public async Task D6_a_till_whose_update_was_killed_has_everything_when_it_starts_again()
    {
        await TestShop.CreateOfVersion1Async(DatabasePath);
        var kills = ReliabilityScale.Count(sample: 1, full: 50);
        var operations = await CountOperationsOfStartAsync();
        var random = new Random(Seed);
        for (var kill = 0; kill < kills; kill++)
        {
            using var folder = new TemporaryFolder();
            var path = folder.PathOf("till.db");
            File.Copy(DatabasePath, path);
            using var till = ChildTill.Start("hold", path, nameof(HoldPoint.DuringUpdate), $"{random.Next(1, operations + 1)}");
            Assert.True(await till.ReadAsync(TillProgram.Held), "The till ended by itself.");
            await till.KillAsync();

            await using (var again = await TestShop.OpenAsync(path))
                (await TestShop.PayAsync(again, TestShop.RingUp(again))).EnsureDone();
            Assert.Equal(["1-1001", "1-1002", "1-1003", "1-1004", "1-1005", "1-1006"], JournalAudit.Of(path).Numbers);
            Assert.Equal(5, JournalAudit.Of(TestShop.SnapshotOf(path)).Receipts.Count); // Made before anything was migrated, so that whoever is interrupted makes it again.
        }

        output.WriteLine($"Seed {Seed}: {kills} kills in {operations} operations {nameof(HoldPoint.DuringUpdate)}.");
    }

    [Fact]
    public async Task D5_the_database_of_another_process_is_refused_until_that_is_gone()
    {
        await TestShop.CreateAsync(DatabasePath);
        using var other = ChildTill.Start("sell", DatabasePath);
        Assert.True(await other.ReadAsync(1));
        Assert.Equal(TillProgram.Started, other.Lines[0]);

        var refused = await Assert.ThrowsAsync<StoreInUseException>(() => TestShop.OpenAsync(DatabasePath));
        Assert.Equal(other.Id, refused.ProcessId);
        Assert.True(await other.ReadAsync(other.Lines.Count + 10), "It does not go on selling.");

        await other.KillAsync();
        await using var till = await TestShop.OpenAsync(DatabasePath);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<int> CountOperationsOfStartAsync()
    {
        using var folder = new TemporaryFolder();
        File.Copy(DatabasePath, folder.PathOf("till.db"));
        var disk = new RecordingDisk();
        using (DiskVfs.Mount(folder.PathOf(), disk))
        {
            await using var till = TestShop.Till(folder.PathOf("till.db"));
            await till.StartAsync();
            return disk.Operations.Count;
        }
    }

    /// <summary>Looks at a copy: to recover the files is for the till to do.</summary>
    private void AssertKept(List<HandedOut> handedOut)
    {
        using var copy = new TemporaryFolder();
        foreach (var file in new DirectoryInfo(_folder.PathOf()).GetFiles("till.db*"))
            file.CopyTo(copy.PathOf(file.Name));
        var kept = JournalAudit.Of(copy.PathOf("till.db")).Receipts.ToDictionary(static receipt => receipt.Number);

        Assert.Distinct(handedOut.Select(static receipt => receipt.Number));
        Assert.All(handedOut, receipt => Assert.Equal((receipt.Id, receipt.Ticket), (kept[receipt.Number].Id, kept[receipt.Number].Ticket)));
    }
}
