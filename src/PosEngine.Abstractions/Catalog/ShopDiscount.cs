using PosEngine.Pricing;

namespace PosEngine.Catalog;

/// <summary>What a discount is counted in.</summary>
public enum DiscountType
{
    /// <summary>A share of the price.</summary>
    Percent = 0,

    /// <summary>An amount of money.</summary>
    Amount = 1,
}

/// <summary>A discount that the shop gives: of a fixed value, or of one that is said at the till.</summary>
public sealed record ShopDiscount
{
    /// <summary>The discount's id in the back office.</summary>
    public required DiscountId Id { get; init; }

    /// <summary>The name that receipts show.</summary>
    public required string Name { get; init; }

    /// <summary>What it is counted in.</summary>
    public required DiscountType Type { get; init; }

    /// <summary>The share that it takes off, from 0 to 100 %; null for an amount, and where it is said at the till.</summary>
    public Rate? Rate { get; init; }

    /// <summary>The amount that it takes off; null for a percentage, and where it is said at the till.</summary>
    public Money? Amount { get; init; }

    /// <summary>Whether how much is said at the till.</summary>
    public bool IsOpen => Rate is null && Amount is null;

    /// <summary>The least share that may be said at the till.</summary>
    public Rate RateMin { get; init; }

    /// <summary>The greatest share that may be said at the till.</summary>
    public Rate RateMax { get; init; } = PosEngine.Rate.One;

    /// <summary>The least amount that may be said at the till.</summary>
    public Money AmountMin { get; init; }

    /// <summary>The greatest amount that may be said at the till; null for any.</summary>
    public Money? AmountMax { get; init; }

    /// <summary>Whether only somebody with <see cref="Employees.Permissions.RestrictedDiscounts"/> may give it.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>Its place among the others: the lower comes first, and of equals the name decides.</summary>
    public int Order { get; init; }

    /// <summary>What a ticket is given.</summary>
    /// <param name="rate">The share that was said at the till, if one was.</param>
    /// <param name="amount">The amount that was said at the till, if one was.</param>
    /// <returns>Null where that is not what this discount asks for, or beyond its limits.</returns>
    public Discount? With(Rate? rate = null, Money? amount = null)
    {
        if (!IsOpen && (rate is not null || amount is not null))
            return null;
        var discount = Type == DiscountType.Percent
            ? (Rate ?? rate) is { } share && amount is null && (!IsOpen || (share >= RateMin && share <= RateMax)) ? Discount.Percent(Id, Name, share) : null
            : (Amount ?? amount) is { } money && rate is null && (!IsOpen || (money >= AmountMin && !(money > AmountMax))) ? Discount.Fixed(Id, Name, money) : null;
        return discount is null ? null : discount with { IsRestricted = IsRestricted };
    }
}
