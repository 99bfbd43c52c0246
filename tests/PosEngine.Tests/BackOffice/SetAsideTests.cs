using PosEngine.Receipts;

namespace PosEngine.BackOffice;

/// <summary>A receipt that is set aside, from the till's list to the owner's page and back.</summary>
public abstract class SetAsideTests(OfficeFixture fixture)
{
    [Fact]
    public async Task S8_a_receipt_needs_attention_until_the_owner_has_looked_at_it()
    {
        await using var till = await WiredTill.ReadyAsync(fixture.Office);
        var receipt = await till.SellAsync();
        await till.SynchroniseAsync();
        var (device, number) = ($"{till.Pos.Device.Id}", receipt.Number);
        var entry = await fixture.Database.ReadAsync<long>("SELECT entry.position FROM entry JOIN receipt ON receipt.entry = entry.position WHERE receipt.number = @number", new { number });
        await fixture.Database.ExecuteAsync("INSERT INTO quarantine (entry, reason, at, tell) VALUES (@entry, 'somebody has to look at it', 0, @device)", new { entry, device });
        await till.SellAsync();
        await till.SynchroniseAsync();
        Assert.Equal(SyncState.NeedsAttention, await StateOfAsync(till, receipt));

        await ConnectAnewAsync(till);
        Assert.Equal(SyncState.NeedsAttention, await StateOfAsync(till, receipt));

        using (var browser = await TestBrowser.SignInAsync(fixture.Office))
            await browser.SubmitAsync("/quarantine", $"/quarantine/{entry}/clear");
        await ConnectAnewAsync(till);

        Assert.Equal(SyncState.Synchronised, await StateOfAsync(till, receipt));
        Assert.Equal((receipt.Id, SyncState.Synchronised), (till.Pos.Receipts.StateChanges.Value!.Id, till.Pos.Receipts.StateChanges.Value.State));
        Assert.Empty((await till.Pos.Receipts.ListAsync(new() { State = SyncState.NeedsAttention })).Value);
    }

    private static async Task ConnectAnewAsync(WiredTill till)
    {
        await till.CutAsync();
        await till.MendAsync();
    }

    private static async Task<SyncState> StateOfAsync(WiredTill till, Receipt receipt) =>
        (await till.Pos.Receipts.ListAsync()).Value.Single(summary => summary.Id == receipt.Id).State;
}

public sealed class SetAsideOnSqliteTests(SqliteOffice office) : SetAsideTests(office), IClassFixture<SqliteOffice>;

public sealed class SetAsideOnPostgresTests(PostgresOffice office) : SetAsideTests(office), IClassFixture<PostgresOffice>;
