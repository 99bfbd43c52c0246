namespace PosEngine.Pricing;

/// <summary>Tells how every figure of a priced ticket came about, from what it was priced from.</summary>
/// <remarks>A reader of figures and not a second way to work them out: each step names the operands and the rule, and whoever doubts it can do the sum.</remarks>
internal sealed partial class Explainer
{
    private readonly PriceRequest _request;
    private readonly PricedTicket _ticket;
    private readonly Scale _scale;
    private readonly LinePrice[] _prices;
    private readonly StepList _steps;

    private Explainer(PriceRequest request, PricedTicket ticket)
    {
        (_request, _ticket, _scale) = (request, ticket, Scale.Of(request.Currency, request.Policy));
        _steps = new(_scale);
        _prices =
        [
            .. request.Lines.Select(line => line.Stored is null
                ? LinePrice.Of(line, _scale, request.Policy.DiscountOrder, new Reduction[line.Discounts.Length], new long[line.Surcharges.Length])
                : default),
        ];
    }

    /// <param name="request">What the ticket was priced from.</param>
    /// <param name="ticket">The figures.</param>
    /// <param name="nameOf">The name of a line, if it has one.</param>
    public static PriceExplanation Explain(PriceRequest request, PricedTicket ticket, Func<LineId, string?> nameOf)
    {
        var explainer = new Explainer(request, ticket);
        for (var i = 0; i < request.Lines.Length; i++)
        {
            explainer.ExplainLine(request.Lines[i], ticket.Lines[i], $"line/{i + 1}", explainer._prices[i], nameOf(request.Lines[i].Id));
        }

        explainer.ExplainAdjustments();
        explainer.ExplainTaxes();
        explainer.ExplainTotals();
        return new() { Steps = explainer._steps.ToArray() };
    }

    private void ExplainLine(PriceLine line, PricedLine priced, string path, LinePrice price, string? name)
    {
        if (line.Stored is not null)
        {
            ExplainStored(line, priced, path, name);
            return;
        }

        ExplainListed(line, path);
        var (numerator, denominator) = _scale.ExactPriceOf(line);
        if (_scale.FinePerMinor == 1)
        {
            _steps.Add($"{path}/subtotal", name, ExplanationRule.LinePrice, priced.Subtotal, numerator % denominator != 0, [.. TermsOf(line)]);
        }
        else
        {
            _steps.Add(
                $"{path}/subtotal", name, ExplanationRule.ShareOfSum, priced.Subtotal, isRounded: false,
                [_steps.Fine("exact", price.Exact), StepList.Amount("total", TotalOfSubtotals()), .. TermsOf(line)]);
        }

        var left = price.Exact;
        foreach (var (k, applied) in priced.Discounts.Index())
        {
            ExplainDiscount($"{path}/discount/{k + 1}", applied, left);
            left -= ToFine(applied.Applied);
        }

        foreach (var (k, applied) in priced.Surcharges.Index())
        {
            _steps.Request($"{path}/surcharge/{k + 1}", applied.Surcharge.Name, applied.Surcharge.Rate, applied.Applied, left);
        }
    }

    private void ExplainListed(PriceLine line, string path)
    {
        if (line.Listed is not { } listed)
            return;
        if (listed.Discount is not { } discount)
        {
            _steps.Request($"{path}/list_price", listed.Name, rate: null, line.UnitPrice, price: 0);
            return;
        }

        var left = Rate.PartsPerOne - discount.PartsPerMillion;
        var isRounded = (Int128)line.UnitPrice.Units * Rate.PartsPerOne != (Int128)listed.Ordinary.Units * left;
        _steps.Add($"{path}/list_price", listed.Name, ExplanationRule.ListPrice, line.UnitPrice, isRounded, StepList.Amount("price", listed.Ordinary), new("rate", OperandKind.Rate, left));
    }

    private static IEnumerable<ExplanationOperand> TermsOf(PriceLine line)
    {
        yield return StepList.Amount("unit_price", line.UnitPrice);
        yield return new("base_quantity", OperandKind.Quantity, line.PriceBaseQuantity.Units);
        foreach (var modifier in line.Modifiers)
        {
            yield return StepList.Amount("modifier_price", modifier.Price);
            yield return new("modifier_quantity", OperandKind.Quantity, modifier.Quantity.Units);
        }

        yield return new("quantity", OperandKind.Quantity, line.Quantity.Units);
    }

    private void ExplainDiscount(string path, AppliedDiscount applied, long left, Money? room = null)
    {
        var reached = _scale.ToMoney(left / _scale.FinePerMinor);
        _steps.Request($"{path}/requested", applied.Discount.Name, applied.Discount.Rate, applied.Requested, left);
        _steps.Add(
            $"{path}/applied", applied.Discount.Name, ExplanationRule.SmallerOf, applied.Applied, isRounded: false,
            StepList.Amount("requested", applied.Requested), StepList.Amount("reached", room is { } most && most < reached ? most : reached));
    }

    /// <summary>The discounts and surcharges of the ticket, and each line's shares in them.</summary>
    private void ExplainAdjustments()
    {
        var left = _prices.Select(price => price.Left(_scale)).ToArray();
        var rest = _ticket.Discounts.IsEmpty && _ticket.Surcharges.IsEmpty ? 0 : ReachOf(left).Sum();
        var room = RoomOf();
        foreach (var (k, applied) in _ticket.Discounts.Index())
        {
            var isShared = applied.Discount.Taxes is null;
            var reach = ReachOf(left);
            ExplainDiscount($"discount/{k + 1}", applied, rest, room);
            ExplainShares($"share/discount/{k + 1}", isShared ? applied.Applied : Money.Zero, reach, line => line.TicketDiscountShares[k]);
            rest -= ToFine(applied.Applied);
            room -= applied.Applied;
            left = [.. left.Select((price, i) => _request.Lines[i].Stored is null ? price - ToFine(_ticket.Lines[i].TicketDiscountShares[k]) : price)];
        }

        foreach (var (k, applied) in _ticket.Surcharges.Index())
        {
            var isShared = applied.Surcharge.Taxes is null;
            var reach = ReachOf(left);
            var rate = isShared && reach.Sum() == 0 ? null : applied.Surcharge.Rate;
            _steps.Request($"surcharge/{k + 1}", applied.Surcharge.Name, rate, applied.Applied, rest);
            ExplainShares($"share/surcharge/{k + 1}", isShared ? applied.Applied : Money.Zero, reach, line => line.TicketSurchargeShares[k]);
        }
    }

    /// <summary>What the lines that discounts of the ticket reach have to give, as they are rounded.</summary>
    private Money RoomOf() => _request.Lines.Zip(_ticket.Lines).Where(pair => pair.First.IsReached())
        .Select(pair => pair.Second.Discounts.Aggregate(pair.Second.Surcharges.Aggregate(pair.Second.Subtotal, (sum, applied) => sum + applied.Applied), (sum, applied) => sum - applied.Applied))
        .Aggregate(Money.Zero, (sum, price) => sum + Money.Max(price, Money.Zero));

    private long[] ReachOf(long[] left) => [.. left.Select((price, i) => _request.Lines[i].IsReached() ? Math.Max(0, price) : 0)];

    private void ExplainShares(string name, Money amount, long[] weights, Func<PricedLine, Money> shareOf)
    {
        foreach (var (i, line) in _ticket.Lines.Index())
        {
            if (_request.Lines[i].Stored is not null)
            {
                continue;
            }

            if (amount.IsZero)
            {
                _steps.Sum($"line/{i + 1}/{name}", shareOf(line));
            }
            else
            {
                _steps.Add(
                    $"line/{i + 1}/{name}", ExplanationRule.Share, shareOf(line),
                    StepList.Amount("amount", amount), _steps.Fine("weight", weights[i]), _steps.Fine("weights", weights.Sum()));
            }
        }
    }

    private Money TotalOfSubtotals() => _request.Lines.Zip(_ticket.Lines).Where(pair => pair.First.Stored is null).Aggregate(Money.Zero, (sum, pair) => sum + pair.Second.Subtotal);

    private long ToFine(Money amount) => _scale.Exactly(amount) * _scale.FinePerMinor;
}
