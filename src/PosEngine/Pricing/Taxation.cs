using System.Buffers;

namespace PosEngine.Pricing;

/// <summary>A line as far as taxes are concerned.</summary>
/// <param name="Price">After discounts, in the currency's smallest unit.</param>
/// <param name="Taxes">Its taxes.</param>
/// <param name="FirstShare">Where the shares of the line begin in the list of all shares: one for each of its taxes.</param>
internal readonly record struct TaxedLine(long Price, TaxCombination Taxes, int FirstShare);

/// <summary>The share of every line in each of its taxes.</summary>
internal static class Taxation
{
    /// <summary>Rounds every tax on every line.</summary>
    public static void RoundPerLine(ReadOnlySpan<TaxedLine> lines, RoundingMode mode, Span<long> shares)
    {
        foreach (ref readonly var line in lines)
        {
            var factors = line.Taxes.Factors;
            for (var i = 0; i < factors.Length; i++)
            {
                shares[line.FirstShare + i] = factors[i].Of(line.Price, mode);
            }
        }
    }

    /// <summary>Rounds every tax once over all lines, and shares it out to them again.</summary>
    /// <param name="ledger">Holds the prices of these lines.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="mode">How the amount of a tax is rounded.</param>
    /// <param name="shares">Receives the shares of the lines.</param>
    public static void RoundOncePerTax(TaxLedger ledger, ReadOnlySpan<TaxedLine> lines, RoundingMode mode, Span<long> shares)
    {
        var rented = ArrayPool<ExactShare>.Shared.Rent(lines.Length);
        try
        {
            for (var tax = 0; tax < ledger.Taxes.Length; tax++)
            {
                Share(tax, ledger.AmountOf(tax), lines, mode, rented, shares);
            }
        }
        finally
        {
            ArrayPool<ExactShare>.Shared.Return(rented);
        }
    }

    private static void Share(int tax, ExactSum amount, ReadOnlySpan<TaxedLine> lines, RoundingMode mode, Span<ExactShare> buffer, Span<long> shares)
    {
        // Shares are dealt out by magnitude, like every rounding: where returns outweigh sales, all signs are turned around and back again.
        var sign = amount.Sign;
        var count = 0;
        foreach (ref readonly var line in lines)
        {
            var factors = line.Taxes.Factors;
            for (var i = 0; i < factors.Length; i++)
            {
                if (factors[i].Tax == tax)
                {
                    sign = sign != 0 ? sign : Math.Sign(line.Price);
                    buffer[count++] = ExactShare.Of((Int128)line.Price * factors[i].Numerator * sign, factors[i].Denominator, line.FirstShare + i);
                }
            }
        }

        var exact = buffer[..count];
        LargestRemainder.RoundTo(sign * amount.Round(mode), exact, shares);
        if (sign < 0)
        {
            foreach (ref readonly var share in exact)
            {
                shares[share.Index] = -shares[share.Index];
            }
        }
    }
}
