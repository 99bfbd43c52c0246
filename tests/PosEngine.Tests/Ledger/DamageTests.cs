using CsCheck;
using PosEngine.Journal;
using PosEngine.Storage;
using PosEngine.Support;

namespace PosEngine.Ledger;

/// <summary>Damage is found. What becomes of it is in <see cref="SalvageTests"/>.</summary>
public sealed class DamageTests
{
    [Fact]
    public async Task D3_a_receipt_that_was_changed_is_not_shown()
    {
        await using var till = await TillHost.ReadyAsync();
        var receipt = await till.SellAsync();
        Assert.Equal(receipt.Number, (await till.Pos.Receipts.GetAsync(receipt.Id)).Value.Number);
        Sql.Run(till.DatabasePath, $"UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), '{receipt.Number}', '1-9999') AS BLOB) WHERE kind = 'receipt'");

        var damaged = await Assert.ThrowsAsync<StoreUnusableException>(() => till.Pos.Receipts.GetAsync(receipt.Id));

        Assert.Equal((StoreProblem.Damaged, till.DatabasePath), (damaged.Problem, damaged.Path));
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

    private static async Task<TillHost> SoldAsync()
    {
        var till = await TillHost.ReadyAsync();
        till.GoOffline();
        await till.SellAsync();
        await till.SellAsync();
        (await till.Pos.Shifts.PayInAsync(Money.Of(1), "after the last sale")).EnsureDone();
        await till.Pos.DisposeAsync();
        return till;
    }
}
