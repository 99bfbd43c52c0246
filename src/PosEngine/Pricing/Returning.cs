using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>What goes back when a part of a sold line does (invariant M5).</summary>
/// <remarks>
/// A return pays F(returned with it) − F(returned before), where F is a stored figure's share of the quantity, rounded. So returning everything, in whatever
/// steps, leaves exactly nothing, and what is shared out in a step is within one unit of its exact share. What is added up from shares is as far off as they are
/// together: the tax of its taxes, the net as what they leave of the gross, a composite of its components.
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
    public static PricedLine FiguresOf(ReturnedShare share, LineId id, Currency currency) =>
        new Returning(share.Whole, share.Before, share.Through - share.Before, currency).Of(share.Sold) with { Id = id };

    public PricedLine Of(PricedLine line)
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
