using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>A reduction of a line's or a ticket's price, in percent or as an amount.</summary>
public sealed record Discount
{
    private Discount(DiscountId id, string name, Rate? rate, Money? amount)
    {
        Id = id;
        Name = name;
        Rate = rate;
        Amount = amount;
    }

    /// <summary>The discount's id, by which it is removed from a ticket again.</summary>
    public DiscountId Id { get; }

    /// <summary>The name that receipts show.</summary>
    public string Name { get; }

    /// <summary>The share taken off, from 0 to 100 %; null for an amount.</summary>
    public Rate? Rate { get; }

    /// <summary>The amount taken off, in price terms (gross where taxes are included, net where they are added); null for a percentage.</summary>
    public Money? Amount { get; }

    /// <summary>
    /// Null: the discount is shared out to the lines and lowers their taxes. Otherwise the ticket carries it beside its lines, and it lowers these taxes (none is
    /// []). Discounts of a line have none.
    /// </summary>
    public ImmutableArray<Tax>? Taxes { get; init; }

    /// <summary>Whether only somebody with <see cref="Employees.Permissions.RestrictedDiscounts"/> may give it.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>A percentage off.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 % or above 100 %.</exception>
    public static Discount Percent(DiscountId id, string name, Rate rate)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return rate.PartsPerMillion is >= 0 and <= PosEngine.Rate.PartsPerOne
            ? new(id, name, rate, null)
            : throw new ArgumentOutOfRangeException(nameof(rate), rate, "A discount takes off 0 % to 100 %.");
    }

    /// <summary>An amount off; what is left of the price is never less than zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below zero.</exception>
    public static Discount Fixed(DiscountId id, string name, Money amount)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return amount.IsNegative
            ? throw new ArgumentOutOfRangeException(nameof(amount), amount, "A discount takes off nothing less than zero.")
            : new(id, name, null, amount);
    }

    /// <inheritdoc/>
    public bool Equals(Discount? other) =>
        other is not null && Id == other.Id && Name == other.Name && Rate == other.Rate && Amount == other.Amount && IsRestricted == other.IsRestricted
        && Taxes.HasValue == other.Taxes.HasValue && Taxes.GetValueOrDefault([]).AsSpan().SequenceEqual(other.Taxes.GetValueOrDefault([]).AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Rate, Amount);
}
