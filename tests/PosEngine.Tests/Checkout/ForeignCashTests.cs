using PosEngine.Support;

namespace PosEngine.Checkout;

public sealed class ForeignCashTests
{
    private static readonly ForeignCash TwentyDollars = new(Currency.USD, Money.Of(20), ExchangeRate.Of(0.9155m));

    [Theory]
    [InlineData("20", "0.9155", "18.31")]
    [InlineData("1", "0.915", "0.92")]
    [InlineData("1", "0.9149", "0.91")]
    [InlineData("1000", "0.00612", "6.12")]
    public void Foreign_cash_is_worth_its_rate_in_the_smallest_unit(string amount, string rate, string worth)
    {
        var foreign = new ForeignCash(Currency.USD, Of(amount), ExchangeRate.Of(decimal.Parse(rate, System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Equal(Of(worth), foreign.ToHome(Currency.EUR));
    }

    [Fact]
    public void Foreign_cash_that_cannot_be_is_misuse()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ExchangeRate.Of(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Payment.Cash(TwentyDollars with { Amount = Money.Of(0.001m) }, Currency.EUR));
        Assert.Throws<ArgumentOutOfRangeException>(() => Payment.Cash(TwentyDollars with { Rate = default }, Currency.EUR));
    }

    [Fact]
    public async Task M4_change_of_foreign_cash_is_given_in_ours_and_the_drawer_knows_both()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp(coffees: 2);

        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(TwentyDollars, Currency.EUR))).Value;

        Assert.Equal((Money.Of(18.31m), Money.Of(13.31m)), (receipt.Payments[0].Amount, receipt.Change));
        var read = (await till.Pos.Receipts.GetAsync(receipt.Id)).Value;
        Assert.Equal(TwentyDollars, read.Payments[0].Foreign);
        var shift = till.Pos.Shifts.Current.Value!;
        Assert.Equal(Money.Of(86.69m), shift.Cash.Expected);
        Assert.Equal([new(Currency.USD, Money.Of(20))], shift.ForeignCash);
    }

    [Fact]
    public async Task Foreign_cash_received_survives_a_restart()
    {
        await using var till = await TillHost.ReadyAsync();
        (await till.Pos.Checkout.Begin(till.RingUp(coffees: 20)).Value.AddAsync(Payment.Cash(TwentyDollars, Currency.EUR))).EnsureDone();
        await till.RestartAsync();

        var session = till.Pos.Checkout.Begin(till.Pos.Tickets.Open[0]);
        Assert.Equal(RefusalCodes.NotSignedIn, session.Refusal?.Code);
        await till.SignInAsync();

        var payments = till.Pos.Checkout.Begin(till.Pos.Tickets.Open[0]).Value;
        Assert.Equal(TwentyDollars, payments.Payments.Value[0].Foreign);
        Assert.Equal(Money.Of(31.69m), payments.Due(PaymentType.Card));
    }

    [Fact]
    public async Task Foreign_cash_whose_worth_is_another_is_refused()
    {
        await using var till = await TillHost.ReadyAsync();
        var payment = Payment.Cash(TwentyDollars, Currency.EUR) with { Amount = Money.Of(20) };

        Assert.Equal(RefusalCodes.AmountInvalid, (await till.Pos.Checkout.CompleteAsync(till.RingUp(), payment)).Refusal?.Code);
    }

    private static Money Of(string amount) => Money.Of(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture));
}
