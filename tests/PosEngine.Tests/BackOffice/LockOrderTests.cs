using System.Data.Common;
using Dapper;
using PosEngine.Sync;

namespace PosEngine.BackOffice;

/// <summary>In which order a back office on PostgreSQL takes its locks, so that no two transactions wait for each other in a circle.</summary>
public sealed class LockOrderTests : OwnDatabaseTests
{
    [Fact]
    public async Task What_was_sold_of_a_shared_ticket_waits_for_the_feed_before_it_holds_stock_or_the_sale()
    {
        await using var office = await RunningBackOffice.StartAsync(Database);
        using var way = new HttpBackOffice(new() { BaseAddress = office.Address, DeviceToken = RunningBackOffice.Token });
        var (one, two, item) = (new TestJournal(31), new TestJournal(32), new ItemId(TestReceipts.NewId()));
        await Database.ExecuteAsync("INSERT INTO stock (item, quantity) VALUES (@item, 5000)", new { item = $"{item}" });
        await way.ConnectAsync(one.Hello, default);
        await way.ConnectAsync(two.Hello, default);
        var parked = one.Park("Table 4", 0);
        await way.PushAsync(one.Whole(), default);
        two.TakeOver(new(TestReceipts.NewId()), parked);
        await way.PushAsync(two.Whole(), default);

        // Somebody who changes reference data, and then what the sale changes too.
        await using var connection = await Database.ConnectAsync();
        await using var changes = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("UPDATE feed SET position = position", transaction: changes);
        two.SellTicket("1", parked.Ticket, item);
        var push = way.PushAsync(two.Batch(two.Last.Sequence, long.MaxValue), default);
        await UntilWaitingAsync(connection, push);

        await connection.ExecuteAsync("UPDATE stock SET quantity = quantity WHERE item = @item", new { item = $"{item}" }, changes);
        await connection.ExecuteAsync("INSERT INTO shared_sale (ticket, device, receipt, number) VALUES (@ticket, 'x', 'x', 'x')", new { ticket = $"{parked.Ticket}" }, changes);
        await changes.RollbackAsync();

        Assert.Empty((await push).Quarantined);
        Assert.Equal(4_000, await Database.ReadAsync<long>("SELECT quantity FROM stock WHERE item = @item", new { item = $"{item}" }));
    }

    /// <summary>Until the push waits for the transaction of a connection; fails where it is done without.</summary>
    private async Task UntilWaitingAsync(DbConnection connection, Task push)
    {
        var holder = await connection.QuerySingleAsync<int>("SELECT pg_backend_pid()");
        while (await Database.ReadAsync<long>("SELECT COUNT(*) FROM pg_stat_activity WHERE @holder = ANY(pg_blocking_pids(pid))", new { holder }) == 0)
            Assert.False(push.IsCompleted, "It did not wait for the feed.");
    }

    internal override async Task<TestDatabase?> CreateDatabaseAsync() => await PostgresTestDatabase.CreateAsync();
}
