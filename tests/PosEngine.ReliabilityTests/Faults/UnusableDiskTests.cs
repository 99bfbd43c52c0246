using Microsoft.Extensions.Time.Testing;
using PosEngine.Health;
using PosEngine.Receipts;
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

    public static TheoryData<Exception, string> Reasons => new()
    {
        { new IOException("Disk quota exceeded", OperatingSystem.IsLinux() ? 122 : 69), RefusalCodes.StoreFull },
        { new IOException("Disk quota exceeded", unchecked((int)0x8007050F)), RefusalCodes.StoreFull },
        { new UnauthorizedAccessException("Permission denied"), RefusalCodes.StoreReadOnly },
        { new DirectoryNotFoundException("The card is out."), RefusalCodes.StoreMissing },
        { new IOException("Input/output error", 5), RefusalCodes.StoreUnavailable },
    };

    [Theory]
    [MemberData(nameof(Reasons), DisableDiscoveryEnumeration = true)]
    public async Task What_the_system_says_is_wrong_is_told_no_money_is_taken_and_the_till_is_well_by_itself(Exception reason, string code)
    {
        var disk = new LimitedDisk();
        using var mounted = DiskVfs.Mount(_folder.PathOf(), disk);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 27, 8, 0, 0, TimeSpan.Zero));
        await TestShop.CreateAsync(DatabasePath, time);
        await using var till = await TestShop.OpenAsync(DatabasePath, time);
        (await TestShop.PayAsync(till, TestShop.RingUp(till))).EnsureDone();
        var (first, second) = (TestShop.RingUp(till), TestShop.RingUp(till));
        disk.Reason = reason;

        Assert.Equal(PosOutcome.Unknown, (await TestShop.PayAsync(till, first)).Outcome);
        Assert.Equal(code, (await TestShop.PayAsync(till, second)).Refusal!.Code);
        Assert.Equal(code, till.Checkout.Begin(second).Refusal!.Code);
        Assert.Equal((HealthStatus.Unhealthy, HealthCodes.StoreFailing), (till.Health.Current.Value!.Status, till.Health.Current.Value.Problems[0]));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(code, till.Checkout.Begin(second).Refusal!.Code);
        disk.Reason = null;
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(HealthStatus.Healthy, till.Health.Current.Value.Status);
        till.Checkout.Begin(second).EnsureDone();
        Assert.Equal("1-1002", (await TestShop.PayAsync(till, first)).Value.Number);
        Assert.True((await till.Journal.VerifyAsync()).IsValid);
    }

    [Fact]
    public async Task A_database_that_is_carried_away_is_told_and_found_again_where_it_belongs()
    {
        var folder = Directory.CreateDirectory(_folder.PathOf("card")).FullName;
        var path = Path.Combine(folder, "till.db");
        await TestShop.CreateAsync(path);
        await using var till = await TestShop.OpenAsync(path);
        (await TestShop.PayAsync(till, TestShop.RingUp(till))).EnsureDone();
        var ticket = TestShop.RingUp(till);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Nobody carries away what is open there.");
        Directory.Move(folder, folder + "-away");

        Assert.Equal(RefusalCodes.StoreMissing, (await TestShop.PayAsync(till, ticket)).Refusal!.Code);
        Assert.Equal(RefusalCodes.StoreMissing, till.Checkout.Begin(ticket).Refusal!.Code);
        Assert.Equal(HealthCodes.StoreFailing, (await till.Health.CheckAsync()).Problems[0]);
        Assert.False(Directory.Exists(folder));
        Directory.Move(folder + "-away", folder);

        Assert.Equal("1-1002", (await TestShop.PayAsync(till, ticket)).Value.Number);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task D8_a_disk_that_comes_back_as_it_was_before_gives_no_number_out_again(bool isAnothers)
    {
        var disk = new LimitedDisk();
        using var mounted = DiskVfs.Mount(_folder.PathOf(), disk);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 27, 8, 0, 0, TimeSpan.Zero));
        await TestShop.CreateAsync(DatabasePath, time);
        var image = await File.ReadAllBytesAsync(DatabasePath);
        using var other = new TemporaryFolder();
        await TestShop.CreateAsync(other.PathOf("other.db"), time);
        await using var till = await TestShop.OpenAsync(DatabasePath, time);
        (await TestShop.PayAsync(till, TestShop.RingUp(till))).EnsureDone();
        var ticket = TestShop.RingUp(till);
        disk.Reason = new DirectoryNotFoundException("The card is out.");
        Assert.Equal(PosOutcome.Unknown, (await TestShop.PayAsync(till, ticket)).Outcome);
        File.Delete(DatabasePath + "-wal");
        File.Delete(DatabasePath + "-shm");
        await File.WriteAllBytesAsync(DatabasePath, isAnothers ? await File.ReadAllBytesAsync(other.PathOf("other.db")) : image);
        disk.Reason = null;
        time.Advance(TimeSpan.FromSeconds(2));

        if (isAnothers)
        {
            Assert.Equal(HealthCodes.StoreFailing, till.Health.Current.Value!.Problems[0]);
            Assert.Equal(RefusalCodes.StoreMissing, till.Checkout.Begin(TestShop.RingUp(till)).Refusal!.Code);
            return;
        }

        (await TestShop.SignInAsync(till)).EnsureDone();
        if (till.Shifts.Current.Value is null)
            (await till.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        Assert.Matches("^1-....-1001$", (await TestShop.PayAsync(till, ticket)).Value.Number);
        Assert.True((await till.Journal.VerifyAsync()).IsValid);
    }

    [Fact]
    public async Task D4_refunds_of_unknown_outcome_stay_the_same_ones_whatever_else_is_refunded_meanwhile()
    {
        var disk = new LimitedDisk();
        using var mounted = DiskVfs.Mount(_folder.PathOf(), disk);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 27, 8, 0, 0, TimeSpan.Zero));
        await TestShop.CreateAsync(DatabasePath, time);
        await using var till = await TestShop.OpenAsync(DatabasePath, time);
        var (first, second) = ((await TestShop.PayAsync(till, TestShop.RingUp(till, 3))).Value, (await TestShop.PayAsync(till, TestShop.RingUp(till))).Value);
        RefundRequest one = new() { ReceiptId = first.Id, Lines = [new(first.Lines[0].Id, Quantity.One)] };
        disk.Reason = new IOException("No room", unchecked((int)0x80070070)); // It can still be read.
        var unknown = await till.Receipts.RefundAsync(one);
        Assert.Equal(PosOutcome.Unknown, unknown.Outcome);
        Assert.Equal(unknown.UnknownReceipt, (await till.Receipts.RefundAsync(one)).UnknownReceipt);
        disk.Reason = null;
        time.Advance(TimeSpan.FromSeconds(2));

        (await till.Receipts.RefundAsync(new() { ReceiptId = second.Id })).EnsureDone();

        Assert.Equal(unknown.UnknownReceipt, (await till.Receipts.RefundAsync(one)).Value.Id);
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
