namespace PosEngine.Pricing;

internal sealed partial class Explainer
{
    /// <summary>A line that was priced before: each figure is a share of one that was sold, or as it was then.</summary>
    private void ExplainStored(PriceLine line, PricedLine stored, string path, string? name)
    {
        var returned = new ReturnedFigures(_steps, line, _request.Currency);
        var sold = line.Share?.Sold;
        if (line.Share is not { AddsUp: true })
        {
            returned.Add($"{path}/subtotal", name, stored.Subtotal, sold?.Subtotal);
        }

        foreach (var (k, applied) in stored.Discounts.Index())
        {
            returned.Add($"{path}/discount/{k + 1}/requested", applied.Discount.Name, applied.Requested, sold?.Discounts[k].Requested);
            returned.Add($"{path}/discount/{k + 1}/applied", applied.Discount.Name, applied.Applied, sold?.Discounts[k].Applied);
        }

        foreach (var (k, applied) in stored.Surcharges.Index())
        {
            returned.Add($"{path}/surcharge/{k + 1}", applied.Surcharge.Name, applied.Applied, sold?.Surcharges[k].Applied);
        }

        if (stored.Components.IsEmpty)
        {
            returned.Add(path, PartOf(stored), sold is null ? null : PartOf(sold));
        }
        else
        {
            foreach (var (c, part) in stored.Components.Index())
            {
                returned.Add($"{path}/component/{c + 1}", part, sold?.Components[c]);
            }

            ExplainComposite(stored, path);
        }

        if (line.Share is { AddsUp: true })
        {
            ExplainRest(line, stored, path, returned);
        }
    }

    /// <summary>The subtotal is what the other rows of the line leave.</summary>
    private void ExplainRest(PriceLine line, PricedLine stored, string path, ReturnedFigures returned)
    {
        var missed = Returning.MissedBy(stored, line.Taxes, line.Components);
        returned.Add($"{path}/rounding", subject: null, missed, Returning.MissedBy(line.Share!.Sold, line.Taxes, line.Components));
        _steps.Sum(
            $"{path}/subtotal", stored.Subtotal,
            [
                stored.Gross, .. Returning.AddedTaxesOf(stored, line.Taxes, line.Components).Select(tax => -tax), missed,
                .. stored.Discounts.Select(applied => applied.Applied), .. stored.TicketDiscountShares,
                .. stored.Surcharges.Select(applied => -applied.Applied), .. stored.TicketSurchargeShares.Select(share => -share),
            ]);
    }

    private static PricedPart PartOf(PricedLine line) => new() { Net = line.Net, TaxShares = line.TaxShares, Tax = line.Tax, Gross = line.Gross };

    /// <summary>Writes down how the figures of a line follow from those that were sold.</summary>
    private readonly struct ReturnedFigures(StepList steps, PriceLine line, Currency currency)
    {
        public void Add(string figure, string? subject, Money returned, Money? sold)
        {
            if (sold is not { } whole || line.Share is not { } share)
            {
                steps.Add(figure, subject, ExplanationRule.Stored, returned, isRounded: false);
                return;
            }

            // What was carried beside the lines goes back as one piece, by the price of the lines that do.
            var kind = line.Quantity.IsNegative ? OperandKind.Quantity : OperandKind.Number;
            steps.Add(
                figure, subject, ExplanationRule.Returned, returned, IsRounded(whole, share) ? Returning.Rounding : null, StepList.Amount("sold", whole),
                new("before", kind, share.Before), new("through", kind, share.Through), new("whole", kind, share.Whole));
        }

        private bool IsRounded(Money sold, ReturnedShare share) =>
            (Int128)sold.Units * share.Before % ((Int128)share.Whole * currency.UnitsPerMinor) != 0 || (Int128)sold.Units * share.Through % ((Int128)share.Whole * currency.UnitsPerMinor) != 0;

        public void Add(string path, PricedPart returned, PricedPart? sold)
        {
            foreach (var (i, share) in returned.TaxShares.Index())
            {
                Add($"{path}/tax/{i + 1}", subject: null, share, sold?.TaxShares[i]);
            }

            Add($"{path}/gross", subject: null, returned.Gross, sold?.Gross);
            steps.Sum($"{path}/tax", returned.Tax, returned.TaxShares);
            steps.Sum($"{path}/net", returned.Net, returned.Gross, -returned.Tax);
        }
    }
}
