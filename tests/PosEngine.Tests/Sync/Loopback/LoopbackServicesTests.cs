namespace PosEngine.Sync;

/// <summary>The back office in memory answers online calls like a real one, and fails on command.</summary>
public sealed class LoopbackServicesTests : BackOfficeServicesConformance
{
    private readonly LoopbackBackOffice _backOffice = new();

    protected override Task<TestedBackOffice> CreateAsync() => Task.FromResult(_backOffice.ToBeTested());

    [Fact]
    public async Task Each_online_call_fails_on_command()
    {
        var calls = new List<LoopbackCall>();
        _backOffice.Fault = call =>
        {
            calls.Add(call);
            return LoopbackFault.LoseRequest;
        };

        await AssertLostAsync(() => _backOffice.GetStockAsync([new(TestReceipts.NewId())], default));
        await AssertLostAsync(() => _backOffice.FindReceiptsAsync(new(), default));
        await AssertLostAsync(() => _backOffice.ReserveRefundAsync(
            new(new(TestReceipts.NewId()), new(TestReceipts.NewId()), new(TestReceipts.NewId()), [new(new(TestReceipts.NewId()), Quantity.One)]), default));
        await AssertLostAsync(() => _backOffice.FindCustomersAsync("", 1, default));
        await AssertLostAsync(() => _backOffice.SaveAsync(new(TestReceipts.NewId(), "customer", "1", true, "{}"), default));

        Assert.Equal([LoopbackCall.GetStock, LoopbackCall.FindReceipts, LoopbackCall.ReserveRefund, LoopbackCall.FindCustomers, LoopbackCall.Save], calls);
    }

    [Fact]
    public async Task A_change_whose_reply_was_lost_is_made_and_told_when_asked_again()
    {
        var request = new SaveRequest(TestReceipts.NewId(), "customer", $"{TestReceipts.NewId()}", true, """{"name":"Ann"}""");
        _backOffice.Fault = _ => LoopbackFault.LoseReply;
        await AssertLostAsync(() => _backOffice.SaveAsync(request, default));
        _backOffice.Fault = null;

        Assert.Contains("Ann", (await _backOffice.SaveAsync(request, default)).Json);
        Assert.Single(await _backOffice.FindCustomersAsync("", 10, default));
    }

    [Fact]
    public async Task Receipts_that_are_forgotten_with_a_backup_and_come_again_count_once()
    {
        var item = new ItemId(TestReceipts.NewId());
        var journal = new TestJournal();
        journal.Sell("1", ("Tea", 1_000, item));
        await _backOffice.PushAsync(journal.Whole(), default);
        _backOffice.SetStock(item, Quantity.FromUnits(5_000));
        journal.Sell("2", ("Tea", 2_000, item));
        await _backOffice.PushAsync(journal.Whole(), default);

        _backOffice.RollBackTo(journal.Device, 1);
        Assert.Equal(5_000, (await _backOffice.GetStockAsync([item], default))[0].Quantity.Units);
        await _backOffice.PushAsync(journal.Whole(), default);

        Assert.Equal(3_000, (await _backOffice.GetStockAsync([item], default))[0].Quantity.Units);
        Assert.Equal(2, (await _backOffice.FindReceiptsAsync(new(), default)).Length);
    }

    private static async Task AssertLostAsync(Func<Task> call) =>
        Assert.Equal(BackOfficeError.Transient, (await Assert.ThrowsAsync<BackOfficeException>(call)).Error);
}
