using System.Text;
using System.Text.Json.Nodes;
using PosEngine.Storage;
using PosEngine.Support;

namespace PosEngine.Ledger;

/// <summary>The saved state shortens a start, and is never trusted further than the journal.</summary>
public sealed class SavedStateTests
{
    [Fact]
    public async Task A_start_reads_only_what_follows_the_saved_state()
    {
        await using var till = await ClosedShiftAsync();
        Sql.Run(till.DatabasePath, "UPDATE journal SET body = x'00' WHERE seq < (SELECT seq FROM state)");

        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(1))).EnsureDone();

        Assert.Equal("1-1003", (await till.SellAsync()).Number);
        Assert.Equal(1, (await till.Pos.Journal.VerifyAsync()).BrokenAt); // The look at the whole journal does find it.
    }

    [Fact]
    public async Task The_state_is_saved_every_thousand_entries_so_that_a_start_does_not_grow_with_history()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("till.db");
        await using (var host = await LedgerHost.StartAsync(path))
        {
            for (var batch = 0; batch < 35; batch++)
            {
                await host.Ledger.OnWriterAsync(static transaction =>
                {
                    for (var i = 0; i < 100; i++)
                        transaction.Append(new StoreRecovered("x"), null);
                });
            }
        }

        Assert.InRange(Sql.Read<long>(path, "SELECT seq FROM state"), 2_500, 3_500);
    }

    [Theory]
    [InlineData("UPDATE state SET data = CAST(replace(CAST(data AS TEXT), '1003', '1002') AS BLOB)")]
    [InlineData("UPDATE state SET data = x''")]
    [InlineData("UPDATE state SET seq = seq - 1")]
    [InlineData("UPDATE state SET hash = zeroblob(32)")]
    [InlineData("DELETE FROM state")]
    public async Task D2_a_damaged_saved_state_is_ignored_and_no_number_is_given_out_again(string damage)
    {
        await using var till = await ClosedShiftAsync();
        var sound = await LedgerHost.FoldAsync(till.DatabasePath);
        Assert.Equal(1, Sql.Run(till.DatabasePath, damage));

        var folded = await LedgerHost.FoldAsync(till.DatabasePath);

        Assert.Equal(StateFormat.Write(sound), StateFormat.Write(folded));
        Assert.Equal(1003, folded.NextReceiptNumber);
        Assert.Equal(0L, Sql.Read<long>(till.DatabasePath, "SELECT count(*) FROM state"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_state_of_an_earlier_version_is_folded_anew_unless_bodies_are_gone(bool hasGaps)
    {
        await using var till = await ClosedShiftAsync();
        var state = JsonNode.Parse(StateFormat.Write((await LedgerHost.FoldAsync(till.DatabasePath)) with { HasGaps = hasGaps }))!.AsObject();
        Assert.NotNull(StateFormat.Read(Encoding.UTF8.GetBytes(state.ToJsonString())));

        Assert.True(state.Remove("Version"));

        Assert.Equal(hasGaps, StateFormat.Read(Encoding.UTF8.GetBytes(state.ToJsonString())) is not null);
    }

    [Fact]
    public async Task D2_the_saved_state_of_another_till_is_ignored()
    {
        await using var till = await ClosedShiftAsync();
        await using var other = await ClosedShiftAsync(sales: 5);
        Sql.Run(till.DatabasePath, "ATTACH $other AS other; UPDATE state SET (seq, data, hash) = (SELECT seq, data, hash FROM other.state)", ("$other", other.DatabasePath));

        Assert.Equal(1003, (await LedgerHost.FoldAsync(till.DatabasePath)).NextReceiptNumber);
    }

    [Fact]
    public async Task Without_its_saved_state_a_till_finds_its_receipts_all_the_same()
    {
        await using var till = await ClosedShiftAsync();
        var id = till.Pos.Receipts.Latest.Value!.Id;
        Sql.Run(till.DatabasePath, "DELETE FROM state; DELETE FROM receipt_key");
        await till.StartAsync();
        await till.SignInAsync();

        Assert.Equal("1-1002", (await till.Pos.Receipts.GetAsync(id)).Value.Number);
        till.Ledger().SaveState();
        Assert.Equal("1-1002", (await till.Pos.Receipts.GetAsync(id)).Value.Number);
        Assert.Equal(2 * 2L, Sql.Read<long>(till.DatabasePath, "SELECT count(*) FROM receipt_key"));
    }

    /// <summary>A till that sold, closed its shift, which saves the state, and was switched off.</summary>
    private static async Task<TillHost> ClosedShiftAsync(int sales = 2)
    {
        var till = await TillHost.ReadyAsync();
        for (var i = 0; i < sales; i++)
            await till.SellAsync();
        (await till.Pos.Shifts.CloseAsync(Money.Of(110))).EnsureDone();
        await till.Pos.DisposeAsync();
        return till;
    }
}
