using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using PosEngine.Journal;
using PosEngine.Receipts;
using PosEngine.Reliability.Crash;
using PosEngine.Storage;

namespace PosEngine.Reliability.Faults;

/// <summary>A database with a flipped bit, or without its end. Whatever was hit, the till either says so and leaves the file alone, or everything it shows is true.</summary>
public sealed class DamagedFileTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Seed = 20_261_124;
    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(Seed);
    private readonly List<Receipt> _receipts = [];
    private byte[] _sound = [];

    /// <summary>A till that has sold for a while and was switched off.</summary>
    public async ValueTask InitializeAsync()
    {
        var (path, time) = (_folder.PathOf("till.db"), new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero)));
        await TestShop.CreateAsync(path, time);
        await using (var till = await TestShop.OpenAsync(path, time))
        {
            for (var sale = 1; sale <= 60; sale++)
            {
                _receipts.Add((await TestShop.PayAsync(till, TestShop.RingUp(till, sale % 7 + 1))).Value);
                if (sale != 40)
                    continue;
                (await till.Shifts.CloseAsync(Money.Of(1))).EnsureDone(); // The state is saved here: a start reads only what follows.
                (await till.Shifts.OpenAsync(Money.Of(1))).EnsureDone();
            }
        }

        _sound = await File.ReadAllBytesAsync(path);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task D9_a_flipped_bit_is_noticed_or_harmless()
    {
        var found = new List<string>();
        for (var flip = 0; flip < ReliabilityScale.Count(sample: 25, full: 200); flip++)
        {
            var damaged = _sound.ToArray();
            var place = _random.Next(damaged.Length);
            damaged[place] ^= (byte)(1 << _random.Next(8));
            found.Add(await LookAsync(damaged, $"A flipped bit at {place}"));
        }

        Report(found);
    }

    [Fact]
    public async Task D9_a_file_without_its_end_is_noticed()
    {
        var found = new List<string>();
        for (var cut = 0; cut < ReliabilityScale.Count(sample: 10, full: 100); cut++)
        {
            var length = _random.Next(1, _sound.Length);
            found.Add(await LookAsync(_sound[..(cut % 2 == 0 ? length / 4_096 * 4_096 : length)], $"Cut to {length}"));
        }

        Report(found);
    }

    [Fact]
    public async Task D9_a_change_that_a_till_cannot_notice_is_noticed_by_what_it_shows()
    {
        var path = _folder.PathOf("forged.db");
        await File.WriteAllBytesAsync(path, _sound);
        ForgeLastReceipt(path);

        await using var till = await TestShop.OpenAsync(path, NextDay());

        Assert.True((await till.Journal.VerifyAsync()).IsValid);
        await Assert.ThrowsAsync<Xunit.Sdk.EqualException>(() => CountShownAsync(till));
    }

    /// <summary>As somebody would who knows the format: every hash after the change is made anew.</summary>
    private static void ForgeLastReceipt(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        var last = connection.QuerySingle<long>("SELECT max(seq) FROM journal WHERE kind = 'receipt'");
        var hash = connection.QuerySingle<byte[]>("SELECT hash FROM journal WHERE seq = $seq", new { seq = last - 1 });
        foreach (var (sequence, body) in connection.Query<(long, byte[])>("SELECT seq, body FROM journal WHERE seq >= $last ORDER BY seq", new { last }).ToList())
        {
            var forged = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace("Coffee", "Toffee", StringComparison.Ordinal));
            HashChain.Next(hash, sequence, forged, hash);
            connection.Execute("UPDATE journal SET body = $forged, hash = $hash WHERE seq = $sequence", new { forged, hash, sequence });
        }
    }

    private void Report(List<string> found) => output.WriteLine(
        $"Seed {Seed}: {found.Count} files of {_sound.Length} bytes: {string.Join("; ", found.CountBy(static state => state).OrderByDescending(static state => state.Value).Select(static state => $"{state.Value} {state.Key}"))}.");

    /// <summary>Starts a till on a damaged file, asks it for everything that it should know, and sells one more.</summary>
    /// <returns>The clear state that it ended in.</returns>
    private async Task<string> LookAsync(byte[] damaged, string what)
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("till.db");
        await File.WriteAllBytesAsync(path, damaged);
        try
        {
            _ = await TestShop.SynchroniseAsync(path, NextDay()); // The back office sends again what may be lost of its own.
            await using var till = await TestShop.OpenAsync(path, NextDay());
            var isWhole = (await till.Journal.VerifyAsync()).IsValid;
            var shown = await CountShownAsync(till);
            if (!(await TestShop.PayAsync(till, TestShop.RingUp(till))).TryGet(out var next, out var refusal))
            {
                Assert.Equal(RefusalCodes.StoreUnavailable, refusal.Code);
                await till.DisposeAsync();
                await Aftermath.SellAsync(path);
                return "do not sell before they are started again";
            }

            Assert.DoesNotContain(next.Number, _receipts.Select(static receipt => receipt.Number));
            return $"sell on, {(isWhole ? "their journal whole" : "the damage found by a verification")}, {(shown == _receipts.Count ? "every receipt shown" : "damaged receipts not shown")}";
        }
        catch (StoreUnusableException e)
        {
            Assert.Contains(path, e.Message);
            Assert.Equal(damaged, await File.ReadAllBytesAsync(path));
            return $"refused as {e.Problem} and not touched";
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{what}: {e.Message}", e);
        }
    }

    /// <summary>How many of the receipts are shown. Those that are not are called damaged; what is shown is true.</summary>
    private async Task<int> CountShownAsync(IPosEngine till)
    {
        var shown = 0;
        foreach (var receipt in _receipts)
        {
            try
            {
                if (!(await till.Receipts.GetAsync(receipt.Id)).TryGet(out var read, out _))
                    continue;
                Assert.Equal(Text(receipt), Text(read));
                shown++;
            }
            catch (StoreUnusableException e)
            {
                Assert.Equal(StoreProblem.Damaged, e.Problem);
            }
        }

        return shown;
    }

    private static FakeTimeProvider NextDay() => new(new DateTimeOffset(2026, 11, 25, 8, 0, 0, TimeSpan.Zero));

    /// <summary>Everything that a receipt says.</summary>
    private static string Text(Receipt receipt)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            ReceiptFormat.WriteMembers(json, receipt);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
