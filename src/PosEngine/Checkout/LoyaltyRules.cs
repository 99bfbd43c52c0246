using System.Collections.Immutable;
using PosEngine.Pricing;
using PosEngine.Settings;
using PosEngine.Tickets;

namespace PosEngine.Checkout;

/// <summary>Points: what a sale earns, and what goes back of that. Pure.</summary>
internal static class LoyaltyRules
{
    /// <summary>The lines of a sale with the points that they earn.</summary>
    /// <remarks>
    /// Items with points of their own earn these. All others together earn the programme's part of what was paid for them otherwise than with points, in whole points, no fraction more, which the lines share by
    /// what they came to. Deposits, tips, vouchers and what is taken back earn nothing.
    /// </remarks>
    public static ImmutableArray<TicketLine> Earn(TicketSnapshot ticket, ImmutableArray<ReceivedPayment> payments, LoyaltyProgramme? programme)
    {
        var lines = ticket.Lines;
        if (programme is null || ticket.CustomerId is null)
            return lines;
        var (priced, weights) = (ticket.Priced, new long[lines.Length]);
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].PointsEach is null && IsEarning(lines[i]))
                weights[i] = Math.Max(0, priced.Lines[i].Gross.Units);
        }

        var shares = Share(weights, SpentOn(priced, weights, payments), programme);
        return [.. lines.Select((line, i) => line.PointsEach is { } each && IsEarning(line)
            ? line with { Points = (long)((Int128)each * line.Quantity.Units / Quantity.UnitsPerOne) }
            : shares[i] == 0 ? line : line with { Points = shares[i] })];
    }

    /// <summary>How much of something goes back with a part of what it belongs to: F(through) − F(before), so that all of it goes back in the end, in whatever steps (invariant M5).</summary>
    public static long Back(long points, long before, long through, long whole) => whole == 0 ? 0 : Through(points, through, whole) - Through(points, before, whole);

    /// <summary>How many points an amount is; null where it is no whole number of them.</summary>
    public static long? PointsOf(Money amount, LoyaltyProgramme programme) =>
        amount.Units % programme.PointValue.Units == 0 ? amount.Units / programme.PointValue.Units : null;

    private static long Through(long points, long part, long whole) => Rounding.DivideToInt64((Int128)points * part, whole, RoundingMode.HalfAwayFromZero);

    private static bool IsEarning(TicketLine line) => line is { BusinessCase: BusinessCase.Sale, Return: null } && line.Quantity > Quantity.Zero;

    private static Int128 SpentOn(PricedTicket priced, long[] weights, ImmutableArray<ReceivedPayment> payments)
    {
        Int128 spent = 0;
        foreach (var weight in weights)
            spent += weight;
        foreach (var discount in priced.Discounts)
            spent += discount.Carried?.Gross.Units ?? 0;
        foreach (var payment in payments)
            spent -= payment.Type.Kind == PaymentKind.Points ? payment.Amount.Units : 0;
        return Int128.Max(0, spent);
    }

    private static long[] Share(long[] weights, Int128 spent, LoyaltyProgramme programme)
    {
        var shares = new long[weights.Length];
        var points = (long)(spent * programme.EarnRate.PartsPerMillion / ((Int128)1_000_000 * programme.PointValue.Units));
        if (points > 0)
            LargestRemainder.Allocate(points, weights, shares);
        return shares;
    }
}
