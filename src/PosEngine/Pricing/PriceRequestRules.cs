using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>What a request must be like, so that pricing can trust it.</summary>
internal static partial class PriceRequestRules
{
    /// <exception cref="ArgumentException">The request contradicts itself or cannot be priced.</exception>
    public static void Check(PriceRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var currency = request.Currency ?? throw Invalid("The request names no currency.");
        Check(request.Policy ?? throw Invalid("The request names no policy."), currency);
        Check(request.Discounts, request.Surcharges, currency, isTicket: true);
        if (!request.Prepaid.IsWholeIn(currency))
        {
            throw Invalid($"The prepaid amount of {request.Prepaid} is finer than {currency.Smallest} {currency}.");
        }

        if (request.Rounding is { } rounding && !rounding.IsWholeIn(currency))
        {
            throw Invalid($"The rounding of {rounding} is finer than {currency.Smallest} {currency}.");
        }

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

    /// <exception cref="ArgumentException">The policy names an unknown way of rounding, or a step that the currency does not have.</exception>
    public static void Check(PricingPolicy policy, Currency currency)
    {
        if (!Enum.IsDefined(policy.Rounding) || !Enum.IsDefined(policy.CashRounding) || !Enum.IsDefined(policy.TaxRounding)
            || !Enum.IsDefined(policy.RoundedAmount) || !Enum.IsDefined(policy.LineRounding) || !Enum.IsDefined(policy.TaxBase)
            || !Enum.IsDefined(policy.DiscountOrder) || !Enum.IsDefined(policy.TaxDate))
        {
            throw Invalid($"The policy makes a choice that does not exist: {policy}.");
        }

        if (!IsStep(policy.CashStep, currency) || !IsStep(policy.TotalStep, currency))
        {
            throw Invalid($"A step is a multiple of {currency.Smallest} {currency} above zero: {policy}.");
        }
    }

    /// <exception cref="ArgumentException">The line contradicts itself or cannot be priced.</exception>
    public static void Check(PriceLine line, Currency currency)
    {
        if (line.Modifiers.IsDefault || line.Components.IsDefault || line.Taxes.IsDefault)
        {
            throw Invalid($"The line {line.Id} has a default array; an empty one is [].");
        }

        if (line.PriceBaseQuantity <= Quantity.Zero)
        {
            throw Invalid($"The price base quantity of the line {line.Id} is not above zero: {line.PriceBaseQuantity}.");
        }

        foreach (var modifier in line.Modifiers)
        {
            _ = modifier ?? throw Invalid($"The line {line.Id} has a modifier that is null.");
        }

        Check(line.Discounts, line.Surcharges, currency, isTicket: false);
        Check(line.Taxes);
        CheckComponents(line);
        CheckBusinessCase(line);
        CheckStored(line, currency);
    }

    private static bool IsStep(Money? step, Currency currency) => step is not { } amount || (amount.IsPositive && amount.IsWholeIn(currency));

    private static void CheckComponents(PriceLine line)
    {
        if (line.Components.IsEmpty)
        {
            return;
        }

        if (!line.Taxes.IsEmpty)
        {
            throw Invalid($"The line {line.Id} has taxes of its own beside those of its components.");
        }

        var weights = Int128.Zero;
        foreach (var component in line.Components)
        {
            Check((component ?? throw Invalid($"The line {line.Id} has a component that is null.")).Taxes);
            weights += component.Weight.IsNegative ? throw Invalid($"The component '{component.Name}' weighs less than nothing.") : component.Weight.Units;
        }

        if (weights == 0 || weights > long.MaxValue)
        {
            throw Invalid($"The components of the line {line.Id} weigh nothing, or more than Money can hold.");
        }
    }

    private static void CheckBusinessCase(PriceLine line)
    {
        if (!Enum.IsDefined(line.BusinessCase))
        {
            throw Invalid($"The line {line.Id} has an unknown business case: {line.BusinessCase}.");
        }

        if (!line.BusinessCase.IsRevenue() && (!line.Taxes.IsEmpty || !line.Components.IsEmpty))
        {
            throw Invalid($"The line {line.Id} is no revenue ({line.BusinessCase}), and cannot be taxed.");
        }
    }

    private static void CheckStored(PriceLine line, Currency currency)
    {
        if (HasDefault(line.Stored) || HasDefault(line.Share?.Sold))
        {
            throw Invalid($"The stored figures of the line {line.Id}, or what they are shares of, have a default array or a null; an empty array is [].");
        }

        if (line.Share is { } share
            && (share.Whole == 0 || line.Stored is null || line.Stored != Returning.FiguresOf(share, line.Stored.Id, line.Taxes, line.Components, currency)))
        {
            throw Invalid($"The stored figures of the line {line.Id} are not the share that they are said to be.");
        }

        if (line.Stored is not { } stored)
        {
            return;
        }

        var whole = new PricedPart { Net = stored.Net, TaxShares = stored.TaxShares, Tax = stored.Tax, Gross = stored.Gross };
        var fits = line.Components.IsEmpty
            ? stored.Components.IsEmpty && IsPartOf(line.Taxes, whole, currency)
            : stored.Components.Length == line.Components.Length
                && line.Components.Zip(stored.Components).All(pair => IsPartOf(pair.First.Taxes, pair.Second, currency))
                && stored.Net.Units == stored.Components.Sum(part => part.Net.Units) && stored.Gross.Units == stored.Components.Sum(part => part.Gross.Units);
        if (!fits || stored.Net + stored.Tax != stored.Gross || !stored.Subtotal.IsWholeIn(currency))
        {
            throw Invalid($"The stored figures of the line {line.Id} do not fit the line, or do not add up.");
        }
    }

    private static bool HasDefault(PricedLine? line) =>
        line is not null
        && (line.Discounts.IsDefault || line.Surcharges.IsDefault || line.TicketDiscountShares.IsDefault || line.TicketSurchargeShares.IsDefault || line.TaxShares.IsDefault || line.Components.IsDefault
            || line.Discounts.Any(static applied => applied?.Discount is null) || line.Surcharges.Any(static applied => applied?.Surcharge is null)
            || line.Components.Any(static part => part is null || part.TaxShares.IsDefault));

    private static bool IsPartOf(ImmutableArray<Tax> taxes, PricedPart part, Currency currency) =>
        part.TaxShares.Length == taxes.Length && part.TaxShares.Sum(share => share.Units) == part.Tax.Units && part.Net + part.Tax == part.Gross
        && part.Net.IsWholeIn(currency) && part.TaxShares.All(share => share.IsWholeIn(currency));

    private static ArgumentException Invalid(string message) => new(message);
}
