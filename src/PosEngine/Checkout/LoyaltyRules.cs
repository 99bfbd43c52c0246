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
    /// what they came to. Deposits, tips and vouchers earn nothing. What is taken back without its receipt is set against what is bought: points against points, and money against money, first of goods that earn alike.
    /// Nothing is earned where as much comes back as is bought, and never less than nothing.
    /// </remarks>
    public static ImmutableArray<TicketLine> Earn(TicketSnapshot ticket, ImmutableArray<ReceivedPayment> payments, LoyaltyProgramme? programme)
    {
        var lines = ticket.Lines;
        if (programme is null || ticket.CustomerId is null)
            return lines;
        var (own, others) = (Moved(ticket, hasOwnPoints: true), Moved(ticket, hasOwnPoints: false));
        var back = own.Back + others.Back;
        var points = OwnPoints(lines, earnsNothing: back > 0 && back >= own.Bought + others.Bought);
        long[] weights = [.. lines.Select((line, i) => line.PointsEach is null && IsEarning(line) ? Math.Max(0, ticket.Priced.Lines[i].Gross.Units) : 0)];
        var shares = Share(weights, SpentOn(ticket.Priced, others.Bought - others.Back - Int128.Max(0, own.Back - own.Bought), payments), programme);
        return [.. lines.Select((line, i) => points[i] + shares[i] is var earned and not 0 ? line with { Points = earned } : line)];
    }

    /// <summary>How much of something goes back with a part of what it belongs to: F(through) − F(before), so that all of it goes back in the end, in whatever steps (invariant M5).</summary>
    public static long Back(long points, long before, long through, long whole) => whole == 0 ? 0 : Through(points, through, whole) - Through(points, before, whole);

    /// <summary>How many points an amount is; null where it is no whole number of them.</summary>
    public static long? PointsOf(Money amount, LoyaltyProgramme programme) =>
        amount.Units % programme.PointValue.Units == 0 ? amount.Units / programme.PointValue.Units : null;

    private static long Through(long points, long part, long whole) => Rounding.DivideToInt64((Int128)points * part, whole, RoundingMode.HalfAwayFromZero);

    private static bool IsEarning(TicketLine line) => line is { BusinessCase: BusinessCase.Sale, Return: null } && line.Quantity > Quantity.Zero;

    private static bool IsTakenBack(TicketLine line) => line is { BusinessCase: BusinessCase.Sale, TakenBack: not null };

    /// <summary>What goods that can earn came to, and what came back of them.</summary>
    private static (Int128 Bought, Int128 Back) Moved(TicketSnapshot ticket, bool hasOwnPoints)
    {
        var (bought, back) = ((Int128)0, (Int128)0);
        for (var i = 0; i < ticket.Lines.Length; i++)
        {
            var (line, gross) = (ticket.Lines[i], ticket.Priced.Lines[i].Gross.Units);
            if (line.PointsEach is not null != hasOwnPoints)
                continue;
            bought += IsEarning(line) ? Math.Max(0, gross) : 0;
            back += IsTakenBack(line) ? Int128.Max(0, -(Int128)gross) : 0;
        }

        return (bought, back);
    }

    /// <summary>The points that items have of their own, less those of what is taken back: each line bears its part of these.</summary>
    private static long[] OwnPoints(ImmutableArray<TicketLine> lines, bool earnsNothing)
    {
        var (points, all, back) = (new long[lines.Length], (Int128)0, (Int128)0);
        for (var i = 0; i < lines.Length; i++)
        {
            var own = lines[i].PointsEach is { } each ? (Int128)each * lines[i].Quantity.Units / Quantity.UnitsPerOne : 0;
            points[i] = IsEarning(lines[i]) ? (long)own : 0;
            all += points[i];
            back -= IsTakenBack(lines[i]) ? own : 0;
        }

        if (back == 0 && !earnsNothing)
            return points;
        var left = new long[lines.Length];
        if (!earnsNothing && all > back)
            LargestRemainder.Allocate((long)(all - back), points, left);
        return left;
    }

    private static Int128 SpentOn(PricedTicket priced, Int128 spent, ImmutableArray<ReceivedPayment> payments)
    {
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
