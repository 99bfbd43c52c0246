using PosEngine.Capabilities;
using PosEngine.Catalog;
using PosEngine.Pricing;
using PosEngine.Support;
using PosEngine.Tickets;

namespace PosEngine.Checkout;

public sealed class PaymentSessionTests
{
    private static readonly Item Anything = new() { Id = new(new Guid(9, 0, 0, new byte[8])), Name = "Anything" };

    [Fact]
    public async Task A_ticket_is_paid_step_by_step()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp(coffees: 4);
        var session = till.Pos.Checkout.Begin(ticket).Value;
        var told = new List<int>();
        using var subscription = session.Payments.Subscribe(payments => told.Add(payments.Length));
        Assert.Equal((TicketStatus.InPayment, Money.Of(10)), (ticket.Current.Status, session.Due(PaymentType.Cash)));

        var card = (await session.AddAsync(Payment.Card(Money.Of(4)))).Value;
        Assert.Equal(Money.Of(6), session.Due(PaymentType.Card));
        Assert.Equal(RefusalCodes.PaymentShort, (await session.CompleteAsync()).Refusal?.Code);
        var cash = (await session.AddAsync(Payment.Cash(Money.Of(20)))).Value;
        Assert.Equal((Money.Zero, Money.Zero), (session.Due(PaymentType.Card), session.Due(PaymentType.Cash)));
        var receipt = (await session.CompleteAsync()).Value;

        Assert.Equal((session.ReceiptId, Money.Of(14)), (receipt.Id, receipt.Change));
        Assert.Equal([(card.Id, Money.Of(4)), (cash.Id, Money.Of(20))], receipt.Payments.Select(payment => (payment.Id, payment.Amount)));
        Assert.Equal([0, 1, 2], told);
        Assert.Equal(TicketStatus.Paid, ticket.Current.Status);
        Assert.Equal(["payment-received", "payment-received", "issuer", "receipt"], (await till.EntriesAsync()).Select(KindOf).TakeLast(4));
    }

    [Fact]
    public async Task Beginning_twice_gives_the_same_session()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();

        Assert.Same(till.Pos.Checkout.Begin(ticket).Value, till.Pos.Checkout.Begin(ticket).Value);
    }

    [Fact]
    public async Task What_was_received_survives_a_restart_and_the_sale_goes_on()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp(coffees: 4);
        var session = till.Pos.Checkout.Begin(ticket).Value;
        var card = (await session.AddAsync(Payment.Card(Money.Of(4)))).Value;
        var cash = (await session.AddAsync(Payment.Cash(Money.Of(1)))).Value;
        (await session.RemoveAsync(cash.Id)).EnsureDone();
        await till.RestartAsync();
        await till.SignInAsync();

        var found = Assert.Single(till.Pos.Tickets.Open);
        Assert.Equal((ticket.Id, TicketStatus.InPayment), (found.Id, found.Current.Status));
        Assert.Equal(RefusalCodes.TicketInPayment, found.Scan(TillHost.CoffeeCode).Refusal?.Code);
        await till.AssertRefusedAsync(RefusalCodes.TicketInPayment, async () => (await till.Pos.Checkout.CompleteAsync(found, Payment.Cash(Money.Of(10)))).Refusal);
        var again = till.Pos.Checkout.Begin(found).Value;
        Assert.Equal((session.ReceiptId, card), (again.ReceiptId, Assert.Single(again.Payments.Value)));
        (await again.AddAsync(Payment.Cash(Money.Of(6)))).EnsureDone();

        var receipt = (await again.CompleteAsync()).Value;

        Assert.Equal((session.ReceiptId, 2), (receipt.Id, receipt.Payments.Length));
        await till.RestartAsync();
        Assert.Empty(till.Pos.Tickets.Open);
    }

    [Fact]
    public async Task After_a_restart_the_payment_can_be_given_up()
    {
        await using var till = await TillHost.ReadyAsync();
        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        var card = (await session.AddAsync(Payment.Card(Money.Of(4)))).Value;
        (await session.RemoveAsync(card.Id)).EnsureDone();
        await till.RestartAsync();
        await till.SignInAsync();
        var found = Assert.Single(till.Pos.Tickets.Open);
        Assert.Equal(TicketStatus.InPayment, found.Current.Status);

        (await till.Pos.Checkout.Begin(found).Value.CancelAsync()).EnsureDone();

        found.Scan(TillHost.CoffeeCode).EnsureDone();
        await till.RestartAsync();
        Assert.Equal(TicketStatus.Open, Assert.Single(till.Pos.Tickets.Open).Current.Status);
    }

    [Fact]
    public async Task A_payment_is_taken_back_and_stays_on_record()
    {
        await using var till = await TillHost.ReadyAsync();
        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        var card = (await session.AddAsync(Payment.Card(Money.Of(4)))).Value;

        (await session.RemoveAsync(card.Id)).EnsureDone();

        Assert.Empty(session.Payments.Value);
        Assert.Equal(Money.Of(5), session.Due(PaymentType.Card));
        await till.AssertRefusedAsync(RefusalCodes.PaymentUnknown, async () => (await session.RemoveAsync(card.Id)).Refusal);
        var removed = Assert.Single(await till.EntriesAsync("payment-removed")).GetProperty("data");
        Assert.Equal((card.Id.Value, session.ReceiptId.Value), (removed.GetProperty("payment").GetGuid(), removed.GetProperty("receipt").GetGuid()));
        (await session.AddAsync(Payment.Cash(Money.Of(5)))).EnsureDone();
        Assert.Equal("Cash", Assert.Single((await session.CompleteAsync()).Value.Payments).Type.Name);
    }

    [Fact]
    public async Task A_payment_that_is_given_up_leaves_the_ticket_open_and_stays_on_record()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        var session = till.Pos.Checkout.Begin(ticket).Value;
        (await session.AddAsync(Payment.Card(Money.Of(4)))).EnsureDone();

        (await session.CancelAsync()).EnsureDone();

        Assert.Equal(TicketStatus.Open, ticket.Current.Status);
        Assert.Empty(session.Payments.Value);
        Assert.Equal(ticket.Id.Value, Assert.Single(await till.EntriesAsync("payment-cancelled")).GetProperty("data").GetProperty("ticket").GetGuid());
        await till.AssertRefusedAsync(RefusalCodes.PaymentUnknown, async () => (await session.AddAsync(Payment.Card(Money.Of(4)))).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.PaymentUnknown, async () => (await session.RemoveAsync(default)).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.PaymentUnknown, async () => (await session.CancelAsync()).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.PaymentUnknown, async () => (await session.CompleteAsync()).Refusal);
        ticket.Scan(TillHost.CoffeeCode).EnsureDone();
        var next = till.Pos.Checkout.Begin(ticket).Value;
        Assert.NotSame(session, next);
        Assert.Equal(Money.Of(7.50m), next.Due(PaymentType.Cash));
    }

    [Fact]
    public async Task Giving_up_before_anything_was_received_leaves_no_trace()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        var head = till.Pos.Journal.Head.Value;

        (await till.Pos.Checkout.Begin(ticket).Value.CancelAsync()).EnsureDone();

        Assert.Equal(head, till.Pos.Journal.Head.Value);
        Assert.Equal(TicketStatus.Open, ticket.Current.Status);
    }

    [Theory]
    [InlineData("card", "5.01", RefusalCodes.PaymentOver)]
    [InlineData("card", "0", RefusalCodes.AmountInvalid)]
    [InlineData("cash", "0", RefusalCodes.AmountInvalid)]
    [InlineData("cash", "-1", RefusalCodes.AmountInvalid)]
    [InlineData("cash", "0.001", RefusalCodes.AmountPrecision)]
    public async Task A_payment_that_does_not_fit_is_refused(string kind, string amount, string code)
    {
        await using var till = await TillHost.ReadyAsync();
        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        var money = Money.Of(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture));

        await till.AssertRefusedAsync(code, async () => (await session.AddAsync(kind == "cash" ? Payment.Cash(money) : Payment.Card(money))).Refusal);

        Assert.Empty(session.Payments.Value);
    }

    [Fact]
    public async Task Once_everything_is_paid_nothing_more_is_taken()
    {
        await using var till = await TillHost.ReadyAsync();
        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        (await session.AddAsync(Payment.Cash(Money.Of(10)))).EnsureDone();

        await till.AssertRefusedAsync(RefusalCodes.PaymentOver, async () => (await session.AddAsync(Payment.Cash(Money.Of(1)))).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.PaymentOver, async () => (await session.AddAsync(Payment.Card(Money.Of(0.01m)))).Refusal);
    }

    [Theory]
    [InlineData("10.02", "10.00", "-0.02")]
    [InlineData("10.03", "10.05", "0.02")]
    public async Task What_is_due_in_cash_is_rounded_to_the_step(string total, string due, string rounding)
    {
        await using var till = await TillHost.ReadyAsync(options => options.PricingPolicy = PricingPolicy.Switzerland);
        var session = till.Pos.Checkout.Begin(RingUp(till, total)).Value;

        Assert.Equal(Of(due), session.Due(PaymentType.Cash));
        Assert.Equal(Of(total), session.Due(PaymentType.Card));
        (await session.AddAsync(Payment.Cash(session.Due(PaymentType.Cash)))).EnsureDone();

        Assert.Equal((Of(rounding), Money.Zero), ((await session.CompleteAsync()).Value.CashRounding, session.Due(PaymentType.Cash)));
    }

    [Theory]
    [InlineData("5.01", "cash")]
    [InlineData("5.01", "card")]
    [InlineData("5.03", "card")]
    [InlineData("5.04", "cash")]
    public async Task Whatever_was_paid_first_what_is_due_completes_the_sale(string first, string rest)
    {
        await using var till = await TillHost.ReadyAsync(options => options.PricingPolicy = PricingPolicy.Switzerland);
        var session = till.Pos.Checkout.Begin(RingUp(till, "10.03")).Value;
        (await session.AddAsync(Payment.Cash(Of(first)))).EnsureDone();
        var type = rest == "cash" ? PaymentType.Cash : PaymentType.Card;

        (await session.AddAsync(new Payment(type, session.Due(type)))).EnsureDone();

        Assert.Equal((Money.Zero, Money.Zero), (session.Due(PaymentType.Cash), session.Due(PaymentType.Card)));
        (await session.CompleteAsync()).EnsureDone();
    }

    [Fact]
    public async Task A_total_that_rounds_to_nothing_is_paid_with_nothing()
    {
        await using var till = await TillHost.ReadyAsync(options => options.PricingPolicy = PricingPolicy.Switzerland);
        var session = till.Pos.Checkout.Begin(RingUp(till, "0.02")).Value;
        Assert.Equal((Money.Zero, Money.Of(0.02m)), (session.Due(PaymentType.Cash), session.Due(PaymentType.Card)));
        Assert.Equal(RefusalCodes.PaymentShort, (await session.CompleteAsync()).Refusal?.Code);

        (await session.AddAsync(Payment.Cash(Money.Zero))).EnsureDone();

        Assert.Equal(Money.Of(-0.02m), (await session.CompleteAsync()).Value.CashRounding);
    }

    [Fact]
    public async Task A_ticket_of_zero_total_is_completed_without_a_payment()
    {
        await using var till = await TillHost.ReadyAsync();
        var session = till.Pos.Checkout.Begin(RingUp(till, "0")).Value;

        await till.AssertRefusedAsync(RefusalCodes.PaymentOver, async () => (await session.AddAsync(Payment.Cash(Money.Of(1)))).Refusal);
        Assert.Equal(Money.Zero, (await session.CompleteAsync()).Value.Total);
    }

    [Fact]
    public async Task D10_completed_twice_it_gives_one_receipt_and_then_nothing_changes_any_more()
    {
        await using var till = await TillHost.ReadyAsync();
        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        var card = (await session.AddAsync(Payment.Card(Money.Of(5)))).Value;
        var first = (await session.CompleteAsync()).Value;

        Assert.Equivalent(first, (await session.CompleteAsync()).Value, strict: true);
        await till.AssertRefusedAsync(RefusalCodes.TicketClosed, async () => (await session.AddAsync(Payment.Cash(Money.Of(5)))).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.TicketClosed, async () => (await session.RemoveAsync(card.Id)).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.TicketClosed, async () => (await session.CancelAsync()).Refusal);
    }

    [Fact]
    public async Task A_payment_taken_back_at_the_last_moment_is_not_on_the_receipt()
    {
        await using var till = await TillHost.ReadyAsync();
        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        var card = (await session.AddAsync(Payment.Card(Money.Of(5)))).Value;

        var (removed, completed) = await InOneTransactionAsync(till, () => session.RemoveAsync(card.Id), () => session.CompleteAsync());

        removed.EnsureDone();
        Assert.Equal(RefusalCodes.PaymentShort, completed.Refusal?.Code);
    }

    [Fact]
    public async Task A_payment_received_at_the_last_moment_is_not_lost_to_the_shortcut()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        var session = till.Pos.Checkout.Begin(ticket).Value;

        var (added, completed) = await InOneTransactionAsync(till, () => session.AddAsync(Payment.Card(Money.Of(4))), () => till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5))));

        added.EnsureDone();
        Assert.Equal(RefusalCodes.TicketInPayment, completed.Refusal?.Code);
        Assert.Equal(Money.Of(1), session.Due(PaymentType.Cash));
    }

    [Fact]
    public async Task A_sale_given_up_at_the_last_moment_is_not_completed()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        var session = till.Pos.Checkout.Begin(ticket).Value;
        (await session.AddAsync(Payment.Card(Money.Of(5)))).EnsureDone();

        var (cancelled, completed) = await InOneTransactionAsync(till, () => session.CancelAsync(), () => session.CompleteAsync());

        cancelled.EnsureDone();
        Assert.Equal(RefusalCodes.PaymentShort, completed.Refusal?.Code);
        Assert.Equal(TicketStatus.Open, ticket.Current.Status);
    }

    [Fact]
    public async Task At_a_locked_till_no_money_changes_hands()
    {
        await using var till = await TillHost.ReadyAsync();
        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        var card = (await session.AddAsync(Payment.Card(Money.Of(4)))).Value;
        (await till.Pos.Session.LockAsync()).EnsureDone();

        await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, async () => (await session.AddAsync(Payment.Cash(Money.Of(1)))).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, async () => (await session.RemoveAsync(card.Id)).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, async () => (await session.CancelAsync()).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, async () => (await session.CompleteAsync()).Refusal);
    }

    [Fact]
    public async Task Between_shifts_nothing_is_received_and_what_was_received_stays()
    {
        await using var till = await TillHost.ReadyAsync();
        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        (await session.AddAsync(Payment.Card(Money.Of(4)))).EnsureDone();
        (await till.Pos.Shifts.CloseAsync(Money.Of(100))).EnsureDone();

        await till.AssertRefusedAsync(RefusalCodes.ShiftClosed, async () => (await session.AddAsync(Payment.Cash(Money.Of(1)))).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.ShiftClosed, async () => (await session.CompleteAsync()).Refusal);
        var shift = (await till.Pos.Shifts.OpenAsync(Money.Of(100))).Value;
        (await session.AddAsync(Payment.Cash(Money.Of(1)))).EnsureDone();
        Assert.Equal(shift.Id, (await session.CompleteAsync()).Value.ShiftId);
    }

    [Fact]
    public async Task P2_a_policy_that_refuses_sales_offline_is_obeyed_in_the_middle_of_a_payment()
    {
        await using var till = await TillHost.ReadyAsync(options => options.OfflinePolicy = OfflinePolicy.Loyverse.Refuse(Capability.Sale, ReasonCodes.NoInternet));
        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        var card = (await session.AddAsync(Payment.Card(Money.Of(5)))).Value;
        till.GoOffline();

        await till.AssertRefusedAsync(ReasonCodes.NoInternet, async () => (await session.AddAsync(Payment.Cash(Money.Of(1)))).Refusal);
        await till.AssertRefusedAsync(ReasonCodes.NoInternet, async () => (await session.RemoveAsync(card.Id)).Refusal);
        await till.AssertRefusedAsync(ReasonCodes.NoInternet, async () => (await session.CancelAsync()).Refusal);
        await till.AssertRefusedAsync(ReasonCodes.NoInternet, async () => (await session.CompleteAsync()).Refusal);
        till.GoOnline();
        (await session.CompleteAsync()).EnsureDone();
    }

    private static ITicket RingUp(TillHost till, string total)
    {
        var ticket = till.Pos.Tickets.Start();
        ticket.Add(Anything, price: Of(total)).EnsureDone();
        return ticket;
    }

    private static Money Of(string amount) => Money.Of(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture));

    private static string? KindOf(System.Text.Json.JsonElement entry) => entry.GetProperty("kind").GetString();

    /// <summary>Calls both from within the writer's own commit, so that they share the next transaction.</summary>
    private static async Task<(TFirst First, TSecond Second)> InOneTransactionAsync<TFirst, TSecond>(TillHost till, Func<Task<TFirst>> first, Func<Task<TSecond>> second)
    {
        (Task<TFirst> First, Task<TSecond> Second)? calls = null;
        var head = till.Pos.Journal.Head.Value;
        using (till.Pos.Journal.Head.Subscribe(now =>
        {
            if (now == head || calls is not null)
                return;
            calls = (first(), second());
            Assert.False(calls.Value.First.IsCompleted);
            Assert.False(calls.Value.Second.IsCompleted);
        }))
            (await till.Pos.Shifts.PayInAsync(Money.Of(1), "")).EnsureDone();
        return (await calls!.Value.First, await calls.Value.Second);
    }
}
