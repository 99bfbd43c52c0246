using System.Collections.Immutable;

namespace PosEngine.Pricing;

internal static partial class PriceRequestRules
{
    /// <summary>Far beyond any tax; it keeps the factors of several within 128 bits.</summary>
    private const long RateMax = 1_000 * Rate.PartsPerOne;

    private static void Check(ImmutableArray<Discount> discounts, ImmutableArray<Surcharge> surcharges, Currency currency, bool isTicket)
    {
        if (discounts.IsDefault || surcharges.IsDefault)
        {
            throw Invalid("The discounts or surcharges are a default array; an empty one is [].");
        }

        for (var i = 0; i < discounts.Length; i++)
        {
            var discount = discounts[i] ?? throw Invalid("A discount is null.");
            Check(discount.Name, discount.Amount, discount.Taxes, currency, isTicket);
            for (var j = 0; j < i; j++)
            {
                if (discounts[j].Id == discount.Id)
                {
                    throw Invalid($"The discount {discount.Id} occurs twice in the same place.");
                }
            }
        }

        for (var i = 0; i < surcharges.Length; i++)
        {
            var surcharge = surcharges[i] ?? throw Invalid("A surcharge is null.");
            Check(surcharge.Name, surcharge.Amount, surcharge.Taxes, currency, isTicket);
            for (var j = 0; j < i; j++)
            {
                if (surcharges[j].Id == surcharge.Id)
                {
                    throw Invalid($"The surcharge {surcharge.Id} occurs twice in the same place.");
                }
            }
        }
    }

    private static void Check(string name, Money? amount, ImmutableArray<Tax>? taxes, Currency currency, bool isTicket)
    {
        if (amount is { } fixedAmount && !fixedAmount.IsWholeIn(currency))
        {
            throw Invalid($"'{name}' of {fixedAmount} is finer than {currency.Smallest} {currency}.");
        }

        if (taxes is { } own)
        {
            Check(isTicket ? own : throw Invalid($"'{name}' has taxes of its own, which only a discount or surcharge of the ticket can have."));
        }
    }

    private static void Check(ImmutableArray<Tax> taxes)
    {
        if (taxes.IsDefault)
        {
            throw Invalid("The taxes are a default array; empty ones are [].");
        }

        for (var i = 0; i < taxes.Length; i++)
        {
            var tax = taxes[i] ?? throw Invalid("A tax is null.");
            Check(tax);
            for (var j = 0; j < i; j++)
            {
                if (taxes[j].Id == tax.Id)
                {
                    throw Invalid($"The tax {tax.Id} occurs twice in the same place.");
                }
            }
        }
    }

    private static void Check(Tax tax)
    {
        if (!Enum.IsDefined(tax.Kind) || !Enum.IsDefined(tax.Category))
        {
            throw Invalid($"The tax '{tax.Name}' is of no known kind or category: {tax.Kind}, {tax.Category}.");
        }

        if (tax.Rate.PartsPerMillion is < -RateMax or > RateMax)
        {
            throw Invalid($"The tax '{tax.Name}' has a rate beyond ±100,000 %: {tax.Rate}.");
        }

        if (tax.AmountPerUnit is not null && !(tax.Rate.IsZero && tax.BuildsOn.IsDefaultOrEmpty))
        {
            throw Invalid($"The tax '{tax.Name}' is an amount per unit, and cannot have a rate or build on others.");
        }

        if (tax.BuildsOn.IsDefault)
        {
            throw Invalid($"The tax '{tax.Name}' builds on a default array; an empty one is [].");
        }
    }
}
