using System.Collections.Immutable;
using PosEngine.Pricing;
using PosEngine.Tickets;

namespace PosEngine.Receipts;

/// <summary>A receipt with what went back of it: what is left, and what a further part of it comes to (invariant M5). Pure.</summary>
/// <param name="receipt">The sale.</param>
/// <param name="refunded">How much of each line went back before, on whatever device.</param>
internal sealed class RefundBasis(Receipt receipt, IReadOnlyDictionary<LineId, Quantity> refunded)
{
    /// <summary>What is left. A deposit that was handed back, and whatever else came in with the sale, is nothing that was sold; nor is anything on a refund.</summary>
    public ImmutableArray<RefundedLine> Left => receipt.RefundOf is not null ? [] :
    [
        .. receipt.Lines.Where(static line => line.Quantity > Quantity.Zero)
            .Select(line => new RefundedLine(line.Id, line.Quantity - Before(line.Id)))
            .Where(static line => line.Quantity > Quantity.Zero),
    ];

    /// <summary>What has gone back with these.</summary>
    public ImmutableArray<RefundedLine> With(ImmutableArray<RefundedLine> lines)
    {
        var through = Through(lines);
        return [.. receipt.Lines.Select(line => new RefundedLine(line.Id, through(line.Id))).Where(static line => line.Quantity > Quantity.Zero)];
    }

    /// <summary>Whether that much is left of each of these lines.</summary>
    public bool Covers(ImmutableArray<RefundedLine> lines) =>
        !lines.IsEmpty
        && lines.DistinctBy(static line => line.Line).Count() == lines.Length
        && lines.All(line => line.Quantity > Quantity.Zero && Left.FirstOrDefault(left => left.Line == line.Line) is { } left && line.Quantity <= left.Quantity);

    /// <summary>The lines of the refund's receipt.</summary>
    /// <param name="lines">What goes back; covered.</param>
    /// <param name="newId">Makes an id.</param>
    public ImmutableArray<TicketLine> LinesFor(ImmutableArray<RefundedLine> lines, Func<Guid> newId)
    {
        var returned = lines.ToDictionary(static line => line.Line, static line => line.Quantity);
        var (before, after, whole) = (PartThrough(Before), PartThrough(Through(lines)), PartThrough(QuantityOf));
        return
        [
            .. receipt.Lines.Zip(receipt.Priced.Lines)
                .Where(pair => returned.ContainsKey(pair.First.Id))
                .Select(pair => LineOf(pair.First, pair.Second, returned[pair.First.Id], new LineId(newId()))),
            .. before == after ? [] : Carried().Select(carried => LineOf(carried.Name, carried.BusinessCase, carried.Taxes, new ReturnedShare(carried.Sold, whole, before, after), new LineId(newId()))),
        ];
    }

    /// <summary>What all lines that went back through a refund came to, carried discounts and surcharges included.</summary>
    /// <param name="lines">What goes back with it; none for what went back before.</param>
    public Worth WorthThrough(ImmutableArray<RefundedLine> lines) => WorthThrough(Through(lines));

    /// <summary>What everything that can go back came to.</summary>
    public Worth Worth => WorthThrough(QuantityOf);

    /// <summary>What the whole sale came to: with what came in with it.</summary>
    public Worth WorthOfSale => receipt.Lines.Zip(receipt.Priced.Lines).Select(pair => WorthOf(pair.First, pair.Second, pair.First.Quantity))
        .Concat(WorthOfCarried(1, 1)).Aggregate(default(Worth), static (sum, worth) => sum + worth);

    private Worth WorthThrough(Func<LineId, Quantity> quantityOf) =>
        WorthOfCarried(PartThrough(quantityOf), PartThrough(QuantityOf)).Aggregate(WorthOfLines(quantityOf), static (sum, worth) => sum + worth);

    /// <summary>What was sold, up to a quantity of each line.</summary>
    private Worth WorthOfLines(Func<LineId, Quantity> quantityOf) => receipt.Lines.Zip(receipt.Priced.Lines)
        .Where(static pair => pair.First.Quantity > Quantity.Zero)
        .Select(pair => WorthOf(pair.First, pair.Second, quantityOf(pair.First.Id)))
        .Aggregate(default(Worth), static (sum, worth) => sum + worth);

    /// <summary>What a quantity of a line came to.</summary>
    private Worth WorthOf(TicketLine line, PricedLine priced, Quantity quantity) => line.Return is not null
        ? new(priced.Gross, Money.Zero)
        : WorthOf(priced, line.Taxes, line.Components, new Returning(line.Quantity.Units, 0, quantity.Units, receipt.Currency));

    private IEnumerable<Worth> WorthOfCarried(long part, long whole) => Carried().Select(carried =>
        WorthOf(carried.Sold, carried.Taxes, [], new Returning(whole, 0, part, receipt.Currency)));

    private Worth WorthOf(PricedLine sold, ImmutableArray<Tax> taxes, ImmutableArray<PriceComponent> components, Returning returning) => new(
        -returning.EachAlone(sold).Gross,
        receipt.IsTaxFree ? Money.Zero : -returning.Of(Returning.MissedBy(sold, taxes, components)));

    /// <summary>What the receipt carried beside its lines, as lines.</summary>
    private IEnumerable<(string Name, BusinessCase BusinessCase, ImmutableArray<Tax> Taxes, PricedLine Sold)> Carried()
    {
        foreach (var discount in receipt.Priced.Discounts)
        {
            if (discount.Carried is { } carried)
                yield return (discount.Discount.Name, BusinessCase.Discount, discount.Discount.Taxes ?? [], Sold(discount.Discount.Id.Value, -discount.Applied, carried));
        }

        foreach (var surcharge in receipt.Priced.Surcharges)
        {
            if (surcharge.Carried is { } carried)
                yield return (surcharge.Surcharge.Name, BusinessCase.Surcharge, surcharge.Surcharge.Taxes ?? [], Sold(surcharge.Surcharge.Id.Value, surcharge.Applied, carried));
        }

        static PricedLine Sold(Guid source, Money price, PricedPart part) =>
            new() { Id = new(source), Subtotal = price, Net = part.Net, TaxShares = part.TaxShares, Tax = part.Tax, Gross = part.Gross };
    }

    private Quantity Before(LineId line) => refunded.TryGetValue(line, out var quantity) ? quantity : Quantity.Zero;

    /// <summary>How much of each line has gone back with these.</summary>
    private Func<LineId, Quantity> Through(ImmutableArray<RefundedLine> lines) =>
        id => lines.Aggregate(Before(id), (sum, line) => line.Line == id ? sum + line.Quantity : sum);

    private Quantity QuantityOf(LineId id) => receipt.Lines.First(line => line.Id == id).Quantity;

    /// <summary>How much has gone back, as a part of what the lines came to; as one of the quantity, where everything was given away.</summary>
    private long PartThrough(Func<LineId, Quantity> quantityOf) => WorthOfLines(QuantityOf).Gross.IsZero
        ? receipt.Lines.Where(static line => line.Quantity > Quantity.Zero).Sum(line => quantityOf(line.Id).Units)
        : WorthOfLines(quantityOf).Gross.Units;

    private TicketLine LineOf(TicketLine sold, PricedLine priced, Quantity quantity, LineId id)
    {
        var before = Before(sold.Id);
        return sold with
        {
            Id = id,
            ParentId = null,
            Quantity = -quantity,
            Discounts = [],
            Surcharges = [],
            TaxRules = [],
            TaxDay = null,
            Return = Return(id, sold.Taxes, sold.Components, new ReturnedShare(AsOwn(priced), sold.Quantity.Units, before.Units, (before + quantity).Units)),
        };
    }

    private LineReturn Return(LineId id, ImmutableArray<Tax> taxes, ImmutableArray<PriceComponent> components, ReturnedShare share) =>
        new(receipt.Id, share.Sold.Id, Returning.FiguresOf(share, id, taxes, components, receipt.Currency)) { Share = share };

    /// <summary>Shares of the sale's discounts and surcharges become the line's own: the refund's receipt has none.</summary>
    private PricedLine AsOwn(PricedLine line) => line with
    {
        Discounts = line.Discounts.AddRange(receipt.Priced.Discounts.Zip(line.TicketDiscountShares)
            .Where(static pair => !pair.Second.IsZero)
            .Select(static pair => new AppliedDiscount(pair.First.Discount, pair.Second, pair.Second))),
        Surcharges = line.Surcharges.AddRange(receipt.Priced.Surcharges.Zip(line.TicketSurchargeShares)
            .Where(static pair => !pair.Second.IsZero)
            .Select(static pair => new AppliedSurcharge(pair.First.Surcharge, pair.Second))),
        TicketDiscountShares = [],
        TicketSurchargeShares = [],
    };

    /// <summary>What a refund gives back of something that the receipt carried beside its lines: in proportion to the price of what goes back.</summary>
    private TicketLine LineOf(string name, BusinessCase businessCase, ImmutableArray<Tax> taxes, ReturnedShare share, LineId id)
    {
        var returned = Return(id, taxes, [], share);
        return new TicketLine
        {
            Id = id,
            Name = name,
            UnitPrice = returned.Figures.Subtotal,
            Quantity = Quantity.One,
            Taxes = taxes,
            IsDiscountable = false,
            BusinessCase = businessCase,
            Return = returned,
        };
    }
}
