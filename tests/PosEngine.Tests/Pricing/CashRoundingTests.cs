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

    private static PricingPolicy Policy(Money step, RoundingMode mode) => new() { CashStep = step, CashRounding = mode };

    private static Money Amount(string text) => Money.Of(decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
}
