using PosEngine.Receipts;
using PosEngine.Sync;

namespace PosEngine.Conformance;

// The right to refund.
public abstract partial class BackOfficeServicesConformance
{
    [Fact]
    public async Task M5_a_right_is_granted_once_and_the_same_refund_gets_the_same_answer()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var (receipt, lines) = await SellAsync(till, 2_000);
        var refund = NewRefund();

        var granted = await AskAsync(till, refund, receipt, (lines[0], 1_000));
        Assert.Equal((RefundVerdict.Granted, 0, null), (granted.Verdict, granted.Refunded.Length, granted.DeviceNumber));
        Assert.Equal(RefundVerdict.InProgress, (await AskAsync(other, NewRefund(), receipt, (lines[0], 1_000))).Verdict);
        other.Refund(NewRefund(), receipt, lines[0], 500);
        await PushAsync(other);

        var again = await AskAsync(till, refund, receipt, (lines[0], 1_000));
        Assert.Equal((granted.Verdict, granted.DeviceNumber), (again.Verdict, again.DeviceNumber));
        Assert.Equal(granted.Refunded, again.Refunded);
    }

    [Fact]
    public async Task M5_while_a_right_lasts_every_other_refund_of_the_receipt_hears_where()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var (receipt, lines) = await SellAsync(till, 2_000);
        var refund = NewRefund();
        await AskAsync(till, refund, receipt, (lines[0], 500));

        foreach (var asking in new[] { other, till })
        {
            var answer = await AskAsync(asking, NewRefund(), receipt, (lines[0], 9_000));
            Assert.Equal((RefundVerdict.InProgress, till.DeviceNumber), (answer.Verdict, answer.DeviceNumber));
        }

        // The id is a key of its device: another that knows it has nothing of it.
        Assert.Equal(RefundVerdict.InProgress, (await AskAsync(other, refund, receipt, (lines[0], 500))).Verdict);
    }

    [Fact]
    public async Task M5_a_right_ends_with_the_receipt_of_the_refund()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var (receipt, lines) = await SellAsync(till, 2_000);
        var refund = NewRefund();
        await AskAsync(till, refund, receipt, (lines[0], 500));
        till.Refund(refund, receipt, lines[0], 500);
        Assert.Empty((await PushAsync(till)).Quarantined);

        var next = await AskAsync(other, NewRefund(), receipt, (lines[0], 1_500));

        Assert.Equal((RefundVerdict.Granted, null), (next.Verdict, next.DeviceNumber));
        Assert.Equal([new RefundedLine(lines[0], Quantity.FromUnits(500))], next.Refunded);
        Assert.Equal(RefundVerdict.Ended, (await AskAsync(till, refund, receipt, (lines[0], 500))).Verdict);
    }

    [Fact]
    public async Task M5_a_right_ends_with_its_release_and_nothing_went_back()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var (receipt, lines) = await SellAsync(till, 2_000);
        var refund = NewRefund();
        await AskAsync(till, refund, receipt, (lines[0], 2_000));
        till.Release(refund);
        await PushAsync(till);

        Assert.Equal(RefundVerdict.Ended, (await AskAsync(till, refund, receipt, (lines[0], 2_000))).Verdict);
        var next = await AskAsync(other, NewRefund(), receipt, (lines[0], 2_000));
        Assert.Equal((RefundVerdict.Granted, 0), (next.Verdict, next.Refunded.Length));
    }

    [Fact]
    public async Task M5_a_release_that_arrives_before_its_request_ends_it()
    {
        var till = await DeviceAsync();
        var (receipt, lines) = await SellAsync(till, 2_000);
        var refund = NewRefund();
        till.Release(refund);
        await PushAsync(till);

        Assert.Equal(RefundVerdict.Ended, (await AskAsync(till, refund, receipt, (lines[0], 500))).Verdict);
        Assert.Equal(RefundVerdict.Granted, (await AskAsync(till, NewRefund(), receipt, (lines[0], 500))).Verdict);
    }

    [Fact]
    public async Task M5_no_other_device_ends_a_right()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var (receipt, lines) = await SellAsync(till, 2_000);
        var refund = NewRefund();
        await AskAsync(till, refund, receipt, (lines[0], 500));
        other.Release(refund);
        await PushAsync(other);

        Assert.Equal(RefundVerdict.InProgress, (await AskAsync(other, NewRefund(), receipt, (lines[0], 500))).Verdict);
        Assert.Equal(RefundVerdict.Granted, (await AskAsync(till, refund, receipt, (lines[0], 500))).Verdict);
    }

    [Fact]
    public async Task M5_an_owner_ends_a_right()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var (receipt, lines) = await SellAsync(till, 2_000);
        var refund = NewRefund();
        await AskAsync(till, refund, receipt, (lines[0], 500));

        await Given(Tested.EndRefundAsync)(receipt);

        Assert.Equal(RefundVerdict.Ended, (await AskAsync(till, refund, receipt, (lines[0], 500))).Verdict);
        Assert.Equal(RefundVerdict.Granted, (await AskAsync(other, NewRefund(), receipt, (lines[0], 500))).Verdict);
    }

    [Fact]
    public async Task M5_more_than_was_sold_never_goes_back()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var (receipt, lines) = await SellAsync(till, 2_000, 1_000);
        other.Refund(NewRefund(), receipt, lines[0], 1_500);
        await PushAsync(other);

        var refused = await AskAsync(till, NewRefund(), receipt, (lines[1], 1_000), (lines[0], 501));
        Assert.Equal((RefundVerdict.TooMuch, other.DeviceNumber), (refused.Verdict, refused.DeviceNumber));
        Assert.Equal([new RefundedLine(lines[0], Quantity.FromUnits(1_500))], refused.Refunded);
        Assert.Equal(RefundVerdict.TooMuch, (await AskAsync(till, NewRefund(), receipt, (lines[1], long.MaxValue))).Verdict);

        Assert.Equal(RefundVerdict.Granted, (await AskAsync(till, NewRefund(), receipt, (lines[1], 1_000), (lines[0], 500))).Verdict);
    }

    [Fact]
    public async Task M5_what_was_sold_below_zero_goes_back_below_zero()
    {
        var till = await DeviceAsync();
        var (receipt, lines) = await SellAsync(till, -3_000);

        await AssertRefusedAsync(BackOfficeError.Transient, () => AskAsync(till, NewRefund(), receipt, (lines[0], 1_000)));
        Assert.Equal(RefundVerdict.TooMuch, (await AskAsync(till, NewRefund(), receipt, (lines[0], -3_001))).Verdict);
        till.Refund(NewRefund(), receipt, lines[0], -1_000);
        Assert.Empty((await PushAsync(till)).Quarantined);
        Assert.Equal(RefundVerdict.TooMuch, (await AskAsync(till, NewRefund(), receipt, (lines[0], -2_001))).Verdict);
        Assert.Equal(RefundVerdict.Granted, (await AskAsync(till, NewRefund(), receipt, (lines[0], -2_000))).Verdict);
    }

    [Fact]
    public async Task M5_a_refund_that_nobody_asked_for_is_taken_and_beyond_what_was_sold_it_is_set_aside_and_counted()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var (receipt, lines) = await SellAsync(till, 2_000);
        till.Refund(NewRefund(), receipt, lines[0], 1_500);
        Assert.Empty((await PushAsync(till)).Quarantined);

        var (beyond, within) = (NewRefund(), NewRefund());
        other.Refund(beyond, receipt, lines[0], 1_000);
        other.Sell("2", ("Tea", 1_000, null));
        foreach (var reply in new[] { await PushAsync(other), await PushAsync(other) })
            Assert.Equal(1, Assert.Single(reply.Quarantined).Sequence);

        Assert.Single(await Subject.FindReceiptsAsync(new() { Id = beyond }, default));
        Assert.Empty((await PushAsync(till)).Quarantined);
        var answer = await AskAsync(till, within, receipt, (lines[0], 500));
        Assert.Equal((RefundVerdict.TooMuch, other.DeviceNumber), (answer.Verdict, answer.DeviceNumber));
        Assert.Equal([new RefundedLine(lines[0], Quantity.FromUnits(2_500))], answer.Refunded);
    }

    [Fact]
    public async Task M5_a_refund_that_was_here_before_its_sale_is_told_with_the_next_push_once_the_sale_is_here()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var (receipt, lines) = till.Sell("1", ("Tea", 2_000, null));
        other.Refund(NewRefund(), receipt, lines[0], 1_500);
        other.Refund(NewRefund(), receipt, lines[0], 1_000);
        Assert.Empty((await PushAsync(other)).Quarantined);
        Assert.Empty((await PushAsync(till)).Quarantined);

        other.Sell("2", ("Tea", 1_000, null));

        Assert.Equal(2, Assert.Single((await Transport.PushAsync(other.Batch(3, 3), default)).Quarantined).Sequence);
    }

    [Fact]
    public async Task M5_what_came_back_is_not_refunded_again()
    {
        var till = await DeviceAsync();
        var (receipt, lines) = await SellAsync(till, 2_000);
        var (refund, back) = (NewRefund(), new LineId(TestReceipts.NewId()));
        till.Refund(refund, receipt, lines[0], 500, id: back);
        await PushAsync(till);

        await AssertRefusedAsync(BackOfficeError.Rejected, () => AskAsync(till, NewRefund(), refund, (back, -500)));
    }

    [Fact]
    public async Task A_refund_of_a_receipt_or_a_line_that_is_not_here_is_not_found()
    {
        var till = await DeviceAsync();
        var (receipt, lines) = await SellAsync(till, 2_000);

        await AssertRefusedAsync(BackOfficeError.NotFound, () => AskAsync(till, NewRefund(), NewRefund(), (lines[0], 500)));
        await AssertRefusedAsync(BackOfficeError.NotFound, () => AskAsync(till, NewRefund(), receipt, (lines[0], 500), (new(TestReceipts.NewId()), 500)));
        Assert.Equal(RefundVerdict.Granted, (await AskAsync(till, NewRefund(), receipt, (lines[0], 500))).Verdict);
    }

    [Fact]
    public async Task A_refund_is_of_one_receipt()
    {
        var till = await DeviceAsync();
        var (one, other) = (await SellAsync(till, 2_000), await SellAsync(till, 2_000));
        var refund = NewRefund();
        await AskAsync(till, refund, one.Id, (one.Lines[0], 500));

        await AssertRefusedAsync(BackOfficeError.Rejected, () => AskAsync(till, refund, other.Id, (other.Lines[0], 500)));
    }

    [Fact]
    public async Task A_refund_of_nothing_is_not_asked_for()
    {
        var till = await DeviceAsync();
        var (receipt, lines) = await SellAsync(till, 2_000);

        await Assert.ThrowsAsync<ArgumentException>(() => AskAsync(till, NewRefund(), receipt));
        await Assert.ThrowsAsync<ArgumentException>(() => AskAsync(till, NewRefund(), receipt, (lines[0], 0)));
        await Assert.ThrowsAsync<ArgumentException>(() => AskAsync(till, NewRefund(), receipt, (lines[0], 1), (lines[0], 1)));
    }

    [Fact]
    public async Task M5_an_amount_is_granted_up_to_what_has_not_been_paid_back()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var (receipt, line) = till.SellFor(2_000, 500_000);
        await PushAsync(till);
        till.PayBack(NewRefund(), receipt, line, 1_000, 250_000);
        till.PayBack(NewRefund(), receipt, line, 0, 100_000, amount: 100_000);
        Assert.Empty((await PushAsync(till)).Quarantined);

        var tooMuch = await AskAsync(other, NewRefund(), receipt, RefundedLine.ByAmount(line, Money.FromUnits(151_000)));
        Assert.Equal((RefundVerdict.TooMuch, till.DeviceNumber), (tooMuch.Verdict, tooMuch.DeviceNumber));
        var granted = await AskAsync(other, NewRefund(), receipt, RefundedLine.ByAmount(line, Money.FromUnits(150_000)));
        Assert.Equal(RefundVerdict.Granted, granted.Verdict);
        Assert.Equal([new RefundedLine(line, Quantity.One) { Amount = Money.FromUnits(100_000) }], granted.Refunded);
    }

    [Fact]
    public async Task M5_the_goods_can_come_back_after_their_price_did()
    {
        var till = await DeviceAsync();
        var (receipt, line) = till.SellFor(2_000, 500_000);
        till.PayBack(NewRefund(), receipt, line, 0, 500_000, amount: 500_000);
        Assert.Empty((await PushAsync(till)).Quarantined);

        var refund = NewRefund();
        var granted = await AskAsync(till, refund, receipt, (line, 2_000));
        Assert.Equal(RefundVerdict.Granted, granted.Verdict);
        Assert.Equal([RefundedLine.ByAmount(line, Money.FromUnits(500_000))], granted.Refunded);
        till.PayBack(refund, receipt, line, 2_000, 0);
        Assert.Empty((await PushAsync(till)).Quarantined);
    }

    [Fact]
    public async Task M5_a_right_tells_what_was_given_back_and_asked_again_the_same()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var (receipt, line) = till.SellFor(2_000, 500_000);
        await PushAsync(till);
        var card = new PaymentTypeId(TestReceipts.NewId());
        till.PayBack(NewRefund(), receipt, line, 1_000, 250_000);
        till.PayBack(NewRefund(), receipt, line, 0, 50_000, amount: 50_000, by: card);
        till.PayBack(NewRefund(), receipt, line, 0, 30_000, amount: 30_000, by: card);
        Assert.Empty((await PushAsync(till)).Quarantined);
        var refund = NewRefund();

        var granted = await AskAsync(other, refund, receipt, RefundedLine.ByAmount(line, Money.FromUnits(10_000)));
        Assert.Equal(new GivenBack(Money.FromUnits(250_000), [new(card, null, Money.FromUnits(80_000))]), granted.GivenBack);
        till.PayBack(NewRefund(), receipt, line, 0, 20_000, amount: 20_000, by: card);
        await PushAsync(till);
        Assert.Equal(granted.GivenBack, (await AskAsync(other, refund, receipt, RefundedLine.ByAmount(line, Money.FromUnits(10_000)))).GivenBack);
    }

    [Fact]
    public async Task M5_of_an_exchange_what_its_return_gave_back_is_told()
    {
        var till = await DeviceAsync();
        var (receipt, line) = till.SellFor(2_000, 500_000);
        var card = new PaymentTypeId(TestReceipts.NewId());
        till.Exchange(NewRefund(), receipt, line, 1_000, returned: 250_000, sold: 400_000, creditInCash: 100_000, creditBy: (card, 150_000));
        Assert.Empty((await PushAsync(till)).Quarantined);

        var granted = await AskAsync(till, NewRefund(), receipt, (line, 1_000));

        Assert.Equal(new GivenBack(Money.FromUnits(100_000), [new(card, null, Money.FromUnits(150_000))]), granted.GivenBack);
    }

    [Fact]
    public async Task M5_amounts_by_which_more_was_paid_back_than_a_line_came_to_are_set_aside()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var (receipt, line) = till.SellFor(2_000, 500_000);
        await PushAsync(till);
        other.PayBack(NewRefund(), receipt, line, 0, 300_000, amount: 300_000);
        Assert.Empty((await PushAsync(other)).Quarantined);

        till.PayBack(NewRefund(), receipt, line, 1_000, 250_000);

        Assert.Equal(2, Assert.Single((await PushAsync(till)).Quarantined).Sequence);
    }

    [Fact]
    public async Task M5_so_they_are_where_the_sale_comes_last()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var (receipt, line) = till.SellFor(2_000, 500_000);
        other.PayBack(NewRefund(), receipt, line, 0, 300_000, amount: 300_000);
        other.PayBack(NewRefund(), receipt, line, 0, 200_001, amount: 200_001);
        Assert.Empty((await PushAsync(other)).Quarantined);
        Assert.Empty((await PushAsync(till)).Quarantined);

        other.Sell("3", ("Tea", 1_000, null));

        Assert.Equal(2, Assert.Single((await Transport.PushAsync(other.Batch(3, 3), default)).Quarantined).Sequence);
    }

    [Fact]
    public async Task An_amount_is_above_zero_and_has_no_quantity_beside_it()
    {
        var till = await DeviceAsync();
        var (receipt, lines) = await SellAsync(till, 2_000);

        await Assert.ThrowsAsync<ArgumentException>(() => AskAsync(till, NewRefund(), receipt, RefundedLine.ByAmount(lines[0], Money.FromUnits(-1))));
        await Assert.ThrowsAsync<ArgumentException>(() => AskAsync(till, NewRefund(), receipt, new RefundedLine(lines[0], Quantity.One) { Amount = Money.FromUnits(1) }));
    }

    [Fact]
    public async Task M5_of_many_that_ask_at_once_one_is_granted()
    {
        var tills = new List<TestJournal>();
        for (var i = 0; i < 8; i++)
            tills.Add(await DeviceAsync());
        var (receipt, lines) = await SellAsync(tills[0], 2_000);

        var answers = await Task.WhenAll(tills.Select(till => Task.Run(() => AskAsync(till, NewRefund(), receipt, (lines[0], 2_000)))));

        Assert.Single(answers, answer => answer.Verdict == RefundVerdict.Granted);
        Assert.All(answers.Where(answer => answer.Verdict != RefundVerdict.Granted), answer => Assert.Equal(RefundVerdict.InProgress, answer.Verdict));
    }

    private Task<RefundReservation> AskAsync(TestJournal till, ReceiptId refund, ReceiptId receipt, params (LineId Line, long Quantity)[] lines) => Subject.ReserveRefundAsync(
        new(till.Device, refund, receipt, [.. lines.Select(line => new RefundedLine(line.Line, Quantity.FromUnits(line.Quantity)))]), default);

    private Task<RefundReservation> AskAsync(TestJournal till, ReceiptId refund, ReceiptId receipt, RefundedLine line) => Subject.ReserveRefundAsync(new(till.Device, refund, receipt, [line]), default);

    private async Task<(ReceiptId Id, LineId[] Lines)> SellAsync(TestJournal till, params long[] quantities)
    {
        var sold = till.Sell("1", [.. quantities.Select((quantity, i) => ($"Tea {i}", quantity, (ItemId?)null))]);
        await PushAsync(till);
        return sold;
    }

    private static ReceiptId NewRefund() => new(TestReceipts.NewId());
}
