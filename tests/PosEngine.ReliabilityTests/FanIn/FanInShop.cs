using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using PosEngine.Checkout;
using PosEngine.Sync;

namespace PosEngine.Reliability.FanIn;

/// <summary>Many tills in one process, as they run in production: threads, files and clocks of their own.</summary>
internal sealed class FanInShop : IAsyncDisposable
{
    private const string Coffee = "4006381333931";
    private const string AnnsPin = "1234";
    private static readonly EmployeeId Ann = new(new Guid("0197a000-0000-7000-8000-000000000301"));   // of the sample's seed file

    private readonly List<ServiceProvider> _providers = [];
    private readonly List<GatedBackOffice> _gates = [];

    private IEnumerable<IPosEngine> Tills => _providers.Select(provider => provider.GetRequiredService<IPosEngine>());

    /// <summary>Switches the tills on once, online, so that they know the shop; then their way to the back office is closed.</summary>
    public static async Task<FanInShop> OpenAsync(TemporaryFolder folder, int tills, IReadOnlyList<Uri> addresses)
    {
        var shop = new FanInShop();
        for (var number = 1; number <= tills; number++)
            shop.Add(folder.PathOf($"till-{number}.db"), number, addresses);

        await Parallel.ForEachAsync(shop.Tills, async (till, token) =>
        {
            await till.StartAsync(token);
            (await till.Sync.SyncNowAsync(token)).EnsureDone();
            (await till.Session.SignInAsync(Ann, AnnsPin, token)).EnsureDone();
            (await till.Shifts.OpenAsync(Money.Of(100), cancellationToken: token)).EnsureDone();
        });
        foreach (var gate in shop._gates)
            gate.Close();
        return shop;
    }

    /// <returns>The ids of the receipts.</returns>
    public async Task<IReadOnlyCollection<Guid>> SellAsync(int sales)
    {
        var sold = new ConcurrentBag<Guid>();
        await Parallel.ForEachAsync(Tills, async (till, token) =>
        {
            for (var i = 0; i < sales; i++)
            {
                var ticket = till.Tickets.Start();
                for (var coffee = 0; coffee <= i % 5; coffee++)
                    ticket.Scan(Coffee).EnsureDone();
                sold.Add((await till.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(20)), token)).EnsureDone().Id.Value);
            }
        });
        return sold;
    }

    /// <summary>Lets all of them through at once.</summary>
    public async Task SynchroniseAsync()
    {
        foreach (var gate in _gates)
            gate.Open();
        await Task.WhenAll(Tills.Select(DrainAsync));
    }

    /// <summary>Everything of every till is at the back office, once, in order, and the chain holds.</summary>
    public async Task AssertWholeAsync(OfficeProcesses offices)
    {
        foreach (var till in Tills)
        {
            var summary = await offices.SummaryAsync(till.Device.Id);
            Assert.Equal(
                (till.Journal.Head.Value, 0, 0, 0, 0, true),
                (Number("entries"), Number("duplicates"), Number("gaps"), Number("out_of_order"), Number("quarantined"), summary.GetProperty("chain_valid").GetBoolean()));

            long Number(string name) => summary.GetProperty(name).GetInt64();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in _providers)
            await provider.DisposeAsync();
        foreach (var gate in _gates)
            gate.Dispose();
    }

    /// <summary>Until nothing is left. A round that fails in the crowd is no fault: the till goes on by itself.</summary>
    private static async Task DrainAsync(IPosEngine till)
    {
        var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = till.Sync.Status.Subscribe(status =>
        {
            if (status.Pending == 0)
                drained.TrySetResult();
        });
        await drained.Task;
    }

    private void Add(string path, int number, IReadOnlyList<Uri> addresses)
    {
        var gate = new GatedBackOffice(addresses.Select(address => new HttpBackOffice(new() { BaseAddress = address, DeviceToken = OfficeProcesses.Token })));
        _gates.Add(gate);
        var services = new ServiceCollection();
        services.AddPosEngine(options =>
        {
            options.DatabasePath = path;
            options.DeviceNumber = number;
            options.Currency = Currency.GBP;
            options.Sync.RetryDelayMax = TimeSpan.FromSeconds(1);
        }).AddBackOffice(gate);
        _providers.Add(services.BuildServiceProvider());
    }
}

/// <summary>A way to several instances of a back office, each call to the next one, as a load balancer would; and it can be closed.</summary>
internal sealed class GatedBackOffice(IEnumerable<HttpBackOffice> instances) : IBackOffice, IDisposable
{
    private readonly HttpBackOffice[] _instances = [.. instances];
    private volatile TaskCompletionSource? _gate;
    private int _calls;

    public void Close() => _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _gate?.TrySetResult();

    public async Task<BackOfficeHead> ConnectAsync(DeviceHello hello, CancellationToken cancellationToken) =>
        await (await NextAsync(cancellationToken)).ConnectAsync(hello, cancellationToken);

    public async Task<PushReply> PushAsync(PushBatch batch, CancellationToken cancellationToken) =>
        await (await NextAsync(cancellationToken)).PushAsync(batch, cancellationToken);

    public async Task<ReadOnlyMemory<byte>?> GetHashAsync(DeviceId device, EpochId epoch, long sequence, CancellationToken cancellationToken) =>
        await (await NextAsync(cancellationToken)).GetHashAsync(device, epoch, sequence, cancellationToken);

    public async Task<PullPage> PullAsync(string? cursor, int limit, CancellationToken cancellationToken) =>
        await (await NextAsync(cancellationToken)).PullAsync(cursor, limit, cancellationToken);

    public void Dispose()
    {
        foreach (var instance in _instances)
            instance.Dispose();
    }

    private async Task<HttpBackOffice> NextAsync(CancellationToken cancellationToken)
    {
        if (_gate is { } gate)
            await gate.Task.WaitAsync(cancellationToken);
        return _instances[(Interlocked.Increment(ref _calls) & int.MaxValue) % _instances.Length];
    }
}
