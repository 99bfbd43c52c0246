using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>An addition to a line's or a ticket's price, in percent or as an amount: a service charge, delivery, a night tariff.</summary>
public sealed record Surcharge
{
    private Surcharge(SurchargeId id, string name, Rate? rate, Money? amount)
    {
        Id = id;
        Name = name;
        Rate = rate;
        Amount = amount;
    }

    /// <summary>The surcharge's id.</summary>
    public SurchargeId Id { get; }

    /// <summary>The name that receipts show.</summary>
    public string Name { get; }

    /// <summary>The share added, of what discounts left of the price; null for an amount.</summary>
    public Rate? Rate { get; }

    /// <summary>The amount added, in price terms (gross where taxes are included, net where they are added); null for a percentage.</summary>
    public Money? Amount { get; }

    /// <summary>
    /// Null: the surcharge is shared out to the lines and taxed like them. Otherwise the ticket carries it beside its lines, under these taxes (none is [], a
    /// service charge that is not taxed). Surcharges of a line have none.
    /// </summary>
    public ImmutableArray<Tax>? Taxes { get; init; }

    /// <summary>Whether only somebody with <see cref="Employees.Permissions.RestrictedDiscounts"/> may add it.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>A percentage on top.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 %.</exception>
    public static Surcharge Percent(SurchargeId id, string name, Rate rate)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return rate >= PosEngine.Rate.Zero
            ? new(id, name, rate, null)
            : throw new ArgumentOutOfRangeException(nameof(rate), rate, "A surcharge adds nothing less than 0 %.");
    }

    /// <summary>An amount on top.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below zero.</exception>
    public static Surcharge Fixed(SurchargeId id, string name, Money amount)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return amount.IsNegative
            ? throw new ArgumentOutOfRangeException(nameof(amount), amount, "A surcharge adds nothing less than zero.")
            : new(id, name, null, amount);
    }

    /// <inheritdoc/>
    public bool Equals(Surcharge? other) =>
        other is not null && Id == other.Id && Name == other.Name && Rate == other.Rate && Amount == other.Amount && IsRestricted == other.IsRestricted
        && Taxes.HasValue == other.Taxes.HasValue && Taxes.GetValueOrDefault([]).AsSpan().SequenceEqual(other.Taxes.GetValueOrDefault([]).AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Rate, Amount);
}
