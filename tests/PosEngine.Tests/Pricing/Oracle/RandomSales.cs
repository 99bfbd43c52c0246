using System.Collections.Immutable;
using CsCheck;
using PosEngine.Checkout;
using PosEngine.Receipts;
using PosEngine.Tickets;

namespace PosEngine.Pricing.Oracle;

/// <summary>Receipts of whatever a ticket can hold, paid in whatever way.</summary>
internal static class RandomSales
{
    private static readonly PaymentType Voucher = new() { Id = new(RandomTickets.Id(9)), Name = "Voucher", Kind = PaymentKind.Other };

    private static readonly PaymentType Cheque = new() { Id = new(RandomTickets.Id(8)), Name = "Cheque", Kind = PaymentKind.Other, GivesChange = true };

    /// <summary>Sales of which something can go back.</summary>
    public static readonly Gen<Receipt> All = Gen.Select(RandomTickets.Everything, Gen.Int[0, 100], Gen.Int[0, 100], Gen.Enum<CashGiven>(), Gen.Long[1, 30_000]).Select(static (request, card, voucher, cash, rate) =>
    {
        // Ids of lines that no discount has.
        request = request with
        {
            Surcharges = request.Discounts.IsEmpty ? request.Surcharges : [], // Their ids are the same numbers; on a till no two are.
            Lines = [.. request.Lines.Select(static (line, i) => line with
            {
                Id = new(RandomTickets.Id(500 + i)),
                UnitPrice = line.UnitPrice.IsNegative ? -line.UnitPrice : line.UnitPrice,
                Listed = line.UnitPrice.IsNegative && line.Listed is { } listed ? listed with { Ordinary = -listed.Ordinary } : line.Listed,
                Modifiers = [],
                Stored = null,
            })],
        };

        // No more was prepaid than it came to.
        var priced = Pricer.Price(request with { Prepaid = Money.Zero });
        request = request with { Prepaid = request.Prepaid.IsPositive && request.Prepaid <= priced.Totals.Payable ? request.Prepaid : Money.Zero };
        return WithPoints(Pay(StoredReceipts.Of(request, Pricer.Price(request)), card, voucher, cash, new ExchangeRate(rate, 10_000)), rate);
    }).Where(static receipt => receipt.Lines.Any(static line => line.Quantity > Quantity.Zero)

        // Something sold is worth something, and something handed back takes off: a tax of -100 % could say otherwise.
        && receipt.Lines.Zip(receipt.Priced.Lines).All(static pair => pair.First.Quantity.IsNegative ? !pair.Second.Gross.IsPositive : !pair.Second.Gross.IsNegative)
        && !ValueOf(receipt).IsNegative);

    private enum CashGiven
    {
        /// <summary>What is due, in coins.</summary>
        Exact,

        /// <summary>The smallest coin more.</summary>
        WithChange,

        /// <summary>What is due before it is rounded to coins.</summary>
        ToTheCent,

        /// <summary>A note of another currency.</summary>
        Foreign,

        /// <summary>None: a cheque for more, of which change is given.</summary>
        Cheque,
    }

    /// <summary>What lines and what is carried beside them were priced at: what a reader of the paper adds up, before it is rounded.</summary>
    public static Money PricedAt(Receipt receipt, Func<TicketLine, bool> which)
    {
        var lines = receipt.Lines.Zip(receipt.Priced.Lines).Where(pair => which(pair.First)).ToList();
        if (receipt.IsTaxFree || receipt.Policy.RoundedAmount != RoundedAmount.Net)
            return Sum(lines.Select(static pair => pair.Second.Gross)) + Sum(CarriedBy(receipt).Select(static carried => carried.Part.Gross));
        return Sum(lines.Select(static pair =>
                pair.Second.Subtotal - Sum(pair.Second.Discounts.Select(static applied => applied.Applied)) - Sum(pair.Second.TicketDiscountShares)
                + Sum(pair.Second.Surcharges.Select(static applied => applied.Applied)) + Sum(pair.Second.TicketSurchargeShares)
                + AddedTo(pair.First.Taxes, pair.Second.TaxShares)
                + Sum(pair.First.Components.Zip(pair.Second.Components, static (component, part) => AddedTo(component.Taxes, part.TaxShares)))))
            + Sum(CarriedBy(receipt).Select(static carried => carried.Price + AddedTo(carried.Taxes, carried.Part.TaxShares)));
    }

    private static IEnumerable<(Money Price, ImmutableArray<Tax> Taxes, PricedPart Part)> CarriedBy(Receipt receipt) =>
        receipt.Priced.Discounts.Where(static discount => discount.Carried is not null).Select(static discount => (-discount.Applied, discount.Discount.Taxes!.Value, discount.Carried!))
            .Concat(receipt.Priced.Surcharges.Where(static surcharge => surcharge.Carried is not null).Select(static surcharge => (surcharge.Applied, surcharge.Surcharge.Taxes!.Value, surcharge.Carried!)));

    private static Money AddedTo(ImmutableArray<Tax> taxes, ImmutableArray<Money> shares) =>
        Sum(taxes.Zip(shares).Where(static pair => pair.First.Kind == TaxKind.Added).Select(static pair => pair.Second));

    /// <summary>What all that was sold came to, and what the receipt carried beside it.</summary>
    public static Money ValueOf(Receipt sale) => PricedAt(sale, static line => line.Quantity > Quantity.Zero);

    public static Money Sum(IEnumerable<Money> amounts) => amounts.Aggregate(Money.Zero, static (sum, amount) => sum + amount);

    /// <summary>Some of some lines each time, by quantity or by amount, and in the end all that is left; each time the next way.</summary>
    public static IEnumerable<Receipt> RefundsOf(PricingSubject.RefundFunction refund, Receipt sale, int[] cuts, params PaymentType?[] ways)
    {
        var given = GivenBack.Nothing;
        var (gone, paid) = (new Dictionary<LineId, RefundedLine>(), new Dictionary<LineId, Money>());
        var (id, made) = (1_000, 0);
        for (var step = 0; LeftOf(sale, gone, paid) is { IsEmpty: false } left; step++)
        {
            var lines = step == cuts.Length ? [.. left.Select(static line => line with { Amount = Money.Zero })] : Cut(left, cuts[step], sale.Currency);
            if (lines.IsEmpty)
                continue;
            var receipt = refund(sale, new(RandomTickets.Id(7)), new([.. gone.Values]) { Money = given }, lines, ways[made++ % ways.Length], () => RandomTickets.Id(id++));
            yield return receipt;
            foreach (var line in lines)
            {
                var before = gone.GetValueOrDefault(line.Line, new(line.Line, Quantity.Zero));
                gone[line.Line] = before with { Quantity = before.Quantity + line.Quantity, Amount = before.Amount + line.Amount };
            }

            given = With(given, receipt);
            foreach (var line in receipt.Lines)
                paid[line.Return!.LineId] = paid.GetValueOrDefault(line.Return.LineId) - line.Return.Figures.Gross;
        }
    }

    private static GivenBack With(GivenBack given, Receipt refund) => new(
        given.Cash + refund.Change,
        [
            .. given.Others.Concat(refund.Payments.Select(static payment => new GivenBackBy(payment.Type.Id, payment.Code, -payment.Amount)))
                .GroupBy(static way => way.Type)
                .Select(static ways => ways.First() with { Amount = Sum(ways.Select(static way => way.Amount)) }),
        ]);

    /// <summary>What is left of each line: of its quantity, and of its gross.</summary>
    private static ImmutableArray<RefundedLine> LeftOf(Receipt sale, Dictionary<LineId, RefundedLine> gone, Dictionary<LineId, Money> paid) =>
    [
        .. sale.Lines.Zip(sale.Priced.Lines).Where(static pair => pair.First.Quantity > Quantity.Zero)
            .Select(pair => new RefundedLine(pair.First.Id, pair.First.Quantity - (gone.GetValueOrDefault(pair.First.Id)?.Quantity ?? Quantity.Zero)) { Amount = pair.Second.Gross - paid.GetValueOrDefault(pair.First.Id) })
            .Where(static left => !left.Quantity.IsZero),
    ];

    private static ImmutableArray<RefundedLine> Cut(ImmutableArray<RefundedLine> left, int cut, Currency currency) =>
    [
        .. left.Where((_, i) => (cut >> (i % 8) & 1) == 1)
            .Select((line, i) => (cut + i) % 3 == 0 && line.Amount.IsPositive
                ? RefundedLine.ByAmount(line.Line, Money.FromMinor(Math.Max(1, (long)((Int128)(line.Amount.Units / currency.UnitsPerMinor) * ((cut * 7 % 1_000) + 1) / 1_000)), currency))
                : new(line.Line, Quantity.FromUnits(Math.Max(1, (long)((Int128)line.Quantity.Units * cut / 1_000))))),
    ];

    /// <summary>Each line has earned some points, and the voucher has a number and was some.</summary>
    private static Receipt WithPoints(Receipt receipt, long seed) => receipt with
    {
        Lines = [.. receipt.Lines.Select((line, i) => line.Quantity > Quantity.Zero ? line with { Points = (seed * (i + 1)) % 997 } : line)],
        Payments = [.. receipt.Payments.Select(payment => payment.Type == Voucher ? payment with { Points = seed, Code = $"{seed}" } : payment)],
    };

    /// <summary>Some of it by card, some by voucher, the rest in cash.</summary>
    private static Receipt Pay(Receipt receipt, int card, int voucher, CashGiven given, ExchangeRate rate)
    {
        var total = receipt.Total;
        var payments = new List<ReceiptPayment>();
        if (total.IsPositive)
        {
            Add(PaymentType.Card, card);
            Add(Voucher, voucher);
        }

        var rest = total - Sum(payments.Select(static payment => payment.Amount));
        var due = rest.IsPositive && given == CashGiven.ToTheCent ? rest : CashRounding.Round(rest, receipt.Policy);
        if (rest.IsPositive && given == CashGiven.Cheque)
        {
            payments.Add(new(new(RandomTickets.Id(12)), Cheque, rest + (receipt.Currency.Smallest * 7)));
        }
        else if (rest.IsPositive)
        {
            var foreign = new ForeignCash(Currency.USD, Money.Of(50), rate);
            var (cash, note) = given switch
            {
                CashGiven.WithChange => (due + receipt.Currency.Smallest, null),
                CashGiven.Foreign when foreign.ToHome(receipt.Currency) >= due => (foreign.ToHome(receipt.Currency), foreign),
                _ => (due, (ForeignCash?)null),
            };
            payments.Add(new(new(RandomTickets.Id(12)), PaymentType.Cash, cash) { Foreign = note });
        }

        var settled = Settlement.Of(total, receipt.Policy, payments.Select(static payment => (payment.Type, payment.Amount)));
        Assert.Equal(Money.Zero, settled.Missing);
        return receipt with { Payments = [.. payments], CashRounding = settled.CashRounding, Change = settled.Change };

        void Add(PaymentType type, int percent)
        {
            var amount = Money.FromUnits((long)((Int128)total.Units * percent / 200 / receipt.Currency.Smallest.Units) * receipt.Currency.Smallest.Units);
            if (amount.IsPositive)
                payments.Add(new(new(RandomTickets.Id(10 + payments.Count)), type, amount));
        }
    }
}
