using System.Buffers;

namespace PosEngine.Pricing;

/// <summary>Something taxed: a line, a component of one, or a discount that the ticket carries.</summary>
/// <param name="Taxed">What its taxes are worked out on, in fine units.</param>
/// <param name="Quantity">How much, in 1/1,000.</param>
/// <param name="Taxes">Its taxes.</param>
/// <param name="FirstShare">Where its shares begin in the list of all shares: one for each of its taxes.</param>
internal readonly record struct TaxedPart(long Taxed, long Quantity, TaxCombination Taxes, int FirstShare);

/// <summary>The rounded taxes of a ticket, and the share of every part in them.</summary>
internal static class Taxation
{
    /// <summary>The share of every part in each of its taxes.</summary>
    /// <param name="ledger">Holds the parts, and knows how they are rounded.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="shares">Receives the shares.</param>
    public static void ShareOut(TaxLedger ledger, ReadOnlySpan<TaxedPart> parts, Span<long> shares)
    {
        if (!ledger.RoundsOnce)
        {
            foreach (ref readonly var part in parts)
            {
                for (var i = 0; i < part.Taxes.Factors.Length; i++)
                {
                    shares[part.FirstShare + i] = RoundAlone(ledger, part.Taxes.Factors[i], part.Taxed, part.Quantity);
                }
            }

            return;
        }

        // A tax may occur twice in a part that is rounded by rate.
        var rented = ArrayPool<ExactShare>.Shared.Rent(shares.Length);
        try
        {
            for (var group = 0; group < ledger.Groups.Length; group++)
            {
                ShareOut(ledger, group, parts, rented, shares);
            }
        }
        finally
        {
            ArrayPool<ExactShare>.Shared.Return(rented);
        }
    }

    /// <summary>A tax on one part alone, rounded.</summary>
    public static long RoundAlone(TaxLedger ledger, TaxFactor factor, long taxed, long quantity)
    {
        var pieces = PiecesOf(ledger, quantity);
        var (numerator, denominator) = (factor.Amount.Numerator(taxed, quantity), (Int128)factor.Amount.Denominator * pieces);
        Int128 whole = ledger.RoundsBase ? WholeOf(ledger, taxed, pieces) : 0;
        var sign = factor.IsIncluded ? -1 : 1;
        var rounded = Rounding.Divide((whole * denominator) + (sign * numerator), denominator, ledger.Scale.Mode);
        return (long)(sign * pieces * (rounded - whole));
    }

    /// <summary>What a tax of one of the pieces is the difference to, in minor units; fractions are cut off.</summary>
    public static long WholeOf(TaxLedger ledger, long taxed, long pieces) => taxed / ledger.Scale.FinePerMinor / pieces;

    /// <summary>How many pieces round their taxes each for itself: those of a whole quantity where the policy says so, else the part is one.</summary>
    public static long PiecesOf(TaxLedger ledger, long quantity) =>
        ledger.Policy.TaxRounding == TaxRounding.PerUnit && quantity != 0 && quantity % Quantity.UnitsPerOne == 0 ? Math.Abs(quantity / Quantity.UnitsPerOne) : 1;

    /// <summary>The taxes of a group over all parts, rounded once: alone, or with those of the same rate that stand to their prices in the other way.</summary>
    public static long RoundTogether(TaxLedger ledger, int group)
    {
        var amount = ledger.AmountOf(group);
        if (ledger.CounterpartOf(group) is >= 0 and var counterpart)
        {
            return RoundWithCounterpart(amount, ledger.AmountOf(counterpart), ledger.Groups[group].Kind, ledger.Scale.Mode);
        }

        if (!ledger.RoundsBase)
        {
            return amount.Round(ledger.Scale.Mode);
        }

        var whole = ledger.WholeOf(group);
        return (long)(ledger.Groups[group].Kind == TaxKind.Included
            ? whole - (-amount + whole).Round(ledger.Scale.Mode)
            : (amount + whole).Round(ledger.Scale.Mode) - whole);
    }

    /// <summary>The taxes of one kind, where both kinds of a rate are rounded together and the result is shared out to the two by largest remainder.</summary>
    /// <remarks>So each kind is its exact amount rounded up or down, and can be shared out to its parts like any other. Ties go to the larger amount, then to the included kind.</remarks>
    private static long RoundWithCounterpart(ExactSum amount, ExactSum counterpart, TaxKind kind, RoundingMode mode)
    {
        var sum = amount + counterpart;
        var total = sum.Round(mode);
        var sign = sum.Sign != 0 ? sum.Sign : kind == TaxKind.Included ? amount.Sign : counterpart.Sign;
        if (sign < 0)
        {
            (total, amount, counterpart) = (-total, -amount, -counterpart);
        }

        var left = total - amount.Floor - counterpart.Floor;
        var byRemainder = (amount + -counterpart + (counterpart.Floor - amount.Floor)).Sign;
        var byAmount = amount.Floor.CompareTo(counterpart.Floor);
        var isFirst = byRemainder != 0 ? byRemainder > 0 : byAmount != 0 ? byAmount > 0 : kind == TaxKind.Included;
        return (long)((sign < 0 ? -1 : 1) * (amount.Floor + (left == 2 || (left == 1 && isFirst) ? 1 : 0)));
    }

    private static void ShareOut(TaxLedger ledger, int group, ReadOnlySpan<TaxedPart> parts, Span<ExactShare> buffer, Span<long> shares)
    {
        var sharing = new Sharing(buffer, ledger.AmountOf(group).Sign);
        foreach (ref readonly var part in parts)
        {
            var factors = part.Taxes.Factors;
            for (var i = 0; i < factors.Length; i++)
            {
                if (factors[i].Group == group)
                {
                    sharing.Add(factors[i].Amount.Numerator(part.Taxed, part.Quantity), factors[i].Amount.Denominator, part.FirstShare + i);
                }
            }
        }

        sharing.ShareOut(RoundTogether(ledger, group), shares);
    }
}
