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
        var (carriedDiscounts, carriedSurcharges) = (receipt.Priced.Discounts.Where(static discount => discount.Carried is not null), receipt.Priced.Surcharges.Where(static surcharge => surcharge.Carried is not null));
        return
        [
            .. receipt.Lines.Zip(receipt.Priced.Lines)
                .Where(pair => returned.ContainsKey(pair.First.Id))
                .Select(pair => LineOf(pair.First, pair.Second, returned[pair.First.Id], new LineId(newId()))),
            .. carriedDiscounts
                .Select(discount => Carried(discount.Discount.Id.Value, discount.Discount.Name, BusinessCase.Discount, discount.Discount.Taxes, -discount.Applied, discount.Carried!, before, after, whole, newId))
                .OfType<TicketLine>(),
            .. carriedSurcharges
                .Select(surcharge => Carried(surcharge.Surcharge.Id.Value, surcharge.Surcharge.Name, BusinessCase.Surcharge, surcharge.Surcharge.Taxes, surcharge.Applied, surcharge.Carried!, before, after, whole, newId))
                .OfType<TicketLine>(),
        ];
    }

    /// <summary>What all lines that went back through a refund came to, carried discounts and surcharges included.</summary>
    /// <param name="lines">What goes back with it; none for what went back before.</param>
    public Money ValueThrough(ImmutableArray<RefundedLine> lines)
    {
        var quantityOf = Through(lines);
        var (through, whole) = (PartThrough(quantityOf), PartThrough(QuantityOf));
        return AllCarried.Aggregate(GrossThrough(quantityOf), (sum, carried) => sum + Returning.Share(carried.Gross, through, whole, receipt.Currency));
    }

    /// <summary>What everything that can go back came to.</summary>
    public Money Value => AllCarried.Aggregate(GrossThrough(QuantityOf), static (sum, carried) => sum + carried.Gross);

    private IEnumerable<PricedPart> AllCarried =>
        receipt.Priced.Discounts.Select(static discount => discount.Carried).Concat(receipt.Priced.Surcharges.Select(static surcharge => surcharge.Carried)).OfType<PricedPart>();

    private Quantity Before(LineId line) => refunded.TryGetValue(line, out var quantity) ? quantity : Quantity.Zero;

    /// <summary>How much of each line has gone back with these.</summary>
    private Func<LineId, Quantity> Through(ImmutableArray<RefundedLine> lines) =>
        id => lines.Aggregate(Before(id), (sum, line) => line.Line == id ? sum + line.Quantity : sum);

    private Quantity QuantityOf(LineId id) => receipt.Lines.First(line => line.Id == id).Quantity;

    /// <summary>The price of what was sold, up to a quantity of each line.</summary>
    private Money GrossThrough(Func<LineId, Quantity> quantityOf) => receipt.Lines.Zip(receipt.Priced.Lines)
        .Where(static pair => pair.First.Quantity > Quantity.Zero)
        .Aggregate(Money.Zero, (sum, pair) => sum - new Returning(pair.First.Quantity.Units, 0, quantityOf(pair.First.Id).Units, receipt.Currency).EachAlone(pair.Second).Gross);

    /// <summary>How much has gone back, as a part of the whole price; as one of the quantity, where everything was given away.</summary>
    private long PartThrough(Func<LineId, Quantity> quantityOf) => GrossThrough(QuantityOf).IsZero
        ? receipt.Lines.Where(static line => line.Quantity > Quantity.Zero).Sum(line => quantityOf(line.Id).Units)
        : GrossThrough(quantityOf).Units;

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
    private TicketLine? Carried(
        Guid source, string name, BusinessCase businessCase, ImmutableArray<Tax>? taxes, Money price, PricedPart carried, long before, long after, long whole, Func<Guid> newId)
    {
        if (before == after)
            return null;
        var id = new LineId(newId());
        var sold = new PricedLine { Id = new(source), Subtotal = price, Net = carried.Net, TaxShares = carried.TaxShares, Tax = carried.Tax, Gross = carried.Gross };
        var returned = Return(id, taxes ?? [], [], new ReturnedShare(sold, whole, before, after));
        return new TicketLine
        {
            Id = id,
            Name = name,
            UnitPrice = returned.Figures.Subtotal,
            Quantity = Quantity.One,
            Taxes = taxes ?? [],
            IsDiscountable = false,
            BusinessCase = businessCase,
            Return = returned,
        };
    }
}
