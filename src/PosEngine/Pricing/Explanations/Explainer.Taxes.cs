using System.Collections.Immutable;

namespace PosEngine.Pricing;

internal sealed partial class Explainer
{
    private readonly List<Part> _parts = [];

    private void ExplainTaxes()
    {
        var ledger = new TaxLedger(_scale, _request.Policy, _request.IsTaxFree);
        for (var i = 0; i < _request.Lines.Length; i++)
        {
            if (_request.Lines[i].Stored is null)
            {
                EnterLine(ledger, _request.Lines[i], _ticket.Lines[i], $"line/{i + 1}", _prices[i]);
            }
        }

        foreach (var (k, applied) in _ticket.Discounts.Index())
        {
            EnterCarried(ledger, $"discount/{k + 1}/carried", applied.Discount.Taxes, -applied.Applied, applied.Carried);
        }

        foreach (var (k, applied) in _ticket.Surcharges.Index())
        {
            EnterCarried(ledger, $"surcharge/{k + 1}/carried", applied.Surcharge.Taxes, applied.Applied, applied.Carried);
        }

        var totals = ledger.RoundsOnce ? Enumerable.Range(0, ledger.Groups.Length).Select(group => ExplainGroup(ledger, group)).ToArray() : [];
        foreach (var part in _parts)
        {
            ExplainPart(ledger, part, totals);
        }
    }

    private void EnterLine(TaxLedger ledger, PriceLine line, PricedLine priced, string path, LinePrice price)
    {
        Money[] terms =
        [
            priced.Subtotal,
            .. priced.Discounts.Select(applied => -applied.Applied), .. priced.Surcharges.Select(applied => applied.Applied),
            .. priced.TicketDiscountShares.Select(share => -share), .. priced.TicketSurchargeShares,
        ];
        var total = terms.Aggregate(Money.Zero, (sum, term) => sum + term);
        _steps.Sum($"{path}/price", total, terms);

        price = price with
        {
            Discount = price.Discount + priced.TicketDiscountShares.Sum(_scale.Exactly),
            Surcharge = price.Surcharge + priced.TicketSurchargeShares.Sum(_scale.Exactly),
        };
        var amounts = new PartAmounts[line.CountParts()];
        line.Split(new(_scale.Exactly(total), price.Left(_scale), price.Taxed(_scale, _request.Policy.TaxBase)), amounts);
        if (line.Components.IsEmpty)
        {
            Enter(ledger, path, line.Taxes, amounts[0], line.Quantity, new() { Net = priced.Net, TaxShares = priced.TaxShares, Tax = priced.Tax, Gross = priced.Gross });
            return;
        }

        var weights = line.Components.Sum(component => component.Weight.Units);
        foreach (var (c, component) in line.Components.Index())
        {
            _steps.Add(
                $"{path}/component/{c + 1}/price", component.Name, ExplanationRule.Share, _scale.ToMoney(amounts[c].Price), isRounded: false,
                StepList.Amount("amount", total), new("weight", OperandKind.Number, component.Weight.Units), new("weights", OperandKind.Number, weights));
            Enter(ledger, $"{path}/component/{c + 1}", component.Taxes, amounts[c], line.Quantity, priced.Components[c]);
        }
    }

    private void EnterCarried(TaxLedger ledger, string path, ImmutableArray<Tax>? taxes, Money amount, PricedPart? figures)
    {
        if (taxes is { } own)
        {
            var minor = _scale.Exactly(amount);
            Enter(ledger, path, own, new(minor, ToFine(amount), ToFine(amount)), Quantity.Zero, figures!);
        }
    }

    private void Enter(TaxLedger ledger, string path, ImmutableArray<Tax> taxes, PartAmounts amounts, Quantity quantity, PricedPart figures)
    {
        var combination = ledger.IndexOf(taxes);
        var (_, taxed) = ledger.Enter(combination, amounts, quantity.Units);
        _parts.Add(new(path, ledger[combination], amounts, taxed, quantity.Units, figures));
    }

    /// <summary>Taxes that are rounded together.</summary>
    /// <returns>What they come to.</returns>
    private Money ExplainGroup(TaxLedger ledger, int group)
    {
        var result = _scale.ToMoney(Taxation.RoundTogether(ledger, group));
        if (ledger.CounterpartOf(group) is >= 0 and var counterpart)
        {
            ExplainShareOfRate(ledger, group, counterpart, result);
            return result;
        }

        _steps.Add(
            $"tax_group/{group + 1}", NamesOf(ledger, group), ledger.RoundsBase ? ExplanationRule.TaxAsDifference : ExplanationRule.Tax, result,
            !ledger.AmountOf(group).IsWhole, [.. TermsOf(ledger, group), .. WholeOf(ledger, ledger.WholeOf(group), ledger.Groups[group].Kind)]);
        return result;
    }

    /// <summary>Taxes of one rate that some prices contain and others do not: one amount, of which each kind has its share.</summary>
    private void ExplainShareOfRate(TaxLedger ledger, int group, int counterpart, Money share)
    {
        var total = share + _scale.ToMoney(Taxation.RoundTogether(ledger, counterpart));
        if (group < counterpart)
        {
            _steps.Add(
                $"tax_rate/{group + 1}", $"{NamesOf(ledger, group)}, {NamesOf(ledger, counterpart)}", ExplanationRule.Tax, total,
                !(ledger.AmountOf(group) + ledger.AmountOf(counterpart)).IsWhole, [.. TermsOf(ledger, group), .. TermsOf(ledger, counterpart)]);
        }

        _steps.Add(
            $"tax_group/{group + 1}", NamesOf(ledger, group), ExplanationRule.ShareOfTax, share, isRounded: false,
            [.. TermsOf(ledger, group), StepList.Amount("total", total)]);
    }

    private IEnumerable<ExplanationOperand> TermsOf(TaxLedger ledger, int group) => ledger.Standings.SelectMany(standing => standing.Taxes.Factors.ToArray()
        .Where(factor => factor.Group == group)
        .SelectMany(factor => _steps.Terms(factor.Amount, standing.Taxed, standing.Quantity)));

    private string NamesOf(TaxLedger ledger, int group) =>
        string.Join(", ", _ticket.Taxes.Where(total => ledger.GroupOf(total.Tax) == group).Select(total => total.Tax.Name));

    private void ExplainPart(TaxLedger ledger, Part part, Money[] totals)
    {
        var factors = part.Taxes.Factors;
        for (var i = 0; i < factors.Length; i++)
        {
            var (figure, name, share) = ($"{part.Path}/tax/{i + 1}", part.Taxes.Taxes[i].Name, part.Figures.TaxShares[i]);
            var terms = _steps.Terms(factors[i].Amount, part.Taxed, part.Quantity);
            if (ledger.RoundsOnce)
            {
                _steps.Add(figure, name, ExplanationRule.ShareOfTax, share, isRounded: false, [.. terms, StepList.Amount("total", totals[factors[i].Group])]);
                continue;
            }

            var pieces = Taxation.PiecesOf(ledger, part.Quantity);
            var isRounded = factors[i].Amount.Numerator(part.Taxed, part.Quantity) % ((Int128)factors[i].Amount.Denominator * pieces) != 0;
            _steps.Add(
                figure, name, ledger.RoundsBase ? ExplanationRule.TaxAsDifference : pieces > 1 ? ExplanationRule.TaxPerUnit : ExplanationRule.Tax, share, isRounded,
                [.. terms, .. PiecesOf(pieces), .. WholeOf(ledger, Taxation.WholeOf(ledger, part.Taxed, pieces), part.Taxes.Taxes[i].Kind)]);
        }

        ExplainNet(ledger, part);
        _steps.Sum($"{part.Path}/tax", part.Figures.Tax, part.Figures.TaxShares);
        _steps.Sum($"{part.Path}/gross", part.Figures.Gross, part.Figures.TaxShares.Prepend(part.Figures.Net));
    }

    private void ExplainNet(TaxLedger ledger, Part part)
    {
        if (ledger.Treatment == TaxTreatment.OnPrice)
        {
            var included = part.Figures.TaxShares.Where((_, i) => part.Taxes.Factors[i].IsIncluded).Select(share => -share);
            _steps.Sum($"{part.Path}/net", part.Figures.Net, included.Prepend(_scale.ToMoney(part.Amounts.Price)));
        }
        else
        {
            // What the discount leaves of the net of the undiscounted price, where taxes are worked out on that; a discount of less than half a unit leaves all of it.
            var isOfTaxed = ledger.Treatment == TaxTreatment.OnNet;
            var discount = isOfTaxed ? _scale.ToMoney(_scale.ToMinor((Int128)part.Amounts.Taxed - part.Amounts.Left)) : Money.Zero;
            ExplainNetOf(discount.IsZero ? $"{part.Path}/net" : $"{part.Path}/base", part, isOfTaxed ? part.Amounts.Taxed : part.Amounts.Left, part.Figures.Net + discount);
            if (!discount.IsZero)
            {
                _steps.Sum($"{part.Path}/net", part.Figures.Net, part.Figures.Net + discount, -discount);
            }
        }
    }

    private void ExplainNetOf(string figure, Part part, long price, Money result)
    {
        var net = part.Taxes.Net;
        _steps.Add(
            figure, subject: null, ExplanationRule.NetOfPrice, result, net.Numerator(price, part.Quantity) % net.Denominator != 0,
            [.. _steps.Terms(net, price, part.Quantity)]);
    }

    private static ImmutableArray<ExplanationOperand> PiecesOf(long pieces) => pieces > 1 ? [new("pieces", OperandKind.Number, pieces)] : [];

    private ImmutableArray<ExplanationOperand> WholeOf(TaxLedger ledger, Int128 whole, TaxKind kind) =>
        ledger.RoundsBase ? [StepList.Amount(kind == TaxKind.Included ? "containing" : "beside", _scale.ToMoney((long)whole))] : [];

    /// <param name="Path">The beginning of its figures' paths.</param>
    /// <param name="Taxes">Its taxes.</param>
    /// <param name="Amounts">What it comes to before taxes.</param>
    /// <param name="Taxed">What its taxes are worked out on, in fine units.</param>
    /// <param name="Quantity">How much, in 1/1,000.</param>
    /// <param name="Figures">Its figures.</param>
    private sealed record Part(string Path, TaxCombination Taxes, PartAmounts Amounts, long Taxed, long Quantity, PricedPart Figures);
}
