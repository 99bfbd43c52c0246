using System.Buffers;
using System.Globalization;
using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Receipts;
using PosEngine.Scheduling;
using PosEngine.Shifts;
using PosEngine.Storage;
using PosEngine.Tickets;

namespace PosEngine.Ledger;

/// <summary>Writes the journal of a salvaged database, entry by entry.</summary>
/// <param name="session">The new database, with its device and epochs.</param>
/// <param name="device">Whose it is.</param>
/// <param name="last">The last entry that there will be.</param>
/// <param name="time">The device's clock.</param>
internal sealed class SalvagedJournal(WriteSession session, DeviceIdentity device, long last, TimeProvider time)
{
    private const string InsertOne = "INSERT INTO journal (seq, kind, at, body, hash) VALUES (?1, ?2, ?3, ?4, ?5)";
    private const string DeleteAfter = "DELETE FROM journal WHERE seq > ?1";

    private readonly long _acked = EpochTable.Acked(session.Connection);
    private readonly List<long> _lostHere = [];
    private (long Sequence, byte[] Hash) _known = (0, HashChain.Genesis(device.Id));
    private byte[] _hash = [];
    private bool _isBranched;
    private ShiftReport? _shift;

    public void Add(SalvagedEntry entry)
    {
        if (!_isBranched && entry.Row is null && entry.Sequence > _acked)
            Branch(entry.Sequence);
        if (_isBranched)
            Rewrite(entry.Sequence, entry.Row ?? LostAt(entry.Sequence));
        else
            Keep(entry);
    }

    /// <summary>Declares what only the back office has, and makes the rows of receipts and closed shifts from their entries.</summary>
    public void End()
    {
        if (!_isBranched && _known.Sequence < last)
            Branch(last + 1); // The end is lost with its hash: nothing could follow it.
        foreach (var range in LostEntries.Ranges(_lostHere))
            AbsentTable.Add(session, range, AbsentTable.Lost);
        for (long first = 1; first <= last; first += 1_000)
        {
            foreach (var entry in JournalTable.Read(session.Connection, first, first + 999, kinds: null))
                Derive(entry.Sequence, entry.Body);
        }
    }

    /// <summary>An entry as it was, or the place of one that the back office has.</summary>
    private void Keep(SalvagedEntry entry)
    {
        var row = entry.Row ?? new JournalRow(entry.Sequence, "", 0, [], []);
        Insert(row, entry.Hash);
        if (entry.Row is null)
            _lostHere.Add(entry.Sequence);
        if (entry.Hash.Length > 0)
            _known = (entry.Sequence, entry.Hash);
    }

    /// <summary>Nobody has this entry any more: from the last one whose hash is known, the journal goes on in an epoch of its own.</summary>
    private void Branch(long sequence)
    {
        _isBranched = true;
        _hash = _known.Hash;
        _lostHere.RemoveAll(lost => lost > _known.Sequence);
        session.Prepare(DeleteAfter).Bind(1, _known.Sequence).Run();
        using var transaction = new LedgerTransaction { Session = session };
        transaction.Begin(device, DeviceState.Empty with { Head = last });
        Epochs.Branch(transaction, time, device.EpochOf(_known.Sequence + 1), _known.Sequence, _known.Hash);
        EpochTable.SetAcked(session, Math.Min(_acked, _known.Sequence));
        for (var lost = _known.Sequence + 1; lost < sequence; lost++)
            Rewrite(lost, LostAt(lost));
    }

    private void Rewrite(long sequence, JournalRow row)
    {
        var hash = new byte[HashChain.HashSize];
        HashChain.Next(_hash, sequence, row.Body, hash);
        Insert(row, hash);
        _hash = hash;
    }

    private void Insert(JournalRow row, byte[] hash) =>
        session.Prepare(InsertOne).Bind(1, row.Sequence).Bind(2, row.Kind).Bind(3, row.At).Bind(4, row.Body).Bind(5, hash).Run();

    private JournalRow LostAt(long sequence)
    {
        var entry = new EntryLost();
        var now = time.GetDeviceTime();
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, EntryBody.WriterOptions))
            EntryBody.Write(json, new EntryHead(now, null, null), entry);
        return new JournalRow(sequence, entry.Kind, now.ToUnixTimeMilliseconds(), body.WrittenSpan.ToArray(), []);
    }

    private void Derive(long sequence, ReadOnlyMemory<byte> body)
    {
        try
        {
            ReceiptEventTable.Derive(session, sequence, body);
            var (head, data) = EntryReader.Read(body);
            if (data is ReceiptRecorded { Receipt: var receipt })
            {
                ReceiptTable.Insert(session, sequence, long.Parse(receipt.Number.Split('-')[^1], CultureInfo.InvariantCulture), receipt);
                RefundTable.Insert(session, sequence, receipt);
            }

            _shift = data switch
            {
                ShiftOpened opened => ShiftFold.Open(opened, head),
                CashMoved moved when _shift is not null => ShiftFold.Add(_shift, moved),
                ReceiptRecorded recorded when _shift is not null => ShiftFold.Add(_shift, recorded.Receipt),
                TrainingReceiptRecorded recorded when _shift is not null => ShiftFold.AddTraining(_shift, recorded.Receipt),
                LineVoided voided => ShiftFold.Add(_shift, voided.Void),
                TicketAbandoned abandoned => ShiftFold.AddAbandoned(_shift, abandoned.Gross),
                DrawerOpened => ShiftFold.AddDrawerOpening(_shift),
                CountRefused when _shift is not null => ShiftFold.AddRefusedCount(_shift),
                ShiftClosed closed when _shift is not null => Close(sequence, head, closed, _shift),
                _ => _shift,
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            // No body, or one of a newer version: the rows made from it then, if they are readable, are all that there is.
        }
    }

    /// <summary>A report that its closing entry does not confirm lacks entries that are lost. What was ever sold it alone knows: other shifts may lack some.</summary>
    private ShiftReport? Close(long sequence, in EntryHead head, ShiftClosed closed, ShiftReport shift)
    {
        if (head.Employee is { } employee
            && ShiftFold.Close(shift, closed.Counted, head.At, employee, closed.Reason) with { Running = closed.Running } is var report
            && ShiftClosed.Of(report) == closed)
            ShiftTable.Insert(session, sequence, report);
        return null;
    }
}
