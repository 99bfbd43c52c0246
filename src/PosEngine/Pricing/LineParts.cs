using System.Buffers;
using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>The amounts of something taxed.</summary>
/// <param name="Price">Its price, in minor units.</param>
/// <param name="Left">The same before it was rounded, in fine units.</param>
/// <param name="Taxed">What its taxes are worked out on, in fine units.</param>
internal readonly record struct PartAmounts(long Price, long Left, long Taxed);

/// <summary>The parts of a line that are taxed apart: its components, or the line itself.</summary>
internal static class LineParts
{
    private const int BuffersPerPart = 3;
    private const int SmallLength = 96;

    public static int CountParts(this PriceLine line) => Math.Max(1, line.Components.Length);

    public static ImmutableArray<Tax> TaxesOf(this PriceLine line, int part) => line.Components.IsEmpty ? line.Taxes : line.Components[part].Taxes;

    /// <summary>Shares the amounts of a line out to its parts, each by the parts' weights.</summary>
    public static void Split(this PriceLine line, PartAmounts whole, Span<PartAmounts> parts)
    {
        if (line.Components.IsEmpty)
        {
            parts[0] = whole;
            return;
        }

        var length = BuffersPerPart * line.Components.Length;
        var rented = length <= SmallLength ? null : ArrayPool<long>.Shared.Rent(length);
        Span<long> buffer = rented is null ? stackalloc long[SmallLength] : rented;
        try
        {
            line.Split(whole, parts, buffer);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<long>.Shared.Return(rented);
            }
        }
    }

    private static void Split(this PriceLine line, PartAmounts whole, Span<PartAmounts> parts, Span<long> buffer)
    {
        var count = line.Components.Length;
        var weights = buffer[..count];
        var prices = buffer.Slice(count, count);
        var lefts = buffer.Slice(2 * count, count);
        for (var i = 0; i < count; i++)
        {
            weights[i] = line.Components[i].Weight.Units;
        }

        LargestRemainder.Allocate(whole.Price, weights, prices);
        LargestRemainder.Allocate(whole.Left, weights, lefts);
        LargestRemainder.Allocate(whole.Taxed, weights, shares: weights);
        for (var i = 0; i < count; i++)
        {
            parts[i] = new(prices[i], lefts[i], weights[i]);
        }
    }
}
