using PosEngine.Receipts;

namespace PosEngine.Reliability.Simulation;

/// <summary>Refunds that the cashiers of a shop make of their own till's receipts and of other tills': never of more than was sold, each once, and whatever is left can go back in the end.</summary>
/// <remarks>One way to more is known, and the back office has to tell of it then: it was restored, and has forgotten a right that it gave, or a refund that it had.</remarks>
internal sealed class Refunds(SimulatedOffice office, IReadOnlyList<SimulatedTill> tills, Random random, Waiting waiting, Action<SimulatedTill, string> tell, Sabotage sabotage)
{
    private const int TriesMax = 3;
    private static readonly Money Cent = Money.Of(0.01m);

    private readonly RefundRecords _records = new();
    private readonly List<Wish> _open = [];
    private readonly Dictionary<ReceiptId, Wish> _given = [];
    private bool _isMeanwhile;

    /// <summary>How many refunds were made.</summary>
    public int Count => _records.Refunds.Count;

    /// <summary>How many of them at another till than the sale.</summary>
    public int Elsewhere => _records.Refunds.Count(refund => _records.Sales.Any(sale => sale.Id == refund.Of && sale.Till != refund.Till));

    /// <summary>How often nobody knew whether a till had the right.</summary>
    public int Unanswered { get; private set; }

    /// <summary>How often one was refused because of what went back already, or goes back at the moment.</summary>
    public int Refused { get; private set; }

    /// <summary>How many came to nothing and were given back.</summary>
    public int Released => _records.Released.Count;

    /// <summary>Somebody brings something back, or asks again for what came to nothing.</summary>
    public async Task HappenAsync(SimulatedTill till)
    {
        if (!await till.GetReadyAsync())
            return;
        _records.Read(till);
        if (OneOf(_open.Where(wish => wish.Till == till).ToList()) is { } open && random.Next(3) == 0)
            await AskAsync(open);
        else if (OneOf(_records.Sales) is { } sale)
            await RefundAsync(till, sale);
    }

    /// <summary>After every event.</summary>
    public void Check()
    {
        foreach (var till in tills)
            _records.Read(till);
        foreach (var sale in _records.Sales)
        {
            var refunds = _records.RefundsOf(sale.Id).ToList();
            if (sale.Gross + refunds.Sum(static refund => refund.Gross) < 0)
                NoteTooMuch(sale, refunds, $"{-refunds.Sum(static refund => refund.Gross)} of {sale.Gross}");
            foreach (var line in sale.Lines.Where(line => RefundRecords.Back(refunds, line.Line) > line.Units))
                NoteTooMuch(sale, refunds, $"{RefundRecords.Back(refunds, line.Line)} of {line.Units} of a line");
        }
    }

    /// <summary>More went back than was sold: that may be, where the back office has forgotten, and be told.</summary>
    private void NoteTooMuch(RecordedReceipt sale, List<RecordedReceipt> refunds, string what)
    {
        Require(office.HasForgotten(sale.Id), $"M5: {what} of {sale.Number} went back: {string.Join(' ', refunds.Select(static refund => refund.Number))}");
        foreach (var refund in refunds)
            refund.Till.MayBeSetAside.Add(refund.Id);
    }

    /// <summary>In the end, with a network that is well and tills that were started anew: no right is left over, and what is left of each receipt can go back.</summary>
    /// <param name="heal">Everything arrives everywhere.</param>
    public async Task EndAsync(Action heal)
    {
        foreach (var till in tills)
        {
            await till.RestartAsync();
            _records.Read(till);
            Require(_records.UnsettledAt(till).Count == 0, $"M5: the right: till {till.Number} was started anew, and {_records.UnsettledAt(till).Count} of its refunds are unsettled");
        }

        heal();
        foreach (var right in office.RefundRights.Where(right => !_records.Ended.Contains((right.Device, right.Refund))))
            Require(false, $"M5: the right to refund {right.Refund} is left over at the back office, and no till knows of it");
        foreach (var sale in _records.Sales.Where(_records.IsLeft).ToList())
        {
            var till = tills[random.Next(tills.Count)];
            Require(await till.GetReadyAsync(), $"M5: nobody can sign in at till {till.Number} in the end");
            tell(till, $"refunds what is left of {sale.Number}");
            var rest = (await waiting.ForAsync(till, till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id }), isEnd: true))!;
            Require(rest.IsDone, $"M5: the right: what is left of {sale.Number} cannot be refunded at till {till.Number} in the end: {rest.Refusal?.Code}");
            till.Remember(rest.Value);
            Check();
        }

        heal();
        foreach (var sale in _records.Sales)
            CheckEnd(sale);
    }

    private void CheckEnd(RecordedReceipt sale)
    {
        var refunds = _records.RefundsOf(sale.Id).ToList();
        Require(!_records.IsLeft(sale), $"M5: something is left of {sale.Number} in the end");
        if (!office.HasForgotten(sale.Id))
            Require(sale.Gross + refunds.Sum(static refund => refund.Gross) == 0, $"M5: all of {sale.Number} went back, and {sale.Gross + refunds.Sum(static refund => refund.Gross)} is left of what was paid");

        var believed = refunds.Where(static refund => refund.Till.List().Single(receipt => receipt.Id == refund.Id).State != SyncState.NeedsAttention).ToList();
        foreach (var line in sale.Lines)
            Require(RefundRecords.Back(believed, line.Line) <= line.Units, $"M5: {RefundRecords.Back(believed, line.Line)} of {line.Units} of a line of {sale.Number} went back, and none of the refunds is set aside");
    }

    /// <summary>The receipt is looked up, somewhere, and some of it goes back.</summary>
    private async Task RefundAsync(SimulatedTill till, RecordedReceipt sale)
    {
        tell(till, $"looks {sale.Number} up");
        if (await waiting.ForAsync(till, till.Pos.Receipts.FindByNumberAsync(sale.Number), isEnd: false) is not { } found || !found.TryGet(out var summary, out _))
            return;
        Require(summary.Id == sale.Id, $"M5: {sale.Number} is looked up, and another receipt found");
        if (await waiting.ForAsync(till, till.Pos.Receipts.GetRefundableAsync(sale.Id), isEnd: false) is not { } refundable || !refundable.TryGet(out var left, out _))
            return;

        // Sometimes all of it, whatever went back before, and sometimes all that is left, whatever that is.
        var lines = random.Next(8) == 0
            ? sale.Lines.Select(static line => new RefundedLine(line.Line, Quantity.FromUnits(line.Units)))
            : left.Where(_ => random.Next(3) > 0).Select(PartOf);
        var wish = new Wish(till, sale, new RefundRequest { ReceiptId = sale.Id, Lines = [.. lines], RefundId = random.Next(2) == 0 ? NewId() : null });
        await AskAsync(wish);
    }

    /// <summary>Some of what is left of a line, or of its price.</summary>
    private RefundedLine PartOf(RefundableLine left) => left.Amount.IsPositive && random.Next(4) == 0
        ? RefundedLine.ByAmount(left.Line, Money.FromUnits(Few((int)(left.Amount.Units / Cent.Units)) * Cent.Units))
        : new(left.Line, Quantity.Of(Few((int)(left.Quantity.Units / Quantity.One.Units))));

    /// <summary>A number from one to the largest, and rather a small one.</summary>
    private int Few(int max) => random.Next(1, random.Next(1, max + 1) + 1);

    /// <summary>A cashier asks for a refund until it is made, refused, or nobody feels like it any more.</summary>
    private async Task AskAsync(Wish wish)
    {
        var (till, sale) = (wish.Till, wish.Sale);
        _open.Remove(wish);
        _records.Read(till);
        var before = IdsOf(wish);
        var trouble = till.Wire.Trouble;
        for (var tries = 0; tries < TriesMax; tries++)
        {
            _records.Read(till);
            if (wish.Made is null ? wish.Request.RefundId is { } key && _records.Released.Contains(key) : sabotage == Sabotage.RefundsAnew)
                wish = wish with { Request = wish.Request with { RefundId = NewId() } }; // What was given back is not asked for again.
            till.Wire.Trouble = Math.Max(trouble, random.Next(3) * 30);
            tell(till, $"refunds {(wish.Request.Lines.IsEmpty ? "what is left" : string.Join('+', wish.Request.Lines.Select(static line => line.Amount.IsZero ? $"{line.Quantity}" : $"{line.Amount} of the price")))} of {sale.Number}{(wish.Request.RefundId is null ? "" : " by a key")}");
            var result = await waiting.ForAsync(till, till.Pos.Receipts.RefundAsync(wish.Request), isEnd: false, () => MeanwhileAsync(till, sale));
            Refused += result?.Refusal?.Code is RefusalCodes.RefundTooMuch or RefusalCodes.RefundAmountTooLarge or RefusalCodes.RefundInProgress ? 1 : 0;
            if (result is { } answer && answer.TryGet(out var refund, out _))
            {
                Require(wish.Made is null || wish.Made == refund.Id, $"D10: one refund of {sale.Number} was made as {wish.Made} and as {refund.Id}");
                Note(wish, refund);
                if (wish.Request.RefundId is null || random.Next(2) == 0)
                    break;
                waiting.LetPass(till, TimeSpan.FromSeconds(random.Next(180)));
            }
            else if (result is null ? !await till.GetReadyAsync() : !IsUnanswered(result) || !await GoOnAsync(wish))
            {
                break;
            }
        }

        till.Wire.Trouble = trouble;
        _records.Read(till);
        var grown = IdsOf(wish).Except(before).ToList();
        Require(grown.All(id => id == wish.Made) && (wish.Made is not { } made || before.Contains(made) || grown.Count == 1), $"D10: {grown.Count} refunds of {sale.Number} were made at till {till.Number}, of one that was asked for");
        if (wish.Made is null || (wish.Request.RefundId is not null && random.Next(2) == 0))
            _open.Add(wish);
    }

    /// <summary>While somebody waits, somebody at another till may want to refund the same receipt.</summary>
    private async Task MeanwhileAsync(SimulatedTill waits, RecordedReceipt sale)
    {
        if (_isMeanwhile || random.Next(8) > 0 || OneOf(tills.Where(till => till != waits).ToList()) is not { } other)
            return;
        _isMeanwhile = true;
        if (await other.GetReadyAsync())
            await RefundAsync(other, sale);
        _isMeanwhile = false;
    }

    /// <summary>Somebody was given the receipt of a refund: each once.</summary>
    /// <remarks>Who asks without a key for the same as somebody whose answer never came asks for the same refund: it is that one, and both are given its receipt.</remarks>
    private void Note(Wish wish, Receipt refund)
    {
        if (wish.Made is null && _given.TryGetValue(refund.Id, out var first))
        {
            Require(
                wish.Request.RefundId == refund.Id && first.Request.RefundId is null && first.Till == wish.Till && first.Sale == wish.Sale && first.Request.Lines.SequenceEqual(wish.Request.Lines),
                $"D10: two refunds of {wish.Sale.Number} were asked for, and both are {refund.Number}");
        }
        else if (wish.Made is null)
        {
            wish.Till.Remember(refund);
            _given.Add(refund.Id, wish);
        }

        wish.Made = refund.Id;
    }

    /// <summary>Nobody knows whether there is a right.</summary>
    /// <returns>Whether it is asked for again at once.</returns>
    private async Task<bool> GoOnAsync(Wish wish)
    {
        Unanswered++;
        switch (random.Next(6))
        {
            case 0:
                tell(wish.Till, $"gives up the refund of {wish.Sale.Number}");
                (await wish.Till.Pos.Receipts.ReleaseRefundAsync(wish.Sale.Id)).EnsureDone();
                return random.Next(2) == 0;

            case 1:
                tell(wish.Till, "restarts");
                await wish.Till.RestartAsync();
                return await wish.Till.GetReadyAsync();

            case < 4:
                return true;

            default:
                return false;
        }
    }

    private HashSet<ReceiptId> IdsOf(Wish wish) => [.. _records.RefundsOf(wish.Sale.Id).Where(refund => refund.Till == wish.Till).Select(static refund => refund.Id)];

    private static bool IsUnanswered(PosResult<Receipt> result) => result.Refusal?.Code == RefusalCodes.BackOfficeUnanswered;

    private ReceiptId NewId()
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new(new Guid(bytes));
    }

    private T? OneOf<T>(IReadOnlyList<T> all) where T : class => all.Count == 0 ? null : all[random.Next(all.Count)];

    private static void Require(bool holds, string violation)
    {
        if (!holds)
            throw new InvariantViolatedException(violation);
    }

    /// <summary>A refund that somebody wants, and has got once it is made.</summary>
    private sealed record Wish(SimulatedTill Till, RecordedReceipt Sale, RefundRequest Request)
    {
        public ReceiptId? Made { get; set; }
    }
}
