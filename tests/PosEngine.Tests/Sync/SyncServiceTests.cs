using PosEngine.Capabilities;
using PosEngine.Connectivity;
using PosEngine.Receipts;
using PosEngine.Support;

namespace PosEngine.Sync;

public sealed class SyncServiceTests
{
    [Theory]
    [InlineData(LoopbackFault.LoseRequest)]
    [InlineData(LoopbackFault.LoseReply)]
    [InlineData(LoopbackFault.Double)]
    public async Task S1_every_entry_arrives_once_and_in_order_whatever_the_network_does(LoopbackFault fault)
    {
        await using var till = await TillHost.ReadyAsync();
        var calls = 0;
        till.BackOffice.Fault = _ => calls++ % 2 == 0 ? fault : LoopbackFault.None;
        for (var i = 0; i < 20; i++)
        {
            await till.SellAsync();
            till.Time.Advance(TimeSpan.FromSeconds(7));
        }

        till.BackOffice.Fault = null;
        till.Time.Advance(TimeSpan.FromMinutes(2));

        await AssertDeliveredAsync(till);
        Assert.Equal(20, till.BackOffice.BodiesOf(till.Pos.Device.Id, "receipt").Length);
    }

    [Fact]
    public async Task S2_a_back_office_restored_to_an_older_state_gets_the_rest_again()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.SellAsync();
        await till.SellAsync();
        till.BackOffice.RollBackTo(till.Pos.Device.Id, 4);

        await till.SellAsync();

        await AssertDeliveredAsync(till);
    }

    [Fact]
    public async Task S4_a_back_office_with_another_history_stops_the_sending_and_not_the_selling()
    {
        await using var till = await TillHost.ReadyAsync();
        till.Transport = new OtherHistory(till.BackOffice);
        await till.RestartAsync();
        await till.SignInAsync();

        await till.SellAsync();

        Assert.Equal(SyncPhase.Forked, till.Pos.Sync.Status.Value.Phase);
        Assert.Equal(1, till.Pos.Receipts.Unsynchronised.Value.Count);
    }

    [Fact]
    public async Task S6_while_something_is_unsynchronised_a_next_attempt_is_always_scheduled()
    {
        await using var till = await TillHost.ReadyAsync();
        till.BackOffice.IsReachable = false;
        await till.SellAsync();

        for (var i = 0; i < 20; i++)
        {
            var next = Assert.NotNull(till.Pos.Sync.Status.Value.NextAttempt);
            Assert.InRange(next, till.Time.GetUtcNow(), till.Time.GetUtcNow() + TimeSpan.FromMinutes(1));
            till.Time.Advance(TimeSpan.FromMinutes(1));
        }

        till.BackOffice.IsReachable = true;
        till.Time.Advance(TimeSpan.FromMinutes(1));
        await AssertDeliveredAsync(till);
    }

    [Fact]
    public async Task S8_an_entry_that_is_set_aside_blocks_nothing_and_is_seen_on_the_device()
    {
        await using var till = await TillHost.ReadyAsync();
        var isFirst = true;
        till.BackOffice.Quarantine = entry => entry.Body.Span.IndexOf("\"kind\":\"receipt\""u8) >= 0 && isFirst ? "unreadable" : null;
        await till.SellAsync();
        isFirst = false;
        await till.SellAsync();

        var states = (await till.Pos.Receipts.ListAsync()).Value.Select(receipt => receipt.State);

        Assert.Equal([SyncState.Synchronised, SyncState.NeedsAttention], states);
    }

    [Theory]
    [InlineData("en-IE", "No internet connection")]
    [InlineData("de-DE", "Keine Internetverbindung")]
    public async Task Sync_now_is_refused_offline_in_the_tills_language(string language, string message)
    {
        await using var till = await TillHost.ReadyAsync(options => options.Language = new(language));
        till.GoOffline();

        var refusal = (await till.Pos.Sync.SyncNowAsync()).Refusal!;

        Assert.Equal((ReasonCodes.NoInternet, message), (refusal.Code, refusal.Message));
        Assert.Equal(Capability.SyncNow, refusal.Decision?.Capability);
    }

    [Fact]
    public async Task Sync_now_tells_what_it_did()
    {
        await using var till = await TillHost.ReadyAsync();
        till.BackOffice.SetReference("settings", "shop", """{ "shop_name": "Corner shop" }""");

        var report = (await till.Pos.Sync.SyncNowAsync()).Value;

        Assert.Equal(new SyncReport(0, 1), report);
        Assert.Equal("Corner shop", till.Pos.Settings.Current.Value.ShopName);
    }

    [Fact]
    public async Task Two_failures_in_a_row_make_the_till_offline_and_one_success_online_again()
    {
        await using var till = await TillHost.ReadyAsync();
        till.BackOffice.IsReachable = false;
        await till.SellAsync();
        Assert.Equal(ConnectivityState.Online, till.Pos.Connectivity.State.Value);

        till.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(ConnectivityState.Offline, till.Pos.Connectivity.State.Value);

        till.GoOnline();
        Assert.Equal(ConnectivityState.Online, till.Pos.Connectivity.State.Value);
    }

    [Fact]
    public async Task What_a_snapshot_does_not_bring_again_is_gone()
    {
        await using var till = await TillHost.ReadyAsync();
        var coffee = till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Value;
        till.BackOffice.RemoveReference("item", coffee.Id.ToString());
        till.BackOffice.ExpireCursors();

        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal(RefusalCodes.BarcodeUnknown, till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Refusal?.Code);
        Assert.True(till.Pos.Catalog.FindBySku("OPEN").IsDone);
    }

    private static async Task AssertDeliveredAsync(TillHost till)
    {
        var sent = new List<Journal.JournalEntry>();
        await foreach (var entry in till.Pos.Journal.ReadAsync())
            sent.Add(entry);
        var received = till.BackOffice.EntriesOf(till.Pos.Device.Id);
        Assert.Equal(sent.Select(entry => (entry.Sequence, Convert.ToHexString(entry.Hash.Span))), received.Select(entry => (entry.Sequence, Convert.ToHexString(entry.Hash.Span))));
        Assert.Equal(till.Pos.Journal.Head.Value, till.Pos.Journal.Acknowledged.Value);
    }

    /// <summary>Says that it has something else.</summary>
    private sealed class OtherHistory(IBackOffice inner) : IBackOffice
    {
        public async Task<BackOfficeHead> ConnectAsync(DeviceHello hello, CancellationToken cancellationToken) =>
            await inner.ConnectAsync(hello, cancellationToken) with { HeadHash = new byte[32] };

        public Task<PushReply> PushAsync(PushBatch batch, CancellationToken cancellationToken) => inner.PushAsync(batch, cancellationToken);

        public Task<PullPage> PullAsync(string? cursor, int limit, CancellationToken cancellationToken) => inner.PullAsync(cursor, limit, cancellationToken);
    }
}
