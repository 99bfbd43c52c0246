using System.Numerics;
using PosEngine.Tickets;

namespace PosEngine.Receipts;

/// <summary>How much of a sold line has gone back: q ÷ Q + a ÷ A, and never more than all of it, with q of Q pieces back and a of A gross paid back as amounts (invariant M5). It does not depend on the order of the steps.</summary>
/// <param name="Part">What has gone back.</param>
/// <param name="Whole">The whole in the same unit: the quantity; with amounts, one of which quantity and gross are both whole numbers.</param>
internal readonly record struct LinePart(long Part, long Whole)
{
    /// <param name="line">The line.</param>
    /// <param name="gross">What it came to.</param>
    /// <param name="gone">What has gone back of it.</param>
    /// <param name="currency">The currency.</param>
    public static LinePart Of(TicketLine line, Money gross, RefundedLine gone, Currency currency) =>
        In(gone.Amount.IsZero ? line.Quantity.Units : Common(line.Quantity.Units, Minor(gross, currency)), line, gross, gone, currency);

    /// <summary>The same in the unit of another part of the line with which amounts went back, or none did in either.</summary>
    public static LinePart In(long whole, TicketLine line, Money gross, RefundedLine gone, Currency currency)
    {
        var part = (Int128)gone.Quantity.Units * (whole / line.Quantity.Units);
        if (!gone.Amount.IsZero)
            part += (Int128)Minor(gone.Amount, currency) * (whole / Minor(gross, currency));
        return new((long)Int128.Min(part, whole), whole);
    }

    /// <exception cref="OverflowException">It does not fit 64 bits.</exception>
    private static long Common(long quantity, long gross) => (long)((Int128)quantity / (long)BigInteger.GreatestCommonDivisor(quantity, gross) * gross);

    private static long Minor(Money amount, Currency currency) => amount.Units / currency.UnitsPerMinor;
}
