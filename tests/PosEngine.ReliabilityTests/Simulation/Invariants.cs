using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PosEngine.Journal;
using PosEngine.Receipts;

namespace PosEngine.Reliability.Simulation;

/// <summary>What must hold after every event, whatever happened: asked of the till's file, the cashier's memory and the back office, by none of the engine's own code.</summary>
internal sealed class Invariants(SimulatedOffice office)
{
    // Every entry that a disk of the device ever had: body by place and hash.
    private readonly Dictionary<(DeviceId Device, long Sequence, string Hash), string> _written = [];

    public void Check(SimulatedTill till)
    {
        Require(till.Wire.Violation is null, till.Wire.Violation ?? "");
        var file = TillFile.Read(till.DatabasePath);
        CheckJournal(file);
        var receipts = till.List().AsEnumerable().Reverse().ToList();
        CheckNumbers(till, receipts);
        CheckOffice(till, file);
        CheckWatermark(till, file, receipts);
        CheckPruned(file);
        CheckReference(file);
    }

    /// <summary>S11: two installations may have printed a number only before one of them knew of the other.</summary>
    public static void CheckNumbersOfAll(IReadOnlyList<SimulatedTill> tills)
    {
        foreach (var number in tills.SelectMany(static till => till.Given.Where(static given => given.IsGreeted)).GroupBy(static given => given.Number))
            Require(number.Count() == 1, $"S11: two tills gave a receipt {number.Key}, and both knew the back office");
    }

    /// <summary>In the end, with a network that is well: everything has arrived, and the till knows it.</summary>
    public void CheckEnd(SimulatedTill till)
    {
        Check(till);
        var file = TillFile.Read(till.DatabasePath);
        var there = office.EntriesOf(file.Device).Select(static ingested => (ingested.Epoch.Id, ingested.Entry.Sequence, Hex(ingested.Entry.Hash))).ToHashSet();
        foreach (var entry in file.Journal)
            Require(there.Contains((file.EpochOf(entry.Sequence), entry.Sequence, Hex(entry.Hash))), $"S1: entry {entry.Sequence} of {file.Head} is not at the back office in the end");
        Require(file.Acked == file.Head, $"S2: the back office has all {file.Head} entries, and the till believes it has {file.Acked}");
        foreach (var receipt in till.List().Where(_ => !till.WasSetBack))
        {
            var expected = IsSetAside(file, receipt) ? SyncState.NeedsAttention : SyncState.Synchronised;
            Require(receipt.State == expected || till.MayBeSetAside.Contains(receipt.Id), $"S8: receipt {receipt.Number} is {receipt.State} and not {expected} in the end");
        }
    }

    private void CheckJournal(TillFile file)
    {
        var previous = SHA256.HashData(Encoding.ASCII.GetBytes(file.Device.ToString()));
        for (var i = 0; i < file.Journal.Count; i++)
        {
            var entry = file.Journal[i];
            Require(entry.Sequence == i + 1, $"D2: entry {entry.Sequence} stands where {i + 1} should");
            if (!entry.IsArchived)
                Require(Next(previous, entry).AsSpan().SequenceEqual(entry.Hash.Span), $"D3: the hash of entry {entry.Sequence} does not follow");
            previous = entry.Hash.ToArray();
            var body = Convert.ToHexString(entry.Body.Span);
            if (!entry.IsArchived && !_written.TryAdd((file.Device, entry.Sequence, Hex(entry.Hash)), body))
                Require(_written[(file.Device, entry.Sequence, Hex(entry.Hash))] == body, $"D3: entry {entry.Sequence} is not what it was");
        }
    }

    private static void CheckNumbers(SimulatedTill till, List<ReceiptSummary> receipts)
    {
        var (given, here) = (till.Given.Select(static receipt => receipt.Number).ToList(), receipts.Select(static receipt => receipt.Number).ToList());
        Require(here.Count >= given.Count, $"D1: till {till.Number} gave {string.Join(' ', given)} and has {string.Join(' ', here)}");
        Require(given.SequenceEqual(here), $"D2: till {till.Number} gave {string.Join(' ', given)} and has {string.Join(' ', here)}");
        foreach (var tag in given.GroupBy(static number => number[..number.LastIndexOf('-')]))
            Require(tag.SequenceEqual(Enumerable.Range(1001, tag.Count()).Select(number => $"{tag.Key}-{number}")), $"D2: the numbers {string.Join(' ', tag)} are not all there are");
    }

    private void CheckOffice(SimulatedTill till, TillFile file)
    {
        var there = office.EntriesOf(file.Device);
        foreach (var epoch in there.GroupBy(static ingested => ingested.Epoch.Id))
        {
            var sequences = epoch.Select(static ingested => ingested.Entry.Sequence).ToList();
            Require(sequences.Distinct().Count() == sequences.Count, $"S1: an entry of epoch {epoch.Key} is there twice: {string.Join(' ', sequences)}");
            Require(sequences.Zip(sequences.Skip(1)).All(static pair => pair.First < pair.Second), $"S5: the entries of till {till.Number} stand in an order of their own: {string.Join(' ', sequences)}");
            var first = epoch.First().Epoch;
            Require(sequences.SequenceEqual(Enumerable.Range(0, sequences.Count).Select(offset => first.FirstSequence + offset)), $"S1: epoch {epoch.Key} has gaps: {string.Join(' ', sequences)}");
            var previous = first.Parent?.Hash.ToArray() ?? SHA256.HashData(Encoding.ASCII.GetBytes(file.Device.ToString()));
            foreach (var (_, entry) in epoch)
            {
                Require(
                    Next(previous, entry).AsSpan().SequenceEqual(entry.Hash.Span) && _written.GetValueOrDefault((file.Device, entry.Sequence, Hex(entry.Hash))) == Convert.ToHexString(entry.Body.Span),
                    $"S1: entry {entry.Sequence} at the back office is none that till {till.Number} wrote");
                previous = entry.Hash.ToArray();
            }
        }

        var kept = there.Select(static ingested => (ingested.Epoch.Id, ingested.Entry.Sequence, Hex(ingested.Entry.Hash))).ToHashSet();
        foreach (var promised in office.Promises.To(file.Device))
            Require(kept.Contains(promised), $"{(till.WasSetBack ? "S4" : "S2")}: entry {promised.Sequence} of till {till.Number} was acknowledged and is gone from the back office");
    }

    private void CheckWatermark(SimulatedTill till, TillFile file, List<ReceiptSummary> receipts)
    {
        Require(file.Acked <= office.AckedMaxOf(file.Device), $"S2: till {till.Number} believes that {file.Acked} entries are there; nobody ever said so");
        foreach (var receipt in receipts)
        {
            var isAcked = receipt.Sequence <= file.Acked;
            var told = till.Told.GetValueOrDefault(receipt.Number);
            Require(told == receipt.State, $"S2: receipt {receipt.Number} is {receipt.State}, and who was told of every change believes {told}");
            Require((receipt.State == SyncState.Unsynchronised) != isAcked, $"S2: receipt {receipt.Number} is {receipt.State} with {file.Acked} entries acknowledged");
            Require(!isAcked || till.WasSetBack || till.MayBeSetAside.Contains(receipt.Id) || (receipt.State == SyncState.NeedsAttention) == IsSetAside(file, receipt), $"S8: receipt {receipt.Number} is {receipt.State}");
        }

        var status = till.Pos.Sync.Status.Value;
        Require(status.Pending == file.Head - file.Acked, $"S6: {status.Pending} are said to pend, and {file.Head - file.Acked} do");
        Require(status.Pending == 0 || status.NextAttempt is not null || till.Wire.IsBusy, $"S6: {status.Pending} entries pend and no attempt is scheduled: {status}");
    }

    private void CheckPruned(TillFile file)
    {
        var there = office.EntriesOf(file.Device).Select(static ingested => ingested.Entry.Sequence).ToHashSet();
        foreach (var entry in file.Journal.Where(static entry => entry.IsArchived))
        {
            Require(entry.Sequence <= file.LastClosed, $"S10: entry {entry.Sequence} of a shift that is open was pruned");
            Require(there.Contains(entry.Sequence), $"S10: the body of entry {entry.Sequence} is neither here nor at the back office");
        }
    }

    private void CheckReference(TillFile file)
    {
        if (file.Cursor is not { } cursor)
            return;
        foreach (var (key, json) in office.KnownAt[cursor].Where(known => known.Key.Kind != "parked_ticket" || file.Reference.ContainsKey(known.Key))) // What it has taken over it has taken off itself.
            Require(file.Reference.GetValueOrDefault(key) == json, $"S7: with the cursor {cursor} the till has {file.Reference.GetValueOrDefault(key) ?? "nothing"} where {json ?? "nothing"} was sent");
    }

    private static bool IsSetAside(TillFile file, ReceiptSummary receipt) => SimulatedOffice.FindFault(file.Journal[(int)receipt.Sequence - 1]) is not null;

    private static byte[] Next(byte[] previous, JournalEntry entry)
    {
        var place = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(place, entry.Sequence);
        return SHA256.HashData([.. previous, .. place, .. entry.Body.Span]);
    }

    private static string Hex(ReadOnlyMemory<byte> hash) => Convert.ToHexString(hash.Span);

    private static void Require(bool holds, string violation)
    {
        if (!holds)
            throw new InvariantViolatedException(violation);
    }
}

/// <summary>An invariant does not hold; the message begins with its label.</summary>
internal sealed class InvariantViolatedException(string violation) : Exception(violation);
