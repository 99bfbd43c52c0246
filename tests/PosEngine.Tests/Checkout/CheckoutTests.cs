using CsCheck;
using PosEngine.Capabilities;
using PosEngine.Catalog;
using PosEngine.Hardware;
using PosEngine.Pricing;
using PosEngine.Support;
using PosEngine.Tickets;

namespace PosEngine.Checkout;

public sealed class CheckoutTests
{
    private static readonly PaymentType Voucher = new() { Id = new(new Guid(5, 0, 0, new byte[8])), Name = "Voucher", Kind = PaymentKind.Other };
    private static readonly Item Anything = new() { Id = new(new Guid(9, 0, 0, new byte[8])), Name = "Anything" };

    [Fact]
    public async Task M4_whatever_is_sold_and_however_it_is_paid_the_receipt_adds_up()
    {
        await using var till = await TillHost.ReadyAsync(options => options.PricingPolicy = PricingPolicy.Switzerland);
        await Gen.Select(Gen.Long[0, 5_000], Gen.Long[0, 6_000], Gen.Long[0, 3_000], Gen.Long[0, 3_000]).SampleAsync(async (total, cash, card, voucher) =>
        {
            var ticket = till.Pos.Tickets.Start();
            ticket.Add(Anything, price: Cents(total)).EnsureDone();
            Payment[] payments = [Payment.Cash(Cents(cash)), .. card > 0 ? [Payment.Card(Cents(card))] : Array.Empty<Payment>(), .. voucher > 0 ? [new Payment(Voucher, Cents(voucher))] : Array.Empty<Payment>()];

            var result = await till.Pos.Checkout.CompleteAsync(ticket, payments);

            if (!result.TryGet(out var receipt, out var refusal))
            {
                Assert.Equal(card + voucher > total || (card + voucher == total && cash > 0) ? RefusalCodes.PaymentOver : RefusalCodes.PaymentShort, refusal.Code);
                Assert.Equal(TicketStatus.Open, ticket.Current.Status);
                return;
            }

            Assert.Equal(receipt.Total + receipt.CashRounding, receipt.Payments.Aggregate(Money.Zero, (sum, payment) => sum + payment.Amount) - receipt.Change);
            Assert.Equal(Cents(total), receipt.Total);
        }, iter: 100, threads: 1);
    }

    [Fact]
    public async Task A_sale_is_paid_in_several_ways_at_once()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp(coffees: 4);
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        ticket.SetNote("to go").EnsureDone();
        till.Time.Advance(TimeSpan.FromMinutes(2));

        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, [Payment.Card(Money.Of(4)), new Payment(Voucher, Money.Of(1.50m)), Payment.Cash(Money.Of(5))])).Value;

        Assert.Equal([("Card", 4m), ("Voucher", 1.50m), ("Cash", 5m)], receipt.Payments.Select(payment => (payment.Type.Name, payment.Amount.ToDecimal())));
        Assert.Equal((Money.Of(0.50m), Money.Zero), (receipt.Change, receipt.CashRounding));
        Assert.Equal((TillHost.Carla, "to go", TillHost.Ann), (receipt.CustomerId, receipt.Note, receipt.EmployeeId));
        Assert.Equal((ticket.Id, till.Pos.Shifts.Current.Value!.Id), (receipt.TicketId, receipt.ShiftId));
        Assert.Equal(TimeSpan.FromMinutes(2), receipt.CompletedAt - receipt.StartedAt);
        Assert.Equal(receipt.Id, ticket.Current.ReceiptId);
        Assert.Same(receipt, till.Pos.Receipts.Latest.Value);
    }

    [Fact]
    public async Task A_ticket_of_zero_total_gives_a_receipt_without_payments()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.Pos.Tickets.Start();
        ticket.Add(Anything, price: Money.Zero).EnsureDone();

        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, [])).Value;

        Assert.Equal(("1-1001", Money.Zero), (receipt.Number, receipt.Total));
        Assert.Empty(receipt.Payments);
    }

    [Fact]
    public async Task A_total_that_rounds_to_nothing_is_paid_with_nothing()
    {
        await using var till = await TillHost.ReadyAsync(options => options.PricingPolicy = PricingPolicy.Switzerland);
        var ticket = till.Pos.Tickets.Start();
        ticket.Add(Anything, price: Money.Of(0.02m)).EnsureDone();

        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Zero))).Value;

        Assert.Equal((Money.Of(0.02m), Money.Of(-0.02m)), (receipt.Total, receipt.CashRounding));
    }

    [Theory]
    [InlineData("cash", "4.99", RefusalCodes.PaymentShort, "€0.01 is still to be paid.")]
    [InlineData("card", "4.99", RefusalCodes.PaymentShort, "€0.01 is still to be paid.")]
    [InlineData("card", "5.01", RefusalCodes.PaymentOver, "Only €5.00 is still to be paid.")]
    [InlineData("card", "0", RefusalCodes.AmountInvalid, null)]
    [InlineData("card", "-5", RefusalCodes.AmountInvalid, null)]
    [InlineData("cash", "-5", RefusalCodes.AmountInvalid, null)]
    [InlineData("cash", "0", RefusalCodes.PaymentShort, null)]
    [InlineData("cash", "5.001", RefusalCodes.AmountPrecision, "The smallest amount is €0.01. Please enter a multiple of it.")]
    [InlineData("card", "5.005", RefusalCodes.AmountPrecision, null)]
    public async Task A_payment_that_does_not_fit_is_refused_and_the_ticket_stays_open(string kind, string amount, string code, string? message)
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp(coffees: 2);
        var money = Money.Of(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture));
        Refusal? refusal = null;

        await till.AssertRefusedAsync(code, async () => refusal = (await till.Pos.Checkout.CompleteAsync(ticket, kind == "cash" ? Payment.Cash(money) : Payment.Card(money))).Refusal);

        Assert.Equal(message ?? refusal!.Message, refusal!.Message);
        Assert.Equal(TicketStatus.Open, ticket.Current.Status);
        Assert.Equal("1-1001", (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)))).Value.Number);
    }

    [Fact]
    public async Task Amounts_that_add_up_to_more_than_money_can_hold_are_refused()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        var most = Money.Of(92_233_720_368_547.75m);

        await till.AssertRefusedAsync(RefusalCodes.AmountTooLarge, async () => (await till.Pos.Checkout.CompleteAsync(ticket, [Payment.Cash(most), Payment.Cash(most)])).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.AmountTooLarge, async () => (await till.Pos.Checkout.CompleteAsync(ticket, [Payment.Card(most), Payment.Card(most)])).Refusal);

        Assert.Equal(TicketStatus.Open, ticket.Current.Status);
        await till.SellAsync();
    }

    [Fact]
    public async Task An_empty_ticket_is_not_paid()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.Pos.Tickets.Start();

        await till.AssertRefusedAsync(RefusalCodes.TicketEmpty, async () => (await till.Pos.Checkout.CompleteAsync(ticket, [])).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.TicketEmpty, () => Task.FromResult(till.Pos.Checkout.Begin(ticket).Refusal));
    }

    [Fact]
    public async Task A_ticket_that_is_parked_or_given_up_is_not_paid()
    {
        await using var till = await TillHost.ReadyAsync();
        var (parked, discarded) = (till.RingUp(), till.RingUp());
        (await till.Pos.Tickets.ParkAsync(parked, "table 4")).EnsureDone();
        (await till.Pos.Tickets.DiscardAsync(discarded)).EnsureDone();

        foreach (var ticket in new[] { parked, discarded })
        {
            await till.AssertRefusedAsync(RefusalCodes.TicketClosed, async () => (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)))).Refusal);
            await till.AssertRefusedAsync(RefusalCodes.TicketClosed, () => Task.FromResult(till.Pos.Checkout.Begin(ticket).Refusal));
        }
    }

    [Fact]
    public async Task At_a_locked_till_nothing_is_sold()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        (await till.Pos.Session.LockAsync()).EnsureDone();

        await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, async () => (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)))).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, () => Task.FromResult(till.Pos.Checkout.Begin(ticket).Refusal));
        Assert.Equal(TicketStatus.Open, ticket.Current.Status);
    }

    [Fact]
    public async Task Without_an_open_shift_nothing_is_sold()
    {
        await using var till = await new TillHost().StartAsync();
        await till.SignInAsync();
        var ticket = till.RingUp();

        await till.AssertRefusedAsync(RefusalCodes.ShiftClosed, async () => (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)))).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.ShiftClosed, () => Task.FromResult(till.Pos.Checkout.Begin(ticket).Refusal));
        Assert.Equal(TicketStatus.Open, ticket.Current.Status);
    }

    [Theory]
    [InlineData(false, false, ReasonCodes.CardTerminalMissing)]
    [InlineData(false, true, ReasonCodes.CardTerminalOffline)]
    [InlineData(true, true, ReasonCodes.CardTerminalOffline)]
    public async Task A_card_terminal_takes_part_as_the_policy_says(bool hasTerminal, bool isOffline, string code)
    {
        await using var till = new TillHost { Devices = new ConnectedDevices { CardTerminals = hasTerminal ? [new Terminal()] : [] } };
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        var ticket = till.RingUp();
        if (isOffline)
            till.GoOffline();
        var payment = new Payment(PaymentType.IntegratedCard, Money.Of(5));

        Refusal? refusal = null;
        await till.AssertRefusedAsync(code, async () => refusal = (await till.Pos.Checkout.CompleteAsync(ticket, payment)).Refusal);
        Assert.Equal(till.Pos.Capabilities.Decide(Capability.IntegratedCardPayment, payment), refusal!.Decision);

        // Under another name it is still the terminal's card.
        var disguised = payment with { Type = payment.Type with { Kind = PaymentKind.Other } };
        await till.AssertRefusedAsync(code, async () => (await till.Pos.Checkout.CompleteAsync(ticket, disguised)).Refusal);
        var session = till.Pos.Checkout.Begin(ticket).Value;
        await till.AssertRefusedAsync(code, async () => (await session.AddAsync(payment)).Refusal);
        await till.AssertRefusedAsync(code, async () => (await session.AddAsync(disguised)).Refusal);
    }

    [Fact]
    public async Task D10_a_second_completion_gives_the_first_receipt_whatever_has_happened_since()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        var first = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)))).Value;
        (await till.Pos.Shifts.CloseAsync(Money.Of(105))).EnsureDone();
        (await till.Pos.Session.LockAsync()).EnsureDone();
        var head = till.Pos.Journal.Head.Value;

        var again = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Card(Money.Of(1)))).Value;

        Assert.Equivalent(first, again, strict: true);
        Assert.Equal(head, till.Pos.Journal.Head.Value);
        Assert.Equal(RefusalCodes.NotSignedIn, till.Pos.Checkout.Begin(ticket).Refusal?.Code);
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Zero)).EnsureDone();
        Assert.Equal(RefusalCodes.TicketClosed, till.Pos.Checkout.Begin(ticket).Refusal?.Code);
    }

    [Fact]
    public async Task The_ways_to_pay_are_the_built_in_ones_and_those_of_the_back_office()
    {
        await using var till = await TillHost.ReadyAsync(options => options.Language = new("de-DE"));
        SetPaymentType(till, Voucher.Id, "Gutschein", "other");
        SetPaymentType(till, new(new Guid(6, 0, 0, new byte[8])), "Bon", "other");
        SetPaymentType(till, PaymentType.Card.Id, "Impostor", "cash");
        till.SetReference("payment_type", new Guid(7, 0, 0, new byte[8]).ToString(), """{ "id": "00000007-0000-0000-0000-000000000000", "name": "Odd", "type": "barter" }""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal(["Bar", "Karte", "Kartenterminal", "Bon", "Gutschein"], till.Pos.Checkout.PaymentTypes.Select(type => type.Name));
        await till.RestartAsync();
        Assert.Equal(["Bar", "Karte", "Kartenterminal", "Bon", "Gutschein"], till.Pos.Checkout.PaymentTypes.Select(type => type.Name));

        till.BackOffice.RemoveReference("payment_type", Voucher.Id.ToString());
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        Assert.Equal(["Bar", "Karte", "Kartenterminal", "Bon"], till.Pos.Checkout.PaymentTypes.Select(type => type.Name));
    }

    [Fact]
    public async Task A_receipt_names_a_way_to_pay_as_the_till_does()
    {
        await using var till = await TillHost.ReadyAsync(options => options.Language = new("de-DE"));
        var ticket = till.RingUp();

        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)))).Value;

        Assert.Equal("Bar", Assert.Single(receipt.Payments).Type.Name);
    }

    private static void SetPaymentType(TillHost till, PaymentTypeId id, string name, string type) =>
        till.SetReference("payment_type", id.ToString(), $$"""{ "id": "{{id}}", "name": "{{name}}", "type": "{{type}}" }""");

    private static Money Cents(long cents) => Money.FromMinor(cents, Currency.EUR);

    private sealed class Terminal : ICardTerminal
    {
        public string Name => "terminal";

        public ValueTask<CardResult> ChargeAsync(PaymentId attempt, Money amount, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<CardResult> QueryAsync(PaymentId attempt, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
