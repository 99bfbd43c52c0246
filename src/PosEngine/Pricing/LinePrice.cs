namespace PosEngine.Pricing;

/// <summary>What a line comes to before taxes.</summary>
/// <param name="Exact">Unit price with modifiers × quantity, in fine units.</param>
/// <param name="Discount">What discounts take off, in minor units.</param>
/// <param name="Surcharge">What surcharges add, in minor units.</param>
internal readonly record struct LinePrice(long Exact, long Discount, long Surcharge)
{
    /// <summary>What the line alone decides.</summary>
    /// <param name="line">The line.</param>
    /// <param name="scale">The units and the rounding.</param>
    /// <param name="order">The order of its discounts.</param>
    /// <param name="reductions">Receives one step for each of its discounts, in that order.</param>
    /// <param name="additions">Receives the amount of each of its surcharges.</param>
    public static LinePrice Of(PriceLine line, Scale scale, DiscountOrder order, Span<Reduction> reductions, Span<long> additions)
    {
        var exact = scale.PriceOf(line);

        // A line below zero gives back what its sale would have come to: the same steps on the magnitude.
        var sign = exact < 0 ? -1 : 1;
        var left = Math.Abs(exact);
        var (discount, surcharge) = (0L, 0L);
        for (var (i, next) = (0, -1); i < line.Discounts.Length; i++)
        {
            next = Adjusting.NextOf(line.Discounts, order, next);
            var requested = Adjusting.AmountOf(line.Discounts[next].Rate, line.Discounts[next].Amount, left, scale);
            var applied = Math.Min(requested, left / scale.FinePerMinor);
            reductions[i] = new(sign * requested, sign * applied);
            discount += applied;
            left -= applied * scale.FinePerMinor;
        }

        for (var i = 0; i < line.Surcharges.Length; i++)
        {
            var added = Adjusting.AmountOf(line.Surcharges[i].Rate, line.Surcharges[i].Amount, left, scale);
            additions[i] = sign * added;
            surcharge += added;
        }

        return new(exact, sign * discount, sign * surcharge);
    }

    /// <summary>What is left of the price, in fine units.</summary>
    public long Left(Scale scale) => Exact + ((Surcharge - Discount) * scale.FinePerMinor);

    /// <summary>What taxes are worked out on, in fine units.</summary>
    public long Taxed(Scale scale, TaxBase taxBase) =>
        taxBase == TaxBase.Undiscounted ? Exact + (Surcharge * scale.FinePerMinor) : Left(scale);
}
