using System.Text.Json.Nodes;
using BackOffice;

namespace PosEngine.BackOffice;

/// <summary>What was acknowledged is still there tomorrow, and what was changed behind its back is noticed.</summary>
public abstract class RestartTests : OwnDatabaseTests
{
    [Fact]
    public async Task S2_a_restart_keeps_everything()
    {
        var device = new TestDevice().Sell(3).Write("{}");
        await using (var office = await RunningBackOffice.StartAsync(Database))
        {
            await office.PostAsync(device.HelloPath, device.Hello());
            await office.PostAsync(device.EntriesPath, device.Push());
            await office.PutAsync("v1/admin/reference/note/1", "{}");
        }

        await using (var office = await RunningBackOffice.StartAsync(Database))
        {
            var hello = await office.PostAsync(device.HelloPath, device.Hello());
            Assert.Equal((200, 4, device.HeadHash), (hello.Status, hello.AckedThrough, hello.HeadHash));
            Assert.Equal(409, (await office.PostAsync(new TestDevice().HelloPath, device.Hello())).Status);
            Assert.Equal([4L], (await office.PostAsync(device.EntriesPath, device.Push())).Quarantined.Select(entry => entry.Sequence));
            Assert.Equal(3, (await office.SummaryAsync(device)).GetProperty("receipts").GetInt32());
            Assert.Single((await office.GetAsync("v1/changes")).Json.GetProperty("changes").EnumerateArray());
        }
    }

    [Fact]
    public async Task A_cursor_outlives_a_restart()
    {
        string cursor;
        await using (var office = await RunningBackOffice.StartAsync(Database))
        {
            await office.PutAsync("v1/admin/reference/note/1", "{}");
            cursor = (await office.GetAsync("v1/changes")).Json.GetProperty("cursor").GetString()!;
        }

        await using (var office = await RunningBackOffice.StartAsync(Database))
        {
            await office.PutAsync("v1/admin/reference/note/2", "{}");
            var changes = (await office.GetAsync($"v1/changes?cursor={cursor}")).Json.GetProperty("changes").EnumerateArray();
            Assert.Equal("2", Assert.Single(changes).GetProperty("id").GetString());
        }
    }

    [Fact]
    public async Task S7_a_cursor_of_what_a_restore_took_has_expired_whatever_was_edited_since()
    {
        string kept, lost;
        await using (var office = await RunningBackOffice.StartAsync(Database))
        {
            await office.PutAsync("v1/admin/reference/note/1", "{}");
            kept = (await office.GetAsync("v1/changes")).Json.GetProperty("cursor").GetString()!;
            await office.PutAsync("v1/admin/reference/note/2", "{}");
            lost = (await office.GetAsync("v1/changes")).Json.GetProperty("cursor").GetString()!;
        }

        await Database.ExecuteAsync("DELETE FROM reference WHERE id = '2'; UPDATE feed SET position = position - 1");

        await using (var office = await RunningBackOffice.StartAsync(Database))
        {
            await office.PutAsync("v1/admin/reference/note/3", "{}");
            await office.PutAsync("v1/admin/reference/note/4", "{}");
            Assert.Equal("cursor_expired", (await office.GetAsync($"v1/changes?cursor={lost}")).Error);
            Assert.Equal(["3", "4"], (await office.GetAsync($"v1/changes?cursor={kept}")).Json.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("id").GetString()));
        }
    }

    [Fact]
    public async Task A_database_that_is_made_anew_can_be_the_account_that_devices_know_and_no_other_one_can()
    {
        const string Account = "0123456789abcdef";
        var hello = new JsonObject { ["account"] = Account };
        var device = new TestDevice();
        foreach (var (name, value) in JsonNode.Parse(device.Hello())!.AsObject())
            hello[name] = value?.DeepClone();

        await using (var office = await RunningBackOffice.StartAsync(Database, time: null, "--account", Account))
            Assert.Equal(200, (await office.PostAsync(device.HelloPath, hello.ToJsonString())).Status);

        await using (var office = await RunningBackOffice.StartAsync(Database))
            Assert.Equal(Account, (await office.PostAsync(device.HelloPath, device.Hello())).Json.GetProperty("account").GetString());
        var refused = await Assert.ThrowsAsync<StartupProblem>(() => RunningBackOffice.StartAsync(Database, time: null, "--account", "fedcba9876543210"));
        Assert.Contains(Account, refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StartupProblem>(() => RunningBackOffice.StartAsync(Database, time: null, "--account", "Corner shop"));
    }

    [Fact]
    public async Task A_commit_without_its_projection_is_projected_at_the_next_start()
    {
        var device = new TestDevice().Sell(600);
        await using (var office = await RunningBackOffice.StartAsync(Database))
        {
            await office.PostAsync(device.EntriesPath, device.Push(through: 400));
            await office.PostAsync(device.EntriesPath, device.Push(from: 401));
        }

        await Database.ExecuteAsync("DELETE FROM projected; DELETE FROM receipt_line; DELETE FROM receipt_tax; DELETE FROM receipt_payment; DELETE FROM receipt");

        await using (var office = await RunningBackOffice.StartAsync(Database))
            Assert.Equal(600, (await office.SummaryAsync(device)).GetProperty("receipts").GetInt32());
    }

    [Theory]
    [InlineData("UPDATE entry SET body = @zeros WHERE sequence = 2", "chain_valid", false)]
    [InlineData("UPDATE entry SET hash = @zeros WHERE sequence = 3", "chain_valid", false)]
    [InlineData("DELETE FROM entry WHERE sequence = 2", "gaps", 1)]
    [InlineData("UPDATE entry SET position = 99 WHERE sequence = 2", "out_of_order", 1)]
    public async Task The_summary_notices_what_was_changed_behind_its_back(string sql, string figure, object expected)
    {
        var device = new TestDevice().Sell(3);
        await using var office = await RunningBackOffice.StartAsync(Database);
        await office.PostAsync(device.EntriesPath, device.Push());

        await Database.ExecuteAsync(sql, new { zeros = new byte[32] });

        var summary = await office.SummaryAsync(device);
        Assert.Equal($"{expected}", $"{summary.GetProperty(figure)}");
    }

    [Fact]
    public async Task S8_what_projections_set_aside_late_is_told_with_the_next_push()
    {
        var device = new TestDevice().Write("{}").Sell();
        await using var office = await RunningBackOffice.StartAsync(Database);
        await Database.ExecuteAsync("ALTER TABLE projected RENAME TO elsewhere");
        var pushed = await office.PostAsync(device.EntriesPath, device.Push(through: 1));
        await Database.ExecuteAsync("ALTER TABLE elsewhere RENAME TO projected");
        Assert.Equal((200, 1), (pushed.Status, pushed.AckedThrough));
        Assert.Empty(pushed.Quarantined);

        var next = await office.PostAsync(device.EntriesPath, device.Push(from: 2));

        Assert.Equal([1L], next.Quarantined.Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task A_fault_of_the_database_is_a_passing_error_that_takes_nothing_and_shows_nothing()
    {
        var device = new TestDevice().Sell(2);
        await using var office = await RunningBackOffice.StartAsync(Database);
        await Database.ExecuteAsync("ALTER TABLE entry RENAME TO elsewhere");
        var failed = await office.PostAsync(device.EntriesPath, device.Push());
        await Database.ExecuteAsync("ALTER TABLE elsewhere RENAME TO entry");

        Assert.Equal((500, "internal"), (failed.Status, failed.Error));
        Assert.DoesNotContain("entry", failed.Text);
        Assert.Equal(2, (await office.PostAsync(device.EntriesPath, device.Push())).AckedThrough);
    }

    [Fact]
    public async Task S2_a_fault_of_the_projections_endangers_no_entry_and_is_made_up_for()
    {
        var device = new TestDevice().Sell(2);
        await using var office = await RunningBackOffice.StartAsync(Database);
        await Database.ExecuteAsync("ALTER TABLE receipt RENAME TO elsewhere");
        var pushed = await office.PostAsync(device.EntriesPath, device.Push(through: 1));
        await Database.ExecuteAsync("ALTER TABLE elsewhere RENAME TO receipt");

        Assert.Equal((200, 1), (pushed.Status, pushed.AckedThrough));
        Assert.Empty((await office.PostAsync(device.EntriesPath, device.Push())).Quarantined);
        Assert.Equal(2, (await office.SummaryAsync(device)).GetProperty("receipts").GetInt32());
    }
}

public sealed class RestartOnSqliteTests : RestartTests
{
    internal override Task<TestDatabase?> CreateDatabaseAsync() => Task.FromResult<TestDatabase?>(new SqliteTestDatabase());
}

public sealed class RestartOnPostgresTests : RestartTests
{
    internal override async Task<TestDatabase?> CreateDatabaseAsync() => await PostgresTestDatabase.CreateAsync();
}
