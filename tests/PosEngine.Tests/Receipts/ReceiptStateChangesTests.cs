using PosEngine.Support;
using PosEngine.Sync;

namespace PosEngine.Receipts;

/// <summary>Each receipt that arrives at the back office, is lost there or needs attention, as it happens.</summary>
public sealed class ReceiptStateChangesTests
{
    [Fact]
    public async Task Each_receipt_is_told_of_once_it_has_arrived_in_order()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        var (first, second) = (await till.SellAsync(), await till.SellAsync());
        var seen = Watch(till);

        till.BackOffice.IsReachable = true;
        till.Settle();

        Assert.Equal([(first.Number, SyncState.Synchronised), (second.Number, SyncState.Synchronised)], seen);
        Assert.Equal((second.Id, second.Number, SyncState.Synchronised), Told(till.Pos.Receipts.StateChanges.Value!));
    }

    [Fact]
    public async Task What_a_restored_back_office_does_not_have_is_unsynchronised_and_arrives_again()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.SellAsync();
        var head = till.Pos.Journal.Head.Value;
        var (second, third) = (await till.SellAsync(), await till.SellAsync());
        var seen = Watch(till);

        till.BackOffice.RollBackTo(till.Pos.Device.Id, head);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal(
            [
                (second.Number, SyncState.Unsynchronised), (third.Number, SyncState.Unsynchronised),
                (second.Number, SyncState.Synchronised), (third.Number, SyncState.Synchronised),
            ],
            seen);
    }

    [Fact]
    public async Task S8_one_that_the_back_office_sets_aside_needs_attention()
    {
        await using var till = await TillHost.ReadyAsync();
        var seen = Watch(till);
        var next = till.Pos.Journal.Head.Value + 2;
        till.BackOffice.Quarantine = entry => entry.Sequence == next ? "odd" : null;

        var (odd, sound) = (await till.SellAsync(), await till.SellAsync());

        Assert.Equal([(odd.Number, SyncState.NeedsAttention), (sound.Number, SyncState.Synchronised)], seen);
    }

    [Fact]
    public async Task S8_one_that_is_set_aside_later_is_told_of_then()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        var receipt = await till.SellAsync();
        var sequence = till.Pos.Journal.Head.Value;
        var seen = Watch(till);
        wire.OnPush = async (batch, cancellationToken) =>
        {
            var reply = await till.BackOffice.PushAsync(batch, cancellationToken);
            return reply with { Quarantined = [new(sequence, "odd after all")] };
        };

        (await till.Pos.Shifts.PayInAsync(Money.Of(5), "change")).EnsureDone();

        Assert.Equal([(receipt.Number, SyncState.NeedsAttention)], seen);
    }

    [Fact]
    public async Task S8_one_that_was_set_aside_in_an_answer_that_was_lost_needs_attention_all_the_same()
    {
        await using var till = await TillHost.ReadyAsync();
        var next = till.Pos.Journal.Head.Value + 2;
        till.BackOffice.Quarantine = entry => entry.Sequence == next ? "odd" : null;
        till.BackOffice.Fault = call => call == LoopbackCall.Push ? LoopbackFault.LoseReply : LoopbackFault.None;
        await till.SellAsync();
        Assert.Equal(SyncState.Unsynchronised, (await till.Pos.Receipts.ListAsync()).Value[0].State);

        till.BackOffice.Fault = null;
        till.Settle();

        Assert.Equal(SyncState.NeedsAttention, (await till.Pos.Receipts.ListAsync()).Value[0].State);
    }

    [Fact]
    public async Task S8_one_that_was_set_aside_with_a_larger_batch_whose_answer_was_lost_needs_attention_all_the_same()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        for (var sale = 0; sale < 4; sale++)
            await till.SellAsync();
        var last = till.Pos.Journal.Head.Value;
        till.BackOffice.Quarantine = entry => entry.Sequence == last ? "odd" : null;
        var pushes = 0;
        till.BackOffice.Fault = call => call == LoopbackCall.Push && pushes++ == 0 ? LoopbackFault.LoseReply : LoopbackFault.None;

        // The second time it sends half of them, and hears that all are there.
        till.BackOffice.IsReachable = true;
        till.Settle();

        Assert.Equal([SyncState.NeedsAttention, SyncState.Synchronised, SyncState.Synchronised, SyncState.Synchronised], (await till.Pos.Receipts.ListAsync()).Value.Select(receipt => receipt.State));
    }

    private static List<(string Number, SyncState State)> Watch(TillHost till)
    {
        var seen = new List<(string, SyncState)>();
        till.Pos.Receipts.StateChanges.Subscribe(change =>
        {
            if (change is not null)
                seen.Add((change.Number, change.State));
        });
        seen.Clear(); // What was last before.
        return seen;
    }

    private static (ReceiptId Id, string Number, SyncState State) Told(ReceiptStateChange change) => (change.Id, change.Number, change.State);
}
