using PosEngine.Reliability.Crash;
using PosEngine.Reliability.Vfs;
using PosEngine.Storage;

namespace PosEngine.Reliability.Faults;

/// <summary>No room, a disk that became read-only, a drive that cannot do what is needed: the till says so, and sells on by itself when it can.</summary>
public sealed class UnusableDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string DatabasePath => _folder.PathOf("till.db");

    [Fact]
    public async Task A_disk_that_is_full_is_told_and_selling_goes_on_by_itself_once_there_is_room()
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        var path = disk.PathOf("till.db");
        await TestShop.CreateAsync(path);
        await using var till = await TestShop.OpenAsync(path);
        var (sold, ticket, fillers) = (new HashSet<string>(), TestShop.RingUp(till), new List<string>());
        string? code;
        do
        {
            // A log that is written back leaves its room to the next sale: it is taken as well, until nothing is left.
            Assert.InRange(fillers.Count, 0, 50);
            fillers.Add(disk.Fill($"filler-{fillers.Count}"));
            code = (await TestShop.PayAsync(till, ticket)).TryGet(out var receipt, out var refusal) ? null : refusal.Code;
            if (receipt is null)
                continue;
            sold.Add(receipt.Number);
            ticket = TestShop.RingUp(till);
        }
        while (code != RefusalCodes.StoreFull);
        fillers.ForEach(File.Delete);

        sold.Add((await TestShop.PayAsync(till, ticket)).Value.Number);
        Assert.Equal(sold.Order(), (await till.Receipts.ListAsync()).Value.Select(static listed => listed.Number).Order());
    }

    [Fact]
    public async Task A_database_on_a_read_only_disk_is_refused_with_what_to_do_and_opens_when_it_can_be_written()
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        var path = disk.PathOf("till.db");
        await TestShop.CreateAsync(path);
        Assert.True(disk.TryMakeReadOnly());

        var refused = await Assert.ThrowsAsync<StoreUnusableException>(() => TestShop.OpenAsync(path));
        Assert.Equal(StoreProblem.NotAccessible, refused.Problem);
        Assert.Contains("read-only", refused.Message);

        disk.MakeWritable();
        await using var till = await TestShop.OpenAsync(path);
        Assert.Equal("1-1001", (await TestShop.PayAsync(till, TestShop.RingUp(till))).Value.Number);
    }

    [Fact]
    public async Task A_till_under_which_the_disk_became_read_only_says_so_and_sells_on_when_it_can_be_written()
    {
        var disk = new LimitedDisk();
        using var mounted = DiskVfs.Mount(_folder.PathOf(), disk);
        await TestShop.CreateAsync(DatabasePath);
        await using var till = await TestShop.OpenAsync(DatabasePath);
        (await TestShop.PayAsync(till, TestShop.RingUp(till))).EnsureDone();
        var ticket = TestShop.RingUp(till);
        disk.IsReadOnly = true;

        Assert.Equal(PosOutcome.Unknown, (await TestShop.PayAsync(till, ticket)).Outcome);
        Assert.Equal(RefusalCodes.StoreReadOnly, (await TestShop.PayAsync(till, TestShop.RingUp(till))).Refusal!.Code);
        Assert.Equal(PosOutcome.Unknown, (await TestShop.PayAsync(till, ticket)).Outcome);
        Assert.Equal("1-1001", Assert.Single((await till.Receipts.ListAsync()).Value).Number);
        disk.IsReadOnly = false;

        Assert.Equal("1-1002", (await TestShop.PayAsync(till, ticket)).Value.Number);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_place_without_shared_memory_is_refused_as_it_cannot_keep_a_log(bool isThereAlready)
    {
        if (isThereAlready)
            await TestShop.CreateAsync(DatabasePath);
        using var mounted = DiskVfs.Mount(_folder.PathOf(), new LimitedDisk { HasSharedMemory = false });

        var refused = await Assert.ThrowsAsync<StoreUnusableException>(() => TestShop.OpenAsync(DatabasePath));

        Assert.Equal(StoreProblem.NotAccessible, refused.Problem);
        Assert.Contains(DatabasePath, refused.Message);
        Assert.True(isThereAlready || refused.Message.Contains("network drive", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();
}
