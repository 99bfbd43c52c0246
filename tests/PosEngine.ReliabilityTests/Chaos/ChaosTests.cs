using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PosEngine.Checkout;
using PosEngine.Reliability.FanIn;
using PosEngine.Sync;

namespace PosEngine.Reliability.Chaos;

/// <summary>A real till, the real HTTP transport and the real back office, over connections that break in the middle of anything.</summary>
public sealed class ChaosTests(ITestOutputHelper output) : IDisposable
{
    private const int Sales = 40;
    private const string Coffee = "4006381333931";
    private static readonly EmployeeId Ann = new(new Guid("0197a000-0000-7000-8000-000000000301"));   // of the sample's seed file
    private static readonly DateTimeOffset Morning = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);
    private static readonly int Seeds = ReliabilityScale.Count(sample: 1, full: 50);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task S1_whatever_breaks_on_the_way_sales_go_on_and_everything_arrives_once()
    {
        await using var offices = await OfficeProcesses.StartAsync(1, "--database", _folder.PathOf("back-office.db"));
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var met = await RunAsync(offices, seed);
            output.WriteLine($"seed {seed}: {string.Join(", ", met.OrderBy(fate => fate.Key).Select(fate => $"{fate.Value} × {fate.Key}"))}");
            Assert.True(met.Keys.Contains(Fate.Throttle) && met.Values.Sum() >= 10, $"Seed {seed} broke next to nothing.");
        }
    }

    private async Task<IReadOnlyDictionary<Fate, int>> RunAsync(OfficeProcesses offices, int seed)
    {
        // Two clocks: a stall moves only the one of the transport, so that its time-out ends it and nothing else.
        var (wire, time) = (new FakeTimeProvider(Morning), new FakeTimeProvider(Morning));
        var options = new HttpBackOfficeOptions { DeviceToken = OfficeProcesses.Token };
        await using var proxy = new ChaosProxy(offices.Addresses[0], seed, () => wire.Advance(options.Timeout));
        proxy.Start();
        options.BaseAddress = proxy.Address;
        using var backOffice = new HttpBackOffice(options, wire);

        var services = new ServiceCollection().AddSingleton<TimeProvider>(time);
        services.AddPosEngine(till => (till.DatabasePath, till.DeviceNumber, till.Currency) = (_folder.PathOf($"till-{seed}.db"), seed, Currency.GBP))
            .AddBackOffice(backOffice);
        await using var provider = services.BuildServiceProvider();
        var till = provider.GetRequiredService<IPosEngine>();
        await till.StartAsync();
        await PassAsync(till, time, () => till.Catalog.FindByBarcode(Coffee).IsDone);
        (await till.Session.SignInAsync(Ann, "1234")).EnsureDone();
        (await till.Shifts.OpenAsync(Money.Of(100))).EnsureDone();

        var sold = new HashSet<Guid>();
        for (var sale = 0; sale < Sales; sale++)
        {
            var ticket = till.Tickets.Start();
            ticket.Scan(Coffee).EnsureDone();
            Assert.True(sold.Add((await till.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(20)))).EnsureDone().Id.Value));
            time.Advance(TimeSpan.FromMinutes(1));
            _ = await till.Sync.SyncNowAsync();   // passes, fails, or is refused: all is well
        }

        var met = proxy.Met.ToDictionary();
        proxy.Heal();
        await PassAsync(till, time, () => till.Sync.Status.Value.Pending == 0);
        var summary = await offices.SummaryAsync(till.Device.Id);
        Assert.Equal(
            (till.Journal.Head.Value, Sales, 0, 0, 0, 0, true),
            (Number("entries"), Number("receipts"), Number("duplicates"), Number("gaps"), Number("out_of_order"), Number("quarantined"), summary.GetProperty("chain_valid").GetBoolean()));
        return met;

        long Number(string name) => summary.GetProperty(name).GetInt64();
    }

    /// <summary>Lets the till try again, minute by minute of its own clock, until something is so.</summary>
    private static async Task PassAsync(IPosEngine till, FakeTimeProvider time, Func<bool> isSo)
    {
        while (!isSo())
        {
            time.Advance(TimeSpan.FromMinutes(1));
            _ = await till.Sync.SyncNowAsync();
            await Task.Yield();
        }
    }
}
