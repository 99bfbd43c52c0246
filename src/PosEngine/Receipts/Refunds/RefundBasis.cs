using System.Collections.Immutable;
using PosEngine.Checkout;
using PosEngine.Pricing;
using PosEngine.Tickets;

namespace PosEngine.Receipts;

/// <summary>A receipt with what went back of it: what is left, and what a further part of it comes to (invariant M5). Pure.</summary>
/// <param name="receipt">The sale.</param>
/// <param name="gone">What went back before, on whatever device.</param>
internal sealed class RefundBasis(Receipt receipt, GoneBack gone)
{
    /// <summary>What is left. A deposit that was handed back, and whatever else came in with the sale, is nothing that was sold; nor is anything on a refund.</summary>
    public ImmutableArray<RefundableLine> Left => receipt.RefundOf is not null ? [] :
    [
        .. receipt.Lines.Zip(receipt.Priced.Lines)
            .Where(static pair => pair.First.Quantity > Quantity.Zero)
            .Select(pair => new RefundableLine(pair.First.Id, pair.First.Quantity - gone.Of(pair.First.Id).Quantity, LeftOf(pair.First, pair.Second)))
            .Where(static line => line.Quantity > Quantity.Zero),
    ];

    /// <summary>All that has not come back.</summary>
    public ImmutableArray<RefundedLine> Rest => [.. Left.Select(static line => new RefundedLine(line.Line, line.Quantity))];

    /// <summary>What has gone back with these.</summary>
    public ImmutableArray<RefundedLine> With(ImmutableArray<RefundedLine> lines)
    {
        var through = gone.With(lines);
        return [.. receipt.Lines.Where(static line => line.Quantity > Quantity.Zero).Select(line => through.Of(line.Id)).Where(static line => !line.Quantity.IsZero || !line.Amount.IsZero)];
    }

    /// <summary>Why these cannot go back; null where that much is left of each.</summary>
    /// <returns>The code of the refusal, and what is left of the line where an amount is too large.</returns>
    public (string Code, Money Left)? FindFault(ImmutableArray<RefundedLine> lines)
    {
        var left = Left;
        if (lines.IsEmpty || lines.DistinctBy(static line => line.Line).Count() < lines.Length)
            return (RefusalCodes.RefundTooMuch, Money.Zero);
        foreach (var line in lines)
        {
            if (FindFault(line, left.FirstOrDefault(each => each.Line == line.Line)) is { } fault)
                return fault;
        }

        return null;
    }

    private (string Code, Money Left)? FindFault(RefundedLine line, RefundableLine? left)
    {
        if (line.Amount.IsZero)
            return left is null || line.Quantity <= Quantity.Zero || line.Quantity > left.Quantity ? (RefusalCodes.RefundTooMuch, Money.Zero) : null;
        if (!line.Quantity.IsZero || !line.Amount.IsPositive || !line.Amount.IsWholeIn(receipt.Currency) || receipt.Lines.FirstOrDefault(sold => sold.Id == line.Line) is not { } sold || !IsReducible(sold))
            return (RefusalCodes.RefundAmountInvalid, Money.Zero);
        return left is null || line.Amount > left.Amount ? (RefusalCodes.RefundAmountTooLarge, Money.Max(left?.Amount ?? Money.Zero, Money.Zero)) : null;
    }

    /// <summary>Whether there is a price to be reduced: of goods and services. Deposits, vouchers and tips are handed back, or not; what is on a gift card is what it was sold for.</summary>
    private bool IsReducible(TicketLine line) =>
        line is { BusinessCase: BusinessCase.Sale, GiftCard: null } && line.Quantity > Quantity.Zero && receipt.Priced.Lines[receipt.Lines.IndexOf(line)].Gross.IsPositive;

    private Money LeftOf(TicketLine line, PricedLine priced) => priced.Gross - WorthOf(line, priced, gone.Of(line.Id)).Gross;

    /// <summary>The lines of the refund's receipt.</summary>
    /// <param name="lines">What goes back; covered.</param>
    /// <param name="newId">Makes an id.</param>
    public ImmutableArray<TicketLine> LinesFor(ImmutableArray<RefundedLine> lines, Func<Guid> newId)
    {
        var returned = lines.ToDictionary(static line => line.Line);
        var (before, after, whole) = (PartThrough(gone), PartThrough(gone.With(lines)), PartThrough(Everything));
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
    public Worth WorthThrough(ImmutableArray<RefundedLine> lines) => WorthThrough(gone.With(lines));

    /// <summary>What everything that can go back came to.</summary>
    public Worth Worth => WorthThrough(Everything);

    /// <summary>What the whole sale came to: with what came in with it.</summary>
    public Worth WorthOfSale => receipt.Lines.Zip(receipt.Priced.Lines).Select(pair => WorthOf(pair.First, pair.Second, new(pair.First.Id, pair.First.Quantity)))
        .Concat(WorthOfCarried(1, 1)).Aggregate(default(Worth), static (sum, worth) => sum + worth);

    private Worth WorthThrough(GoneBack through) =>
        WorthOfCarried(PartThrough(through), PartThrough(Everything)).Aggregate(WorthOfLines(through), static (sum, worth) => sum + worth);

    /// <summary>What a part of each line that was sold came to.</summary>
    private Worth WorthOfLines(GoneBack through) => receipt.Lines.Zip(receipt.Priced.Lines)
        .Where(static pair => pair.First.Quantity > Quantity.Zero)
        .Select(pair => WorthOf(pair.First, pair.Second, through.Of(pair.First.Id)))
        .Aggregate(default(Worth), static (sum, worth) => sum + worth);

    /// <summary>What a part of a line came to.</summary>
    private Worth WorthOf(TicketLine line, PricedLine priced, RefundedLine through)
    {
        if (line.Return is not null)
            return new(priced.Gross, Money.Zero);
        var (part, whole) = LinePart.Of(line, priced.Gross, through, receipt.Currency);
        return WorthOf(priced, line.Taxes, line.Components, new Returning(whole, 0, part, receipt.Currency));
    }

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

    private GoneBack Everything => new([.. receipt.Lines.Select(static line => new RefundedLine(line.Id, line.Quantity))]);

    /// <summary>How much has gone back, as a part of what the lines came to; as one of the quantity, where everything was given away.</summary>
    private long PartThrough(GoneBack through) => WorthOfLines(Everything).Gross.IsZero
        ? receipt.Lines.Where(static line => line.Quantity > Quantity.Zero).Sum(line => through.Of(line.Id).Quantity.Units)
        : WorthOfLines(through).Gross.Units;

    private TicketLine LineOf(TicketLine sold, PricedLine priced, RefundedLine returned, LineId id)
    {
        var (through, whole) = LinePart.Of(sold, priced.Gross, gone.With([returned]).Of(sold.Id), receipt.Currency);
        var before = LinePart.In(whole, sold, priced.Gross, gone.Of(sold.Id), receipt.Currency).Part;
        return sold with
        {
            Id = id,
            ParentId = null,
            Quantity = -returned.Quantity,
            Discounts = [],
            Surcharges = [],
            TaxRules = [],
            TaxDay = null,
            Points = -LoyaltyRules.Back(sold.Points, before, through, whole),
            Return = Return(id, sold.Taxes, sold.Components, new ReturnedShare(AsOwn(priced), whole, before, through)) with { Amount = returned.Amount },
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
