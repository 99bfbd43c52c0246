using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using PosEngine.Capabilities;
using PosEngine.Hardware;
using PosEngine.Storage;
using PosEngine.Sync;

namespace PosEngine;

public sealed class DependencyInjectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_till_comes_from_the_container_and_ends_with_it()
    {
        IPosEngine pos;
        await using (var provider = Services().BuildServiceProvider(validateScopes: true))
        {
            pos = provider.GetRequiredService<IPosEngine>();
            Assert.Same(pos, provider.GetRequiredService<IPosEngine>());
            Assert.Same(pos, provider.GetRequiredKeyedService<IPosEngine>(Options.DefaultName));
            await pos.StartAsync(TestContext.Current.CancellationToken);
            Assert.Equal(1, pos.Journal.Head.Value);
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(() => pos.StartAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1L, Sql.Read<long>(_folder.PathOf("till-1.db"), "SELECT count(*) FROM journal"));
    }

    [Fact]
    public async Task A_container_that_is_disposed_synchronously_ends_the_till_too()
    {
        var provider = Services().BuildServiceProvider();
        var pos = provider.GetRequiredService<IPosEngine>();
        await pos.StartAsync(TestContext.Current.CancellationToken);

        // In the way of a container of an application that knows no better.
        await Task.Run(((IDisposable)provider).Dispose, TestContext.Current.CancellationToken);

        await using var next = Services().BuildServiceProvider();
        await next.GetRequiredService<IPosEngine>().StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, next.GetRequiredService<IPosEngine>().Journal.Head.Value);
    }

    [Fact]
    public async Task Several_tills_live_in_one_process()
    {
        var (office, other) = (new LoopbackBackOffice(), new LoopbackBackOffice());
        var services = new ServiceCollection();
        services.AddKeyedPosEngine("bar", Configure(1)).AddBackOffice(office);
        services.AddKeyedPosEngine("terrace", Configure(2)).AddBackOffice(_ => other);
        await using var provider = services.BuildServiceProvider();
        var (bar, terrace) = (provider.GetRequiredKeyedService<IPosEngine>("bar"), provider.GetRequiredKeyedService<IPosEngine>("terrace"));

        foreach (var pos in new[] { bar, terrace })
        {
            await pos.StartAsync(TestContext.Current.CancellationToken);
            (await pos.Sync.SyncNowAsync(TestContext.Current.CancellationToken)).EnsureDone();
        }

        Assert.Equal((1, 2), (bar.Device.Number, terrace.Device.Number));
        Assert.Single(office.EntriesOf(bar.Device.Id));
        Assert.Single(other.EntriesOf(terrace.Device.Id));
        Assert.Empty(office.EntriesOf(terrace.Device.Id));
        Assert.Null(provider.GetService<IPosEngine>());
    }

    [Fact]
    public async Task Two_tills_do_not_share_a_database()
    {
        var services = Services();
        services.AddKeyedPosEngine("other", Configure(1));
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IPosEngine>().StartAsync(TestContext.Current.CancellationToken);

        var exception = await Assert.ThrowsAsync<StoreInUseException>(() => provider.GetRequiredKeyedService<IPosEngine>("other").StartAsync());

        Assert.Equal(_folder.PathOf("till-1.db"), exception.Path);
    }

    [Fact]
    public async Task The_clock_and_the_log_are_those_of_the_container()
    {
        var time = new FakeTimeProvider(new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var log = new Logs();
        var office = new LoopbackBackOffice(time) { IsReachable = false };
        var services = Services();
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton<ILoggerFactory>(log);
        services.AddKeyedSingleton<IBackOffice>(Options.DefaultName, office);
        await using var provider = services.BuildServiceProvider();
        var pos = provider.GetRequiredService<IPosEngine>();
        await pos.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(RefusalCodes.SyncFailed, (await pos.Sync.SyncNowAsync(TestContext.Current.CancellationToken)).Refusal?.Code);

        await foreach (var entry in pos.Journal.ReadAsync(cancellationToken: TestContext.Current.CancellationToken))
            Assert.True(entry.Body.Span.IndexOf("\"at\":\"2030-01-02T03:04:05.000+00:00\""u8) > 0);
        Assert.Equal("PosEngine", log.Category);
        Assert.Contains(log.Recorder.Entries, entry => entry.EventId == 6001);
    }

    [Fact]
    public async Task Devices_belong_to_the_till_that_they_were_added_to()
    {
        var services = new ServiceCollection();
        services.AddKeyedPosEngine("bar", Configure(1)).AddReceiptPrinter(new TestDevice("Printer")).AddCashDrawer(new TestDevice("Drawer")).AddCustomerDisplay(new TestDevice("Display"));
        services.AddKeyedPosEngine("terrace", Configure(2));
        await using var provider = services.BuildServiceProvider();

        Assert.True(provider.GetRequiredKeyedService<IPosEngine>("bar").Hardware.Print(TestPapers.ClosedShift).IsDone);
        Assert.Equal(RefusalCodes.PrinterMissing, provider.GetRequiredKeyedService<IPosEngine>("terrace").Hardware.Print(TestPapers.ClosedShift).Refusal?.Code);
    }

    public static TheoryData<string, Action<PosEngineOptions>> WrongOptions { get; } = new()
    {
        { "Set DatabasePath to the file", options => options.DatabasePath = "" },
        { "DeviceNumber must be between 1 and 9999", options => options.DeviceNumber = 0 },
        { "DeviceNumber must be between 1 and 9999", options => options.DeviceNumber = 10_000 },
        { "Set Currency, such as Currency.EUR", options => options.Currency = null },
        { "Set OfflinePolicy", options => options.OfflinePolicy = null! },
        { "Set PricingPolicy, or leave it", options => options.PricingPolicy = null! },
        { "Set PricingPolicy to one that fits EUR", options => options.PricingPolicy = new() { CashStep = Money.Of(0.001m) } },
        { "Set PricingPolicy to one that fits EUR", options => options.PricingPolicy = new() { CashStep = Money.Of(-0.05m) } },
        { "Set PricingPolicy to one that fits EUR", options => options.PricingPolicy = new() { Rounding = (RoundingMode)99 } },
        { "Sync.Interval must be between 00:00:01 and 1.00:00:00", options => options.Sync.Interval = TimeSpan.Zero },
        { "Sync.RetryDelayMax must be between 00:00:01 and 1.00:00:00", options => options.Sync.RetryDelayMax = TimeSpan.FromDays(2) },
        { "Sync.FailuresToOffline must be between 1 and 10", options => options.Sync.FailuresToOffline = 0 },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(WrongOptions))]
    public void An_option_that_cannot_work_is_named_when_the_till_is_created(string message, Action<PosEngineOptions> spoil)
    {
        using var provider = Services(spoil).BuildServiceProvider();

        var exception = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IPosEngine>);

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        using var provider = Services(options => (options.DeviceNumber, options.Currency) = (0, null)).BuildServiceProvider();

        var exception = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IPosEngine>);

        Assert.Equal(2, exception.Failures.Count());
    }

    [Fact]
    public void A_policy_that_would_refuse_without_words_is_not_taken()
    {
        using var provider = Services(options => options.OfflinePolicy = OfflinePolicy.Loyverse.Refuse(Capability.Refund, "ask_a_manager")).BuildServiceProvider();

        Assert.Contains("ask_a_manager", Assert.Throws<PosEngineException>(provider.GetRequiredService<IPosEngine>).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Action<HttpBackOfficeOptions>> WrongHttpOptions { get; } = new()
    {
        { "Set the address of the back office", options => options.BaseAddress = null },
        { "Write it out", options => options.BaseAddress = new("bo", UriKind.Relative) },
        { "is not encrypted", options => options.BaseAddress = new("http://bo.example") },
        { "Token", options => options.DeviceToken = null },
        { "Set 1 second to 10 minutes", options => options.Timeout = TimeSpan.Zero },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(WrongHttpOptions))]
    public void An_option_of_the_transport_that_cannot_work_is_named_when_the_till_is_created(string message, Action<HttpBackOfficeOptions> spoil)
    {
        var services = new ServiceCollection();
        services.AddPosEngine(Configure(1)).AddHttpBackOffice(options =>
        {
            (options.BaseAddress, options.DeviceToken) = (new("https://bo.example"), "token");
            spoil(options);
        });
        using var provider = services.BuildServiceProvider();

        var exception = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IPosEngine>);

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_read_before_the_till_is_created()
    {
        var services = new ServiceCollection();

        services.AddPosEngine(_ => throw new InvalidOperationException("too early")).AddHttpBackOffice(_ => throw new InvalidOperationException("too early"));

        using var provider = services.BuildServiceProvider();
        Assert.Equal("too early", Assert.Throws<InvalidOperationException>(provider.GetRequiredService<IPosEngine>).Message);
    }

    private ServiceCollection Services(Action<PosEngineOptions>? more = null)
    {
        var services = new ServiceCollection();
        services.AddPosEngine(Configure(1) + more);
        return services;
    }

    private Action<PosEngineOptions> Configure(int number) => options =>
        (options.DatabasePath, options.DeviceNumber, options.Currency) = (_folder.PathOf($"till-{number}.db"), number, Currency.EUR);

    private sealed class Logs : ILoggerFactory
    {
        public Streams.RecordingLogger Recorder { get; } = new();

        public string? Category { get; private set; }

        public ILogger CreateLogger(string categoryName)
        {
            Category = categoryName;
            return Recorder;
        }

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
