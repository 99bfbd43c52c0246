using PosEngine.Support;

namespace PosEngine.Sync;

/// <summary>Reference data on its way to the till.</summary>
public sealed class SyncPullTests
{
    [Fact]
    public async Task S6_a_back_office_that_always_has_another_page_without_a_cursor_is_asked_again_after_a_pause()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        var calls = wire.Cursors.Count;
        wire.OnPull = (cursor, _, _) => Task.FromResult(new PullPage([], cursor!, HasMore: true));

        Assert.Equal(RefusalCodes.SyncFailed, (await till.Pos.Sync.SyncNowAsync()).Refusal?.Code);

        Assert.Equal(calls + 1, wire.Cursors.Count);
        Assert.Equal(SyncPhase.Waiting, till.Pos.Sync.Status.Value.Phase);
    }

    [Fact]
    public async Task S6_a_cursor_that_expires_as_soon_as_it_is_given_is_asked_for_again_after_a_pause()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        var calls = wire.Cursors.Count;
        wire.OnPull = (cursor, _, _) => cursor is null
            ? Task.FromResult(new PullPage([], "next", HasMore: true))
            : Task.FromException<PullPage>(new BackOfficeException(BackOfficeError.CursorExpired, "Who said that?") { WasReached = true });

        Assert.Equal(RefusalCodes.SyncFailed, (await till.Pos.Sync.SyncNowAsync()).Refusal?.Code);

        Assert.Equal(calls + 3, wire.Cursors.Count); // Its own, none, and the one that it was given then.
        Assert.Equal(SyncPhase.Waiting, till.Pos.Sync.Status.Value.Phase);
    }

    [Fact]
    public async Task S6_what_does_not_get_through_at_once_comes_in_smaller_pages()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var host = till;
        for (var i = 0; i < 300; i++)
            till.SetReference("category", $"{new Guid(i, 0, 0, new byte[8])}", $$"""{ "id": "{{new Guid(i, 0, 0, new byte[8])}}", "name": "Category {{i}}" }""");
        wire.OnPull = (cursor, limit, token) => limit > 100
            ? Task.FromException<PullPage>(new BackOfficeException(BackOfficeError.Transient, "The line is slow."))
            : till.BackOffice.PullAsync(cursor, limit, token);

        for (var i = 0; i < 10 && till.Pos.Catalog.Categories.Value.Length < 300; i++)
            _ = await till.Pos.Sync.SyncNowAsync();

        Assert.Equal(300, till.Pos.Catalog.Categories.Value.Length);
    }

    [Fact]
    public async Task S7_a_page_that_cannot_be_saved_leaves_neither_its_changes_nor_its_cursor()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        var cursor = wire.Cursors[^1];
        wire.OnPull = (_, _, _) => Task.FromResult(new PullPage(
            [new("settings", "shop", """{ "shop_name": "Corner" }"""), new("settings", null!, "{}")], "next", HasMore: false));

        Assert.Equal(RefusalCodes.SyncFailed, (await till.Pos.Sync.SyncNowAsync()).Refusal?.Code);

        Assert.Equal("", till.Pos.Settings.Current.Value.ShopName);
        wire.Mend();
        await till.RestartAsync();
        Assert.Equal("", till.Pos.Settings.Current.Value.ShopName);
        Assert.NotNull(cursor);
        Assert.Equal(cursor, wire.Cursors[^1]);
    }

    [Fact]
    public async Task A_cursor_that_expired_has_everything_pulled_anew_and_what_is_gone_forgotten()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        var isAtHome = (await till.Pos.Customers.FindAsync(TillHost.Carla)).IsDone;
        till.BackOffice.RemoveReference("customer", TillHost.Carla.ToString());
        till.BackOffice.RemoveReference("item", "0193b000-0000-7000-8000-000000000002");
        till.BackOffice.ExpireCursors();
        wire.OnPull = (cursor, _, token) => till.BackOffice.PullAsync(cursor, 2, token);

        var report = (await till.Pos.Sync.SyncNowAsync()).Value;

        Assert.True(isAtHome);
        Assert.Equal(4, report.Pulled);
        Assert.Equal(RefusalCodes.CustomerUnknown, (await till.Pos.Customers.FindAsync(TillHost.Carla)).Refusal?.Code);
        Assert.Equal(RefusalCodes.ItemUnknown, till.Pos.Catalog.FindBySku("OPEN").Refusal?.Code);
        Assert.True(till.Pos.Catalog.FindBySku("COF").IsDone);
        Assert.Equal(["Ann", "Bob"], (await till.Pos.Session.ListEmployeesAsync()).Select(employee => employee.Name));
    }

    [Fact]
    public async Task Nothing_is_forgotten_before_a_snapshot_is_whole()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        till.BackOffice.RemoveReference("item", "0193b000-0000-7000-8000-000000000002");
        till.BackOffice.ExpireCursors();
        var pages = 0;
        wire.OnPull = (cursor, _, token) => ++pages > 3
            ? Task.FromException<PullPage>(new BackOfficeException(BackOfficeError.Transient, "gone"))
            : till.BackOffice.PullAsync(cursor, 2, token);

        Assert.Equal(RefusalCodes.SyncFailed, (await till.Pos.Sync.SyncNowAsync()).Refusal?.Code);
        Assert.True(till.Pos.Catalog.FindBySku("OPEN").IsDone);
        Assert.True(till.Pos.Catalog.FindBySku("COF").IsDone);
        await till.RestartAsync();
        Assert.Equal(2, (await till.Pos.Session.ListEmployeesAsync()).Count);

        wire.Mend();
        till.Settle();
        Assert.Equal(RefusalCodes.ItemUnknown, till.Pos.Catalog.FindBySku("OPEN").Refusal?.Code);
        Assert.True(till.Pos.Catalog.FindBySku("COF").IsDone);
        Assert.Equal(2, (await till.Pos.Session.ListEmployeesAsync()).Count);
    }
}
