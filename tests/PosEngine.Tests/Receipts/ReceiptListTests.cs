using PosEngine.Support;

namespace PosEngine.Receipts;

public sealed class ReceiptListTests
{
    [Fact]
    public async Task A_locked_till_shows_no_receipt_and_nothing_that_waits_to_be_sent()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        var receipt = await till.SellAsync();
        (await till.Pos.Receipts.EmailAsync(receipt.Id, "carla@example.com")).EnsureDone();
        var (newest, pending) = (0, 0);
        using var tail = till.Pos.Receipts.Newest.Subscribe(list => newest = list.Count);
        using var waiting = till.Pos.Receipts.PendingRequests.Subscribe(list => pending = list.Count);
        Assert.Equal((1, 1), (newest, pending));

        (await till.Pos.Session.LockAsync()).EnsureDone();

        Assert.Equal((0, 0), (newest, pending));
        Assert.Empty(till.Pos.Receipts.Newest.Value);
        Assert.Empty(till.Pos.Receipts.PendingRequests.Value);
        foreach (var look in new Func<Task<Refusal?>>[]
        {
            async () => (await till.Pos.Receipts.ListAsync()).Refusal, async () => (await till.Pos.Receipts.GetAsync(receipt.Id)).Refusal, async () => (await till.Pos.Receipts.FindByNumberAsync("1-1001")).Refusal,
            async () => (await till.Pos.Receipts.FindByBarcodeAsync("R1-1001")).Refusal, async () => (await till.Pos.Receipts.GetHistoryAsync(receipt.Id)).Refusal,
            async () => (await till.Pos.Receipts.GetDocumentAsync(receipt.Id)).Refusal, async () => (await till.Pos.Receipts.GetRefundableAsync(receipt.Id)).Refusal,
            async () => (await till.Pos.Receipts.EmailAsync(receipt.Id, "mallory@example.com")).Refusal, async () => (await till.Pos.Receipts.SearchBackOfficeAsync(new())).Refusal,
        })
            await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, look);
        await till.SignInAsync();
        Assert.Equal((1, 1), (newest, pending));
    }

    [Fact]
    public async Task Whoever_may_not_see_the_receipts_of_closed_shifts_sees_nothing_that_waits_for_them_to_be_sent()
    {
        await using var till = await TillHost.ReadyAsync();
        till.SetEmployee(TillHost.Bob, "Bob", TillHost.BobsPin, isTrusted: false);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        till.GoOffline();
        (await till.Pos.Receipts.EmailAsync((await till.SellAsync()).Id, "carla@example.com")).EnsureDone();
        (await till.Pos.Shifts.CloseAsync(Money.Of(105))).EnsureDone();
        (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        Assert.Empty(till.Pos.Receipts.PendingRequests.Value);

        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        (await till.Pos.Receipts.EmailAsync((await till.SellAsync()).Id, "dora@example.com")).EnsureDone();

        Assert.Equal("dora@example.com", Assert.Single(till.Pos.Receipts.PendingRequests.Value).Address);
        await till.SignInAsync();
        Assert.Equal(2, till.Pos.Receipts.PendingRequests.Value.Count);
    }

    [Fact]
    public async Task The_list_of_a_till_that_has_sold_nothing_is_empty()
    {
        await using var till = await new TillHost().StartAsync();
        await till.SignInAsync();

        Assert.Empty((await till.Pos.Receipts.ListAsync()).EnsureDone());
        Assert.Equal(RefusalCodes.ReceiptUnknown, (await till.Pos.Receipts.FindByNumberAsync("1-1001")).Refusal?.Code);
    }
}
