using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>What a request must be like, so that pricing can trust it.</summary>
internal static class PriceRequestRules
{
    /// <exception cref="ArgumentException">The request contradicts itself or cannot be priced.</exception>
    public static void Check(PriceRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var currency = request.Currency ?? throw Invalid("The request names no currency.");
        Check(request.Policy ?? throw Invalid("The request names no policy."), currency);
        Check(request.Discounts, currency);
        if (request.Lines.IsDefault)
        {
            throw Invalid("The lines are a default array; an empty one is [].");
        }

        var ids = new HashSet<LineId>(request.Lines.Length);
        foreach (var line in request.Lines)
        {
            Check(line ?? throw Invalid("A line is null."), currency);
            if (!ids.Add(line.Id))
            {
                throw Invalid($"The line {line.Id} occurs twice.");
            }
        }
    }

    /// <exception cref="ArgumentException">The policy names an unknown mode, or a cash step that the currency does not have.</exception>
    public static void Check(PricingPolicy policy, Currency currency)
    {
        if (!Enum.IsDefined(policy.Rounding) || !Enum.IsDefined(policy.CashRounding) || !Enum.IsDefined(policy.TaxRounding))
        {
            throw Invalid($"The policy names a way of rounding that does not exist: {policy}.");
        }

        if (policy.CashStep is { } step && !(step.IsPositive && step.IsWholeIn(currency)))
        {
            throw Invalid($"A cash step is a multiple of {currency.Smallest} {currency} above zero, not {step}.");
        }
    }

    /// <exception cref="ArgumentException">The line has a tax or a discount twice, or one that cannot be priced.</exception>
    public static void Check(PriceLine line, Currency currency)
    {
        Check(line.Discounts, currency);
        if (line.Taxes.IsDefault)
        {
            throw Invalid($"The line {line.Id} has a default array of taxes; an empty one is [].");
        }

        for (var i = 0; i < line.Taxes.Length; i++)
        {
            var tax = line.Taxes[i] ?? throw Invalid($"The line {line.Id} has a tax that is null.");
            Check(tax);
            if (line.Taxes.AsSpan(0, i).ContainsId(tax.Id))
            {
                throw Invalid($"The line {line.Id} has the tax {tax.Id} twice.");
            }
        }
    }

    /// <exception cref="ArgumentException">A discount occurs twice, or is finer than the currency.</exception>
    public static void Check(ImmutableArray<Discount> discounts, Currency currency)
    {
        if (discounts.IsDefault)
        {
            throw Invalid("The discounts are a default array; an empty one is [].");
        }

        for (var i = 0; i < discounts.Length; i++)
        {
            var discount = discounts[i] ?? throw Invalid("A discount is null.");
            if (discount.Amount is { } amount && !amount.IsWholeIn(currency))
            {
                throw Invalid($"The discount '{discount.Name}' of {amount} is finer than {currency.Smallest} {currency}.");
            }

            if (discounts.AsSpan(0, i).ContainsId(discount.Id))
            {
                throw Invalid($"The discount {discount.Id} occurs twice in the same place.");
            }
        }
    }

    private static void Check(Tax tax)
    {
        if (!Enum.IsDefined(tax.Kind))
        {
            throw Invalid($"The tax '{tax.Name}' is neither included nor added: {tax.Kind}.");
        }

        if (tax.Rate < Rate.Zero)
        {
            throw Invalid($"The tax '{tax.Name}' has a rate below zero: {tax.Rate}.");
        }
    }

    private static bool ContainsId(this ReadOnlySpan<Tax> taxes, TaxId id)
    {
        foreach (var tax in taxes)
        {
            if (tax.Id == id)
            {
                return true;
            }
        }

        return false;
    }

    private static bool ContainsId(this ReadOnlySpan<Discount> discounts, DiscountId id)
    {
        foreach (var discount in discounts)
        {
            if (discount.Id == id)
            {
                return true;
            }
        }

        return false;
    }

    private static ArgumentException Invalid(string message) => new(message);
}
