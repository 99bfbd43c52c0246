using PosEngine.Journal;
using PosEngine.Support;
using PosEngine.Sync;

namespace PosEngine.Receipts;

/// <summary>Refunds of tills that are online: the back office gives each the right, so that no two give back the same thing.</summary>
public sealed class RefundRightTests
{
    [Fact]
    public async Task M5_two_tills_refund_a_receipt_of_the_first_in_turn_and_never_more_than_it()
    {
        await using var first = await ReadyAsync();
        await using var second = await ReadyAsync(first.BackOffice);
        var sale = await first.SellAsync(3);
        first.Settle();
        var one = new RefundRequest { ReceiptId = sale.Id, Lines = [new(sale.Lines[0].Id, Quantity.One)] };

        (await first.Pos.Receipts.RefundAsync(one)).EnsureDone();
        first.Settle();
        var other = (await second.Pos.Receipts.RefundAsync(one)).Value;
        second.Settle();

        Assert.Equal("2-1001", other.Number);
        Assert.Equal(new RefundReference(sale.Id, "1-1001") { DeviceId = first.Pos.Device.Id, CashBefore = Money.Of(2.50m), CashThrough = Money.Of(5) }, other.RefundOf);
        Assert.Equal(RefusalCodes.RefundTooMuch, (await second.Pos.Receipts.RefundAsync(one with { Lines = [new(sale.Lines[0].Id, Quantity.Of(2))] })).Refusal?.Code);
        second.Settle();
        (await first.Pos.Receipts.RefundAsync(one)).EnsureDone();
        first.Settle();
        Assert.Equal(RefusalCodes.RefundTooMuch, (await second.Pos.Receipts.RefundAsync(one)).Refusal?.Code);
    }

    [Fact]
    public async Task M5_all_that_is_left_is_what_another_till_has_left_of_it()
    {
        await using var first = await ReadyAsync();
        await using var second = await ReadyAsync(first.BackOffice);
        var sale = await first.SellAsync(3);
        first.Settle();
        (await second.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [new(sale.Lines[0].Id, Quantity.One)] })).EnsureDone();
        second.Settle();

        var rest = (await first.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Value;

        Assert.Equal(Quantity.Of(-2), Assert.Single(rest.Lines).Quantity);
    }

    [Fact]
    public async Task A_refund_that_was_not_answered_is_not_taken_for_another()
    {
        await using var till = await ReadyAsync();
        var sale = await till.SellAsync(2);
        till.Settle();
        till.BackOffice.Fault = static call => call == LoopbackCall.ReserveRefund ? LoopbackFault.LoseRequest : LoopbackFault.None;
        Assert.False((await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [new(sale.Lines[0].Id, Quantity.One)] })).IsDone);
        till.BackOffice.Fault = null;

        Assert.Equal(-sale.Totals.Gross, (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Value.Totals.Gross);
    }

    [Fact]
    public async Task While_one_till_refunds_a_receipt_the_other_is_told_where()
    {
        await using var first = await ReadyAsync();
        await using var second = await ReadyAsync(first.BackOffice);
        var sale = await first.SellAsync();
        first.Settle();

        // The right is granted, and the till does not hear of it.
        first.BackOffice.Fault = static call => call == LoopbackCall.ReserveRefund ? LoopbackFault.LoseReply : LoopbackFault.None;
        Assert.Equal(RefusalCodes.BackOfficeUnanswered, (await first.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Refusal?.Code);
        first.BackOffice.Fault = null;

        var refused = (await second.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Refusal!;
        Assert.Equal(RefusalCodes.RefundInProgress, refused.Code);
        Assert.Contains("till 1", refused.Message, StringComparison.Ordinal);

        // Asked again, it is the same right.
        (await first.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).EnsureDone();
        Assert.Single(await first.EntriesAsync(EntryKinds.RefundIntended));
        Assert.Empty(await first.EntriesAsync(EntryKinds.RefundReleased));
    }

    [Fact]
    public async Task A_right_that_nobody_used_ends_with_a_restart_or_when_it_is_given_up()
    {
        await using var first = await ReadyAsync();
        await using var second = await ReadyAsync(first.BackOffice);
        var sale = await first.SellAsync();
        first.Settle();

        first.BackOffice.Fault = static call => call == LoopbackCall.ReserveRefund ? LoopbackFault.LoseReply : LoopbackFault.None;
        Assert.False((await first.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).IsDone);
        (await first.Pos.Receipts.ReleaseRefundAsync(sale.Id)).EnsureDone();
        Assert.False((await first.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).IsDone);
        first.BackOffice.Fault = null;
        await first.RestartAsync();
        first.Settle();

        Assert.Equal(2, (await first.EntriesAsync(EntryKinds.RefundReleased)).Count);
        (await second.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).EnsureDone();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_attempt_that_has_ended_is_not_asked_for_again_whether_the_back_office_knows_of_its_end_or_not(bool isEndKnown)
    {
        await using var till = await ReadyAsync();
        var sale = await till.SellAsync(2);
        till.Settle();
        var one = new RefundRequest { ReceiptId = sale.Id, Lines = [new(sale.Lines[0].Id, Quantity.One)], RefundId = new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch)) };
        till.BackOffice.Fault = call => call == LoopbackCall.ReserveRefund ? LoopbackFault.LoseReply : !isEndKnown && call == LoopbackCall.Push ? LoopbackFault.LoseRequest : LoopbackFault.None;
        Assert.Equal(RefusalCodes.BackOfficeUnanswered, (await till.Pos.Receipts.RefundAsync(one)).Refusal?.Code);
        await till.RestartAsync();
        await till.SignInAsync();
        till.BackOffice.Fault = call => !isEndKnown && call == LoopbackCall.Push ? LoopbackFault.LoseRequest : LoopbackFault.None;

        await till.AssertRefusedAsync(RefusalCodes.RefundEnded, async () => (await till.Pos.Receipts.RefundAsync(one)).Refusal);

        till.BackOffice.Fault = null;
        till.Settle();
        await till.AssertRefusedAsync(RefusalCodes.RefundEnded, async () => (await till.Pos.Receipts.RefundAsync(one)).Refusal);
        var another = one with { RefundId = new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch)) };
        var refund = (await till.Pos.Receipts.RefundAsync(another)).Value;
        Assert.Equal(another.RefundId, refund.Id);
        Assert.Equal(refund.Id, (await till.Pos.Receipts.RefundAsync(another)).Value.Id);
        Assert.Equal(Quantity.One, Assert.Single((await till.Pos.Receipts.GetRefundableAsync(sale.Id)).Value).Quantity);
    }

    [Fact]
    public async Task What_the_back_office_refused_and_what_was_released_has_ended()
    {
        await using var first = await ReadyAsync();
        await using var second = await ReadyAsync(first.BackOffice);
        var sale = await first.SellAsync(3);
        first.Settle();
        (await second.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [new(sale.Lines[0].Id, Quantity.One)] })).EnsureDone();
        second.Settle();
        var all = new RefundRequest { ReceiptId = sale.Id, Lines = [new(sale.Lines[0].Id, Quantity.Of(3))], RefundId = new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch)) };
        Assert.Equal(RefusalCodes.RefundTooMuch, (await first.Pos.Receipts.RefundAsync(all)).Refusal?.Code);

        Assert.Equal(RefusalCodes.RefundEnded, (await first.Pos.Receipts.RefundAsync(all with { Lines = [] })).Refusal?.Code);
        first.GoOffline();
        Assert.False((await first.Pos.Receipts.RefundAsync(all with { Lines = [] })).IsDone);
        first.GoOnline();
        Assert.Equal(Quantity.Of(-2), Assert.Single((await first.Pos.Receipts.RefundAsync(all with { Lines = [], RefundId = null })).Value.Lines).Quantity);
    }

    [Fact]
    public async Task A_till_that_the_back_office_does_not_let_in_says_so_and_goes_on_where_it_was()
    {
        await using var till = await ReadyAsync();
        var sale = await till.SellAsync();
        till.Settle();
        till.BackOffice.Fault = static call => call == LoopbackCall.ReserveRefund ? throw new BackOfficeException(BackOfficeError.Unauthorised, "No.") : LoopbackFault.None;

        Assert.Equal(RefusalCodes.DeviceNotAccepted, (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Refusal?.Code);
        till.BackOffice.Fault = null;

        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).EnsureDone();
        Assert.Single(await till.EntriesAsync(EntryKinds.RefundIntended));
    }

    [Fact]
    public async Task A_late_request_does_not_bring_a_right_back_that_was_given_up()
    {
        await using var first = await ReadyAsync();
        await using var second = await ReadyAsync(first.BackOffice);
        var sale = await first.SellAsync();
        first.Settle();

        // The request arrives after the journal that says it was given up.
        first.BackOffice.Fault = static call => call == LoopbackCall.ReserveRefund ? LoopbackFault.Overtaken : LoopbackFault.None;
        Assert.False((await first.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).IsDone);
        first.BackOffice.Fault = null;
        (await first.Pos.Receipts.ReleaseRefundAsync(sale.Id)).EnsureDone();
        first.Settle();

        (await second.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).EnsureDone();
    }

    [Fact]
    public async Task What_the_back_office_has_not_seen_is_not_refunded_behind_its_back()
    {
        await using var till = await ReadyAsync();
        till.BackOffice.Fault = static call => call == LoopbackCall.Push ? LoopbackFault.LoseRequest : LoopbackFault.None;
        var sale = await till.SellAsync();

        await till.AssertRefusedAsync(RefusalCodes.RefundUnsent, async () => (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Refusal);

        till.BackOffice.Fault = null;
        till.Settle();
        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).EnsureDone();
    }

    [Fact]
    public async Task A_receipt_of_another_till_is_read_online_and_unknown_offline()
    {
        await using var first = await ReadyAsync();
        await using var second = await ReadyAsync(first.BackOffice);
        var sale = await first.SellAsync();
        first.Settle();

        Assert.Equal(sale.Priced, (await second.Pos.Receipts.GetAsync(sale.Id)).Value.Priced);
        second.Pos.Connectivity.ReportNetwork(false);
        await second.AssertRefusedAsync(RefusalCodes.ReceiptUnknown, async () => (await second.Pos.Receipts.GetAsync(sale.Id)).Refusal);
    }

    [Fact]
    public async Task A_back_office_that_takes_too_long_is_not_waited_for()
    {
        await using var till = await ReadyAsync();
        var sale = await till.SellAsync();
        till.Settle();

        till.BackOffice.Latency = TimeSpan.FromHours(1);
        var refund = till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id });
        Assert.False(refund.IsCompleted);
        till.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(RefusalCodes.BackOfficeUnanswered, (await refund).Refusal?.Code);
    }

    private static async Task<TillHost> ReadyAsync(LoopbackBackOffice? backOffice = null)
    {
        var till = new TillHost(options => options.DeviceNumber = backOffice is null ? 1 : 2) { Transport = backOffice };
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """["refunds"]""");
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        till.Settle();
        return till;
    }
}
