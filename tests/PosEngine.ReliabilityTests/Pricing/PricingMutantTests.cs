using PosEngine.Pricing.Oracle;
using PosEngine.Reliability;

namespace PosEngine.Pricing;

/// <summary>Each invariant notices the mistakes it is there for: a property that no mistake can break proves nothing.</summary>
public sealed class PricingMutantTests
{
    private static readonly int Cases = ReliabilityScale.Count(sample: 2_000, full: 20_000);

    private static readonly Mutant[] All =
    [
        new("M1: a percentage is multiplied in 64 bits", "PosEngine/Pricing/Scale.cs",
            "(Int128)fine * rate.PartsPerMillion", "(Int128)unchecked(fine * rate.PartsPerMillion)", properties => properties.Extremes_are_exact_or_an_error()),
        new("M1: a price is multiplied in 64 bits", "PosEngine/Pricing/Scale.cs",
            "numerator *= line.Quantity.Units;", "numerator = unchecked((long)numerator * line.Quantity.Units);", properties => properties.Extremes_are_exact_or_an_error()),
        new("M1: fractions are cut off before they are summed", "PosEngine/Pricing/ExactSum.cs",
            "        AddProper(remainder, denominator);\n", "", properties => properties.Figures_are_exact()),
        new("M1: the tax base forgets discounts", "PosEngine/Pricing/LinePrice.cs",
            "taxBase == TaxBase.Undiscounted ?", "taxBase != TaxBase.Undiscounted ?", properties => properties.Figures_are_exact()),
        new("M1: a compound tax forgets what it builds on", "PosEngine/Pricing/TaxCombination.cs",
            "sum = new(sum.OfNet + part.OfNet, sum.OfQuantity + part.OfQuantity);", "", properties => properties.Figures_are_exact()),
        new("M1: the price base quantity is forgotten", "PosEngine/Pricing/Scale.cs",
            "(Int128)line.PriceBaseQuantity.Units", "(Int128)Quantity.UnitsPerOne", properties => properties.Figures_are_exact()),
        new("M1: amounts come before percentages", "PosEngine/Pricing/Adjusting.cs",
            "order == DiscountOrder.PercentFirst)", "order != DiscountOrder.PercentFirst)", properties => properties.Figures_are_exact()),
        new("M1: two taxes of one rate are rounded apart", "PosEngine/Pricing/TaxLedger.cs",
            "Policy.TaxRounding == TaxRounding.OncePerRate ?", "Policy.TaxRounding == TaxRounding.PerLine ?", properties => properties.Figures_are_exact()),

        new("M2: the last units are not dealt out", "PosEngine/Pricing/LargestRemainder.cs",
            "shares[share.Index]++;", "", properties => properties.Figures_are_exact()),
        new("M2: a net keeps its included taxes", "PosEngine/Pricing/PriceSheet.Records.cs",
            "net -= factors[i].IsIncluded ? share : 0;", "net -= 0;", properties => properties.Figures_are_exact()),
        new("M2: a gross forgets its added taxes", "PosEngine/Pricing/PriceSheet.Records.cs",
            "gross += factors[i].IsIncluded ? 0 : share;", "gross += 0;", properties => properties.Lines_add_up()),
        new("M2: a total forgets what the ticket carries", "PosEngine/Pricing/TotalsExtensions.cs",
            "totals with { Net = totals.Net + part.Net, Tax = totals.Tax + part.Tax, Gross = totals.Gross + part.Gross }", "totals", properties => properties.Lines_add_up()),
        new("M2: a component is priced twice", "PosEngine/Pricing/LineParts.cs",
            "LargestRemainder.Allocate(whole.Price, weights, prices);", "prices.Fill(whole.Price);", properties => properties.Figures_are_exact()),
        new("M2: a surcharge is shown and not charged", "PosEngine/Pricing/PriceSheet.cs",
            "price = price with { Surcharge = price.Surcharge + _surchargeShares[i] };", "", properties => properties.Discounts_and_surcharges_are_all_there_is_between_subtotal_and_gross()),

        new("M3: a discount takes more than there is", "PosEngine/Pricing/PriceSheet.cs",
            "var applied = Math.Min(requested, left / _scale.FinePerMinor);", "var applied = requested;", properties => properties.Discounts_take_no_more_than_there_is()),
        new("M3: shares are cut off", "PosEngine/Pricing/LargestRemainder.cs",
            "RoundTo(magnitude, exact, shares);", "foreach (var share in exact) shares[share.Index] = share.Whole;", properties => properties.Shares_add_up()),
        new("M3: the smallest remainders come first", "PosEngine/Pricing/ExactShare.cs",
            "return byRemainder;", "return -byRemainder;", properties => properties.Figures_are_exact()),
        new("M3: a tie goes to the smaller share", "PosEngine/Pricing/ExactShare.cs",
            "other.Whole.CompareTo(Whole)", "Whole.CompareTo(other.Whole)", properties => properties.Figures_are_exact()),
        new("M3: a tie goes to the later line", "PosEngine/Pricing/ExactShare.cs",
            "Index.CompareTo(other.Index)", "other.Index.CompareTo(Index)", properties => properties.Figures_are_exact()),
        new("M3: lines that take no discounts take some", "PosEngine/Pricing/Adjusting.cs",
            "IsDiscountable: true, ", "", properties => properties.Discounts_take_no_more_than_there_is()),

        new("M4: cash ignores its own mode", "PosEngine/Pricing/CashRounding.cs",
            "policy.CashRounding)", "policy.Rounding)", properties => properties.Cash_is_rounded_to_the_step()),
        new("M4: cash is rounded to twice the step", "PosEngine/Pricing/CashRounding.cs",
            "step.Units, ", "2 * step.Units, ", properties => properties.Cash_is_rounded_to_the_step()),

        new("M4: a card payment is rounded like cash", "PosEngine/Checkout/Settlement.cs",
            "if (!hasCash || rest <= Money.Zero)", "if (rest <= Money.Zero)", properties => properties.Settlements_settle()),
        new("M4: change forgets the rounding", "PosEngine/Checkout/Settlement.cs",
            "return new Settlement(due - rest, cash - due, Money.Zero);", "return new Settlement(due - rest, cash - rest, Money.Zero);", properties => properties.Settlements_settle()),
        new("M4: a payout is not rounded", "PosEngine/Checkout/Settlement.cs",
            "return new Settlement(payout - total, cash - payout, Money.Zero);", "return new Settlement(payout - total, cash - total, Money.Zero);", properties => properties.Settlements_settle()),

        new("M5: each return is rounded for itself", "PosEngine/Pricing/Returning.cs",
            "Through(before, figure) - Through(before + returned, figure)", "-Through(returned, figure)", properties => properties.Returns_give_back_what_was_paid()),
        new("M5: a return keeps its taxes", "PosEngine/Pricing/Returning.cs",
            "Net = gross - tax,", "Net = gross,", properties => properties.Returns_give_back_what_was_paid()),

        new("M7: a receipt forgets what a price is for", "PosEngine/Tickets/LineFormat.cs",
            """writer.WriteNumber("base_quantity"u8, line.PriceBaseQuantity.Units);""", "{ }", properties => properties.Stored_receipts_are_priced_again()),
        new("M7: a receipt forgets the order of discounts", "PosEngine/Ledger/PricingFormat.cs",
            """WireNames.DiscountOrders.ReadOr(DiscountOrder.PercentFirst, policy, "discount_order"u8)""", "DiscountOrder.PercentFirst", properties => properties.Stored_receipts_are_priced_again()),
        new("M7: a receipt forgets that a customer pays no taxes", "PosEngine/Receipts/ReceiptPricing.cs",
            "receipt.Surcharges, receipt.IsTaxFree)", "receipt.Surcharges, isTaxFree: false)", properties => properties.Stored_receipts_are_priced_again()),
        new("M7: a receipt is priced by today's policy", "PosEngine/Receipts/ReceiptPricing.cs",
            "receipt.Currency, receipt.Policy,", "receipt.Currency, PricingPolicy.Default,", properties => properties.Stored_receipts_are_priced_again()),
        new("M7: a receipt forgets its surcharges' taxes", "PosEngine/Ledger/PricingFormat.cs",
            "Surcharge.Fixed(new(id), name, amount)) with { Taxes = own }", "Surcharge.Fixed(new(id), name, amount))", properties => properties.Stored_receipts_are_priced_again()),

        new("M6: rounding up goes toward plus infinity", "PosEngine.Abstractions/Rounding.cs",
            "RoundingMode.Up => true,", "RoundingMode.Up => numerator > 0,", properties => properties.Returns_mirror_their_sale()),
        new("M6: a half goes toward plus infinity", "PosEngine.Abstractions/Rounding.cs",
            "_ => IsAwayFromZero(Int128.Abs(remainder), denominator, Int128.IsOddInteger(quotient), mode),",
            "_ => IsAwayFromZero(Int128.Abs(remainder), denominator, Int128.IsOddInteger(quotient), mode) && (numerator > 0 || 2 * -remainder > denominator),",
            properties => properties.Returns_mirror_their_sale()),
        new("M6: a half goes to the odd neighbour", "PosEngine.Abstractions/Rounding.cs",
            "RoundingMode.HalfEven => quotientIsOdd,", "RoundingMode.HalfEven => !quotientIsOdd,", properties => properties.Figures_are_exact()),
        new("M6: shares are dealt by value and not by magnitude", "PosEngine/Pricing/Sharing.cs",
            "        _sign = sign;\n", "        _sign = 1;\n", properties => properties.Returns_mirror_their_sale()),
        new("M6: a returned line keeps the discount of its sale", "PosEngine/Pricing/LinePrice.cs",
            "return new(exact, sign * discount, sign * surcharge);", "return new(exact, discount, sign * surcharge);", properties => properties.Returns_mirror_their_sale()),

        new("M8: an explanation forgets that a discount came before", "PosEngine/Pricing/Explanations/Explainer.cs",
            "left -= ToFine(applied.Applied);", "", properties => properties.Explanations_explain()),
        new("M8: an explanation keeps quiet about rounding", "PosEngine/Pricing/Explanations/StepList.cs",
            "Rounding = isRounded ? scale.Mode : null,", "", properties => properties.Explanations_explain()),
        new("M8: an explanation names another total", "PosEngine/Pricing/Explanations/Explainer.Totals.cs",
            "_steps.Sum(\"total/gross\", totals.Gross, totals.Net, totals.Tax);", "_steps.Sum(\"total/gross\", totals.Gross, totals.Net);", properties => properties.Explanations_explain()),
    ];

    public static TheoryData<string> Names => [.. All.Select(mutant => mutant.Name)];

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public void A_mutant_is_noticed_by_the_invariant_it_breaks(string name)
    {
        var mutant = All.Single(mutant => mutant.Name == name);
        var properties = new PricingProperties(mutant.Compile(), Cases, new Sightings());

        Assert.ThrowsAny<Exception>(() => mutant.Kill(properties));
    }

    [Fact]
    public void Without_a_mistake_the_same_compilation_passes_every_property()
    {
        var properties = new PricingProperties(Mutant.Healthy(), Cases / 10, new Sightings());
        Assert.All(All.Select(mutant => mutant.Kill), kill => kill(properties));
    }
}
