using PosEngine.Capabilities;
using PosEngine.Hardware.Printing;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Pricing;
using PosEngine.Receipts;
using PosEngine.Support;
using PosEngine.Sync;
using PosEngine.Tickets;
using static PosEngine.Checkout.ValueShop;

namespace PosEngine.Checkout;

/// <summary>Gift cards and store credit, kept by the back office or by somebody else: sold, spent, paid back.</summary>
public sealed class StoredValueTests
{
    [Fact]
    public async Task A_gift_card_that_is_sold_is_no_revenue_and_pays_until_it_is_empty()
    {
        await using var till = await StartEmptyAsync();
        var sold = await SellCardAsync(till, 12);

        Assert.Equal((BusinessCase.MultiPurposeVoucherSale, Card, "Gift card …4711"), (sold.Lines[0].BusinessCase, sold.Lines[0].GiftCard, sold.Lines[0].Name));
        Assert.True(sold.IsPricedRight());
        Assert.Equal((Money.Zero, Money.Of(112)), (till.Pos.Shifts.Current.Value!.GrossSales, till.Pos.Shifts.Current.Value!.Cash.Expected));
        Assert.Equal(Money.Of(12), await BalanceNowAsync(till));

        var paid = (await till.Pos.Checkout.CompleteAsync(till.RingUp(), Pay(5))).Value;
        Assert.Equal((Card, Money.Of(5), GiftCard.Id), (Assert.Single(paid.Payments).Code, paid.Payments[0].Amount, paid.Payments[0].Type.Id));
        Assert.Equal(Card, (await till.Pos.Receipts.GetAsync(paid.Id)).Value.Payments[0].Code);
        till.Settle();
        Assert.Equal(Money.Of(7), await BalanceNowAsync(till));

        var refusal = (await till.Pos.Checkout.CompleteAsync(till.RingUp(4), Pay(10))).Refusal!;
        Assert.Equal((RefusalCodes.ValueTooLittle, "There is only €7.00."), (refusal.Code, refusal.Message));
        (await till.Pos.Checkout.CompleteAsync(till.RingUp(4), [Pay(7), Payment.Cash(Money.Of(3))])).EnsureDone();
        till.Settle();
        Assert.Equal(Money.Zero, await BalanceNowAsync(till));
        Assert.Empty(till.Ledger().State.Values);
        Assert.Equal([("Cash", 15m), ("Gift card", 12m)], till.Pos.Shifts.Current.Value!.Payments.Select(static total => (total.Type.Name, total.Amount.ToDecimal())));
        Assert.Contains("Gift card …4711", (await till.Pos.Receipts.GetDocumentAsync(paid.Id)).Value.ToText(42), StringComparison.Ordinal);
        Assert.DoesNotContain(Card, (await till.Pos.Receipts.GetDocumentAsync(paid.Id)).Value.ToText(42), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_card_or_not_known_is_refused()
    {
        await using var till = await StartEmptyAsync();

        await till.AssertRefusedAsync(RefusalCodes.GiftCardInvalid, async () => (await till.Pos.Checkout.Begin(till.RingUp()).Value.AddAsync(new(GiftCard, Money.Of(5)))).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.GiftCardInvalid, () => Task.FromResult(till.Pos.Tickets.Start().SellGiftCard(" ", Money.Of(5)).Refusal));
        await till.AssertRefusedAsync(RefusalCodes.GiftCardInvalid, () => Task.FromResult(till.Pos.Tickets.Start().SellGiftCard(new string('1', 101), Money.Of(5)).Refusal));
        await till.AssertRefusedAsync(RefusalCodes.AmountInvalid, () => Task.FromResult(till.Pos.Tickets.Start().SellGiftCard(Card, Money.Zero).Refusal));
        await till.AssertRefusedAsync(RefusalCodes.CustomerNeeded, async () => (await till.Pos.Checkout.Begin(till.RingUp()).Value.AddAsync(new(StoreCredit, Money.Of(5)))).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.ValueUnknown, async () => (await till.Pos.Checkout.GetBalanceAsync(CardAccount)).Refusal);
        var ticket = till.RingUp();
        Assert.Equal(RefusalCodes.ValueUnknown, (await till.Pos.Checkout.CompleteAsync(ticket, Pay(5))).Refusal?.Code);
        Assert.Empty(till.Ledger().State.Values);
        Assert.Equal(TicketStatus.Open, ticket.Current.Status);
    }

    [Fact]
    public async Task A_card_is_asked_for_only_where_nothing_else_stands_against_the_sale()
    {
        await using var till = await StartEmptyAsync();
        var ticket = till.Pos.Tickets.Start();
        ticket.SellGiftCard(Card, Money.Of(12)).EnsureDone();

        await till.AssertRefusedAsync(RefusalCodes.PaymentShort, async () => (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(11)))).Refusal);
    }

    [Fact]
    public async Task Offline_they_wait_unless_the_policy_lets_them_be_and_then_what_was_spent_twice_is_reported()
    {
        await using var till = await StartEmptyAsync();
        await SellCardAsync(till, 5);
        var inPayment = till.Pos.Checkout.Begin(till.RingUp()).Value;
        till.GoOffline();
        await till.AssertRefusedAsync(ReasonCodes.StoredValueOffline, () => Task.FromResult(till.Pos.Tickets.Start().SellGiftCard(Card, Money.Of(5)).Refusal));
        await till.AssertRefusedAsync(ReasonCodes.StoredValueOffline, async () => (await inPayment.AddAsync(Pay(5))).Refusal);
        await till.AssertRefusedAsync(ReasonCodes.StoredValueOffline, async () => (await till.Pos.Checkout.GetBalanceAsync(CardAccount)).Refusal);

        await using var lenient = await StartEmptyAsync(static options => options.OfflinePolicy = OfflinePolicy.Loyverse.Allow(Capability.StoredValue));
        await SellCardAsync(lenient, 5);
        lenient.GoOffline();
        (await lenient.Pos.Checkout.CompleteAsync(lenient.RingUp(), Pay(5))).EnsureDone();
        var tooMuch = (await lenient.Pos.Checkout.CompleteAsync(lenient.RingUp(), Pay(5))).Value;
        Assert.Empty(lenient.Ledger().State.Values);

        lenient.GoOnline();
        lenient.Settle();

        Assert.Equal(Money.Of(-5), await BalanceNowAsync(lenient));
        Assert.Equal(SyncState.NeedsAttention, (await lenient.Pos.Receipts.ListAsync()).Value.Single(row => row.Id == tooMuch.Id).State);
    }

    [Fact]
    public async Task A_refund_goes_back_to_the_card_and_a_card_goes_back_only_with_what_is_left_on_it()
    {
        await using var till = await StartEmptyAsync();
        var sold = await SellCardAsync(till, 12);
        var paid = (await till.Pos.Checkout.CompleteAsync(till.RingUp(), Pay(5))).Value;
        till.Settle();

        Assert.Equal(RefusalCodes.ValueTooLittle, (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sold.Id })).Refusal?.Code);
        Lose(till, LoopbackFault.LoseReply);
        var unanswered = await till.Pos.Receipts.RefundAsync(new() { ReceiptId = paid.Id });
        Assert.Equal((PosOutcome.Unknown, RefusalCodes.ValueUnanswered), (unanswered.Outcome, unanswered.Refusal?.Code));
        var refund = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = paid.Id })).Value;
        Assert.Equal((unanswered.UnknownReceipt, Card, Money.Of(-5)), (refund.Id, Assert.Single(refund.Payments).Code, refund.Payments[0].Amount));
        till.Settle();
        Assert.Equal(Money.Of(12), await BalanceNowAsync(till));

        Assert.Equal(Money.Of(12), (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sold.Id })).Value.Change);
        till.Settle();
        Assert.Equal(Money.Zero, await BalanceNowAsync(till));
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task What_was_paid_in_cash_goes_back_as_store_credit_or_to_a_new_card()
    {
        await using var till = await StartEmptyAsync();
        var ticket = till.RingUp();
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        var (named, nameless) = ((await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)))).Value, await till.SellAsync());
        till.Settle();

        Assert.Equal(RefusalCodes.CustomerNeeded, (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = nameless.Id, PayBackBy = StoreCredit })).Refusal?.Code);
        Assert.Equal(RefusalCodes.GiftCardInvalid, (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = nameless.Id, PayBackBy = GiftCard })).Refusal?.Code);
        var refund = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = named.Id, PayBackBy = StoreCredit })).Value;
        Assert.Equal((StoreCredit.Id, Money.Of(-5), Money.Zero), (Assert.Single(refund.Payments).Type.Id, refund.Payments[0].Amount, refund.Change));
        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = nameless.Id, PayBackBy = GiftCard, PayBackCode = Card })).EnsureDone();
        till.Settle();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        Assert.Equal((Money.Of(5), Money.Of(5)), (await BalanceNowAsync(till), (await till.Pos.Customers.FindAsync(TillHost.Carla)).Value.StoreCredit));

        ticket = till.RingUp();
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        (await till.Pos.Checkout.CompleteAsync(ticket, new Payment(StoreCredit, Money.Of(5)))).EnsureDone();
        till.Settle();
        Assert.Equal(0, (await till.Pos.Checkout.GetBalanceAsync(new(StoredValueKind.StoreCredit, $"{TillHost.Carla}"))).Value.Available);
    }

    [Fact]
    public async Task In_training_nothing_is_really_taken()
    {
        await using var till = await StartEmptyAsync();
        await SellCardAsync(till, 12);
        (await till.Pos.Device.BeginTrainingAsync()).EnsureDone();
        await till.AssertRefusedAsync(RefusalCodes.TrainingMode, async () => (await till.Pos.Checkout.Begin(till.RingUp()).Value.AddAsync(Pay(5))).Refusal);

        await SellCardAsync(till, 7);

        Assert.Equal(Money.Of(12), await BalanceNowAsync(till));
    }

    [Fact]
    public async Task Somebody_else_than_the_back_office_may_keep_them()
    {
        var keeper = new LoopbackBackOffice();
        await using var till = new TillHost { StandsAlone = true };
        await till.StartAsync();
        var refusal = till.Pos.Capabilities.Decide(Capability.StoredValue);
        Assert.Equal((CapabilityStatus.Unavailable, ReasonCodes.StoredValueMissing), (refusal.Status, refusal.ReasonCode));
        await till.Pos.DisposeAsync();

        await using var pos = new Engine(new EngineParts { Options = till.Options(), StoredValue = keeper, Time = till.Time, Logger = till.Logger, Scheduler = new Scheduling.InlineScheduler() });
        await pos.StartAsync();
        var ann = (await pos.Session.EnrolAsync("Ann", "1234")).Value;
        (await pos.Session.SignInAsync(ann.Id, "1234")).EnsureDone();
        (await pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        var ticket = pos.Tickets.Start();
        ticket.SellGiftCard(Card, Money.Of(12)).EnsureDone();
        var receipt = (await pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(12)))).Value;
        Assert.Equal(StoredValueVerdict.Granted, (await keeper.MoveAsync(new(pos.Device.Id, await KeyAsync(pos), receipt.Id, CardAccount, Money.Of(12).Units), default)).Verdict);
    }

    private static async Task<Guid> KeyAsync(Engine pos)
    {
        await foreach (var entry in pos.Journal.ReadAsync(kinds: [EntryKinds.ValueIntended]))
        {
            using var body = System.Text.Json.JsonDocument.Parse(entry.Body);
            return body.RootElement.GetProperty("data").GetProperty("key").GetGuid();
        }

        throw new InvalidOperationException("Nothing was announced.");
    }
}
