using CsCheck;
using PosEngine.Pricing;

namespace PosEngine.Checkout;

public sealed class SettlementTests
{
    private static readonly Gen<PricingPolicy> Policies = Gen.Select(
        Gen.OneOf(Gen.Const((Money?)null), Gen.Const((Money?)Money.Of(0.05m)), Gen.Const((Money?)Money.Of(0.10m)), Gen.Const((Money?)Money.Of(1))),
        Gen.Enum<RoundingMode>(),
        (step, mode) => new PricingPolicy { CashStep = step, CashRounding = mode });

    private static readonly Gen<Money> Amounts = Gen.Frequency((1, Gen.Const(0L)), (6, Gen.Long[0, 300]), (3, Gen.Long[0, 100_000])).Select(cents => Money.FromMinor(cents, Currency.EUR));

    private static readonly PaymentType Voucher = new() { Id = new(new Guid(9, 0, 0, new byte[8])), Name = "Voucher", Kind = PaymentKind.Other };

    private static readonly Gen<PaymentType> Types = Gen.OneOf(PaymentType.Cash, PaymentType.Card, PaymentType.IntegratedCard, Voucher);

    private static readonly Gen<(PaymentType Type, Money Amount)[]> Payments = Gen.Select(Types, Amounts, (type, amount) => (type, amount)).Array[0, 4];

    [Fact]
    public void M4_total_plus_rounding_is_payments_less_change() => Gen.Select(Amounts, Policies, Payments).Sample((total, policy, payments) =>
    {
        var settlement = Settlement.Of(total, policy, payments);
        if (!settlement.Missing.IsZero)
            return settlement is { CashRounding.IsZero: true, Change.IsZero: true };

        var (cash, other) = (SumOf(payments, isCash: true), SumOf(payments, isCash: false));
        return total + settlement.CashRounding == cash + other - settlement.Change
            && settlement.Change >= Money.Zero && settlement.Change <= cash
            && settlement.CashRounding.Abs() < (policy.CashStep ?? Money.FromUnits(1))
            && (payments.Any(payment => payment.Type.Kind == PaymentKind.Cash) || settlement.CashRounding.IsZero);
    });

    /// <summary>What is missing, by another way of thinking: the smallest amount of cash, or of money in the bank, that would settle it.</summary>
    [Fact]
    public void What_is_missing_settles_it_and_a_cent_less_does_not() => Gen.Select(Amounts, Policies, Payments, Types).Sample((total, policy, payments, next) =>
    {
        var due = Settlement.Due(total, policy, payments, next);
        if (Settlement.Of(total, policy, payments).Missing <= Money.Zero)
            return due == Money.Zero;

        var isSettled = Settlement.Of(total, policy, [.. payments, (next, due)]).Missing.IsZero;
        var lessIsShort = due.IsZero || MayRoundingForgive(policy, payments, next) || Settlement.Of(total, policy, [.. payments, (next, due - Money.Of(0.01m))]).Missing.IsPositive;
        return due >= Money.Zero && isSettled && lessIsShort;
    });

    [Fact]
    public void Too_much_in_a_way_that_gives_no_change_is_never_settled() => Gen.Select(Amounts, Policies, Payments).Sample((total, policy, payments) =>
        SumOf(payments, isCash: false) <= total || Settlement.Of(total, policy, payments).Missing.IsNegative);

    [Theory]
    [InlineData("10.02", "10.00", "-0.02")]
    [InlineData("10.03", "10.05", "0.02")]
    [InlineData("0.02", "0.00", "-0.02")]
    [InlineData("0.03", "0.05", "0.02")]
    [InlineData("10.00", "10.00", "0.00")]
    public void Cash_is_rounded_to_the_step(string total, string due, string rounding)
    {
        var policy = new PricingPolicy { CashStep = Money.Of(0.05m) };

        Assert.Equal(Of(due), Settlement.Due(Of(total), policy, [], PaymentType.Cash));
        Assert.Equal(Of(total), Settlement.Due(Of(total), policy, [], PaymentType.Card));
        Assert.Equal(new Settlement(Of(rounding), Of("5.00"), Money.Zero), Settlement.Of(Of(total), policy, [(PaymentType.Cash, Of(due) + Of("5.00"))]));
    }

    [Fact]
    public void Only_what_is_left_for_cash_is_rounded()
    {
        var policy = new PricingPolicy { CashStep = Money.Of(0.05m) };

        Assert.Equal(new Settlement(Of("-0.01"), Of("0.00"), Money.Zero), Settlement.Of(Of("10.03"), policy, [(PaymentType.Card, Of("3.02")), (PaymentType.Cash, Of("7.00"))]));
        Assert.Equal(new Settlement(Money.Zero, Money.Zero, Of("0.03")), Settlement.Of(Of("10.03"), policy, [(PaymentType.Card, Of("10.00"))]));
    }

    [Fact]
    public void Who_has_the_small_coins_pays_to_the_last_one()
    {
        var policy = new PricingPolicy { CashStep = Money.Of(0.05m) };

        Assert.Equal(new Settlement(Money.Zero, Money.Zero, Money.Zero), Settlement.Of(Of("10.03"), policy, [(PaymentType.Cash, Of("10.03"))]));
        Assert.Equal(new Settlement(Money.Zero, Of("0.01"), Money.Zero), Settlement.Of(Of("10.03"), policy, [(PaymentType.Cash, Of("10.04"))]));
        Assert.Equal(new Settlement(Of("-0.02"), Of("0.02"), Money.Zero), Settlement.Of(Of("10.02"), policy, [(PaymentType.Cash, Of("10.02"))]));
    }

    [Fact]
    public void What_may_be_more_than_is_due_is_settled_for_each_type_of_payment()
    {
        var policy = new PricingPolicy { CashStep = Money.Of(0.05m) };
        var cheque = PaymentType.Card with { GivesChange = true };
        var exactCash = PaymentType.Cash with { GivesChange = false };

        Assert.Equal(new Settlement(Of("-0.02"), Of("5.00"), Money.Zero), Settlement.Of(Of("45.02"), policy, [(cheque, Of("50.00"))]));
        Assert.Equal(new Settlement(Money.Zero, Money.Zero, Money.Zero), Settlement.Of(Of("45.02"), policy, [(cheque, Of("45.02"))]));
        Assert.Equal(new Settlement(Money.Zero, Money.Zero, Of("-4.98")), Settlement.Of(Of("45.02"), policy, [(PaymentType.Card, Of("50.00"))]));
        Assert.Equal(new Settlement(Money.Zero, Money.Zero, Of("-5.98")), Settlement.Of(Of("45.02"), policy, [(PaymentType.Card, Of("46.00")), (cheque, Of("5.00"))]));
        Assert.Equal(new Settlement(Of("-0.02"), Money.Zero, Money.Zero), Settlement.Of(Of("45.02"), policy, [(exactCash, Of("45.00"))]));
        Assert.Equal(new Settlement(Money.Zero, Money.Zero, Of("-5.00")), Settlement.Of(Of("45.02"), policy, [(exactCash, Of("50.00"))]));
    }

    /// <summary>With cash that is rounded, a few cents less may do as well: what is rounded up may be paid to the cent, and what is left for the cash may round down.</summary>
    private static bool MayRoundingForgive(PricingPolicy policy, (PaymentType Type, Money Amount)[] payments, PaymentType next) =>
        policy.CashStep is not null && (next.Kind == PaymentKind.Cash || payments.Any(payment => payment.Type.Kind == PaymentKind.Cash));

    private static Money SumOf((PaymentType Type, Money Amount)[] payments, bool isCash) =>
        payments.Where(payment => payment.Type.Kind == PaymentKind.Cash == isCash).Aggregate(Money.Zero, (sum, payment) => sum + payment.Amount);

    private static Money Of(string amount) => Money.Of(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture));
}
