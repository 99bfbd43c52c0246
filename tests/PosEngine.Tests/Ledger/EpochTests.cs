using System.Text.RegularExpressions;
using PosEngine.Journal;
using PosEngine.Storage;
using PosEngine.Support;
using PosEngine.Sync;

namespace PosEngine.Ledger;

/// <summary>A till whose database may have a twin goes on in an epoch of its own, and gives no number out that it could know of.</summary>
public sealed class EpochTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string HeadPath => _folder.PathOf("till.head");

    private string BackupPath => _folder.PathOf("backup.db");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task D8_an_old_image_put_back_is_noticed_offline_by_the_head_file_and_only_by_it(bool hasHeadFile)
    {
        await using var till = await TillHost.ReadyAsync(options => options.HeadFilePath = hasHeadFile ? HeadPath : null);
        till.GoOffline();
        await SellAndPutBackAsync(till, salesBefore: 2, salesAfter: 3);

        await till.StartAsync();
        await till.SignInAsync();

        var number = (await till.SellAsync()).Number;
        if (hasHeadFile)
            Assert.Matches(Tagged(1001), number);
        else
            Assert.Equal("1-1003", number); // As it had already been printed: nobody can know yet.
        Assert.Equal(hasHeadFile ? ["restored"] : [], await ReasonsAsync(till));
        Assert.True((await till.Pos.Journal.VerifyAsync()).IsValid);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    public async Task D8_an_old_image_put_back_is_noticed_at_the_handshake_and_both_histories_are_kept(int offlineSales)
    {
        await using var till = await TillHost.ReadyAsync();
        await SellAndPutBackAsync(till, salesBefore: 2, salesAfter: 3);
        till.GoOffline();
        await till.StartAsync();
        await till.SignInAsync();
        for (var i = 0; i < offlineSales; i++)
            await till.SellAsync();

        till.GoOnline();
        var number = (await till.SellAsync()).Number;

        Assert.Matches(Tagged(1001), number);
        AssertSettled(till);
        await AssertDeliveredByEpochAsync(till);
        Assert.Equal(2 + 3 + offlineSales + 1, till.BackOffice.BodiesOf(till.Pos.Device.Id, EntryKinds.Receipt).Length);
    }

    [Fact]
    public async Task D8_a_backup_that_is_restored_begins_a_tagged_epoch_and_the_old_database_is_kept()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.SellAsync();
        var backup = await till.Pos.Storage.BackupAsync(BackupPath);
        Assert.Equal((BackupPath, till.Pos.Journal.Head.Value, new FileInfo(BackupPath).Length), (backup.Path, backup.Through, backup.Bytes));
        till.GoOffline();
        await till.SellAsync();
        Assert.Throws<StoreInUseException>(() => PosDatabase.Restore(BackupPath, till.DatabasePath));
        await till.Pos.DisposeAsync();
        var before = await File.ReadAllBytesAsync(till.DatabasePath);

        var aside = PosDatabase.Restore(BackupPath, till.DatabasePath);
        await till.StartAsync();
        await till.SignInAsync();

        Assert.Equal(before, await File.ReadAllBytesAsync(aside!));
        Assert.Matches(Tagged(1001), (await till.SellAsync()).Number);
        Assert.Equal(["backup"], await ReasonsAsync(till));
        await till.RestartAsync();
        await till.SignInAsync();
        Assert.Matches(Tagged(1002), (await till.SellAsync()).Number); // The mark counts once.
        till.GoOnline();
        AssertSettled(till);
        await AssertDeliveredByEpochAsync(till);
    }

    [Fact]
    public async Task D8_a_backup_is_whole_while_sales_go_on_and_the_till_itself_is_not_marked()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.SellAsync();
        await till.Pos.Storage.BackupAsync(BackupPath);
        await till.SellAsync();
        await till.Pos.Storage.BackupAsync(BackupPath); // Replaces the first.

        Assert.Equal("1-1003", (await till.SellAsync()).Number);
        await till.RestartAsync();
        Assert.Empty(await ReasonsAsync(till));
        Assert.Equal(["1-1001", "1-1002"], JournalAudit.Of(BackupPath).Numbers);
        Assert.Equal([BackupPath], Directory.GetFiles(Path.GetDirectoryName(BackupPath)!));
    }

    [Fact]
    public async Task D8_the_log_of_an_older_copy_is_not_taken_for_that_of_the_backup_in_its_place()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.SellAsync();
        File.Copy(till.DatabasePath, BackupPath);
        File.Copy(till.DatabasePath + "-wal", BackupPath + "-wal");
        await till.SellAsync();

        await till.Pos.Storage.BackupAsync(BackupPath);

        Assert.Equal(["1-1001", "1-1002"], JournalAudit.Of(BackupPath).Numbers);
        Assert.Equal([BackupPath], Directory.GetFiles(Path.GetDirectoryName(BackupPath)!));
    }

    [Fact]
    public async Task A_backup_that_cannot_be_written_leaves_the_old_one_and_says_so()
    {
        await using var till = await TillHost.ReadyAsync();

        var failed = await Assert.ThrowsAsync<BackupFailedException>(() => till.Pos.Storage.BackupAsync(_folder.PathOf("missing", "backup.db")));

        Assert.Equal(_folder.PathOf("missing", "backup.db"), failed.Path);
        await till.SellAsync();
    }

    [Theory]
    [InlineData("not a database at all, but long enough to be mistaken for one")]
    [InlineData("")]
    public async Task A_file_that_is_no_backup_is_not_restored(string content)
    {
        await using var till = await TillHost.ReadyAsync();
        await till.Pos.DisposeAsync();
        await File.WriteAllTextAsync(BackupPath, content);

        Assert.Throws<StoreUnusableException>(() => PosDatabase.Restore(BackupPath, till.DatabasePath));

        await till.StartAsync();
        Assert.Empty(await ReasonsAsync(till));
    }

    [Fact]
    public async Task S4_two_copies_of_one_till_that_both_sell_end_with_both_histories_at_the_back_office()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.SellAsync();
        await till.Pos.DisposeAsync();
        var copy = await File.ReadAllBytesAsync(till.DatabasePath);
        await using var twin = new TillHost { Transport = till.BackOffice };
        await File.WriteAllBytesAsync(twin.DatabasePath, copy);
        await till.StartAsync();
        await till.SignInAsync();
        await twin.StartAsync();
        await twin.SignInAsync();

        for (var i = 0; i < 4; i++)
        {
            await till.SellAsync();
            await twin.SellAsync();
        }

        foreach (var one in new[] { till, twin })
        {
            (await one.Pos.Sync.SyncNowAsync()).EnsureDone();
            Assert.Equal(one.Pos.Journal.Head.Value, one.Pos.Journal.Acknowledged.Value);
            await AssertDeliveredByEpochAsync(one, till.BackOffice);
        }

        Assert.Equal(9, till.BackOffice.BodiesOf(till.Pos.Device.Id, EntryKinds.Receipt).Length);
    }

    [Fact]
    public async Task S4_receipts_of_every_epoch_are_found_by_the_number_on_their_paper()
    {
        await using var till = await TillHost.ReadyAsync();
        await SellAndPutBackAsync(till, salesBefore: 2, salesAfter: 3);
        till.GoOffline();
        await till.StartAsync();
        await till.SignInAsync();
        var numbers = new List<string> { (await till.SellAsync()).Number, (await till.SellAsync()).Number };
        till.GoOnline();
        numbers.Add((await till.SellAsync()).Number);
        numbers.AddRange("1-1001", "1-1002");

        foreach (var number in numbers)
            Assert.Equal(number, (await till.Pos.Receipts.FindByNumberAsync(number)).Value.Number);
        Assert.Equal(numbers.Order(), (await till.Pos.Receipts.ListAsync()).Value.Select(static receipt => receipt.Number).Order());
    }

    [Fact]
    public async Task S11_a_till_whose_number_is_taken_goes_on_selling_under_a_tag()
    {
        await using var till = new TillHost();
        var wire = new InterceptedBackOffice(till.BackOffice);
        till.Transport = wire;
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(1))).EnsureDone();
        wire.OnConnect = (_, _) => Task.FromException<BackOfficeHead>(new BackOfficeException(BackOfficeError.DeviceNumberTaken, "taken") { WasReached = true });
        await till.RestartAsync();
        await till.SignInAsync();

        Assert.Matches(Tagged(1001), (await till.SellAsync()).Number);
        await till.RestartAsync();
        Assert.Equal(["device_number_taken"], await ReasonsAsync(till)); // Once is enough.
        Assert.Equal(SyncPhase.Forked, till.Pos.Sync.Status.Value.Phase);
    }

    [Fact]
    public async Task A_head_file_that_cannot_be_read_or_written_stops_nobody()
    {
        await using var till = await TillHost.ReadyAsync(options => options.HeadFilePath = HeadPath);
        await till.SellAsync();
        await till.Pos.DisposeAsync();
        await File.WriteAllTextAsync(HeadPath, "{\"Devi");
        await till.StartAsync();
        await till.SignInAsync();
        File.Delete(HeadPath);
        Directory.CreateDirectory(HeadPath);

        Assert.Equal("1-1002", (await till.SellAsync()).Number);
        await till.RestartAsync();
        Assert.Empty(await ReasonsAsync(till));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task D8_a_database_that_is_not_there_is_not_begun_anew_while_its_head_file_remembers_it(bool isEmpty)
    {
        await using var till = await TillHost.ReadyAsync(options => options.HeadFilePath = HeadPath);
        await till.SellAsync();
        await till.Pos.DisposeAsync();
        var away = _folder.PathOf("away.db");
        File.Move(till.DatabasePath, away);
        if (isEmpty)
            await File.WriteAllBytesAsync(till.DatabasePath, []);

        var refused = await Assert.ThrowsAsync<StoreUnusableException>(till.StartAsync);

        Assert.Equal(StoreProblem.Missing, refused.Problem);
        Assert.Contains(HeadPath, refused.Message);
        Assert.Equal(isEmpty, File.Exists(till.DatabasePath));
        File.Move(away, till.DatabasePath, overwrite: true);
        await till.StartAsync();
        await till.SignInAsync();
        Assert.Equal("1-1002", (await till.SellAsync()).Number);
    }

    [Fact]
    public async Task D8_who_deletes_the_head_file_too_begins_anew()
    {
        await using var till = await TillHost.ReadyAsync(options => options.HeadFilePath = HeadPath);
        await till.Pos.DisposeAsync();
        File.Delete(till.DatabasePath);
        File.Delete(HeadPath);
        till.GoOffline(); // The back office would notice two tills of one number.

        await till.StartAsync();

        Assert.Equal(1, (await till.Pos.Health.CheckAsync()).Epochs);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A day goes on, and in the end the disk is what it was in the middle of it.</summary>
    private static async Task SellAndPutBackAsync(TillHost till, int salesBefore, int salesAfter)
    {
        for (var i = 0; i < salesBefore; i++)
            await till.SellAsync();
        await till.RestartAsync();
        await till.Pos.DisposeAsync();
        var image = await File.ReadAllBytesAsync(till.DatabasePath);
        await till.StartAsync();
        await till.SignInAsync();
        for (var i = 0; i < salesAfter; i++)
            await till.SellAsync();
        await till.Pos.DisposeAsync();
        await File.WriteAllBytesAsync(till.DatabasePath, image);
    }

    private static void AssertSettled(TillHost till) => Assert.Equal(new SyncStatus(SyncPhase.Idle, 0), till.Pos.Sync.Status.Value);

    /// <summary>Every entry of the till is at the back office in its epoch, to the byte.</summary>
    private static async Task AssertDeliveredByEpochAsync(TillHost till, LoopbackBackOffice? office = null)
    {
        var identity = till.Ledger().Identity;
        await foreach (var entry in till.Pos.Journal.ReadAsync())
        {
            var there = (office ?? till.BackOffice).EntriesOf(identity.Id, identity.EpochOf(entry.Sequence).Journal.Id).Single(other => other.Sequence == entry.Sequence);
            Assert.True(entry.Hash.Span.SequenceEqual(there.Hash.Span) && entry.Body.Span.SequenceEqual(there.Body.Span));
        }

        Assert.True((await till.Pos.Journal.VerifyAsync()).IsValid);
    }

    private static async Task<IEnumerable<string>> ReasonsAsync(TillHost till) =>
        (await till.EntriesAsync(EntryKinds.EpochBegun)).Select(static body => body.GetProperty("data").GetProperty("reason").GetString()!);

    private static Regex Tagged(int number) => new($"^1-[{Letters}]{{4}}-{number}$");

    private const string Letters = "23456789BCDFGHJKMNPQRSTVWXYZ";
}
