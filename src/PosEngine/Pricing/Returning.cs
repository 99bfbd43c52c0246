using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>What goes back when a part of a sold line does (invariant M5).</summary>
/// <remarks>
/// A return pays F(returned with it) − F(returned before), where F is a stored figure's share of the quantity, rounded. So returning everything, in whatever
/// steps, leaves exactly nothing, and what is shared out in a step is within one unit of its exact share. What is added up from shares is as far off as they are
/// together: the tax of its taxes, the net as what they leave of the gross, a composite of its components, and the subtotal, which is what the other rows of the
/// line leave: so that they add up on every receipt, too.
/// </remarks>
/// <param name="sold">The whole that <paramref name="before"/> and <paramref name="returned"/> are parts of, in whatever unit; not zero, and all of one sign.</param>
/// <param name="before">What went back before.</param>
/// <param name="returned">What goes back now.</param>
/// <param name="currency">The currency of the figures.</param>
internal readonly struct Returning(long sold, long before, long returned, Currency currency)
{
    /// <summary>How a share is rounded, whatever the policy: by magnitude, so that all steps together come out even.</summary>
    public const RoundingMode Rounding = RoundingMode.HalfAwayFromZero;

    /// <summary>The figures of a line that returns a share.</summary>
    /// <param name="share">What they are shares of.</param>
    /// <param name="id">The line's id.</param>
    /// <param name="taxes">The taxes of the line.</param>
    /// <param name="components">Its parts, where those have them.</param>
    /// <param name="currency">The currency.</param>
    public static PricedLine FiguresOf(ReturnedShare share, LineId id, ImmutableArray<Tax> taxes, ImmutableArray<PriceComponent> components, Currency currency)
    {
        var returning = new Returning(share.Whole, share.Before, share.Through - share.Before, currency);
        return (share.AddsUp ? returning.Of(share.Sold, taxes, components) : returning.EachAlone(share.Sold)) with { Id = id };
    }

    /// <summary>What goes back of a line: the subtotal is what its price leaves with the discounts and without the surcharges.</summary>
    public PricedLine Of(PricedLine line, ImmutableArray<Tax> taxes, ImmutableArray<PriceComponent> components)
    {
        var returned = EachAlone(line);
        return returned with { Subtotal = PriceOf(returned, taxes, components) + Of(MissedBy(line, taxes, components)) + AdjustedBy(returned) };
    }

    /// <summary>What a line's price misses of its gross without the taxes that are added: nothing, but where nets are rounded, or nobody pays the taxes that the price contains.</summary>
    public static Money MissedBy(PricedLine line, ImmutableArray<Tax> taxes, ImmutableArray<PriceComponent> components) =>
        line.Subtotal - PriceOf(line, taxes, components) - AdjustedBy(line);

    /// <summary>The taxes of a line that are added to its price.</summary>
    public static IEnumerable<Money> AddedTaxesOf(PricedLine line, ImmutableArray<Tax> taxes, ImmutableArray<PriceComponent> components) =>
        taxes.Zip(line.TaxShares).Concat(components.Zip(line.Components).SelectMany(static part => part.First.Taxes.Zip(part.Second.TaxShares)))
            .Where(static share => share.First.Kind == TaxKind.Added).Select(static share => share.Second);

    /// <summary>What a line's discounts take off, less what its surcharges add.</summary>
    private static Money AdjustedBy(PricedLine line) =>
        Sum(line.Discounts.Select(static applied => applied.Applied)) + Sum(line.TicketDiscountShares)
        - Sum(line.Surcharges.Select(static applied => applied.Applied)) - Sum(line.TicketSurchargeShares);

    private static Money PriceOf(PricedLine line, ImmutableArray<Tax> taxes, ImmutableArray<PriceComponent> components) => line.Gross - Sum(AddedTaxesOf(line, taxes, components));

    /// <summary>What goes back of each figure alone, the subtotal too.</summary>
    public PricedLine EachAlone(PricedLine line)
    {
        var whole = Of(new PricedPart { Net = line.Net, TaxShares = line.TaxShares, Tax = line.Tax, Gross = line.Gross });
        ImmutableArray<PricedPart> components = [.. line.Components.Select(Of)];
        if (!components.IsEmpty)
        {
            // The parts of a composite round each for itself, and the line is their sum.
            whole = new() { Net = Sum(components.Select(part => part.Net)), Tax = Sum(components.Select(part => part.Tax)), Gross = Sum(components.Select(part => part.Gross)) };
        }

        return new()
        {
            Id = line.Id,
            Subtotal = Of(line.Subtotal),
            Discounts = [.. line.Discounts.Select(OfApplied)],
            Surcharges = [.. line.Surcharges.Select(OfApplied)],
            TicketDiscountShares = [.. line.TicketDiscountShares.Select(Of)],
            TicketSurchargeShares = [.. line.TicketSurchargeShares.Select(Of)],
            Net = whole.Net,
            TaxShares = whole.TaxShares,
            Tax = whole.Tax,
            Gross = whole.Gross,
            Components = components,
        };
    }

    /// <summary>What goes back of one figure.</summary>
    public Money Of(Money figure) => Through(before, figure) - Through(before + returned, figure);

    public PricedPart Of(PricedPart part)
    {
        ImmutableArray<Money> shares = [.. part.TaxShares.Select(Of)];
        var tax = Sum(shares);
        var gross = Of(part.Gross);
        return new() { Net = gross - tax, TaxShares = shares, Tax = tax, Gross = gross };
    }

    private AppliedDiscount OfApplied(AppliedDiscount applied) => applied with { Requested = Of(applied.Requested), Applied = Of(applied.Applied) };

    private AppliedSurcharge OfApplied(AppliedSurcharge applied) => applied with { Applied = Of(applied.Applied) };

    private static Money Sum(IEnumerable<Money> amounts) => amounts.Aggregate(Money.Zero, static (sum, amount) => sum + amount);

    private Money Through(long part, Money figure) => Share(figure, part, sold, currency);

    /// <summary>F: what a part of a whole has of a figure, to the currency's smallest unit.</summary>
    public static Money Share(Money figure, long part, long whole, Currency currency) => Money.FromMinor(
        PosEngine.Rounding.DivideToInt64((Int128)(figure.Units / currency.UnitsPerMinor) * (whole < 0 ? -part : part), Math.Abs(whole), Rounding), currency);
}
