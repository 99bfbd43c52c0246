using PosEngine.Capabilities;
using PosEngine.Checkout;
using PosEngine.Pricing;
using PosEngine.Pricing.Oracle;
using PosEngine.Support;

namespace PosEngine.Receipts;

/// <summary>Refunds of one receipt that go different ways: together they give back what was paid.</summary>
public sealed class RefundWaysTests
{
    private static readonly LineId Line = new(RandomTickets.Id(1));

    [Fact]
    public async Task M5_what_coins_gave_too_little_goes_to_the_card_with_the_rest()
    {
        await using var till = new TillHost(static options =>
        {
            options.OfflinePolicy = OfflinePolicy.Loyverse.Allow(Capability.Refund);
            options.PricingPolicy = PricingPolicy.Default with { CashStep = Money.Of(0.05m) };
        });
        await ReadyAsync(till);
        till.GoOffline();
        var sale = (await till.Pos.Checkout.CompleteAsync(till.RingUp(4), Payment.Card(Money.Of(10)))).Value;

        var cash = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [RefundedLine.ByAmount(sale.Lines[0].Id, Money.Of(4.02m))], PayBackBy = PaymentType.Cash })).Value;
        await till.RestartAsync();
        await till.SignInAsync();
        var card = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Value;

        Assert.Equal((Money.Of(4), Money.Of(0.02m)), (cash.Change, cash.CashRounding));
        Assert.Equal((Money.Of(-6), Money.Zero, Money.Zero), (Assert.Single(card.Payments).Amount, card.Change, card.CashRounding));
        Assert.Equal((Money.Of(-5.98m), Money.Of(-0.02m), Money.Of(-6)), (card.Totals.Gross, card.Totals.Rounding, card.Total));
        Assert.True((await till.Pos.Receipts.GetAsync(card.Id)).Value.IsPricedRight());
        Assert.DoesNotContain((await till.Pos.Receipts.GetAsync(card.Id)).Value.Explain().Steps, static step => step.Rule == ExplanationRule.Stored);
    }

    [Fact]
    public async Task M5_at_another_till_too_which_the_back_office_tells()
    {
        await using var first = new TillHost(static options => options.PricingPolicy = PricingPolicy.Default with { CashStep = Money.Of(0.05m) });
        await ReadyAsync(first);
        await using var second = new TillHost(static options => options.DeviceNumber = 2) { Transport = first.BackOffice };
        await ReadyAsync(second);
        var sale = (await first.Pos.Checkout.CompleteAsync(first.RingUp(4), Payment.Card(Money.Of(10)))).Value;
        first.Settle();
        (await first.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [RefundedLine.ByAmount(sale.Lines[0].Id, Money.Of(4.02m))], PayBackBy = PaymentType.Cash })).EnsureDone();
        first.Settle();

        var rest = (await second.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Value;

        Assert.Equal((Money.Of(-6), Money.Zero), (Assert.Single(rest.Payments).Amount, rest.Change));
    }

    [Fact]
    public async Task M5_after_an_exchange_what_its_return_paid_for_counts()
    {
        await using var till = new TillHost(static options => options.OfflinePolicy = OfflinePolicy.Loyverse.Allow(Capability.Refund));
        await ReadyAsync(till);
        till.GoOffline();
        var sale = (await till.Pos.Checkout.CompleteAsync(till.RingUp(4), [Payment.Card(Money.Of(6)), Payment.Cash(Money.Of(4))])).Value;
        var back = new RefundRequest { ReceiptId = sale.Id, Lines = [new(sale.Lines[0].Id, Quantity.One)] };
        (await till.Pos.Checkout.ExchangeAsync(till.RingUp(1), back, [])).EnsureDone();
        (await till.Pos.Receipts.RefundAsync(back with { PayBackBy = PaymentType.Cash })).EnsureDone();

        var rest = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Value;

        // 2.50 of the card paid for the exchange, 2.50 were paid out.
        Assert.Equal((Money.Of(-3.50m), Money.Of(1.50m)), (Assert.Single(rest.Payments).Amount, rest.Change));
    }

    [Fact]
    public void M5_a_step_before_the_last_pays_out_no_coin_of_what_is_left()
    {
        var sale = SaleOf(9.99m);
        var (some, gone) = (RefundedLine.ByAmount(Line, Money.Of(9.98m)), GoneBack.Nothing);

        var cash = Refund(sale, gone, some, PaymentType.Cash);
        var card = Refund(sale, gone.With([some]) with { Money = GivenMoney.Of([cash]) }, new(Line, Quantity.One), payBackBy: null);

        Assert.Equal((Money.Of(9.95m), Money.Of(-0.04m)), (cash.Change, card.Total));
        Assert.Equal(Money.Of(10), Refund(sale, gone, new(Line, Quantity.One), PaymentType.Cash).Change);
    }

    [Fact]
    public void M5_more_coins_than_belong_to_a_step_are_set_against_the_next()
    {
        var sale = SaleOf(10m);
        var (one, two) = (RefundedLine.ByAmount(Line, Money.Of(4.03m)), RefundedLine.ByAmount(Line, Money.Of(0.01m)));

        var cash = Refund(sale, GoneBack.Nothing, one, PaymentType.Cash);
        var gone = GoneBack.Nothing.With([one]) with { Money = GivenMoney.Of([cash]) };
        var nothing = Refund(sale, gone, two, payBackBy: null);
        var rest = Refund(sale, gone.With([two]) with { Money = GivenMoney.Of([cash, nothing]) }, new(Line, Quantity.One), payBackBy: null);

        Assert.Equal(Money.Of(4.05m), cash.Change);
        Assert.Equal((0, Money.Zero, Money.Zero), (nothing.Payments.Length, nothing.Change, nothing.CashRounding));
        Assert.Equal(Money.Of(-5.95m), Assert.Single(rest.Payments).Amount);
    }

    [Fact]
    public void M5_where_nobody_knows_what_was_given_back_it_went_the_same_way()
    {
        var sale = SaleOf(10m);
        var some = RefundedLine.ByAmount(Line, Money.Of(4.02m));

        var card = Refund(sale, new GoneBack([some]), new(Line, Quantity.One), payBackBy: null);

        Assert.Equal(Money.Of(-5.98m), Assert.Single(card.Payments).Amount);
    }

    private static Receipt SaleOf(decimal price)
    {
        var request = new PriceRequest { Currency = Currency.EUR, Policy = PricingPolicy.Default with { CashStep = Money.Of(0.05m) }, Lines = [new() { Id = Line, UnitPrice = Money.Of(price), Quantity = Quantity.One }] };
        return StoredReceipts.Of(request, Pricer.Price(request)) with { Payments = [new(new(RandomTickets.Id(2)), PaymentType.Card, Money.Of(price))] };
    }

    private static Receipt Refund(Receipt sale, GoneBack gone, RefundedLine line, PaymentType? payBackBy) => RefundReceipt.Of(sale, default, gone, [line], payBackBy, static () => RandomTickets.Id(9));

    private static async Task ReadyAsync(TillHost till)
    {
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """["refunds", "refunds_otherwise"]""");
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        till.Settle();
    }
}
