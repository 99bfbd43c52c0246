using System.Text.Json;

namespace PosEngine.Reliability.Simulation;

/// <summary>A line of a receipt as its body has it.</summary>
/// <param name="Line">Its id.</param>
/// <param name="Units">How much: what was sold, or, without its sign, what came back.</param>
internal sealed record RecordedLine(LineId Line, long Units);

/// <summary>A receipt of a till as its body has it.</summary>
/// <param name="Till">The till.</param>
/// <param name="Id">Its id.</param>
/// <param name="Number">The number on the paper.</param>
/// <param name="Of">What it refunds; null for a sale.</param>
/// <param name="Lines">What was sold with it, or what came back of the lines of what it refunds.</param>
/// <param name="Gross">What it came to; below zero where it gives back.</param>
internal sealed record RecordedReceipt(SimulatedTill Till, ReceiptId Id, string Number, ReceiptId? Of, List<RecordedLine> Lines, long Gross);

/// <summary>What the files of all tills say of sales and refunds. Remembers what it has read, since bodies may be pruned.</summary>
internal sealed class RefundRecords
{
    private readonly Dictionary<SimulatedTill, long> _read = [];
    private readonly Dictionary<SimulatedTill, HashSet<ReceiptId>> _intended = [];

    /// <summary>Every sale.</summary>
    public List<RecordedReceipt> Sales { get; } = [];

    /// <summary>Every refund.</summary>
    public List<RecordedReceipt> Refunds { get; } = [];

    /// <summary>Every refund that ended, with its receipt or without one.</summary>
    public HashSet<(DeviceId Device, ReceiptId Refund)> Ended { get; } = [];

    /// <summary>Every refund that ended without a receipt.</summary>
    public HashSet<ReceiptId> Released { get; } = [];

    /// <summary>The refunds that a till has announced, and not come to an end with.</summary>
    public IReadOnlyCollection<ReceiptId> UnsettledAt(SimulatedTill till) => _intended.GetValueOrDefault(till) ?? [];

    /// <summary>Of a sale, the refunds in which a line of it comes back.</summary>
    public IEnumerable<RecordedReceipt> RefundsOf(ReceiptId sale) => Refunds.Where(refund => refund.Of == sale);

    /// <summary>How much of a line came back.</summary>
    public static long Back(IEnumerable<RecordedReceipt> refunds, LineId line) => refunds.SelectMany(static refund => refund.Lines).Where(part => part.Line == line).Sum(static part => part.Units);

    /// <summary>What is left of a sale.</summary>
    public bool IsLeft(RecordedReceipt sale) => sale.Lines.Any(line => Back(RefundsOf(sale.Id), line.Line) < line.Units);

    /// <summary>Reads what a till has written since.</summary>
    public void Read(SimulatedTill till)
    {
        var entries = TillFile.ReadBodies(till.DatabasePath, _read.GetValueOrDefault(till), out var device);
        if (!_intended.TryGetValue(till, out var intended))
            _intended.Add(till, intended = []);
        foreach (var (sequence, bytes) in entries)
        {
            _read[till] = sequence;
            using var body = JsonDocument.Parse(bytes);
            var kind = body.RootElement.GetProperty("kind").GetString();
            if (kind is not ("receipt" or "refund-intended" or "refund-released"))
                continue;
            var data = body.RootElement.GetProperty("data");
            if (kind == "refund-intended")
            {
                intended.Add(new(data.GetProperty("refund").GetGuid()));
                continue;
            }

            var id = new ReceiptId(data.GetProperty(kind == "receipt" ? "id" : "refund").GetGuid());
            intended.Remove(id);
            Ended.Add((device, id));
            if (kind == "receipt")
                Add(till, id, data);
            else
                Released.Add(id);
        }
    }

    private void Add(SimulatedTill till, ReceiptId id, JsonElement data)
    {
        ReceiptId? of = data.TryGetProperty("refund_of", out var refund) ? new(refund.GetProperty("receipt").GetGuid()) : null;
        var lines = data.GetProperty("lines").EnumerateArray().Select(line => of is null
            ? new RecordedLine(new(line.GetProperty("id").GetGuid()), line.GetProperty("quantity").GetInt64())
            : new RecordedLine(new(line.GetProperty("returns").GetProperty("line").GetGuid()), -line.GetProperty("quantity").GetInt64())).ToList();
        (of is null ? Sales : Refunds).Add(new(till, id, data.GetProperty("number").GetString()!, of, lines, data.GetProperty("gross").GetInt64()));
    }
}
