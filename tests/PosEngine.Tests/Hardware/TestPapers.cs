using System.Collections.Immutable;
using System.Globalization;
using PosEngine.Checkout;
using PosEngine.Hardware.Printing;
using PosEngine.Localization;
using PosEngine.Pricing;
using PosEngine.Receipts;
using PosEngine.Settings;
using PosEngine.Shifts;
using PosEngine.Tickets;

namespace PosEngine.Hardware;

/// <summary>Receipts and reports to print, with figures that were worked out by hand.</summary>
internal static class TestPapers
{
    public static readonly ShopSettings Shop = new()
    {
        ShopName = "Café Zentral",
        Address = "12 High Street\nDublin 2",
        TaxNumber = "IE 1234567 FA",
        ReceiptHeader = "Open daily from 8 to 6",
        ReceiptFooter = "Thank you, and see you soon!",
    };

    public static readonly ReceiptContext Context = new(Shop) { Employee = "Ann" };

    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 5, 0, TimeSpan.Zero);
    private static readonly Tax Standard = new() { Id = new(Id(1)), Name = "VAT 20%", Rate = Rate.Percent(20) };
    private static readonly Tax Zero = new() { Id = new(Id(2)), Name = "VAT 0%", Rate = Rate.Zero, Category = TaxCategory.Zero };
    private static readonly Tax Sales = new() { Id = new(Id(3)), Name = "Sales tax 8.875%", Rate = Rate.Percent(8.875m), Kind = TaxKind.Added };

    public static PosText TextIn(string culture, Currency currency) => new(CultureInfo.GetCultureInfo(culture), currency);

    /// <summary>Included taxes, a line discount, a ticket discount, a weighed item, a note, cash rounding, two payments and change.</summary>
    public static Receipt Everything { get; } = new()
    {
        Id = new(Id(10)),
        Number = "1-1001",
        TicketId = new(Id(11)),
        ShiftId = new(Id(12)),
        EmployeeId = new(Id(13)),
        StartedAt = Noon,
        CompletedAt = Noon,
        Currency = Currency.EUR,
        Policy = PricingPolicy.Default with { CashStep = Money.Of(0.05m) },
        Lines =
        [
            Line(1, "Coffee", 2.5m, 2),
            Line(2, "Blue mountain beans, roasted in the shop this very morning", 24m, 0.25m),
            Line(3, "アップルパイ", 3.2m, 1),
        ],
        Priced = new()
        {
            Lines =
            [
                Priced(1, 5m, 4.17m, 0.83m),
                Priced(2, 6m, 5.4m, 0m, Percent("Regulars 10%", 10, 0.6m)),
                Priced(3, 3.2m, 2.67m, 0.53m),
            ],
            Discounts = [new(Discount.Fixed(new(Id(20)), "Voucher", Money.Of(0.57m)), Money.Of(0.57m), Money.Of(0.57m))],
            Taxes = [new(Standard, Money.Of(6.48m), Money.Of(1.3m)), new(Zero, Money.Of(5.25m), Money.Zero)],
            Totals = new(Money.Of(14.2m), Money.Of(1.17m), Money.Of(11.73m), Money.Of(1.3m), Money.Of(13.03m)),
        },
        CashRounding = Money.Of(0.02m),
        Payments = [Paid(PaymentType.Card, 10m), Paid(PaymentType.Cash, 5m)],
        Change = Money.Of(1.95m),
        Note = "Window seat",
    };

    /// <summary>A tax that comes on top, paid by card.</summary>
    public static Receipt AddedTax { get; } = Everything with
    {
        Number = "2-7",
        Currency = Currency.USD,
        Lines = [Line(1, "Bagel", 4m, 1)],
        Priced = new()
        {
            Lines = [Priced(1, 4m, 4m, 0.36m)],
            Taxes = [new(Sales, Money.Of(4m), Money.Of(0.36m))],
            Totals = new(Money.Of(4m), Money.Zero, Money.Of(4m), Money.Of(0.36m), Money.Of(4.36m)),
        },
        CashRounding = Money.Zero,
        Payments = [Paid(PaymentType.Card with { Name = "Amex" }, 4.36m)],
        Change = Money.Zero,
        Note = null,
    };

    /// <summary>A part that came back, with a reason.</summary>
    public static Receipt Refund { get; } = Everything with
    {
        Number = "1-K7QM-1002",
        RefundOf = new(new(Id(10)), "1-1001") { DeviceId = new(Id(14)), Reason = "Too cold" },
        StartedAt = Noon.AddHours(1),
        CompletedAt = Noon.AddHours(1),
        Lines = [Line(1, "Coffee", 2.5m, -1)],
        Priced = new()
        {
            Lines = [Priced(1, -2.5m, -2.08m, -0.42m)],
            Taxes = [new(Standard, Money.Of(-2.08m), Money.Of(-0.42m))],
            Totals = new(Money.Of(-2.5m), Money.Zero, Money.Of(-2.08m), Money.Of(-0.42m), Money.Of(-2.5m)),
        },
        CashRounding = Money.Zero,
        Payments = [],
        Change = Money.Of(2.5m),
        Note = null,
    };

    /// <summary>A part of a price that was paid back, while the goods stay with the customer.</summary>
    public static Receipt PriceReduction { get; } = Refund with
    {
        RefundOf = Refund.RefundOf! with { Reason = "Lid is scratched" },
        Lines = [Line(1, "Coffee", 2.5m, 0) with { Return = new(new(Id(10)), new(Id(1)), Priced(1, -1.2m, -1m, -0.2m)) { Amount = Money.Of(1.2m) } }],
        Priced = new()
        {
            Lines = [Priced(1, -1.2m, -1m, -0.2m)],
            Taxes = [new(Standard, Money.Of(-1m), Money.Of(-0.2m))],
            Totals = new(Money.Of(-1.2m), Money.Zero, Money.Of(-1m), Money.Of(-0.2m), Money.Of(-1.2m)),
        },
        Change = Money.Of(1.2m),
    };

    /// <summary>Goods that came back without their receipt.</summary>
    public static Receipt TakenBack { get; } = Refund with { RefundOf = null, Lines = [Line(1, "Coffee", 2.5m, -1) with { TakenBack = new("No receipt, mug is broken", Restocks: false) }] };

    /// <summary>A part that came back, and something dearer for it.</summary>
    public static Receipt Exchange { get; } = Refund with
    {
        RefundOf = Refund.RefundOf! with { Exchange = new([Paid(PaymentType.Cash, 2.5m)]) { Change = Money.Of(2.5m) } },
        Lines = [Line(1, "Coffee", 2.5m, -1), Line(3, "アップルパイ", 3.2m, 1)],
        Priced = new()
        {
            Lines = [Priced(1, -2.5m, -2.08m, -0.42m), Priced(3, 3.2m, 2.67m, 0.53m)],
            Taxes = [new(Standard, Money.Of(0.59m), Money.Of(0.11m))],
            Totals = new(Money.Of(0.7m), Money.Zero, Money.Of(0.59m), Money.Of(0.11m), Money.Of(0.7m)),
        },
        Payments = [Paid(PaymentType.Cash, 1m)],
        Change = Money.Of(0.3m),
    };

    public static ShiftReport OpenShift { get; } = new()
    {
        Id = new(Id(12)),
        Number = 7,
        OpenedAt = Noon.AddHours(-4),
        OpenedBy = new(Id(13)),
        ReceiptCount = 1,
        Totals = Everything.Totals,
        SalesByBusinessCase =
        [
            new(BusinessCase.Sale, Money.Of(9.48m), Money.Of(1.30m), Money.Of(10.78m)), new(BusinessCase.TipToEmployee, Money.Of(2), Money.Zero, Money.Of(2)),
            new(BusinessCase.Deposit, Money.Of(0.25m), Money.Zero, Money.Of(0.25m)),
        ],
        CashRounding = Everything.CashRounding,
        Taxes = Everything.Priced.Taxes,
        Payments = [new(PaymentType.Card, Money.Of(10m), 1), new(PaymentType.Cash, Money.Of(3.05m), 1)],
        Cash = new(Money.Of(150m), Money.Of(3.05m), Money.Of(20m), Money.Of(7.5m), Money.Of(165.55m), null),
    };

    public static ShiftReport ClosedShift { get; } = OpenShift with
    {
        ClosedAt = Noon.AddHours(6),
        ClosedBy = new(Id(13)),
        Cash = OpenShift.Cash with { Counted = Money.Of(165m) },
    };

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    private static TicketLine Line(int id, string name, decimal price, decimal quantity) =>
        new() { Id = new(Id(100 + id)), Name = name, UnitPrice = Money.Of(price), Quantity = Quantity.Of(quantity) };

    private static PricedLine Priced(int id, decimal subtotal, decimal net, decimal tax, params ImmutableArray<AppliedDiscount> discounts) => new()
    {
        Id = new(Id(100 + id)),
        Subtotal = Money.Of(subtotal),
        Discounts = discounts,
        Net = Money.Of(net),
        Tax = Money.Of(tax),
        Gross = Money.Of(net + tax),
    };

    private static AppliedDiscount Percent(string name, decimal percent, decimal applied) =>
        new(Discount.Percent(new(Id(30)), name, Rate.Percent(percent)), Money.Of(applied), Money.Of(applied));

    private static ReceiptPayment Paid(PaymentType type, decimal amount) => new(new(Id(40)), type, Money.Of(amount));
}
