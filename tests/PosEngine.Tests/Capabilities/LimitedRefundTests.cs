using PosEngine.Checkout;
using PosEngine.Hardware;
using PosEngine.Receipts;
using PosEngine.Support;

namespace PosEngine.Capabilities;

/// <summary>Refunds that a policy lets be offline, up to limits, against a whole till.</summary>
public sealed class LimitedRefundTests
{
    private const string Policy = """
        {
          "rules": [ { "capability": "Refund", "decision": "limited", "reason": "small_refunds", "when": { "own_receipt": true, "in_cash": true, "amount_max": 5.00, "paid_back_max": 9.00 } } ],
          "texts": { "en": { "small_refunds": "Up to 5.00, in cash." } }
        }
        """;

    [Fact]
    public async Task Only_cash_up_to_an_amount_per_receipt()
    {
        await using var till = await ReadyAsync();
        var small = await till.SellAsync(2);
        var large = await till.SellAsync(3);
        var ticket = till.RingUp(1);
        var card = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Card(ticket.Current.Totals.Gross))).Value;
        till.GoOffline();

        await RefuseAsync(till, new() { ReceiptId = large.Id });
        await RefuseAsync(till, new() { ReceiptId = card.Id });
        await RefuseAsync(till, new() { ReceiptId = small.Id, PayBackBy = PaymentType.Card });
        Assert.False(till.Pos.Capabilities.Decide(Capability.Refund, large).IsAllowed);
        Assert.True(till.Pos.Capabilities.Decide(Capability.Refund, new PlannedRefund(large, Money.Of(5), IsInCash: true)).IsAllowed);
        Assert.Equal("Up to 5.00, in cash.", till.Pos.Capabilities.Decide(Capability.Refund).Message);

        (await RefundAsync(till, new() { ReceiptId = card.Id, PayBackBy = PaymentType.Cash })).EnsureDone();
        (await RefundAsync(till, new() { ReceiptId = large.Id, Lines = [new(large.Lines[0].Id, Quantity.Of(2))] })).EnsureDone();
    }

    [Fact]
    public async Task In_several_steps_no_more_of_a_receipt_than_in_one()
    {
        await using var till = await ReadyAsync();
        var receipt = await till.SellAsync(3);
        RefundRequest one = new() { ReceiptId = receipt.Id, Lines = [new(receipt.Lines[0].Id, Quantity.One)] };
        till.GoOffline();

        (await RefundAsync(till, one)).EnsureDone();
        (await RefundAsync(till, one)).EnsureDone();
        await RefuseAsync(till, one);
    }

    [Fact]
    public async Task What_is_taken_back_without_a_receipt_is_no_receipt_of_this_device()
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp();
        till.GoOffline();

        Assert.Equal(ReasonCodes.RefundOffline, ticket.TakeBack(Coffee(till), Quantity.One, "broken").Refusal?.Code);
    }

    [Fact]
    public async Task What_is_taken_back_on_a_ticket_counts_altogether_whatever_it_is_set_off_against()
    {
        await using var till = await ReadyAsync(TakingBack);
        var ticket = till.RingUp(10);
        till.GoOffline();

        var returned = ticket.TakeBack(Coffee(till), Quantity.One, "broken").Value;
        ticket.ChangeQuantity(returned.Id, Quantity.Of(-2)).EnsureDone();
        Assert.Equal(ReasonCodes.RefundOffline, ticket.ChangeQuantity(returned.Id, Quantity.Of(-3)).Refusal?.Code);
        Assert.Equal(ReasonCodes.RefundOffline, ticket.TakeBack(Coffee(till), Quantity.One, "broken").Refusal?.Code);
        Assert.Equal(ReasonCodes.RefundOffline, ticket.SetModifiers(returned.Id, [new("Cream", Money.Of(1), Quantity.One)]).Refusal?.Code);
        (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(20)))).EnsureDone();
    }

    [Fact]
    public async Task Tickets_that_take_something_back_are_looked_at_again_when_they_are_paid()
    {
        await using var till = await ReadyAsync(TakingBack);
        var tickets = Enumerable.Range(0, 3).Select(_ => till.Pos.Tickets.Start()).ToList();
        till.GoOffline();
        Assert.All(tickets, ticket => ticket.TakeBack(Coffee(till), Quantity.Of(2), "broken").EnsureDone());

        (await till.Pos.Checkout.CompleteAsync(tickets[0], [])).EnsureDone();
        await till.AssertRefusedAsync(ReasonCodes.RefundOffline, async () => (await till.Pos.Checkout.CompleteAsync(tickets[1], [])).Refusal);
        Assert.Equal(ReasonCodes.RefundOffline, till.Pos.Checkout.Begin(tickets[1]).Refusal?.Code);
        tickets[2].ChangeQuantity(tickets[2].Current.Lines[0].Id, Quantity.Of(-1)).EnsureDone();
        await till.AssertRefusedAsync(ReasonCodes.RefundOffline, async () => (await till.Pos.Checkout.CompleteAsync(tickets[2], [Payment.Card(tickets[2].Current.Totals.Gross)])).Refusal);
        (await till.Pos.Checkout.CompleteAsync(tickets[2], [])).EnsureDone();
    }

    [Fact]
    public async Task A_floor_limit_counts_all_cards_of_a_ticket()
    {
        await using var till = new TillHost(static options => options.OfflinePolicy =
            OfflinePolicy.Loyverse.Limit(Capability.IntegratedCardPayment, ReasonCodes.CardStored, PolicyCondition.AmountUpTo(Money.Of(4)) & PolicyCondition.TerminalStoresPayments))
        {
            Devices = new() { CardTerminals = [new StoringTerminal()] },
        };
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        var ticket = till.RingUp(2);
        till.GoOffline();

        await till.AssertRefusedAsync(ReasonCodes.CardTerminalOffline, async () => (await till.Pos.Checkout.CompleteAsync(ticket, [OnCard(2.50m), OnCard(2.50m)])).Refusal);
        var session = till.Pos.Checkout.Begin(ticket).Value;
        (await session.AddAsync(OnCard(2.50m))).EnsureDone();
        await till.AssertRefusedAsync(ReasonCodes.CardTerminalOffline, async () => (await session.AddAsync(OnCard(2.50m))).Refusal);
        (await session.AddAsync(Payment.Cash(Money.Of(2.50m)))).EnsureDone();
    }

    [Fact]
    public async Task Up_to_an_amount_until_the_back_office_has_heard_of_them()
    {
        await using var till = await ReadyAsync();
        var receipts = new List<Receipt>();
        for (var i = 0; i < 3; i++)
            receipts.Add(await till.SellAsync(2));
        till.GoOffline();

        (await RefundAsync(till, new() { ReceiptId = receipts[0].Id })).EnsureDone();
        Assert.Equal(Money.Of(5), till.Pos.Receipts.Unsynchronised.Value.PaidBack);
        await RefuseAsync(till, new() { ReceiptId = receipts[1].Id });
        (await RefundAsync(till, new() { ReceiptId = receipts[1].Id, Lines = [new(receipts[1].Lines[0].Id, Quantity.One)] })).EnsureDone();
        await till.RestartAsync();
        await till.SignInAsync();
        await RefuseAsync(till, new() { ReceiptId = receipts[2].Id });

        till.GoOnline();
        till.Settle();
        Assert.Equal(Money.Zero, till.Pos.Receipts.Unsynchronised.Value.PaidBack);
        till.GoOffline();
        (await RefundAsync(till, new() { ReceiptId = receipts[2].Id })).EnsureDone();
    }

    [Fact]
    public async Task What_was_set_off_against_a_sale_counts_as_well()
    {
        await using var till = await ReadyAsync(TakingBack);
        till.GoOffline();

        (await TakeBackAsync(till, 2)).EnsureDone();
        Assert.Equal(Money.Of(5), till.Pos.Receipts.Unsynchronised.Value.PaidBack);
        await till.RestartAsync();
        await till.SignInAsync();
        Assert.Equal(Money.Of(5), till.Pos.Receipts.Unsynchronised.Value.PaidBack);
        Assert.Equal(ReasonCodes.RefundOffline, (await TakeBackAsync(till, 2)).Refusal?.Code);
        (await TakeBackAsync(till, 1)).EnsureDone();
        Assert.Equal(ReasonCodes.RefundOffline, (await TakeBackAsync(till, 1)).Refusal?.Code);

        till.GoOnline();
        till.Settle();
        Assert.Equal(Money.Zero, till.Pos.Receipts.Unsynchronised.Value.PaidBack);
    }

    [Fact]
    public async Task What_was_exchanged_counts_as_well()
    {
        await using var till = await ReadyAsync(TakingBack);
        var (one, two) = (await till.SellAsync(2), await till.SellAsync(2));
        till.GoOffline();

        (await ExchangeAsync(till, one)).EnsureDone();
        Assert.Equal(Money.Of(5), till.Pos.Receipts.Unsynchronised.Value.PaidBack);
        Assert.Equal(ReasonCodes.RefundOffline, (await ExchangeAsync(till, two)).Refusal?.Code);
    }

    [Fact]
    public async Task On_one_receipt_what_is_exchanged_and_what_is_taken_back_count_together()
    {
        await using var till = await ReadyAsync(TakingBack);
        var sold = await till.SellAsync(2);
        var ticket = till.RingUp(10);
        till.GoOffline();
        ticket.TakeBack(Coffee(till), Quantity.Of(2), "broken").EnsureDone();

        Assert.Equal(ReasonCodes.RefundOffline, (await till.Pos.Checkout.ExchangeAsync(ticket, new() { ReceiptId = sold.Id }, [Payment.Cash(Money.Of(25))])).Refusal?.Code);
        ticket.ChangeQuantity(ticket.Current.Lines[^1].Id, -Quantity.One).EnsureDone();
        (await till.Pos.Checkout.ExchangeAsync(ticket, new() { ReceiptId = sold.Id }, [Payment.Cash(Money.Of(25))])).EnsureDone();
        Assert.Equal(Money.Of(7.5m), till.Pos.Receipts.Unsynchronised.Value.PaidBack);
    }

    [Fact]
    public async Task A_deposit_that_is_handed_back_is_no_return()
    {
        await using var till = await ReadyAsync(TakingBack);
        till.GoOffline();
        var ticket = till.Pos.Tickets.Start();
        ticket.Add(new() { Id = new(new("0193b000-0000-7000-8000-000000000101")), Name = "Pfand", Price = Money.Of(1), BusinessCase = PosEngine.Pricing.BusinessCase.Deposit }, Quantity.Of(-10)).EnsureDone();

        Assert.Equal(Money.Of(-10), (await till.Pos.Checkout.CompleteAsync(ticket, [])).Value.Total);
        Assert.Equal(Money.Zero, till.Pos.Receipts.Unsynchronised.Value.PaidBack);
    }

    [Fact]
    public async Task Two_at_once_do_not_get_past_the_limit_together()
    {
        await using var till = await ReadyAsync();
        var (one, two) = (await till.SellAsync(2), await till.SellAsync(2));
        till.GoOffline();

        var results = await Task.WhenAll(RefundAsync(till, new() { ReceiptId = one.Id }), RefundAsync(till, new() { ReceiptId = two.Id }));

        _ = Assert.Single(results, result => result.IsDone);
        _ = Assert.Single(results, result => result.Refusal?.Code == ReasonCodes.RefundOffline);
    }

    private static OfflinePolicy TakingBack { get; } = OfflinePolicy.Loyverse.Limit(
        Capability.Refund, ReasonCodes.RefundOwnCash, PolicyCondition.AmountUpTo(Money.Of(6)) & PolicyCondition.PaidBackUpTo(Money.Of(9)) & PolicyCondition.InCash);

    private static Task<TillHost> ReadyAsync(OfflinePolicy? policy = null) =>
        TillHost.ReadyAsync("""["refunds", "refunds_otherwise", "refunds_without_receipt"]""", options => options.OfflinePolicy = policy ?? OfflinePolicy.Parse(Policy));

    private static async Task<PosResult<Receipt>> TakeBackAsync(TillHost till, int coffees)
    {
        var ticket = till.RingUp(10);
        var taken = ticket.TakeBack(Coffee(till), Quantity.Of(coffees), "broken");
        return taken.IsDone ? await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(25))) : taken.Refusal!;
    }

    private static Task<PosResult<Receipt>> ExchangeAsync(TillHost till, Receipt sold) =>
        till.Pos.Checkout.ExchangeAsync(till.RingUp(10), new() { ReceiptId = sold.Id }, [Payment.Cash(Money.Of(25))]);

    private static Payment OnCard(decimal amount) => new(new PaymentType { Id = new(new Guid(7, 0, 0, new byte[8])), Name = "Card", Kind = PaymentKind.IntegratedCard }, Money.Of(amount));

    private static Catalog.Item Coffee(TillHost till) => till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Value;

    private static Task<PosResult<Receipt>> RefundAsync(TillHost till, RefundRequest request) => till.Pos.Receipts.RefundAsync(request);

    private sealed class StoringTerminal : ICardTerminal
    {
        public string Name => "till 1's terminal";

        public bool StoresPayments => true;

        public ValueTask<CardResult> ChargeAsync(PaymentId attempt, Money amount, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<CardResult> QueryAsync(PaymentId attempt, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private static Task RefuseAsync(TillHost till, RefundRequest request) => till.AssertRefusedAsync(ReasonCodes.RefundOffline, async () => (await RefundAsync(till, request)).Refusal);
}
