using PosEngine.Journal;
using PosEngine.Storage;
using PosEngine.Support;
using PosEngine.Sync;

namespace PosEngine.Ledger;

/// <summary>A till whose database was damaged goes on with everything that can be read, and says what cannot.</summary>
public sealed class SalvageTests
{
    private const string SecondReceipt = "(SELECT seq FROM receipt WHERE number = 1002)";

    [Theory]
    [InlineData($"UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), '1-1002', '1-1003') AS BLOB) WHERE seq = {SecondReceipt}", true)]
    [InlineData($"UPDATE journal SET hash = zeroblob(32) WHERE seq = {SecondReceipt}", false)]
    [InlineData($"UPDATE journal SET body = x'' WHERE seq = {SecondReceipt}", true)]
    [InlineData($"DELETE FROM journal WHERE seq = {SecondReceipt}", true)]
    [InlineData($"DELETE FROM journal WHERE seq = {SecondReceipt} + 1", false)]
    [InlineData($"UPDATE receipt SET number = 1009 WHERE number = 1003", false)]
    public async Task D9_a_damaged_entry_that_nobody_else_has_costs_that_entry_and_no_other(string damage, bool isReceiptLost)
    {
        await using var till = await SoldAsync(sales: 3);
        var bodies = Bodies(till.DatabasePath);
        var receipts = ReceiptIds(till.DatabasePath);
        Assert.Equal(1, Sql.Run(till.DatabasePath, damage));
        var damaged = await File.ReadAllBytesAsync(till.DatabasePath);

        await till.StartAsync();
        await till.SignInAsync();

        Assert.Equal(damaged, await File.ReadAllBytesAsync(till.DatabasePath + "-aside-1"));
        Assert.True((await till.Pos.Journal.VerifyAsync()).IsValid);
        Assert.Equal("damage", Assert.Single(await till.EntriesAsync(EntryKinds.EpochBegun)).GetProperty("data").GetProperty("reason").GetString());
        var kept = Bodies(till.DatabasePath);
        Assert.InRange(bodies.Count(body => !kept.Contains(body)), 0, 1);
        foreach (var (number, id) in receipts)
        {
            var receipt = await till.Pos.Receipts.GetAsync(id);
            Assert.Equal(number == 1002 && isReceiptLost ? RefusalCodes.ReceiptArchived : null, receipt.Refusal?.Code);
        }

        Assert.Equal(["1-1003", "1-1002", "1-1001"], (await till.Pos.Receipts.ListAsync()).Value.Select(static receipt => receipt.Number));
        Assert.Matches("^1-[A-Z0-9]{4}-1001$", (await till.SellAsync()).Number);
        till.GoOnline();
        Assert.Equal(new SyncStatus(SyncPhase.Idle, 0), till.Pos.Sync.Status.Value);
        Assert.Equal(isReceiptLost ? 3 : 4, till.BackOffice.BodiesOf(till.Pos.Device.Id, EntryKinds.Receipt).Length);
    }

    [Fact]
    public async Task D9_the_lost_range_is_declared()
    {
        await using var till = await SoldAsync(sales: 3);
        var sequence = Sql.Read<long>(till.DatabasePath, $"SELECT {SecondReceipt}");
        Sql.Run(till.DatabasePath, $"DELETE FROM journal WHERE seq BETWEEN {sequence} AND {sequence} + 1");

        await till.StartAsync();

        var lost = Assert.Single((await till.EntriesAsync(EntryKinds.EpochBegun)).Single().GetProperty("data").GetProperty("lost").EnumerateArray());
        Assert.Equal((sequence, sequence + 1), (lost.GetProperty("first").GetInt64(), lost.GetProperty("last").GetInt64()));
        Assert.Equal(2, (await till.EntriesAsync(EntryKinds.EntryLost)).Count);
    }

    [Theory]
    [InlineData($"DELETE FROM journal WHERE seq = {SecondReceipt}")]
    [InlineData($"UPDATE journal SET body = x'00' WHERE seq = {SecondReceipt}")]
    [InlineData($"DELETE FROM journal WHERE seq >= {SecondReceipt}")]
    public async Task D9_entries_that_the_back_office_has_are_no_loss_to_anybody(string damage)
    {
        await using var till = await SoldAsync(sales: 3, isOffline: false);
        var had = till.BackOffice.EntriesOf(till.Pos.Device.Id).Length;
        Sql.Run(till.DatabasePath, damage);
        await till.StartAsync();
        await till.SignInAsync();

        Assert.Matches("^1-[A-Z0-9]{4}-1001$", (await till.SellAsync()).Number);

        Assert.Equal(new SyncStatus(SyncPhase.Idle, 0), till.Pos.Sync.Status.Value);
        Assert.Equal(4, till.BackOffice.BodiesOf(till.Pos.Device.Id, EntryKinds.Receipt).Distinct().Count());
        Assert.True(till.BackOffice.EntriesOf(till.Pos.Device.Id).Length > had);
        Assert.True((await till.Pos.Journal.VerifyAsync()).IsValid);
        await till.RestartAsync();
        Assert.Single(await till.EntriesAsync(EntryKinds.EpochBegun)); // Once mended it stays mended.
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task D2_a_journal_that_lost_its_end_gives_no_number_out_again(bool isStateSaved)
    {
        await using var till = await SoldAsync(sales: 2);
        if (isStateSaved)
        {
            await using var host = await LedgerHost.StartAsync(till.DatabasePath);
            host.Ledger.SaveState();
        }

        Sql.Run(till.DatabasePath, "DELETE FROM journal WHERE seq >= (SELECT max(seq) FROM receipt)");

        await till.StartAsync();
        await till.SignInAsync();
        Assert.Matches("^1-[A-Z0-9]{4}-1001$", (await till.SellAsync()).Number);
    }

    [Fact]
    public async Task An_entry_with_the_right_hash_that_makes_no_sense_is_not_sold_upon_and_nothing_is_changed()
    {
        await using var till = await SoldAsync(sales: 2);
        var last = Sql.Rows(till.DatabasePath, "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1").Single();
        var body = "{\"kind\":\"receipt\"}"u8.ToArray();
        var hash = new byte[HashChain.HashSize];
        HashChain.Next((byte[])last[1], (long)last[0] + 1, body, hash);
        Sql.Run(till.DatabasePath, "INSERT INTO journal VALUES ($seq, 'receipt', 0, $body, $hash)", ("$seq", (long)last[0] + 1), ("$body", body), ("$hash", hash));
        var before = await File.ReadAllBytesAsync(till.DatabasePath);

        for (var i = 0; i < 2; i++)
        {
            var refused = await Assert.ThrowsAsync<StoreUnusableException>(till.StartAsync);
            Assert.Equal(StoreProblem.Damaged, refused.Problem);
            Assert.Contains($"entry {(long)last[0] + 1};", refused.Message, StringComparison.Ordinal);
            await till.Pos.DisposeAsync();
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(till.DatabasePath));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(till.DatabasePath)!, "till.db-aside*"));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(till.DatabasePath)!, "till.db-next*"));
    }

    [Fact]
    public async Task D9_two_hundred_flips_of_bits_each_end_in_a_clear_state_with_what_is_readable()
    {
        await using var till = await SoldAsync(sales: 60);
        var sound = await File.ReadAllBytesAsync(till.DatabasePath);
        var (random, salvaged, refused) = (new Random(9), 0, 0);
        for (var i = 0; i < 200; i++)
        {
            using var folder = new TemporaryFolder();
            var path = folder.PathOf("till.db");
            var damaged = sound.ToArray();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(path, damaged);
            await using var other = new TillHost(options => options.DatabasePath = path);
            try
            {
                await other.StartAsync();
            }
            catch (StoreUnusableException)
            {
                Assert.Equal(damaged, await File.ReadAllBytesAsync(path));
                refused++;
                continue;
            }

            var verification = await other.Pos.Journal.VerifyAsync();
            if (File.Exists(path + "-aside-1"))
            {
                Assert.Equal(damaged, await File.ReadAllBytesAsync(path + "-aside-1"));
                Assert.InRange((await other.EntriesAsync(EntryKinds.Receipt)).Count, 40, 60); // One page of entries at the most.
                salvaged++;
            }

            Assert.True(verification.IsValid);
            await other.Ledger().OnWriterAsync(static transaction => transaction.Append(new StoreRecovered("the books go on"), null));
        }

        Assert.InRange(salvaged, 20, 200);
        Assert.InRange(refused, 0, 10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(20)]
    public async Task D9_a_file_that_was_cut_short_is_salvaged_or_refused_untouched(int pages)
    {
        await using var till = await SoldAsync(sales: 60);
        await using (var file = File.OpenWrite(till.DatabasePath))
            file.SetLength(file.Length - (pages * 4_096));
        var damaged = await File.ReadAllBytesAsync(till.DatabasePath);

        try
        {
            await till.StartAsync();
            Assert.True((await till.Pos.Journal.VerifyAsync()).IsValid);
        }
        catch (StoreUnusableException)
        {
            await till.Pos.DisposeAsync();
            Assert.Equal(damaged, await File.ReadAllBytesAsync(till.DatabasePath));
        }
    }

    [Theory]
    [InlineData(0, 16)] // The name of the format.
    [InlineData(16, 2)] // The size of a page.
    [InlineData(68, 4)] // Whose file it is.
    [InlineData(0, 100)]
    public async Task D9_a_file_whose_header_is_damaged_is_still_ours_and_loses_nothing(int place, int length)
    {
        await using var till = await SoldAsync(sales: 3);
        var bodies = Bodies(till.DatabasePath);
        var damaged = await File.ReadAllBytesAsync(till.DatabasePath);
        damaged.AsSpan(place, length).Fill(0xA5);
        await File.WriteAllBytesAsync(till.DatabasePath, damaged);

        await till.StartAsync();
        await till.SignInAsync();

        Assert.Equal(damaged, await File.ReadAllBytesAsync(till.DatabasePath + "-aside-1"));
        Assert.Equal(bodies, Bodies(till.DatabasePath).Take(bodies.Count));
        Assert.True((await till.Pos.Journal.VerifyAsync()).IsValid);
        Assert.Matches("^1-[A-Z0-9]{4}-1001$", (await till.SellAsync()).Number);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(till.DatabasePath)!, "*-mended*"));
    }

    [Theory]
    [InlineData("UPDATE ticket SET body = x'00'")]
    [InlineData("UPDATE reference SET data = 'x'")]
    [InlineData("UPDATE reference SET data = '{}'")]
    public async Task D9_rows_that_cannot_be_read_are_no_reason_not_to_start(string damage)
    {
        await using var till = await TillHost.ReadyAsync();
        (await till.Pos.Tickets.ParkAsync(till.RingUp(), "table 4")).EnsureDone();
        till.SetReference("settings", "shop", """{ "shop_name": "Café" }""");
        till.SetReference("payment_type", "0193b000-0000-7000-8000-0000000000f1", """{ "id": "0193b000-0000-7000-8000-0000000000f1", "name": "Voucher", "type": "other" }""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        await till.Pos.DisposeAsync();
        Assert.NotEqual(0, Sql.Run(till.DatabasePath, damage));

        await till.StartAsync();

        Assert.Empty(await till.EntriesAsync(EntryKinds.EpochBegun));
    }

    /// <summary>An exchange of files that was interrupted at each of its steps is finished by the next start.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task D9_a_power_cut_while_the_files_are_exchanged_costs_nothing(int stepsDone)
    {
        await using var till = await SoldAsync(sales: 2);
        var path = till.DatabasePath;
        File.Copy(path, path + "-next");
        await File.WriteAllBytesAsync(path + "-wal", new byte[4_096]);
        if (stepsDone > 0)
            File.Move(path + "-wal", path + "-aside-1-wal");
        if (stepsDone > 1)
            File.Move(path, path + "-aside-1");

        await till.StartAsync();
        await till.SignInAsync();

        Assert.Equal("1-1003", (await till.SellAsync()).Number);
        Assert.True(File.Exists(path + "-aside-1") && File.Exists(path + "-aside-1-wal"));
        Assert.False(File.Exists(path + "-next"));
    }

    private static async Task<TillHost> SoldAsync(int sales, bool isOffline = true)
    {
        var till = await TillHost.ReadyAsync();
        if (isOffline)
            till.GoOffline();
        for (var i = 0; i < sales; i++)
        {
            await till.SellAsync();
            (await till.Pos.Shifts.PayInAsync(Money.Of(1), "between the sales")).EnsureDone();
        }

        await till.Pos.DisposeAsync();
        return till;
    }

    private static List<string> Bodies(string path) => [.. Sql.Rows(path, "SELECT CAST(body AS TEXT) FROM journal").Select(static row => (string)row[0])];

    private static List<(long Number, ReceiptId Id)> ReceiptIds(string path) =>
        [.. Sql.Rows(path, "SELECT number, id FROM receipt").Select(static row => ((long)row[0], new ReceiptId(new Guid((byte[])row[1], bigEndian: true))))];
}
