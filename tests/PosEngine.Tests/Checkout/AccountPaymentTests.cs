using System.Text.Json;
using PosEngine.Capabilities;
using PosEngine.Journal;
using PosEngine.Pricing;
using PosEngine.Receipts;
using PosEngine.Support;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Checkout;

/// <summary>Payment on account: known customers owe what they bought, up to their limit.</summary>
public sealed class AccountPaymentTests
{
    private static readonly PaymentType OnAccount = new() { Id = new(new("0193b000-0000-7000-8000-0000000000f1")), Name = "On account", Kind = PaymentKind.OnAccount };

    [Fact]
    public async Task What_is_sold_on_account_is_owed_and_is_no_cash()
    {
        await using var till = await StartAsync();
        var receipt = (await SellAsync(till)).Value;

        Assert.Equal((OnAccount.Id, Money.Of(5)), (receipt.Payments[0].Type.Id, receipt.Payments[0].Amount));
        var shift = till.Pos.Shifts.Current.Value!;
        Assert.Equal((Money.Of(100), Money.Of(5)), (shift.Cash.Expected, Assert.Single(shift.Payments).Amount));
        Assert.Equal((PaymentKind.OnAccount, Money.Of(5)), (shift.Payments[0].Type.Kind, shift.GrossSales));
        var closed = (await till.Pos.Shifts.CloseAsync(Money.Of(100))).Value;
        Assert.Equal((Money.Zero, OnAccount.Id), (closed.Cash.Difference, Assert.Single(closed.Payments).Type.Id));

        await PullAsync(till);
        Assert.Equal(Money.Of(5), (await till.Pos.Customers.FindAsync(TillHost.Carla)).Value.Owed);
        Assert.Equal("on_account", (await till.EntriesAsync(EntryKinds.Receipt))[0].GetProperty("data").GetProperty("payments")[0].GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Without_a_customer_or_with_one_whom_the_till_does_not_know_nothing_is_sold_on_account()
    {
        await using var till = await StartAsync();
        await till.AssertRefusedAsync(RefusalCodes.CustomerNeeded, async () => (await SellAsync(till, customer: null)).Refusal);
        var gone = RingUp(till, TillHost.Carla);
        till.BackOffice.RemoveReference("customer", $"{TillHost.Carla}");
        await PullAsync(till);
        await till.AssertRefusedAsync(RefusalCodes.CustomerUnknown, async () => (await till.Pos.Checkout.CompleteAsync(gone, new Payment(OnAccount, Money.Of(5)))).Refusal);

        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        await till.AssertRefusedAsync(RefusalCodes.CustomerNeeded, async () => (await session.AddAsync(new(OnAccount, Money.Of(5)))).Refusal);
        (await session.AddAsync(Payment.Cash(Money.Of(5)))).EnsureDone();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whom_a_till_has_just_registered_owes_nothing_until_the_back_office_says_otherwise(bool isOnline)
    {
        await using var till = await StartAsync(configure: static options => options.OfflinePolicy = OfflinePolicy.Loyverse.Allow(Capability.CustomerRegistration));
        if (!isOnline)
            till.GoOffline();
        var dora = (await till.Pos.Customers.RegisterAsync(new() { Name = "Dora" })).Value;

        Assert.Equal(Money.Zero, dora.CreditLimit);
        await till.AssertRefusedAsync(RefusalCodes.CreditExceeded, async () => (await SellAsync(till, dora.Id)).Refusal);
        till.GoOnline();
        await PullAsync(till);
        await till.AssertRefusedAsync(RefusalCodes.CreditExceeded, async () => (await SellAsync(till, dora.Id)).Refusal);
        till.SetReference("customer", $"{dora.Id}", $$"""{ "id": "{{dora.Id}}", "name": "Dora", "credit_limit": 500000 }""");
        await PullAsync(till);
        (await SellAsync(till, dora.Id)).EnsureDone();
    }

    [Fact]
    public async Task A_customer_owes_no_more_than_the_limit_whatever_the_back_office_knows_already()
    {
        await using var till = await StartAsync(limit: 12, owed: 1);
        till.GoOffline();
        (await SellAsync(till)).EnsureDone();
        (await SellAsync(till)).EnsureDone();

        var refusal = (await SellAsync(till)).Refusal!;
        Assert.Equal((RefusalCodes.CreditExceeded, "The customer can owe €1.00 more at most. Please have the rest paid otherwise."), (refusal.Code, refusal.Message));
        var ticket = RingUp(till, TillHost.Carla);
        (await till.Pos.Checkout.CompleteAsync(ticket, [new(OnAccount, Money.Of(1)), Payment.Cash(Money.Of(4))])).EnsureDone();

        // The back office adds up what it hears of; the one owed when it began was the owner's word.
        till.GoOnline();
        till.Settle();
        await PullAsync(till);
        Assert.Equal(Money.Of(11), (await till.Pos.Customers.FindAsync(TillHost.Carla)).Value.Owed);
        await till.AssertRefusedAsync(RefusalCodes.CreditExceeded, async () => (await SellAsync(till)).Refusal);
    }

    [Fact]
    public async Task What_the_back_office_has_heard_of_and_not_told_yet_counts()
    {
        await using var till = await StartAsync(limit: 8);
        till.GoOffline();
        (await SellAsync(till)).EnsureDone();
        till.BackOffice.Fault = static call => call == LoopbackCall.Pull ? LoopbackFault.LoseRequest : LoopbackFault.None;
        till.GoOnline();
        Assert.NotNull((await till.Pos.Sync.SyncNowAsync()).Refusal);
        Assert.Equal(0, till.Pos.Sync.Status.Value.Pending);
        till.GoOffline();
        await till.AssertRefusedAsync(RefusalCodes.CreditExceeded, async () => (await SellAsync(till)).Refusal);
        await till.RestartAsync();
        await till.SignInAsync();
        await till.AssertRefusedAsync(RefusalCodes.CreditExceeded, async () => (await SellAsync(till)).Refusal);

        // Told, it counts once.
        till.BackOffice.Fault = null;
        till.GoOnline();
        await PullAsync(till);
        Assert.Equal(Money.Of(5), (await till.Pos.Customers.FindAsync(TillHost.Carla)).Value.Owed);
        (await till.Pos.Checkout.CompleteAsync(RingUp(till, TillHost.Carla), [new(OnAccount, Money.Of(3)), Payment.Cash(Money.Of(2))])).EnsureDone();
    }

    [Fact]
    public async Task Of_two_payments_begun_at_once_the_second_counts_the_first()
    {
        await using var till = await StartAsync(limit: 8);
        var (first, second) = (till.Pos.Checkout.Begin(RingUp(till, TillHost.Carla)).Value, till.Pos.Checkout.Begin(RingUp(till, TillHost.Carla)).Value);
        (await first.AddAsync(new(OnAccount, Money.Of(5)))).EnsureDone();
        (await second.AddAsync(new(OnAccount, Money.Of(5)))).EnsureDone();
        (await first.CompleteAsync()).EnsureDone();

        Assert.Equal(RefusalCodes.CreditExceeded, (await second.CompleteAsync()).Refusal?.Code);
        (await second.RemoveAsync(second.Payments.Value[0].Id)).EnsureDone();
        (await second.AddAsync(Payment.Cash(Money.Of(5)))).EnsureDone();
        (await second.CompleteAsync()).EnsureDone();
    }

    [Fact]
    public async Task The_policy_has_its_say_while_the_till_is_offline()
    {
        await using var till = await StartAsync();
        till.GoOffline();
        Assert.Equal((CapabilityStatus.Limited, ReasonCodes.AccountAsLastKnown), Decision(till));
        (await SellAsync(till)).EnsureDone();

        await using var strict = await StartAsync(configure: static options => options.OfflinePolicy = OfflinePolicy.Loyverse.Refuse(Capability.AccountPayment, ReasonCodes.NoInternet));
        strict.GoOffline();
        await strict.AssertRefusedAsync(ReasonCodes.NoInternet, async () => (await SellAsync(strict)).Refusal);

        static (CapabilityStatus, string?) Decision(TillHost till) =>
            till.Pos.Capabilities.Decide(Capability.AccountPayment) is var decision ? (decision.Status, decision.ReasonCode) : default;
    }

    [Fact]
    public async Task A_refund_goes_back_to_the_account()
    {
        await using var till = await StartAsync();
        var sale = (await SellAsync(till)).Value;
        till.Settle();

        var refund = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [new(sale.Lines[0].Id, Quantity.One)] })).Value;

        Assert.Equal((OnAccount.Id, Money.Of(-2.50m), Money.Zero), (Assert.Single(refund.Payments).Type.Id, refund.Payments[0].Amount, refund.Change));
        Assert.Equal(TillHost.Carla, refund.CustomerId);
        await PullAsync(till);
        Assert.Equal(Money.Of(2.50m), (await till.Pos.Customers.FindAsync(TillHost.Carla)).Value.Owed);

        var cash = await till.SellAsync();
        till.Settle();
        Assert.Equal(RefusalCodes.CustomerNeeded, (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = cash.Id, PayBackBy = OnAccount })).Refusal?.Code);
    }

    [Fact]
    public async Task What_is_owed_is_paid_with_a_ticket_and_is_no_revenue()
    {
        await using var till = await StartAsync(limit: 5);
        (await SellAsync(till)).EnsureDone();
        var ticket = till.Pos.Tickets.Start();
        Assert.Equal(RefusalCodes.CustomerNeeded, ticket.SettleAccount(Money.Of(4)).Refusal?.Code);
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        Assert.Equal(RefusalCodes.AmountInvalid, ticket.SettleAccount(Money.Zero).Refusal?.Code);
        Assert.Equal(RefusalCodes.AmountPrecision, ticket.SettleAccount(Money.Of(0.001m)).Refusal?.Code);
        ticket.SettleAccount(Money.Of(4)).EnsureDone();
        await till.AssertRefusedAsync(RefusalCodes.AmountInvalid, async () => (await till.Pos.Checkout.CompleteAsync(ticket, new Payment(OnAccount, Money.Of(4)))).Refusal);
        ticket.SetCustomer(null).EnsureDone();
        Assert.Equal(RefusalCodes.CustomerNeeded, till.Pos.Checkout.Begin(ticket).Refusal?.Code);
        ticket.SetCustomer(TillHost.Carla).EnsureDone();

        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(4)))).Value;

        Assert.Equal((BusinessCase.ReceivableSettlement, "Payment to the account", Money.Zero), (receipt.Lines[0].BusinessCase, receipt.Lines[0].Name, receipt.Totals.Tax));
        var shift = till.Pos.Shifts.Current.Value!;
        Assert.Equal((Money.Of(5), Money.Of(104)), (shift.GrossSales, shift.Cash.Expected));
        Assert.True(receipt.IsPricedRight());
        await PullAsync(till);
        Assert.Equal(Money.Of(1), (await till.Pos.Customers.FindAsync(TillHost.Carla)).Value.Owed);
    }

    private static ITicket RingUp(TillHost till, CustomerId? customer)
    {
        var ticket = till.RingUp();
        ticket.SetCustomer(customer).EnsureDone();
        return ticket;
    }

    private static Task<PosResult<Receipt>> SellAsync(TillHost till) => SellAsync(till, TillHost.Carla);

    private static Task<PosResult<Receipt>> SellAsync(TillHost till, CustomerId? customer) =>
        till.Pos.Checkout.CompleteAsync(RingUp(till, customer), new Payment(OnAccount, Money.Of(5)));

    private static async Task PullAsync(TillHost till)
    {
        till.Settle();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
    }

    private static async Task<TillHost> StartAsync(decimal? limit = null, decimal owed = 0, Action<PosEngineOptions>? configure = null)
    {
        var till = new TillHost(configure);
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """[ "refunds", "refunds_otherwise" ]""");
        till.SetReference("payment_type", $"{OnAccount.Id}", $$"""{ "id": "{{OnAccount.Id}}", "name": "On account", "type": "on_account" }""");
        till.SetReference("customer", $"{TillHost.Carla}", JsonSerializer.Serialize(new
        {
            id = $"{TillHost.Carla}", name = "Carla", credit_limit = limit is { } most ? Money.Of(most).Units : (long?)null, owed = Money.Of(owed).Units,
        }));
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }
}
