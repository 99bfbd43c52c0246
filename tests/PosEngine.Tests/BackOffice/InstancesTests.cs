using PosEngine.Sync;

namespace PosEngine.BackOffice;

/// <summary>Two instances on one database: what is asked of both at the same moment.</summary>
public abstract class InstancesTests : IAsyncLifetime
{
    private const int Rounds = 10;

    private readonly TestJournal[] _tills = [new(21), new(22)];
    private TestDatabase? _database;
    private RunningBackOffice[] _instances = [];
    private HttpBackOffice[] _ways = [];

    public async ValueTask InitializeAsync()
    {
        if ((_database = await CreateDatabaseAsync()) is null)
            return;
        _instances = [await RunningBackOffice.StartAsync(_database), await RunningBackOffice.StartAsync(_database)];
        _ways = [.. _instances.Select(office => new HttpBackOffice(new() { BaseAddress = office.Address, DeviceToken = RunningBackOffice.Token }))];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var way in _ways)
            way.Dispose();
        foreach (var instance in _instances)
            await instance.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    /// <summary>Null where there is no server for it.</summary>
    internal abstract Task<TestDatabase?> CreateDatabaseAsync();

    [Fact]
    public async Task M5_of_two_that_ask_two_instances_for_the_same_right_one_is_granted()
    {
        await ConnectAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var (receipt, lines) = await SellAsync();
            var answers = await AtOnceAsync(i => _ways[i].ReserveRefundAsync(
                new(_tills[i].Device, new(TestReceipts.NewId()), receipt, [new(lines[0], Quantity.FromUnits(2_000))]), default));

            Assert.Equal([RefundVerdict.Granted, RefundVerdict.InProgress], answers.Select(answer => answer.Verdict).Order());
        }
    }

    [Fact]
    public async Task M5_of_two_refunds_that_reach_two_instances_at_once_the_one_too_much_is_noticed()
    {
        await ConnectAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var (receipt, lines) = await SellAsync();
            foreach (var till in _tills)
                till.Refund(new(TestReceipts.NewId()), receipt, lines[0], 1_500);

            var replies = await AtOnceAsync(i => _ways[i].PushAsync(_tills[i].Batch(_tills[i].Last.Sequence, long.MaxValue), default));

            Assert.Single(replies.SelectMany(reply => reply.Quarantined));
        }
    }

    [Fact]
    public async Task Of_the_same_change_that_reaches_two_instances_at_once_one_is_made()
    {
        await ConnectAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var request = new SaveRequest(TestReceipts.NewId(), "customer", $"{TestReceipts.NewId()}", true, $$"""{"name":"Customer {{round}}"}""");

            var answers = await AtOnceAsync(i => _ways[i].SaveAsync(request, default));

            Assert.Equal(answers[0], answers[1]);
        }

        Assert.Equal(Rounds, (await _ways[0].FindCustomersAsync("customer", 100, default)).Length);
    }

    [Fact]
    public async Task Stock_that_two_sell_at_once_is_taken_away_twice()
    {
        await ConnectAsync();
        var items = Enumerable.Range(0, 3).Select(_ => new ItemId(TestReceipts.NewId())).ToArray();
        foreach (var item in items)
            await _database!.ExecuteAsync("INSERT INTO stock (item, quantity) VALUES (@item, 100000)", new { item = $"{item}" });

        for (var round = 0; round < Rounds; round++)
        {
            await AtOnceAsync(i =>
            {
                _tills[i].Sell("1", [.. (i == 0 ? items : items.Reverse()).Select(item => ("Tea", 1_000L, (ItemId?)item))]);
                return _ways[i].PushAsync(_tills[i].Batch(_tills[i].Last.Sequence, long.MaxValue), default);
            });
        }

        Assert.All(await _ways[0].GetStockAsync([.. items], default), level => Assert.Equal(100_000 - 2 * Rounds * 1_000, level.Quantity.Units));
    }

    [Fact]
    public async Task Of_tickets_that_two_sell_at_once_in_any_order_the_later_sale_is_set_aside()
    {
        await ConnectAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var tickets = new[] { _tills[0].Park("Table 1", 0).Ticket, _tills[0].Park("Table 2", 0).Ticket };
            await _ways[0].PushAsync(_tills[0].Batch(_tills[0].Last.Sequence - 1, long.MaxValue), default);

            var replies = await AtOnceAsync(i =>
            {
                foreach (var ticket in i == 0 ? tickets : tickets.Reverse())
                    _tills[i].SellTicket("1", ticket);
                return _ways[i].PushAsync(_tills[i].Batch(_tills[i].Last.Sequence - 1, long.MaxValue), default);
            });

            Assert.Equal(tickets.Length, replies.Sum(reply => reply.Quarantined.Length));
        }
    }

    private async Task ConnectAsync()
    {
        if (_ways.Length == 0)
            throw OfficeFixture.NoPostgres();
        foreach (var till in _tills)
            await _ways[0].ConnectAsync(till.Hello, default);
    }

    private async Task<(ReceiptId Id, LineId[] Lines)> SellAsync()
    {
        var sold = _tills[0].Sell("1", ("Tea", 2_000, null));
        await _ways[0].PushAsync(_tills[0].Batch(_tills[0].Last.Sequence, long.MaxValue), default);
        return sold;
    }

    private static Task<T[]> AtOnceAsync<T>(Func<int, Task<T>> askAsync) => Task.WhenAll(Task.Run(() => askAsync(0)), Task.Run(() => askAsync(1)));
}

public sealed class InstancesOnSqliteTests : InstancesTests
{
    internal override Task<TestDatabase?> CreateDatabaseAsync() => Task.FromResult<TestDatabase?>(new SqliteTestDatabase());
}

public sealed class InstancesOnPostgresTests : InstancesTests
{
    internal override async Task<TestDatabase?> CreateDatabaseAsync() => await PostgresTestDatabase.CreateAsync();
}
