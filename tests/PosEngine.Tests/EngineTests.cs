using PosEngine.Checkout;
using PosEngine.Storage;
using PosEngine.Support;
using PosEngine.Tickets;

namespace PosEngine;

public sealed class EngineTests
{
    [Fact]
    public async Task A_start_is_on_record()
    {
        await using var till = await new TillHost().StartAsync();

        var entry = Assert.Single(await till.EntriesAsync());

        Assert.Equal(("engine-started", "2026-11-24T09:00:00.000+01:00"), (entry.GetProperty("kind").GetString(), entry.GetProperty("at").GetString()));
        Assert.False(entry.TryGetProperty("employee", out _));
        var data = entry.GetProperty("data");
        Assert.StartsWith("PosEngine ", data.GetProperty("software").GetString(), StringComparison.Ordinal);
        Assert.Equal((1, "EUR"), (data.GetProperty("device_number").GetInt32(), data.GetProperty("currency").GetString()));
    }

    [Fact]
    public async Task A_till_is_started_once()
    {
        await using var till = await new TillHost().StartAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => till.Pos.StartAsync());
        await till.Pos.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => till.Pos.StartAsync());
    }

    public static TheoryData<string, Func<IPosEngine, Task>> Calls { get; } = new()
    {
        { "Session.SignInAsync", pos => pos.Session.SignInAsync(TillHost.Ann, TillHost.AnnsPin) },
        { "Session.LockAsync", pos => pos.Session.LockAsync() },
        { "Session.ListEmployeesAsync", pos => pos.Session.ListEmployeesAsync() },
        { "Device.SignInAsync", pos => pos.Device.SignInAsync() },
        { "Customers.SearchAsync", pos => pos.Customers.SearchAsync("") },
        { "Catalog.ImportAsync", pos => pos.Catalog.ImportAsync(new MemoryStream("name\nTea"u8.ToArray())) },
        { "Receipts.ListAsync", pos => pos.Receipts.ListAsync() },
        { "Sync.SyncNowAsync", pos => pos.Sync.SyncNowAsync() },
        { "Journal.VerifyAsync", pos => pos.Journal.VerifyAsync() },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Calls))]
    public async Task Before_its_start_and_after_its_end_a_till_does_nothing(string name, Func<IPosEngine, Task> call)
    {
        Assert.NotEmpty(name);
        await using var till = new TillHost();
        await using (var unstarted = till.Create())
            await Assert.ThrowsAnyAsync<InvalidOperationException>(() => call(unstarted));
        await till.StartAsync();
        await till.Pos.DisposeAsync();

        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => call(till.Pos));
    }

    [Fact]
    public async Task Before_its_start_a_till_does_not_say_that_an_item_is_unknown()
    {
        await using var till = new TillHost();
        await using var pos = till.Create();

        Assert.Throws<InvalidOperationException>(() => pos.Catalog.FindByBarcode(TillHost.CoffeeCode));
        Assert.Throws<InvalidOperationException>(() => pos.Device.Id);
    }

    [Fact]
    public async Task A_till_that_was_never_started_can_be_put_away()
    {
        await using var till = new TillHost();
        var pos = till.Create();
        _ = pos.Tickets.Start().SetNote("nobody will read this");

        await pos.DisposeAsync();
        await pos.DisposeAsync();

        Assert.False(File.Exists(till.DatabasePath));
    }

    [Fact]
    public async Task A_start_that_failed_can_be_repeated_and_finds_everything_once()
    {
        await using var till = await TillHost.ReadyAsync();
        (await till.Pos.Tickets.ParkAsync(till.RingUp(), "table 4")).EnsureDone();
        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        (await session.AddAsync(Payment.Card(Money.Of(1)))).EnsureDone();
        await using var second = till.Create();
        await Assert.ThrowsAsync<StoreInUseException>(() => second.StartAsync());
        await till.Pos.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.StartAsync(new CancellationToken(canceled: true)));

        await second.StartAsync();

        Assert.Single(second.Tickets.Parked.Value);
        Assert.Equal(TicketStatus.InPayment, Assert.Single(second.Tickets.Open).Current.Status);
        Assert.Equal(2, second.Journal.Head.Value - (await CountAsync(second, "engine-started")) - (await CountAsync(second, "signed-in")) - (await CountAsync(second, "shift-opened")));
    }

    [Fact]
    public async Task Streams_end_with_the_till()
    {
        await using var till = await TillHost.ReadyAsync();
        var ended = 0;
        foreach (var end in new Func<IObserver<object?>, IDisposable>[]
        {
            observer => till.Pos.Journal.Head.Subscribe(new Completion<long>(observer)),
            observer => till.Pos.Shifts.Current.Subscribe(new Completion<Shifts.ShiftReport?>(observer)),
            observer => till.Pos.Receipts.Latest.Subscribe(new Completion<Receipts.Receipt?>(observer)),
            observer => till.Pos.Tickets.Parked.Subscribe(new Completion<System.Collections.Immutable.ImmutableArray<ParkedTicket>>(observer)),
            observer => till.Pos.Sync.Status.Subscribe(new Completion<Sync.SyncStatus>(observer)),
        })
            end(new Counter(() => ended++));

        await till.Pos.DisposeAsync();

        Assert.Equal(5, ended);
        Assert.Equal(3, till.Pos.Journal.Head.Value);
    }

    private static async Task<int> CountAsync(Engine pos, string kind)
    {
        var count = 0;
        await foreach (var entry in pos.Journal.ReadAsync())
        {
            using var body = System.Text.Json.JsonDocument.Parse(entry.Body);
            count += body.RootElement.GetProperty("kind").GetString() == kind ? 1 : 0;
        }

        return count;
    }

    private sealed class Completion<T>(IObserver<object?> observer) : IObserver<T>
    {
        public void OnNext(T value)
        {
        }

        public void OnCompleted() => observer.OnCompleted();

        public void OnError(Exception error) => observer.OnError(error);
    }

    private sealed class Counter(Action onCompleted) : IObserver<object?>
    {
        public void OnNext(object? value)
        {
        }

        public void OnCompleted() => onCompleted();

        public void OnError(Exception error)
        {
        }
    }
}
