using System.Text;
using CsCheck;
using PosEngine.Connectivity;
using PosEngine.Receipts;
using PosEngine.Support;

namespace PosEngine.Sync;

public sealed class SyncPumpTests
{
    public static TheoryData<LoopbackCall, LoopbackFault> Faults { get; } = new(
        from call in new[] { LoopbackCall.Connect, LoopbackCall.Push, LoopbackCall.Pull }
        from fault in Enum.GetValues<LoopbackFault>()
        where fault != LoopbackFault.None
        select (call, fault));

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task S1_whatever_happens_to_a_message_everything_arrives_once(LoopbackCall call, LoopbackFault fault)
    {
        await using var till = await TillHost.ReadyAsync();
        var hits = 0;
        till.BackOffice.Fault = made => made == call && hits++ < 3 ? fault : LoopbackFault.None;

        for (var i = 0; i < 4; i++)
        {
            await till.SellAsync();
            await till.RestartAsync();
            await till.SignInAsync();
        }

        till.Settle();
        Assert.True(hits > 3);
        await till.AssertDeliveredAsync();
    }

    [Fact]
    public void S1_whatever_happens_to_all_messages_everything_arrives_once() =>
        Gen.Int.Sample(
            seed =>
            {
                RunAsync(seed).GetAwaiter().GetResult();
                return true;
            },
            iter: 20);

    private static async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        await using var till = await TillHost.ReadyAsync();
        till.BackOffice.Fault = _ => random.Next(2) == 0 ? LoopbackFault.None : (LoopbackFault)random.Next(5);
        for (var i = 0; i < 15; i++)
        {
            switch (random.Next(6))
            {
                case 0:
                    till.Time.Advance(TimeSpan.FromSeconds(random.Next(90)));
                    break;
                case 1:
                    till.BackOffice.RollBackTo(till.Pos.Device.Id, random.Next((int)till.Pos.Journal.Head.Value));
                    break;
                case 2:
                    await till.RestartAsync();
                    await till.SignInAsync();
                    break;
                default:
                    await till.SellAsync(coffees: 1);
                    break;
            }
        }

        till.BackOffice.Fault = null;
        await till.SellAsync();
        till.Settle();
        await till.AssertDeliveredAsync();
        Assert.All((await till.Pos.Receipts.ListAsync()).Value, receipt => Assert.Equal(SyncState.Synchronised, receipt.State));
        Assert.Equal(default, till.Pos.Receipts.Unsynchronised.Value);
    }

    [Fact]
    public async Task S2_the_watermark_does_not_move_where_the_back_office_has_another_hash()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        var acked = till.Pos.Journal.Acknowledged.Value;
        wire.OnPush = async (batch, token) => await till.BackOffice.PushAsync(batch, token) with { HeadHash = new byte[32] };

        await till.SellAsync();

        Assert.Equal(acked, till.Pos.Journal.Acknowledged.Value);
        Assert.Equal(SyncPhase.Forked, till.Pos.Sync.Status.Value.Phase);
        Assert.Equal(SyncState.Unsynchronised, Assert.Single((await till.Pos.Receipts.ListAsync()).Value).State);
    }

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(2, false)]
    [InlineData(0, true)]
    public async Task S2_the_watermark_does_not_move_to_what_the_device_does_not_have(long sequence, bool hasHash)
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        var acked = till.Pos.Journal.Acknowledged.Value;
        wire.OnPush = (_, _) => Task.FromResult(new PushReply(sequence, hasHash ? new byte[32] : ReadOnlyMemory<byte>.Empty, till.Time.GetUtcNow(), []));

        await till.SellAsync();

        Assert.Equal(acked, till.Pos.Journal.Acknowledged.Value);
        Assert.Equal(SyncPhase.Forked, till.Pos.Sync.Status.Value.Phase);
    }

    [Fact]
    public async Task S2_a_back_office_that_takes_a_part_gets_the_rest()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        wire.OnPush = (batch, token) => till.BackOffice.PushAsync(batch with { Entries = batch.Entries[..1] }, token);
        till.GoOffline();
        await till.SellAsync();
        await till.SellAsync();

        till.GoOnline();

        Assert.Equal(new SyncStatus(SyncPhase.Idle, 0), till.Pos.Sync.Status.Value);
        await till.AssertDeliveredAsync();
    }

    [Fact]
    public async Task S6_a_back_office_that_answers_and_takes_nothing_is_asked_again_after_a_pause()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        wire.OnPush = async (_, token) =>
        {
            var head = await till.BackOffice.ConnectAsync(wire.Hellos[^1], token);
            return new PushReply(head.AckedThrough, head.HeadHash, head.ServerTime, []);
        };

        await till.SellAsync();

        Assert.Single(wire.Batches, batch => batch.Entries[^1].Sequence == till.Pos.Journal.Head.Value);
        Assert.Equal(SyncPhase.Waiting, till.Pos.Sync.Status.Value.Phase);
        Assert.NotNull(till.Pos.Sync.Status.Value.NextAttempt);
        wire.Mend();
        till.Settle();
        await till.AssertDeliveredAsync();
    }

    [Fact]
    public async Task S2_a_back_office_that_was_restored_to_an_older_state_gets_the_rest_again()
    {
        await using var till = await TillHost.ReadyAsync();
        var first = await till.SellAsync();
        var head = till.Pos.Journal.Head.Value;
        await till.SellAsync();
        till.BackOffice.RollBackTo(till.Pos.Device.Id, head);
        Assert.Equal(head, till.BackOffice.EntriesOf(till.Pos.Device.Id).Length);

        await till.SellAsync();

        await till.AssertDeliveredAsync();
        Assert.Equal(default, till.Pos.Receipts.Unsynchronised.Value);
        Assert.Equal("1-1001", first.Number);
    }

    [Fact]
    public async Task S2_receipts_that_a_restored_back_office_has_lost_are_unsynchronised_again()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        var kept = await till.SellAsync();
        var head = till.Pos.Journal.Head.Value;
        till.BackOffice.Quarantine = entry => entry.Sequence == head + 1 ? "odd" : null;
        var lost = await till.SellAsync(coffees: 3);
        Assert.Equal([SyncState.NeedsAttention, SyncState.Synchronised], (await till.Pos.Receipts.ListAsync()).Value.Select(receipt => receipt.State));

        till.BackOffice.RollBackTo(till.Pos.Device.Id, head);
        wire.OnPush = (_, _) => Task.FromException<PushReply>(new BackOfficeException(BackOfficeError.Transient, "busy"));
        await till.RestartAsync();

        Assert.Equal(head, till.Pos.Journal.Acknowledged.Value);
        Assert.Equal(new UnsynchronisedReceipts(1, lost.Total), till.Pos.Receipts.Unsynchronised.Value);
        await till.SignInAsync();
        Assert.Equal([SyncState.Unsynchronised, SyncState.Synchronised], (await till.Pos.Receipts.ListAsync()).Value.Select(receipt => receipt.State));

        wire.Mend();
        till.BackOffice.Quarantine = null;
        till.Settle();
        Assert.All((await till.Pos.Receipts.ListAsync()).Value, receipt => Assert.Equal(SyncState.Synchronised, receipt.State));
        Assert.Equal("1-1001", kept.Number);
    }

    [Fact]
    public async Task S3_a_retry_sends_the_same_bytes()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        await till.SellAsync();
        wire.OnPush = (_, _) => Task.FromException<PushReply>(new BackOfficeException(BackOfficeError.Transient, "busy"));
        wire.Batches.Clear();
        await till.SellAsync();
        for (var i = 0; i < 3; i++)
            till.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.True(wire.Batches.Count >= 3);
        Assert.Single(wire.Batches.Select(Bytes).Distinct());
        wire.Mend();
        till.Settle();
        Assert.Single(wire.Batches.Select(Bytes).Distinct());

        static string Bytes(PushBatch batch) => $"{batch.DeviceId} {batch.Epoch} "
            + string.Join(' ', batch.Entries.Select(entry => $"{entry.Sequence} {Convert.ToHexString(entry.Hash.Span)} {Encoding.UTF8.GetString(entry.Body.Span)}"));
    }

    [Fact]
    public async Task S5_a_clock_that_jumps_back_orders_nothing_and_doubles_nothing()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        var first = await till.SellAsync();
        till.Time.AdjustTime(till.Time.GetUtcNow().AddDays(-1));
        var second = await till.SellAsync();
        Assert.True(second.CompletedAt < first.CompletedAt);

        till.GoOnline();

        await till.AssertDeliveredAsync();
        Assert.Equal([second.Number, first.Number], (await till.Pos.Receipts.ListAsync()).Value.Select(receipt => receipt.Number));
    }

    [Fact]
    public async Task S4_a_back_office_with_another_history_stops_the_sending_and_not_the_selling()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        wire.OnConnect = async (hello, token) => await till.BackOffice.ConnectAsync(hello, token) with { HeadHash = new byte[32] };
        await till.RestartAsync();
        await till.SignInAsync();
        var batches = wire.Batches.Count;

        await till.SellAsync();
        Assert.Equal(RefusalCodes.SyncFailed, (await till.Pos.Sync.SyncNowAsync()).Refusal?.Code);

        Assert.Equal(SyncPhase.Forked, till.Pos.Sync.Status.Value.Phase);
        Assert.Equal(1, till.Pos.Receipts.Unsynchronised.Value.Count);
        Assert.Equal(batches, wire.Batches.Count);
    }

    [Fact]
    public async Task A_batch_that_is_too_large_is_halved_until_it_fits()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        await till.SellAsync();
        wire.OnPush = (batch, token) => batch.Entries.Length > 3
            ? Task.FromException<PushReply>(new BackOfficeException(BackOfficeError.TooLarge, "too large") { WasReached = true })
            : till.BackOffice.PushAsync(batch, token);
        till.GoOffline();
        for (var i = 0; i < 10; i++)
            await till.SellAsync(coffees: 1);
        wire.Batches.Clear();

        till.GoOnline();

        Assert.Equal([10, 5, 2, 2, 2, 2, 2], wire.Batches.Select(batch => batch.Entries.Length));

        // It takes more later on, which the till finds out by and by.
        wire.Mend();
        till.GoOffline();
        for (var i = 0; i < 10; i++)
            await till.SellAsync(coffees: 1);
        wire.Batches.Clear();
        till.GoOnline();
        Assert.Equal([2, 4, 4], wire.Batches.Select(batch => batch.Entries.Length));
        await till.AssertDeliveredAsync();
    }

    [Fact]
    public async Task S6_an_entry_that_is_too_large_alone_is_told_and_tried_again()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        wire.OnPush = (_, _) => Task.FromException<PushReply>(new BackOfficeException(BackOfficeError.TooLarge, "The entry is too large.") { WasReached = true });

        await till.SellAsync();

        var status = till.Pos.Sync.Status.Value;
        Assert.Equal((SyncPhase.Waiting, "The entry is too large."), (status.Phase, status.Problem));
        wire.Mend();
        till.Settle();
        await till.AssertDeliveredAsync();
    }

    [Fact]
    public async Task Two_thousand_entries_go_in_batches_of_five_hundred_at_the_most()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        till.GoOffline();

        // From within the writer's own commit, so that they share a few transactions.
        Task[]? work = null;
        using (till.Pos.Journal.Head.Subscribe(head => work ??= head == 0 ? null : [.. Enumerable.Range(1, 2_000).Select(cent => till.Pos.Shifts.PayInAsync(Money.Of(cent / 100m), ""))]))
            await Task.WhenAll(work!);
        Assert.Equal(2_000, till.Pos.Sync.Status.Value.Pending);
        wire.Batches.Clear();

        till.GoOnline();

        Assert.Equal(500, wire.Batches.Max(batch => batch.Entries.Length));
        Assert.Equal(2_000, wire.Batches.Sum(batch => batch.Entries.Length));
        await till.AssertDeliveredAsync();
    }

    [Fact]
    public async Task S8_an_entry_that_the_back_office_cannot_digest_stops_no_other_and_is_shown()
    {
        await using var till = await TillHost.ReadyAsync();
        var odd = till.Pos.Journal.Head.Value + 2;
        till.BackOffice.Quarantine = entry => entry.Sequence == odd ? "no such shift" : null;

        await till.SellAsync();
        await till.SellAsync();

        await till.AssertDeliveredAsync();
        Assert.Equal(new SyncStatus(SyncPhase.Idle, 0), till.Pos.Sync.Status.Value);
        await till.RestartAsync();
        await till.SignInAsync();
        Assert.Equal([SyncState.Synchronised, SyncState.NeedsAttention], (await till.Pos.Receipts.ListAsync()).Value.Select(receipt => receipt.State));
    }

    [Fact]
    public async Task S9_there_is_one_call_at_a_time()
    {
        await using var till = new TillHost { Scheduler = new Scheduling.ThreadScheduler() };
        var (calls, most) = (0, 0);
        var wire = new InterceptedBackOffice(till.BackOffice);
        wire.OnConnect = (hello, token) => CountAsync(() => till.BackOffice.ConnectAsync(hello, token));
        wire.OnPush = (batch, token) => CountAsync(() => till.BackOffice.PushAsync(batch, token));
        wire.OnPull = (cursor, limit, token) => CountAsync(() => till.BackOffice.PullAsync(cursor, limit, token));
        till.Transport = wire;
        await till.StartAsync();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
        {
            (await till.Pos.Shifts.PayInAsync(Money.Of(1), $"{i}")).EnsureDone();
            (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        })));

        Assert.Equal(1, most);
        await till.AssertDeliveredAsync();

        async Task<T> CountAsync<T>(Func<Task<T>> call)
        {
            var now = Interlocked.Increment(ref calls);
            lock (wire)
                most = Math.Max(most, now);
            await Task.Yield();
            var answer = await call();
            Interlocked.Decrement(ref calls);
            return answer;
        }
    }

    [Fact]
    public async Task Entries_tell_the_difference_to_the_clock_of_the_back_office()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        wire.OnPush = async (batch, token) => await till.BackOffice.PushAsync(batch, token) with { ServerTime = till.Time.GetUtcNow().AddSeconds(90) };

        await till.SellAsync();
        await till.SellAsync();

        Assert.Equal(90_000, (await till.EntriesAsync("receipt"))[^1].GetProperty("clock_offset").GetInt64());
    }

    [Fact]
    public async Task A_till_that_meets_its_back_office_for_the_first_time_says_who_it_is()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;

        var hello = wire.Hellos[0];

        Assert.Equal((till.Pos.Device.Id, 1, 1L), (hello.DeviceId, hello.DeviceNumber, hello.HeadSequence));
        Assert.Equal((1L, null), (hello.Epoch.FirstSequence, hello.Epoch.Parent));
        Assert.Equal(ConnectivityState.Online, till.Pos.Connectivity.State.Value);
    }
}
