using System.Collections.Immutable;
using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Receipts;

namespace PosEngine.Sync;

/// <summary>The receipts of all devices in the order of their arrival, and the refunds that were given up. Not thread-safe.</summary>
internal sealed class ReceivedReceipts(Accounts accounts)
{
    private readonly List<ReceivedReceipt> _inOrder = [];
    private readonly List<ReceivedReceipt> _refunds = [];
    private readonly List<ReceivedReceipt> _refundsBeforeTheirSale = [];
    private readonly Dictionary<ReceiptId, ReceivedReceipt> _byId = [];
    private readonly HashSet<(DeviceId Device, ReceiptId Refund)> _released = [];

    public IReadOnlyList<ReceivedReceipt> InOrder => _inOrder;

    /// <summary>Those with which something went back: few, and asked about with every entry.</summary>
    public IReadOnlyList<ReceivedReceipt> Refunds => _refunds;

    /// <summary>Those that were here before what they give back was sold, as far as this back office knows.</summary>
    public IReadOnlyList<ReceivedReceipt> RefundsBeforeTheirSale => _refundsBeforeTheirSale;

    public void Clear()
    {
        _inOrder.Clear();
        _refunds.Clear();
        _refundsBeforeTheirSale.Clear();
        _byId.Clear();
        _released.Clear();
        accounts.Clear();
    }

    /// <summary>Takes what an entry says of a receipt or a refund, if anything. What it cannot read says nothing.</summary>
    public void Take(DeviceId device, JournalEntry entry)
    {
        try
        {
            using var body = JsonDocument.Parse(entry.Body);
            var root = body.RootElement;
            switch (root.GetProperty("kind").GetString())
            {
                case "receipt":
                    Add(ReceivedReceipt.Read(device, entry, root.GetProperty("data")));
                    break;

                case "refund-released":
                    _released.Add((device, new(root.GetProperty("data").GetProperty("refund").GetGuid())));
                    break;
            }
        }
        catch (Exception exception) when (ReplyReader.IsUnreadable(exception))
        {
        }
    }

    public ReceivedReceipt? Find(ReceiptId receipt) => _byId.GetValueOrDefault(receipt);

    /// <param name="lookup">What is looked for.</param>
    /// <param name="findBefore">Finds an entry of a device by its sequence, in the history of another one.</param>
    public ImmutableArray<FoundReceipt> Find(ReceiptLookup lookup, Func<DeviceId, JournalEntry, long, JournalEntry?> findBefore) =>
    [
        .. _inOrder.AsEnumerable().Reverse()
            .Where(receipt => lookup.Id is not { } id || receipt.Id == id)
            .Where(receipt => lookup.Number is null || receipt.Number == lookup.Number)
            .Where(receipt => lookup.Text is not { } text || receipt.Lines.Any(line => line.Name.Contains(text, StringComparison.OrdinalIgnoreCase)))
            .Take(lookup.Limit)
            .Select(receipt => new FoundReceipt(receipt.Device, receipt.Entry.Sequence, receipt.Entry.Body)
            {
                Issuer = receipt.Issuer is { } issuer && findBefore(receipt.Device, receipt.Entry, issuer) is { } entry ? entry.Body : default,
            }),
    ];

    /// <summary>Whether a refund has its receipt, or was given up by its device.</summary>
    public bool HasEnded(DeviceId device, ReceiptId refund) => _byId.ContainsKey(refund) || _released.Contains((device, refund));

    /// <summary>What went back of a receipt, in the order of its arrival; if one is given, through that refund.</summary>
    public IEnumerable<(ReceivedReceipt Refund, RefundedLine Part, long Gross)> RefundsOf(ReceiptId receipt, ReceivedReceipt? through = null) =>
        from refund in through is null ? _refunds : _refunds.Take(_refunds.IndexOf(through) + 1)
        from line in refund.Lines
        let returns = line.Returns.GetValueOrDefault()
        where line.Returns is not null && returns.Receipt == receipt
        select (refund, new RefundedLine(returns.Line, Quantity.FromUnits(-line.Quantity.Units)) { Amount = returns.Amount }, -line.Gross);

    // A device that repaired its journal sends the same receipt in two epochs. It was still one sale.
    private void Add(ReceivedReceipt receipt)
    {
        if (!_byId.TryAdd(receipt.Id, receipt))
            return;
        _inOrder.Add(receipt);
        accounts.Take(receipt.Entry, receipt.Moves);
        _refundsBeforeTheirSale.AddRange(_refunds.Where(refund => refund.Lines.Any(line => line.Returns?.Receipt == receipt.Id)).Except(_refundsBeforeTheirSale).ToList());
        if (receipt.Lines.Any(line => line.Returns is not null))
            _refunds.Add(receipt);
    }
}
