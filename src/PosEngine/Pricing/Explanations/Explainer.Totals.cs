namespace PosEngine.Pricing;

internal sealed partial class Explainer
{
    private void ExplainTotals()
    {
        var carried = _ticket.Discounts.Select(applied => applied.Carried).Concat(_ticket.Surcharges.Select(applied => applied.Carried)).OfType<PricedPart>().ToArray();
        ExplainComposites();
        foreach (var (i, total) in _ticket.Taxes.Index())
        {
            var parts = Shares().Where(share => share.Tax == total.Tax).ToArray();
            _steps.Sum($"tax/{i + 1}/net", total.Net, parts.Select(share => share.Net));
            _steps.Add($"tax/{i + 1}/amount", total.Tax.Name, ExplanationRule.Sum, total.Amount, isRounded: false, [.. parts.Select(share => StepList.Amount("term", share.Amount))]);
        }

        var totals = _ticket.Totals;
        var lineTotals = _ticket.Lines.Select(line => default(Totals).Add(line)).ToArray();
        _steps.Sum("total/subtotal", totals.Subtotal, lineTotals.Select(line => line.Subtotal));
        _steps.Sum("total/discount", totals.Discount, [.. lineTotals.Select(line => line.Discount), .. _ticket.Discounts.Where(applied => applied.Carried is not null).Select(applied => applied.Applied)]);
        _steps.Sum("total/surcharge", totals.Surcharge, [.. lineTotals.Select(line => line.Surcharge), .. _ticket.Surcharges.Where(applied => applied.Carried is not null).Select(applied => applied.Applied)]);
        _steps.Sum("total/net", totals.Net, [.. lineTotals.Select(line => line.Net), .. carried.Select(part => part.Net)]);
        _steps.Sum("total/tax", totals.Tax, _ticket.Taxes.Select(tax => tax.Amount));
        _steps.Sum("total/gross", totals.Gross, totals.Net, totals.Tax);
        ExplainRounding();
        _steps.Sum("total/payable", totals.Payable, totals.Gross, totals.Rounding, -totals.Prepaid);
    }

    /// <summary>Lines whose figures are the sums of their components.</summary>
    private void ExplainComposites()
    {
        foreach (var (i, line) in _ticket.Lines.Index())
        {
            if (!line.Components.IsEmpty && _request.Lines[i].Stored is null)
            {
                ExplainComposite(line, $"line/{i + 1}");
            }
        }
    }

    private void ExplainComposite(PricedLine line, string path)
    {
        _steps.Sum($"{path}/net", line.Net, line.Components.Select(part => part.Net));
        _steps.Sum($"{path}/tax", line.Tax, line.Components.Select(part => part.Tax));
        _steps.Sum($"{path}/gross", line.Gross, line.Components.Select(part => part.Gross));
    }

    private void ExplainRounding()
    {
        if (_request.Rounding is { } settled)
        {
            var isAll = _parts.Count == 0;
            _steps.Add(isAll ? "total/rounding" : "total/settled_rounding", ExplanationRule.FixedAmount, settled, StepList.Amount("amount", settled));
            if (isAll)
                return;
            var sold = _parts.Aggregate(Money.Zero, static (sum, part) => sum + part.Figures.Gross);
            ExplainRounding("total/sold_rounding", _ticket.Totals.Rounding - settled, sold, stored: []);
            _steps.Sum("total/rounding", _ticket.Totals.Rounding, settled, _ticket.Totals.Rounding - settled);
            return;
        }

        ExplainRounding("total/rounding", _ticket.Totals.Rounding, _ticket.Totals.Gross, _ticket.Lines.Where((_, i) => _request.Lines[i].Stored is not null).Select(static line => line.Gross));
    }

    /// <summary>What the policy adds to a gross.</summary>
    private void ExplainRounding(string figure, Money rounding, Money gross, IEnumerable<Money> stored)
    {
        var asPriced = gross;
        if (_request.Policy.RoundedAmount == RoundedAmount.Net && !_request.IsTaxFree)
        {
            // The prices as they were, with the taxes that are added to them.
            var prices = _parts.Select(part => _scale.ToMoney(part.Amounts.Price));
            var added = _parts.SelectMany(part => part.Figures.TaxShares.Where((_, i) => part.Taxes.Taxes[i].Kind == TaxKind.Added));
            Money[] terms = [.. prices, .. added, .. stored];
            asPriced = terms.Aggregate(Money.Zero, (sum, term) => sum + term);
            _steps.Sum("total/as_priced", asPriced, terms);
        }

        if (_request.Policy.TotalStep is { } step)
        {
            _steps.Add(
                figure, subject: null, ExplanationRule.ToStep, rounding, asPriced.Units % step.Units != 0,
                StepList.Amount("amount", asPriced), StepList.Amount("step", step), StepList.Amount("less", gross));
        }
        else
        {
            _steps.Sum(figure, rounding, asPriced, -gross);
        }
    }

    private IEnumerable<(Tax Tax, Money Net, Money Amount)> Shares()
    {
        foreach (var part in _parts)
        {
            for (var i = 0; i < part.Figures.TaxShares.Length; i++)
            {
                yield return (part.Taxes.Taxes[i], part.Figures.Net, part.Figures.TaxShares[i]);
            }
        }

        foreach (var (line, stored) in _request.Lines.Zip(_ticket.Lines).Where(pair => pair.First.Stored is not null))
        {
            foreach (var share in line.Taxes.Zip(stored.TaxShares).Select(pair => (pair.First, stored.Net, pair.Second)))
            {
                yield return share;
            }

            foreach (var (component, part) in line.Components.Zip(stored.Components))
            {
                foreach (var share in component.Taxes.Zip(part.TaxShares).Select(pair => (pair.First, part.Net, pair.Second)))
                {
                    yield return share;
                }
            }
        }
    }
}
