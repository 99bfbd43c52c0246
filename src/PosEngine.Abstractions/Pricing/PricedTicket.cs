using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace PosEngine.Pricing;

/// <summary>What a discount really took off.</summary>
/// <param name="Discount">The discount.</param>
/// <param name="Requested">What it asked for.</param>
/// <param name="Applied">What it got: the smaller of the requested amount and the price it could reach.</param>
public sealed record AppliedDiscount(Discount Discount, Money Requested, Money Applied)
{
    /// <summary>What it comes to beside the lines, below zero, where the ticket carries it (<see cref="Discount.Taxes"/>); otherwise null.</summary>
    public PricedPart? Carried { get; init; }
}

/// <summary>What a surcharge really added.</summary>
/// <param name="Surcharge">The surcharge.</param>
/// <param name="Applied">What it came to. Nothing where it was to be shared out, and no line took a share.</param>
public sealed record AppliedSurcharge(Surcharge Surcharge, Money Applied)
{
    /// <summary>What it comes to beside the lines, where the ticket carries it (<see cref="Surcharge.Taxes"/>); otherwise null.</summary>
    public PricedPart? Carried { get; init; }
}

/// <summary>One tax over the whole ticket.</summary>
/// <param name="Tax">The tax.</param>
/// <param name="Net">Σ net of what carries it.</param>
/// <param name="Amount">Σ of its shares.</param>
public sealed record TaxTotal(Tax Tax, Money Net, Money Amount);

/// <summary>The answer of pricing. Equal to another one if all figures are.</summary>
/// <remarks>Of an open ticket only the totals are worked out at once, and the rest when it is first read. Immutable and thread-safe.</remarks>
public sealed record PricedTicket
{
    private readonly Lazy<PricedTicket>? _deferred;
    private readonly ImmutableArray<PricedLine> _lines = [];
    private readonly ImmutableArray<AppliedDiscount> _discounts = [];
    private readonly ImmutableArray<AppliedSurcharge> _surcharges = [];
    private readonly ImmutableArray<TaxTotal> _taxes = [];

    /// <summary>An empty answer, to be filled in.</summary>
    public PricedTicket()
    {
    }

    [SetsRequiredMembers]
    private PricedTicket(Totals totals, Lazy<PricedTicket> deferred) => (Totals, _deferred) = (totals, deferred);

    // What "with" copies is worked out first: a part that is replaced must not come back from the deferred rest.
    [SetsRequiredMembers]
    private PricedTicket(PricedTicket original) =>
        (Totals, _lines, _discounts, _surcharges, _taxes) = (original.Totals, original.Lines, original.Discounts, original.Surcharges, original.Taxes);

    /// <summary>The lines, in the order of the request.</summary>
    public ImmutableArray<PricedLine> Lines { get => Whole._lines; init => _lines = value; }

    /// <summary>The discounts of the ticket, in the order in which they were applied.</summary>
    public ImmutableArray<AppliedDiscount> Discounts { get => Whole._discounts; init => _discounts = value; }

    /// <summary>The surcharges of the ticket.</summary>
    public ImmutableArray<AppliedSurcharge> Surcharges { get => Whole._surcharges; init => _surcharges = value; }

    /// <summary>Every tax that occurs, in the order of its first line.</summary>
    public ImmutableArray<TaxTotal> Taxes { get => Whole._taxes; init => _taxes = value; }

    /// <summary>The totals.</summary>
    public required Totals Totals { get; init; }

    private PricedTicket Whole => _deferred?.Value ?? this;

    /// <inheritdoc/>
    public bool Equals(PricedTicket? other) =>
        other is not null && Totals == other.Totals
        && Lines.AsSpan().SequenceEqual(other.Lines.AsSpan())
        && Discounts.AsSpan().SequenceEqual(other.Discounts.AsSpan())
        && Surcharges.AsSpan().SequenceEqual(other.Surcharges.AsSpan())
        && Taxes.AsSpan().SequenceEqual(other.Taxes.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Totals.GetHashCode();

    /// <summary>An answer of which the totals are known, and the rest is worked out when it is first read.</summary>
    internal static PricedTicket Defer(Totals totals, Func<PricedTicket> price) => new(totals, new Lazy<PricedTicket>(price));
}
