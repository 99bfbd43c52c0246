using CsCheck;
using PosEngine.Pricing.Oracle;
using PosEngine.Reliability;
using Xunit.Sdk;

namespace PosEngine.Pricing;

/// <summary>Each invariant notices the mistakes it is there for: a property that no mistake can break proves nothing.</summary>
public sealed class PricingMutantTests
{
    private static readonly int Cases = ReliabilityScale.Count(sample: 2_000, full: 20_000);

    // A failing property looks on for a smaller case: most mistakes are found at once, and shown by few. What few tickets show is looked for in more of them.
    private static readonly int[] Rounds = [Cases / 20, Cases / 4, .. Enumerable.Repeat(Cases, 10)];

    /// <summary>What each invariant is: a mutant is noticed by those of its own.</summary>
    private static readonly Dictionary<string, Action<PricingProperties>[]> Invariants = new()
    {
        ["M1"] = [properties => properties.Figures_are_exact(), properties => properties.Invoices_are_exact(), properties => properties.Extremes_are_exact_or_an_error()],
        ["M2"] = [properties => properties.Lines_add_up(), properties => properties.Discounts_and_surcharges_are_all_there_is_between_subtotal_and_gross(), properties => properties.Roundings_are_small()],
        ["M3"] =
        [
            properties => properties.Shares_add_up(), properties => properties.Discounts_take_no_more_than_there_is(),
            properties => properties.Shares_go_to_the_largest_remainders(), properties => properties.Discounts_take_no_line_below_zero(),
        ],
        ["M4"] = [properties => properties.Cash_is_rounded_to_the_step(), properties => properties.Settlements_settle()],
        ["M5"] = [properties => properties.Returns_give_back_what_was_paid(), properties => properties.Refunds_leave_nothing(), properties => properties.Exchanges_leave_nothing()],
        ["M6"] = [properties => properties.Returns_mirror_their_sale()],
        ["M7"] = [properties => properties.Stored_receipts_are_priced_again(), properties => properties.Stored_refunds_are_priced_again()],
        ["M8"] = [properties => properties.Explanations_explain(), properties => properties.Receipts_are_explained()],
    };

    private static readonly Mutant[] All =
    [
        new("M1: a percentage is multiplied in 64 bits", "PosEngine/Pricing/Scale.cs",
            "(Int128)fine * rate.PartsPerMillion", "(Int128)unchecked(fine * rate.PartsPerMillion)"),
        new("M1: a price is multiplied in 64 bits", "PosEngine/Pricing/Scale.cs",
            "numerator *= line.Quantity.Units;", "numerator = unchecked((long)numerator * line.Quantity.Units);"),
        new("M1: fractions are cut off before they are summed", "PosEngine/Pricing/ExactSum.cs",
            "        AddProper(remainder, denominator);\n", ""),
        new("M1: the tax base forgets discounts", "PosEngine/Pricing/LinePrice.cs",
            "taxBase == TaxBase.Undiscounted ?", "taxBase != TaxBase.Undiscounted ?"),
        new("M1: a compound tax forgets what it builds on", "PosEngine/Pricing/TaxCombination.cs",
            "sum = new(sum.OfNet + part.OfNet, sum.OfQuantity + part.OfQuantity);", ""),
        new("M1: the price base quantity is forgotten", "PosEngine/Pricing/Scale.cs",
            "(Int128)line.PriceBaseQuantity.Units", "(Int128)Quantity.UnitsPerOne"),
        new("M1: amounts come before percentages", "PosEngine/Pricing/Adjusting.cs",
            "order == DiscountOrder.PercentFirst)", "order != DiscountOrder.PercentFirst)"),
        new("M1: two taxes of one rate are rounded apart", "PosEngine/Pricing/TaxLedger.cs",
            "Policy.TaxRounding == TaxRounding.OncePerRate ?", "Policy.TaxRounding == TaxRounding.PerLine ?"),

        new("M3: the last units are not dealt out", "PosEngine/Pricing/LargestRemainder.cs",
            "shares[share.Index]++;", ""),
        new("M2: a net keeps its included taxes", "PosEngine/Pricing/PriceSheet.Records.cs",
            "net -= factors[i].IsIncluded ? share : 0;", "net -= 0;"),
        new("M2: a gross forgets its added taxes", "PosEngine/Pricing/PriceSheet.Records.cs",
            "gross += factors[i].IsIncluded ? 0 : share;", "gross += 0;"),
        new("M2: a total forgets what the ticket carries", "PosEngine/Pricing/PriceSheet.Records.cs",
            "for (var i = 0; i < _partCount; i++)\n        {\n            var figures", "for (var i = 0; i < Math.Min(_partCount, _lines.Length); i++)\n        {\n            var figures"),
        new("M2: a component is priced twice", "PosEngine/Pricing/LineParts.cs",
            "LargestRemainder.Allocate(whole.Price, weights, prices);", "prices.Fill(whole.Price);"),
        new("M2: a surcharge is shown and not charged", "PosEngine/Pricing/PriceSheet.cs",
            "price = price with { Surcharge = price.Surcharge + _surchargeShares[i] };", ""),

        new("M3: a discount takes more than there is", "PosEngine/Pricing/PriceSheet.cs",
            "var applied = Math.Min(requested, Math.Min(left / _scale.FinePerMinor, room));", "var applied = _scale.FinePerMinor > 1 ? Math.Min(requested, Math.Min(left / _scale.FinePerMinor, room)) : left > 0 ? requested : 0;"),
        new("M3: shares are cut off", "PosEngine/Pricing/LargestRemainder.cs",
            "RoundTo(magnitude, exact, shares, most);", "foreach (var share in exact) shares[share.Index] = share.Whole;"),
        new("M3: the smallest remainders come first", "PosEngine/Pricing/ExactShare.cs",
            "return byRemainder;", "return -byRemainder;"),
        new("M3: a tie goes to the smaller share", "PosEngine/Pricing/ExactShare.cs",
            "other.Whole.CompareTo(Whole)", "Whole.CompareTo(other.Whole)"),
        new("M3: a tie goes to the later line", "PosEngine/Pricing/ExactShare.cs",
            "Index.CompareTo(other.Index)", "other.Index.CompareTo(Index)"),
        new("M3: lines that take no discounts take some", "PosEngine/Pricing/Adjusting.cs",
            "IsDiscountable: true, ", ""),

        new("M4: cash ignores its own mode", "PosEngine/Pricing/CashRounding.cs",
            "policy.CashRounding)", "policy.Rounding)"),
        new("M4: cash is rounded to twice the step", "PosEngine/Pricing/CashRounding.cs",
            "step.Units, ", "2 * step.Units, "),

        new("M4: a card payment is rounded like cash", "PosEngine/Checkout/Settlement.cs",
            "if (!hasCash || rest <= Money.Zero)", "if (rest <= Money.Zero)"),
        new("M4: change forgets the rounding", "PosEngine/Checkout/Settlement.cs",
            "? new Settlement(due - rest, cash - due, Money.Zero)", "? new Settlement(due - rest, cash - rest, Money.Zero)"),
        new("M4: a payout is not rounded", "PosEngine/Checkout/Settlement.cs",
            "return new Settlement(payout - rest, cash - payout, Money.Zero);", "return new Settlement(payout - rest, cash - rest, Money.Zero);"),

        new("M4: whatever was paid gives change", "PosEngine/Checkout/Settlement.cs",
            "changeable += MayBeOver(type) ? amount : Money.Zero;", "changeable += amount;"),

        new("M5: each return is rounded for itself", "PosEngine/Pricing/Returning.cs",
            "Through(before, figure) - Through(before + returned, figure)", "-Through(returned, figure)"),
        new("M5: a return keeps its taxes", "PosEngine/Pricing/Returning.cs",
            "Net = gross - tax,", "Net = gross,"),

        new("M5: a refund forgets what went back before", "PosEngine/Receipts/Refunds/RefundBasis.cs",
            "whole, before, through)) with", "whole, 0, through - before)) with"),
        new("M5: every refund gives back all that the receipt carried so far", "PosEngine/Receipts/Refunds/RefundBasis.cs",
            "var (before, after, whole) = (PartThrough(gone),", "var (before, after, whole) = (0L,"),
        new("M5: a refund keeps the line's share of the sale's discounts", "PosEngine/Receipts/Refunds/RefundBasis.cs",
            "new AppliedDiscount(pair.First.Discount, pair.Second, pair.Second)", "new AppliedDiscount(pair.First.Discount, pair.Second, Money.Zero)"),
        new("M5: the value of a refund forgets what the receipt carried", "PosEngine/Receipts/Refunds/RefundBasis.cs",
            ".Aggregate(WorthOfLines(through), static (sum, worth) => sum + worth)", ".Aggregate(WorthOfLines(through), static (sum, worth) => sum)"),
        new("M5: what goes back is the gross and not the price", "PosEngine/Receipts/Refunds/Worth.cs", "AsPriced => Gross + Rounding", "AsPriced => Gross"),
        new("M5: the cash of each refund is rounded for itself", "PosEngine/Receipts/Refunds/PayBack.cs",
            "            Round(cash) - _gone.Cash)", "            Round(cash - Fill(earlier).Aggregate(earlier, static (sum, amount) => sum - amount)))"),
        new("M5: a refund asks not what was really given back before", "PosEngine/Receipts/Refunds/PayBack.cs",
            "_gone = given is null ? asIf : GoneOf(given);", "_gone = asIf;"),
        new("M5: a refund by card forgets what was paid out in cash", "PosEngine/Receipts/Refunds/PayBack.cs",
            "var amount = now - _gone.Total;", "var amount = now - _gone.Else;"),
        new("M5: what went back another way goes back once more the way it came", "PosEngine/Receipts/Refunds/PayBack.cs",
            "Fill(Money.Max(now - _gone.Total, Money.Zero))", "Fill(Money.Max(now - earlier, Money.Zero))"),
        new("M5: cash is rounded as it was paid although some went back by card", "PosEngine/Receipts/Refunds/PayBack.cs",
            "_isMirrored && (given is null || GoneOf(given).Equals(AsIf(Through(_before), type: null)))", "_isMirrored"),
        new("M5: a refund in cash pays out coins of what is left", "PosEngine/Receipts/Refunds/PayBack.cs",
            "after.AsPriced == _whole || Round(cash) <= most ? cash", "true ? cash"),
        new("M5: an amount of a line does not count as gone", "PosEngine/Receipts/Refunds/LinePart.cs",
            "if (!gone.Amount.IsZero)", "if (gone.Amount.IsNegative)"),
        new("M5: goods give back their price although it went back as an amount", "PosEngine/Receipts/Refunds/LinePart.cs",
            "(long)Int128.Min(part, whole)", "(long)part"),
        new("M5: an amount counts as one of all pieces and not of the line", "PosEngine/Receipts/Refunds/LinePart.cs",
            "(whole / Minor(gross, currency))", "(whole / Minor(gross, currency) / 2)"),
        new("M5: whoever paid to the cent is paid back in coins", "PosEngine/Receipts/Refunds/PayBack.cs",
            "_isCashRounded ? CashRounding.Round(cash, _receipt.Policy) : cash;", "CashRounding.Round(cash, _receipt.Policy);"),
        new("M5: what was prepaid is paid out", "PosEngine/Receipts/Refunds/PayBack.cs",
            "Share(_rounding, part) - Share(_receipt.Totals.Prepaid, part);", "Share(_rounding, part);"),
        new("M5: a refund keeps the rounding of the sale", "PosEngine/Receipts/Refunds/PayBack.cs",
            "part + Share(_rounding, part)", "part"),
        new("M5: a refund rounds its total like coins", "PosEngine/Receipts/Refunds/RefundReceipt.cs",
            ", -rounding));", "));"),
        new("M5: the cash rounding of a sale goes back without cash", "PosEngine/Receipts/Refunds/PayBack.cs",
            "isAsCame ? Money.Zero : receipt.CashRounding", "type is null ? Money.Zero : receipt.CashRounding"),
        new("M5: a subtotal is rounded for itself", "PosEngine/Pricing/Returning.cs",
            "(share.AddsUp ? returning.Of(share.Sold, taxes, components) : returning.EachAlone(share.Sold))", "returning.EachAlone(share.Sold)"),
        new("M5: points go back with a line as if nothing had before", "PosEngine/Receipts/Refunds/RefundBasis.cs",
            "Back(sold.Points, before, through, whole)", "Back(sold.Points, 0, through - before, whole)"),
        new("M5: points go back with money as if nothing had before", "PosEngine/Receipts/Refunds/PayBack.cs",
            "Back(points, before.Units, through.Units, payment.Amount.Units)", "Back(points, 0, (through - before).Units, payment.Amount.Units)"),
        new("M5: an exchange forgets what coins added to the return", "PosEngine/Receipts/Refunds/ExchangeReceipt.cs",
            "CashRounding = refund.CashRounding + settled.CashRounding", "CashRounding = settled.CashRounding"),
        new("M5: an exchange pays out the cash that it was paid with", "PosEngine/Receipts/Refunds/ExchangeReceipt.cs",
            "back.Amount + AmountOf(credit, back.Id)", "back.Amount"),
        new("M5: points that pay for a sale go back as well", "PosEngine/Receipts/Refunds/ExchangeReceipt.cs",
            "Points = back.Points + PointsOf(credit, back.Id)", "Points = back.Points"),
        new("M5: an exchange pays with all points, whatever of them it needs", "PosEngine/Receipts/Refunds/ExchangeReceipt.cs",
            "LoyaltyRules.Back(-points, 0, amount.Units, -back.Amount.Units)", "-points"),
        new("M5: what an exchange sold is refunded without what the return paid of it", "PosEngine/Receipts/Refunds/Exchanges.cs",
            "static payment => !payment.Amount.IsNegative), .. returned.Credit]", "static payment => !payment.Amount.IsNegative)]"),
        new("M5: an exchange rounds the return with the sale", "PosEngine/Pricing/PriceSheet.Records.cs",
            "settled + totals.Round(", "totals.Round("),
        new("M5: a card gets more than it paid", "PosEngine/Receipts/Refunds/PayBack.cs",
            "Money.Min(money, Money.Max(_others[i].Amount - filled[i], Money.Zero))", "money"),

        new("M7: a refund forgets what went back before it", "PosEngine/Receipts/Refunds/RefundFormat.cs",
            """returned.GetProperty("before"u8).GetInt64()""", "0"),
        new("M7: a refund forgets that it was an amount", "PosEngine/Receipts/Refunds/RefundFormat.cs",
            """Amount = FigureFormat.OptionalMoneyOf(returned, "amount"u8)""", "Amount = Money.Zero"),
        new("M7: a refund forgets what was asked for", "PosEngine/Receipts/Refunds/RefundFormat.cs",
            "Requested = requested[k], Applied", "Requested = discounts[k], Applied"),

        new("M7: a receipt forgets the price list", "PosEngine/Tickets/LineFormat.cs",
            "        WriteListed(writer, line.Listed);\n", ""),
        new("M7: a receipt forgets what a price is for", "PosEngine/Tickets/LineFormat.cs",
            """writer.WriteNumber("base_quantity"u8, line.PriceBaseQuantity.Units);""", "{ }"),
        new("M7: a receipt forgets the order of discounts", "PosEngine/Ledger/PricingFormat.cs",
            """WireNames.DiscountOrders.ReadOr(DiscountOrder.PercentFirst, policy, "discount_order"u8)""", "DiscountOrder.PercentFirst"),
        new("M7: a receipt forgets that a customer pays no taxes", "PosEngine/Receipts/ReceiptPricing.cs",
            "receipt.Surcharges, receipt.IsTaxFree,", "receipt.Surcharges, isTaxFree: false,"),
        new("M7: a receipt is priced by today's policy", "PosEngine/Receipts/ReceiptPricing.cs",
            "receipt.Currency, receipt.Policy,", "receipt.Currency, PricingPolicy.Default,"),
        new("M7: a receipt forgets what was paid before", "PosEngine/Receipts/ReceiptFormat.cs",
            """Prepaid = FigureFormat.OptionalMoneyOf(data, "prepaid"u8),""", ""),
        new("M7: a receipt forgets its surcharges' taxes", "PosEngine/Ledger/PricingFormat.cs",
            "Surcharge.Fixed(new(id), name, amount)) with\n        {\n            Taxes = own,", "Surcharge.Fixed(new(id), name, amount)) with\n        {"),
        new("M7: a receipt forgets that a surcharge was restricted", "PosEngine/Ledger/PricingFormat.cs",
            "IsRestricted = IsRestricted(surcharge),", ""),
        new("M1: an invoice rounds a reduced rate apart from an ordinary one of the same height", "PosEngine/Pricing/TaxLedger.cs",
            "RoundsKindsTogether ? one.ToVatCode() == other.ToVatCode() : one == other;", "one == other;"),

        new("M7: a refund forgets that it adds up", "PosEngine/Receipts/Refunds/RefundFormat.cs",
            """returned.TryGetProperty("adds_up"u8, out var addsUp) && addsUp.GetBoolean()""", "false"),

        new("M2: a discount that lowers no tax lowers a net by less", "PosEngine/Pricing/TaxLedger.cs",
            "private long NetOf(TaxCombination taxes, PartAmounts amounts, long quantity) => Treatment == TaxTreatment.OnNet", "private long NetOf(TaxCombination taxes, PartAmounts amounts, long quantity) => Treatment == TaxTreatment.OnPrice"),
        new("M3: a line takes more than it has when it is rounded", "PosEngine/Pricing/LargestRemainder.cs",
            "(most.IsEmpty || shares[share.Index] < most[share.Index])", "(most.IsEmpty || shares[share.Index] <= most[share.Index])"),
        new("M6: a tax-free price is rounded toward plus infinity", "PosEngine/Pricing/TaxLedger.cs",
            ": taxes.NetOf(amounts.Left, quantity, Scale.Mode);", ": taxes.NetOf(amounts.Left, quantity, amounts.Left < 0 ? RoundingMode.Down : RoundingMode.Up);"),

        new("M6: rounding up goes toward plus infinity", "PosEngine.Abstractions/Rounding.cs",
            "RoundingMode.Up => true,", "RoundingMode.Up => numerator > 0,"),
        new("M6: a half goes toward plus infinity", "PosEngine.Abstractions/Rounding.cs",
            "_ => IsAwayFromZero(Int128.Abs(remainder), denominator, Int128.IsOddInteger(quotient), mode),",
            "_ => IsAwayFromZero(Int128.Abs(remainder), denominator, Int128.IsOddInteger(quotient), mode) && (numerator > 0 || 2 * -remainder > denominator),"),
        new("M1: a half goes to the odd neighbour", "PosEngine.Abstractions/Rounding.cs",
            "RoundingMode.HalfEven => quotientIsOdd,", "RoundingMode.HalfEven => !quotientIsOdd,"),
        new("M6: shares are dealt by value and not by magnitude", "PosEngine/Pricing/Sharing.cs",
            "        _sign = sign;\n", "        _sign = 1;\n"),
        new("M6: a returned line keeps the discount of its sale", "PosEngine/Pricing/LinePrice.cs",
            "return new(exact, sign * discount, sign * surcharge);", "return new(exact, discount, sign * surcharge);"),

        new("M8: an explanation forgets that a discount came before", "PosEngine/Pricing/Explanations/Explainer.cs",
            "left -= ToFine(applied.Applied);", ""),
        new("M8: an explanation keeps quiet about rounding", "PosEngine/Pricing/Explanations/StepList.cs",
            "isRounded ? scale.Mode : null, operands", "(RoundingMode?)null, operands"),
        new("M8: a price of a list is explained by itself", "PosEngine/Pricing/Explanations/Explainer.cs",
            "StepList.Amount(\"price\", listed.Ordinary)", "StepList.Amount(\"price\", line.UnitPrice)"),
        new("M8: an explanation names another total", "PosEngine/Pricing/Explanations/Explainer.Totals.cs",
            "_steps.Sum(\"total/gross\", totals.Gross, totals.Net, totals.Tax);", "_steps.Sum(\"total/gross\", totals.Gross, totals.Net);"),
        new("M8: a share of a tax is explained by another tax", "PosEngine/Pricing/Explanations/Explainer.Taxes.cs",
            """StepList.Amount("total", totals[factors[i].Group])""", """StepList.Amount("total", totals[0])"""),
        new("M8: a share is explained by another whole", "PosEngine/Pricing/Explanations/Explainer.Returns.cs",
            """new("whole", kind, share.Whole)""", """new("whole", kind, share.Through)"""),
        new("M8: cash rounding is explained by the total", "PosEngine/Receipts/PaidExplainer.cs",
            "receipt, due, less: due)", "receipt, receipt.Total, less: receipt.Total)"),
        new("M8: a payout is explained without what went before", "PosEngine/Receipts/PaidExplainer.cs",
            "paid/change\", receipt.Change, through, -before);", "paid/change\", receipt.Change, through);"),
    ];

    public static TheoryData<string> Names => [.. All.Where(static (_, i) => ReliabilityScale.IsFull || i % 4 == 0).Select(static mutant => mutant.Name)];

    [Fact]
    public void Every_mutant_has_its_place_in_the_sources() => Assert.Empty(All.Select(static mutant => mutant.FindFault()).OfType<string>());

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public void A_mutant_is_noticed_by_the_invariant_it_breaks(string name)
    {
        var mutant = All.Single(mutant => mutant.Name == name);
        var subject = mutant.Compile();

        var noticed = Rounds.Select(cases => new PricingProperties(subject, cases, new Sightings()))
            .SelectMany(properties => Invariants[name[..2]].Select(property => Record.Exception(() => property(properties))))
            .First(thrown => thrown is not null);

        // A wrong figure, and not a crash on the way to one.
        Assert.IsType<CsCheckException>(noticed);
        Assert.IsType<XunitException>(noticed.InnerException, exactMatch: false);
    }

    [Fact]
    public void Without_a_mistake_the_same_compilation_passes_every_property()
    {
        var properties = new PricingProperties(Mutant.Healthy(), Cases / 20, new Sightings());
        Assert.All(Invariants.Values.SelectMany(invariant => invariant), property => property(properties));
    }

    [Fact]
    public void Every_invariant_has_mutants() => Assert.Equal(Invariants.Keys.Order(), All.Select(mutant => mutant.Name[..2]).Distinct().Order());
}
