using CsCheck;
using PosEngine.Journal;
using PosEngine.Storage;
using PosEngine.Support;

namespace PosEngine.Ledger;

/// <summary>A journal that was damaged is never sold upon.</summary>
public sealed class DamageTests
{
    [Theory]
    [InlineData("UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), '1-1002', '1-1003') AS BLOB) WHERE seq = (SELECT max(seq) FROM receipt)")]
    [InlineData("UPDATE journal SET hash = zeroblob(32) WHERE seq = (SELECT max(seq) FROM receipt)")]
    [InlineData("DELETE FROM journal WHERE seq = (SELECT max(seq) FROM receipt)")]
    public async Task A_damaged_entry_is_noticed_at_the_start_and_named(string damage)
    {
        await using var till = await SoldAsync();
        var sequence = Sql.Read<long>(till.DatabasePath, "SELECT max(seq) FROM receipt");
        Sql.Run(till.DatabasePath, damage);

        await AssertDamagedAsync(till, $"entry {sequence};");
    }

    [Fact]
    public async Task An_entry_with_the_right_hash_that_makes_no_sense_is_damage_too()
    {
        await using var till = await SoldAsync();
        var last = Sql.Rows(till.DatabasePath, "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1").Single();
        var body = "{\"kind\":\"receipt\"}"u8.ToArray();
        var hash = new byte[HashChain.HashSize];
        HashChain.Next((byte[])last[1], (long)last[0] + 1, body, hash);
        Sql.Run(till.DatabasePath, "INSERT INTO journal VALUES ($seq, 'receipt', 0, $body, $hash)", ("$seq", (long)last[0] + 1), ("$body", body), ("$hash", hash));

        await AssertDamagedAsync(till, $"entry {(long)last[0] + 1};");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task D2_a_journal_that_lost_its_end_gives_no_number_out_again(bool isStateSaved)
    {
        await using var till = await SoldAsync();
        if (isStateSaved)
        {
            await using var host = await LedgerHost.StartAsync(till.DatabasePath);
            host.Ledger.SaveState();
        }

        Sql.Run(till.DatabasePath, "DELETE FROM journal WHERE seq >= (SELECT max(seq) FROM receipt)");

        await AssertDamagedAsync(till, "entry");
    }

    [Fact]
    public async Task A_journal_that_ends_before_what_the_back_office_has_is_damaged()
    {
        await using var till = await SoldAsync(isOffline: false);
        Sql.Run(till.DatabasePath, "DELETE FROM receipt; DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)");

        await AssertDamagedAsync(till, "entry");
    }

    [Fact]
    public async Task D3_verification_finds_a_single_flipped_bit_anywhere()
    {
        await using var till = await TillHost.ReadyAsync();
        for (var i = 0; i < 5; i++)
            await till.SellAsync();
        var (path, head) = (till.DatabasePath, (int)till.Pos.Journal.Head.Value);
        Assert.True((await till.Pos.Journal.VerifyAsync()).IsValid);

        await Gen.Select(Gen.Int[1, head], Gen.Bool, Gen.Int[0, 100_000], Gen.Int[0, 7]).SampleAsync(
            async (sequence, isBody, place, bit) =>
            {
                var column = isBody ? "body" : "hash";
                var sound = Sql.Read<byte[]>(path, $"SELECT {column} FROM journal WHERE seq = {sequence}");
                var damaged = sound.ToArray();
                damaged[place % damaged.Length] ^= (byte)(1 << bit);
                Write(damaged);
                Assert.Equal(sequence, (await till.Pos.Journal.VerifyAsync()).BrokenAt);
                Write(sound);
                Assert.True((await till.Pos.Journal.VerifyAsync()).IsValid);

                void Write(byte[] value) => Sql.Run(path, $"UPDATE journal SET {column} = $value WHERE seq = {sequence}", ("$value", value));
            },
            iter: 40, threads: 1);
    }

    [Theory]
    [InlineData("DELETE FROM journal WHERE seq = 1", 1)]
    [InlineData("DELETE FROM journal WHERE seq = 2", 2)]
    public async Task D3_verification_finds_a_missing_entry(string damage, long at)
    {
        await using var till = await TillHost.ReadyAsync();
        Sql.Run(till.DatabasePath, damage);

        Assert.Equal(new JournalVerification(at - 1, at), await till.Pos.Journal.VerifyAsync());
    }

    [Fact]
    public async Task D3_verification_finds_a_missing_end()
    {
        await using var till = await TillHost.ReadyAsync();
        var head = till.Pos.Journal.Head.Value;
        Sql.Run(till.DatabasePath, $"DELETE FROM journal WHERE seq = {head}");

        Assert.Equal(new JournalVerification(head - 1, head), await till.Pos.Journal.VerifyAsync());
    }

    [Fact]
    public async Task A_file_with_a_damaged_page_starts_or_says_what_is_wrong_and_nothing_else()
    {
        await using var till = await SoldAsync();
        var sound = await File.ReadAllBytesAsync(till.DatabasePath);
        var outcomes = new List<bool>();

        await Gen.Select(Gen.Int[100, sound.Length - 1], Gen.Byte[1, 255], Gen.Int[1, 64]).SampleAsync(
            async (place, mask, length) =>
            {
                var damaged = sound.ToArray();
                for (var i = place; i < Math.Min(place + length, damaged.Length); i++)
                    damaged[i] ^= mask;
                await File.WriteAllBytesAsync(till.DatabasePath, damaged);
                var problem = await StartAsync(till.DatabasePath);
                outcomes.Add(problem is null);
                Assert.True(problem is null or StoreProblem.Damaged or StoreProblem.NotOurs or StoreProblem.TooNew or StoreProblem.OtherDevice, $"{problem}");
            },
            iter: 100, threads: 1);

        Assert.Contains(true, outcomes);
        Assert.Contains(false, outcomes);
    }

    /// <summary>Starts the books alone: they are what must be right.</summary>
    private static async Task<StoreProblem?> StartAsync(string path)
    {
        try
        {
            await using var host = await LedgerHost.StartAsync(path);
            return null;
        }
        catch (StoreUnusableException e)
        {
            return e.Problem;
        }
    }

    private static async Task AssertDamagedAsync(TillHost till, string words)
    {
        var before = await File.ReadAllBytesAsync(till.DatabasePath);

        var refused = await Assert.ThrowsAsync<StoreUnusableException>(till.StartAsync);

        Assert.Equal(StoreProblem.Damaged, refused.Problem);
        Assert.Contains(words, refused.Message);
        Assert.Equal(StoreProblem.Damaged, (await Assert.ThrowsAsync<StoreUnusableException>(till.StartAsync)).Problem);
        await till.Pos.DisposeAsync();
        Assert.Equal(before, await File.ReadAllBytesAsync(till.DatabasePath));
    }

    private static async Task<TillHost> SoldAsync(bool isOffline = true)
    {
        var till = await TillHost.ReadyAsync();
        if (isOffline)
            till.GoOffline();
        await till.SellAsync();
        await till.SellAsync();
        (await till.Pos.Shifts.PayInAsync(Money.Of(1), "after the last sale")).EnsureDone();
        await till.Pos.DisposeAsync();
        return till;
    }
}
