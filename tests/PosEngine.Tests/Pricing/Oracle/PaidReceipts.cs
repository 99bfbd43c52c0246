using System.Collections.Immutable;
using PosEngine.Checkout;
using PosEngine.Receipts;

namespace PosEngine.Pricing.Oracle;

/// <summary>Receipts as a till gives them: paid in mixed ways, in coins, in other money, with change, and refunded in part and whole.</summary>
internal static class PaidReceipts
{
    private static readonly Tax Standard = TaxOf(1, "VAT 19%", 19, TaxKind.Included, TaxCategory.Standard);
    private static readonly Tax Reduced = TaxOf(2, "VAT 7%", 7, TaxKind.Included, TaxCategory.Reduced);
    private static readonly Tax Added = TaxOf(3, "Sales tax 8%", 8, TaxKind.Added, TaxCategory.Standard);
    private static readonly PaymentType Voucher = new() { Id = new(RandomTickets.Id(9)), Name = "Voucher", Kind = PaymentKind.Other };
    private static readonly ForeignCash Dollars = new(Currency.USD, Money.Of(20), ExchangeRate.Of(0.9155m));

    /// <summary>Each sale, and behind it a refund of one piece of its first line and one of what is left.</summary>
    public static IEnumerable<Receipt> All =>
    [
        .. Refunded(CoinsAndCard), .. Refunded(OtherMoney), .. Refunded(Exchange), Payout, .. Refunded(Yen, PaymentType.Cash), .. Refunded(CarriedAndPrepaid), .. Refunded(RoundedTotal),
    ];

    private static Receipt CoinsAndCard => Pay(
        new()
        {
            Currency = Currency.CHF,
            Policy = PricingPolicy.Switzerland,
            Lines = [Line(1, 4.37m, 3, Reduced), Line(2, 12.90m, 1, Standard), Line(3, 0.99m, 7, Reduced)],
            Discounts = [Discount.Percent(new(RandomTickets.Id(20)), "Summer", Rate.Percent(10))],
        },
        (PaymentType.Card, Money.Of(10), null), (PaymentType.Cash, Money.Of(50), null));

    private static Receipt OtherMoney => Pay(
        new() { Currency = Currency.EUR, Lines = [Line(1, 2.35m, 4, Standard), Line(2, 1.15m, 2, Reduced)] },
        (PaymentType.Cash, Dollars.ToHome(Currency.EUR), Dollars));

    private static Receipt Exchange => Pay(
        new()
        {
            Currency = Currency.EUR,
            Policy = PricingPolicy.PerLine with { CashStep = Money.Of(0.05m), CashRounding = RoundingMode.HalfDown },
            Lines = [Line(1, 29.99m, 2, Standard), Line(2, 24.95m, -1, Standard), Line(3, 0.25m, -3, Standard) with { BusinessCase = BusinessCase.DepositReturn }],
        },
        (PaymentType.Cash, Money.Of(40), null));

    private static Receipt Payout => Pay(new()
    {
        Currency = Currency.EUR,
        Policy = new() { CashStep = Money.Of(0.10m) },
        Lines = [Line(1, 0.25m, -11, Standard) with { BusinessCase = BusinessCase.DepositReturn }, Line(2, 0.08m, -6, Standard) with { BusinessCase = BusinessCase.DepositReturn }],
    });

    private static Receipt Yen => Pay(
        new()
        {
            Currency = Currency.JPY,
            Policy = PricingPolicy.Japan with { CashStep = Money.Of(10), CashRounding = RoundingMode.Down },
            Lines = [Line(1, 148, 5, Added), Line(2, 333, 2, Added) with { Discounts = [Discount.Percent(new(RandomTickets.Id(21)), "Evening", Rate.Percent(30))] }],
        },
        (Voucher, Money.Of(500), null), (PaymentType.Card, Money.Of(123), null), (PaymentType.Cash, Money.Of(1_000), null));

    private static Receipt CarriedAndPrepaid => Pay(
        new()
        {
            Currency = Currency.EUR,
            Policy = PricingPolicy.EN16931,
            Lines =
            [
                Line(1, 9.99m, 3) with
                {
                    Components = [new() { Name = "Food", Weight = Money.Of(70), Taxes = [Reduced] }, new() { Name = "Drink", Weight = Money.Of(30), Taxes = [Standard] }],
                },
                Line(2, 2, 1) with { BusinessCase = BusinessCase.TipToEmployee },
            ],
            Discounts = [Discount.Fixed(new(RandomTickets.Id(22)), "Loyalty", Money.Of(1.11m)) with { Taxes = [Reduced] }],
            Surcharges = [Surcharge.Percent(new(RandomTickets.Id(23)), "Service", Rate.Percent(12.5m)) with { Taxes = [Standard] }],
            Prepaid = Money.Of(10),
        },
        (PaymentType.Card, Money.Of(20), null), (PaymentType.Cash, Money.Of(20), null));

    private static Receipt RoundedTotal => Pay(
        new() { Currency = Currency.KWD, Policy = PricingPolicy.HalfEven with { TotalStep = Money.Of(0.005m), CashStep = Money.Of(0.050m) }, Lines = [Line(1, 1.237m, 3, Added), Line(2, 0.415m, 2.5m, Added)] },
        (PaymentType.Card, Money.Of(1.234m), null), (PaymentType.Cash, Money.Of(5), null));

    private static IEnumerable<Receipt> Refunded(Receipt sale, PaymentType? payBackBy = null)
    {
        var first = sale.Lines[0].Id;
        var none = GoneBack.Nothing;
        var one = new GoneBack([new(first, Quantity.One)]);
        return [sale, Refund(sale, 1, none, [new(first, Quantity.One)], payBackBy), Refund(sale, 2, one, new RefundBasis(sale, one).Rest, payBackBy)];
    }

    private static Receipt Refund(Receipt sale, int number, GoneBack before, ImmutableArray<RefundedLine> lines, PaymentType? payBackBy)
    {
        var id = 100 * number;
        return RefundReceipt.Of(sale, new(RandomTickets.Id(7)), before, lines, payBackBy, () => RandomTickets.Id(id++)) with
        {
            Id = new(RandomTickets.Id(1 + number)),
            Number = $"1-{1001 + number}",
        };
    }

    private static Receipt Pay(PriceRequest request, params ImmutableArray<(PaymentType Type, Money Amount, ForeignCash? Foreign)> payments)
    {
        var receipt = StoredReceipts.Of(request, Pricer.Price(request));
        var settled = Settlement.Of(receipt.Total, receipt.Policy, payments.Select(static payment => (payment.Type, payment.Amount)));
        Assert.Equal(Money.Zero, settled.Missing);
        return receipt with
        {
            Payments = [.. payments.Select(static (payment, i) => new ReceiptPayment(new(RandomTickets.Id(50 + i)), payment.Type, payment.Amount) { Foreign = payment.Foreign })],
            CashRounding = settled.CashRounding,
            Change = settled.Change,
        };
    }

    private static PriceLine Line(int number, decimal price, decimal quantity, params ImmutableArray<Tax> taxes) =>
        new() { Id = new(RandomTickets.Id(10 + number)), UnitPrice = Money.Of(price), Quantity = Quantity.Of(quantity), Taxes = taxes };

    private static Tax TaxOf(int id, string name, decimal percent, TaxKind kind, TaxCategory category) =>
        new() { Id = new(RandomTickets.Id(id)), Name = name, Rate = Rate.Percent(percent), Kind = kind, Category = category };
}
