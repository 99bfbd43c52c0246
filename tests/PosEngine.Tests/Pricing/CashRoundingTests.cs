using CsCheck;

namespace PosEngine.Pricing;

public sealed class CashRoundingTests
{
    [Theory]
    [InlineData("19.97", "0.05", RoundingMode.HalfAwayFromZero, "19.95")]
    [InlineData("19.98", "0.05", RoundingMode.HalfAwayFromZero, "20.00")]
    [InlineData("19.975", "0.05", RoundingMode.HalfAwayFromZero, "20.00")]
    [InlineData("19.975", "0.05", RoundingMode.HalfDown, "19.95")]
    [InlineData("0.05", "0.10", RoundingMode.HalfDown, "0")] // New Zealand: five cents go down
    [InlineData("0.05", "0.10", RoundingMode.HalfAwayFromZero, "0.10")]
    [InlineData("0.25", "0.50", RoundingMode.HalfAwayFromZero, "0.50")] // Denmark
    [InlineData("12.49", "1", RoundingMode.HalfAwayFromZero, "12")] // Sweden
    [InlineData("12.50", "1", RoundingMode.HalfAwayFromZero, "13")]
    [InlineData("12.51", "1", RoundingMode.Down, "12")]
    [InlineData("1998", "5", RoundingMode.HalfAwayFromZero, "2000")] // Hungary
    [InlineData("1997", "5", RoundingMode.HalfAwayFromZero, "1995")]
    [InlineData("149", "100", RoundingMode.Up, "200")]
    [InlineData("19.97", "0.01", RoundingMode.HalfAwayFromZero, "19.97")]
    public void Cash_comes_to_the_multiple_of_the_step_that_the_amount_rounds_to(string due, string step, RoundingMode mode, string cash) =>
        Assert.Equal(Amount(cash), CashRounding.Round(Amount(due), Policy(Amount(step), mode)));

    [Fact]
    public void Without_a_step_cash_is_what_is_due() =>
        Assert.Equal(Amount("19.97"), CashRounding.Round(Amount("19.97"), PricingPolicy.Default));

    [Fact]
    public void M4_a_rounded_amount_is_less_than_a_step_away_and_half_a_step_where_it_goes_to_the_nearest() =>
        Cases.Sample((due, step, mode) =>
        {
            var cash = CashRounding.Round(Money.FromUnits(due), Policy(Money.FromUnits(step), mode));
            var away = Math.Abs(cash.Units - due);
            Assert.Equal(0, cash.Units % step);
            Assert.True(mode is RoundingMode.Up or RoundingMode.Down ? away < step : 2 * away <= step, $"{cash} is too far from {due}.");
        });

    [Fact]
    public void M6_a_payout_rounds_like_the_payment_it_mirrors() =>
        Cases.Sample((due, step, mode) => Assert.Equal(
            -CashRounding.Round(Money.FromUnits(due), Policy(Money.FromUnits(step), mode)),
            CashRounding.Round(Money.FromUnits(-due), Policy(Money.FromUnits(step), mode))));

    private static Gen<(long Due, long Step, RoundingMode Mode)> Cases =>
        Gen.Select(Gen.Long[-(1L << 50), 1L << 50], Gen.OneOf(1_000L, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000, 10_000_000), Gen.Enum<RoundingMode>());

    private static PricingPolicy Policy(Money step, RoundingMode mode) => new() { CashStep = step, CashRounding = mode };

    private static Money Amount(string text) => Money.Of(decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
}
