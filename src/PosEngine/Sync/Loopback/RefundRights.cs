using System.Collections.Immutable;
using PosEngine.Journal;
using PosEngine.Receipts;

namespace PosEngine.Sync;

/// <summary>Who may refund what: one refund of a receipt at a time, and never more than was sold. Not thread-safe.</summary>
internal sealed class RefundRights(ReceivedReceipts receipts)
{
    private readonly Dictionary<ReceiptId, Right> _rights = [];
    private readonly HashSet<(DeviceId Device, ReceiptId Refund)> _endedByOwner = [];

    /// <summary>Judges a refund in the order of docs/protocol.md, and reserves its receipt where nothing stands against it.</summary>
    /// <returns>The answer, and the device that stands against it, if one does.</returns>
    /// <exception cref="BackOfficeException">The receipt or a line of it is not here, or what is asked makes no sense.</exception>
    public (RefundVerdict Verdict, ImmutableArray<RefundedLine> Refunded, GivenBack? Given, DeviceId? Device) Reserve(RefundIntent intent)
    {
        var refunded = RefundedOf(intent.Receipt, except: intent.Refund);
        if (HasEnded(intent.Device, intent.Refund))
            return (RefundVerdict.Ended, refunded, null, null);
        if (_rights.Values.FirstOrDefault(held => held.IsOf(intent)) is { } own)
        {
            return own.Receipt == intent.Receipt
                ? (RefundVerdict.Granted, own.Refunded, own.Given, null)
                : throw Refuse(BackOfficeError.Rejected, "This refund is of another receipt.");
        }

        var original = FindOriginal(intent);
        if (_rights.TryGetValue(intent.Receipt, out var right) && !HasEnded(right.Device, right.Refund))
            return (RefundVerdict.InProgress, refunded, null, right.Device);
        if (intent.Lines.Any(line => IsTooMuch(QuantityOf(original, line.Line)!.Value, refunded, line) || (!line.Amount.IsZero && line.Amount.Units > LeftOf(original, line.Line, intent.Refund))))
            return (RefundVerdict.TooMuch, refunded, null, LastRefunderOf(intent.Receipt));

        var given = GivenBackOf(intent.Receipt, except: intent.Refund);
        _rights[intent.Receipt] = new(intent.Device, intent.Refund, intent.Receipt, refunded, given);
        return (RefundVerdict.Granted, refunded, given, null);
    }

    /// <summary>Says with a receipt what went back of it.</summary>
    public FoundReceipt Tell(ReceiptId receipt, FoundReceipt found) => found with
    {
        Refunded = RefundedOf(receipt, except: default),
        IsBeingRefunded = _rights.TryGetValue(receipt, out var right) && !HasEnded(right.Device, right.Refund),
    };

    public void End(ReceiptId receipt)
    {
        if (_rights.Remove(receipt, out var right))
            _endedByOwner.Add((right.Device, right.Refund));
    }

    /// <summary>Says of a refund by which more went back than was sold, if it is one.</summary>
    public string? FindFault(JournalEntry entry)
    {
        // By its hash: the same sequence stands in the journals of several devices.
        if (receipts.Refunds.FirstOrDefault(candidate => candidate.Entry.Hash.Span.SequenceEqual(entry.Hash.Span)) is not { } refund)
            return null;

        foreach (var (receipt, line, _) in refund.Lines.Where(line => line.Returns is not null).Select(line => line.Returns!.Value))
        {
            if (receipts.Find(receipt) is not { } original)
                continue;
            var parts = receipts.RefundsOf(receipt, through: refund).Where(part => part.Part.Line == line).ToList();
            if (IsTooMuch(QuantityOf(original, line) ?? Quantity.Zero, Sum(parts.Select(part => part.Part)), new(line, Quantity.Zero)))
                return $"More of line {line} of receipt {original.Number} went back than was sold.";
            if (parts.Any(part => !part.Part.Amount.IsZero) && parts.Aggregate((Int128)0, (sum, part) => sum + part.Gross) > GrossOf(original, line))
                return $"More was paid back for line {line} of receipt {original.Number} than it came to.";
        }

        return null;
    }

    /// <summary>The refunds of a device whose sale came after them, where more went back with them than was sold.</summary>
    public IEnumerable<(JournalEntry Entry, string Reason)> ListLate(DeviceId device) =>
        from refund in receipts.RefundsBeforeTheirSale
        where refund.Device == device
        let reason = FindFault(refund.Entry)
        where reason is not null
        select (refund.Entry, reason);

    private bool HasEnded(DeviceId device, ReceiptId refund) => receipts.HasEnded(device, refund) || _endedByOwner.Contains((device, refund));

    private ReceivedReceipt FindOriginal(RefundIntent intent)
    {
        if (receipts.Find(intent.Receipt) is not { } original)
            throw Refuse(BackOfficeError.NotFound, "The receipt is not here.");

        foreach (var line in intent.Lines)
        {
            if (QuantityOf(original, line.Line) is not { } sold)
                throw Refuse(BackOfficeError.NotFound, $"The receipt has no line {line.Line}.");
            if (sold == Quantity.Zero)
                throw Refuse(BackOfficeError.Rejected, "What came back with a refund cannot be refunded again.");
            if (line.Amount.IsZero && Math.Sign(line.Quantity.Units) != Math.Sign(sold.Units))
                throw Refuse(BackOfficeError.Transient, "A quantity has the sign that the line was sold with.");
        }

        return original;
    }

    private ImmutableArray<RefundedLine> RefundedOf(ReceiptId receipt, ReceiptId except) =>
        Sum(receipts.RefundsOf(receipt).Where(part => part.Refund.Id != except).Select(part => part.Part));

    private GivenBack? GivenBackOf(ReceiptId receipt, ReceiptId except)
    {
        var given = receipts.RefundsOf(receipt).Select(part => part.Refund).Where(refund => refund.Id != except).Distinct().Select(refund => refund.GivenBack).ToList();
        return given.Contains(null) ? null : new(
            Money.FromUnits(given.Sum(part => part!.Cash.Units)),
            [
                .. given.SelectMany(part => part!.Others).GroupBy(way => (way.Type, way.Code))
                    .Select(way => new GivenBackBy(way.Key.Type, way.Key.Code, Money.FromUnits(way.Sum(part => part.Amount.Units)))),
            ]);
    }

    private static ImmutableArray<RefundedLine> Sum(IEnumerable<RefundedLine> parts) =>
        [.. parts.GroupBy(part => part.Line).Select(line => new RefundedLine(line.Key, Quantity.FromUnits(line.Sum(part => part.Quantity.Units))) { Amount = Money.FromUnits(line.Sum(part => part.Amount.Units)) })];

    private DeviceId? LastRefunderOf(ReceiptId receipt) => receipts.RefundsOf(receipt).LastOrDefault().Refund?.Device;

    /// <summary>How much a line sold; nothing, where it gave something back.</summary>
    private static Quantity? QuantityOf(ReceivedReceipt receipt, LineId line) =>
        receipt.Lines.FirstOrDefault(sold => sold.Id == line) is { } found ? found.Returns is null ? found.Quantity : Quantity.Zero : null;

    private static long GrossOf(ReceivedReceipt receipt, LineId line) => receipt.Lines.FirstOrDefault(sold => sold.Id == line)?.Gross ?? 0;

    /// <summary>What has not been paid back of a line.</summary>
    private Int128 LeftOf(ReceivedReceipt original, LineId line, ReceiptId except) => receipts.RefundsOf(original.Id)
        .Where(part => part.Refund.Id != except && part.Part.Line == line)
        .Aggregate((Int128)GrossOf(original, line), static (left, part) => left - part.Gross);

    // In 128 bits: nobody has promised that what went back is a sensible quantity.
    private static bool IsTooMuch(Quantity sold, ImmutableArray<RefundedLine> before, RefundedLine now)
    {
        var back = (Int128)(before.FirstOrDefault(line => line.Line == now.Line)?.Quantity.Units ?? 0) + now.Quantity.Units;
        return Int128.Abs(back) > Int128.Abs(sold.Units) || Int128.Sign(back) * Math.Sign(sold.Units) < 0;
    }

    private static BackOfficeException Refuse(BackOfficeError error, string message) => new(error, message) { WasReached = true };

    private sealed record Right(DeviceId Device, ReceiptId Refund, ReceiptId Receipt, ImmutableArray<RefundedLine> Refunded, GivenBack? Given)
    {
        public bool IsOf(RefundIntent intent) => (Device, Refund) == (intent.Device, intent.Refund);
    }
}
