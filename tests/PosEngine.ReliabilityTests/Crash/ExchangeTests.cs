using Microsoft.Extensions.Time.Testing;
using PosEngine.Journal;
using PosEngine.Receipts;
using PosEngine.Reliability.Vfs;
using PosEngine.Storage;

namespace PosEngine.Reliability.Crash;

/// <summary>The power goes after each operation while one database takes the place of another: a backup that is restored, or what was saved of a damaged file.</summary>
public sealed class ExchangeTests(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 20_261_124;
    private const int Sales = 6;
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingDisk _disk = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    private string DatabasePath => _folder.PathOf("till.db");

    [Fact]
    public async Task D8_a_power_cut_while_a_backup_is_restored_leaves_the_old_database_or_the_new_one_beside_the_old()
    {
        using var original = new TemporaryFolder();
        await TestShop.CreateAsync(original.PathOf("till.db"), _time);
        await using (var till = await TestShop.OpenAsync(original.PathOf("till.db"), _time))
        {
            await SellAsync(till, Sales / 2);
            await till.Storage.BackupAsync(_folder.PathOf("backup.db"));
            await SellAsync(till, Sales / 2);
            foreach (var file in new[] { "till.db", "till.db-wal" }) // As a process leaves them that was killed: half of it is in the log.
                File.Copy(original.PathOf(file), _folder.PathOf(file));
        }

        await CutEverywhereAsync(
            () =>
            {
                Assert.NotNull(PosDatabase.Restore(_folder.PathOf("backup.db"), DatabasePath, new SimulatedFiles()));
                return Task.CompletedTask;
            },
            (folder, numbers, isDone) =>
            {
                Assert.True(!isDone || numbers.Count == Sales / 2, "The backup that was restored is not what the till has.");
                if (numbers.Count == Sales / 2)
                    Assert.Equal(Sales, JournalAudit.Of(folder.PathOf("till.db-aside-1")).Receipts.Count);
                else
                    Assert.Equal(Sales, numbers.Count);
            });
    }

    [Fact]
    public async Task D9_a_power_cut_while_a_damaged_file_is_salvaged_costs_nothing_but_what_was_damaged()
    {
        await TestShop.CreateAsync(DatabasePath, _time);
        await using (var till = await TestShop.OpenAsync(DatabasePath, _time))
            await SellAsync(till, Sales);
        using (var connection = Store.OpenPlain(DatabasePath))
            Store.Execute(connection, "UPDATE journal SET body = x'00' WHERE seq = (SELECT seq FROM receipt WHERE number = 1003)");
        var damaged = await File.ReadAllBytesAsync(DatabasePath);

        await CutEverywhereAsync(
            static () => Task.CompletedTask, // The start itself does it.
            (folder, numbers, _) =>
            {
                Assert.Equal(Sales, numbers.Count);
                Assert.Equal(damaged, File.ReadAllBytes(folder.PathOf("till.db-aside-1")));
            });
    }

    public void Dispose() => _folder.Dispose();

    /// <param name="exchange">Replaces the database; then a till is started and sells.</param>
    /// <param name="check">Looks at the folder, and at the numbers without a tag, after a till was started on what a cut has left; hears whether the exchange was done before it.</param>
    private async Task CutEverywhereAsync(Func<Task> exchange, Action<TemporaryFolder, IReadOnlyList<string>, bool> check)
    {
        var image = DiskImage.Of(_folder.PathOf());
        var (exchanged, sold) = (0, new List<(int Moment, string Number)>());
        using (DiskVfs.Mount(_folder.PathOf(), _disk))
        {
            await exchange();
            exchanged = _disk.Operations.Count;
            await using var till = await TestShop.OpenAsync(DatabasePath, _time);
            for (var sale = 0; sale < 2; sale++)
            {
                var receipt = (await TestShop.PayAsync(till, TestShop.RingUp(till))).Value;
                sold.Add((_disk.Operations.Count, receipt.Number));
            }
        }

        var (random, states) = (new Random(Seed), 0);
        for (var moment = 0; moment <= sold[^1].Moment; moment++)
        {
            if (moment > 0)
                image.Apply(_disk.Operations[moment - 1]);
            foreach (var cut in new[] { PowerCut.Loses, PowerCut.Keeps, PowerCut.Tears, PowerCut.Tears })
            {
                // Renames are few, and what this is about.
                var isRename = moment > 0 && _disk.Operations[moment - 1].Kind == DiskOperationKind.Rename;
                if (!ReliabilityScale.IsFull && !isRename && random.Next(24) != 0)
                    continue;
                await LookAsync(image, moment, cut, random, [.. sold.Where(sale => sale.Moment <= moment).Select(static sale => sale.Number)],
                    (folder, numbers) => check(folder, numbers, exchanged > 0 && moment >= exchanged));
                states++;
            }
        }

        output.WriteLine($"Seed {Seed}: {states} states of {_disk.Operations.Count} operations, {_disk.Operations.Count(static operation => operation.Kind == DiskOperationKind.Rename)} of them renames.");
        Assert.Contains(_disk.Operations, static operation => operation is { Kind: DiskOperationKind.Rename, Target: "till.db" });
    }

    private static async Task LookAsync(
        DiskImage image, int moment, PowerCut cut, Random random, IReadOnlyList<string> acknowledged, Action<TemporaryFolder, IReadOnlyList<string>> check)
    {
        using var folder = new TemporaryFolder();
        image.Restore(folder.PathOf(), cut, random);
        try
        {
            List<string> numbers;
            await using (var till = await TestShop.OpenAsync(folder.PathOf("till.db"), new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 8, 0, 0, TimeSpan.Zero))))
            {
                numbers = [.. (await till.Receipts.ListAsync(new ReceiptQuery { Limit = 500 })).Value.Select(static receipt => receipt.Number)];
                Assert.True((await till.Journal.VerifyAsync()).IsValid);
                var next = (await TestShop.PayAsync(till, TestShop.RingUp(till))).Value.Number;
                Assert.DoesNotContain(next, numbers);
            }

            Assert.Distinct(numbers);
            Assert.Empty(acknowledged.Except(numbers));
            check(folder, [.. numbers.Where(static number => number.Count(static letter => letter == '-') == 1)]);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"A power cut after operation {moment} that {cut} what was not synced: {e.Message}", e);
        }
    }

    private static async Task SellAsync(IPosEngine till, int sales)
    {
        for (var sale = 0; sale < sales; sale++)
            (await TestShop.PayAsync(till, TestShop.RingUp(till, 1 + sale))).EnsureDone();
    }
}
