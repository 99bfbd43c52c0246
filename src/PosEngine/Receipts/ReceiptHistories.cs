using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Journal;
using PosEngine.Ledger;

namespace PosEngine.Receipts;

/// <summary>Tells what happened to a receipt of this device.</summary>
internal static class ReceiptHistories
{
    public static ReceiptHistory? Read(SqliteConnection connection, DeviceIdentity identity, long acked, ReceiptId receipt)
    {
        if (ReceiptTable.SequenceOf(connection, receipt) is not { } sequence || ReceiptTable.Find(connection, identity, acked, sequence) is not { } row)
            return null;

        // An entry stands where it is in the journal; what was heard of the back office, after the last entry that was there then.
        var events = new List<(long Place, ReceiptEvent Event)> { (PlaceOf(sequence), new ReceiptEvent(ReceiptEventKind.Completed, row.CompletedAt) { EmployeeId = row.EmployeeId }) };
        foreach (var heard in AcknowledgementTable.Of(connection, sequence))
        {
            if (heard.At is { } at)
                events.Add((PlaceOf(heard.Head) + 1, new ReceiptEvent(heard.IsThere ? ReceiptEventKind.Synchronised : ReceiptEventKind.Withdrawn, at)));
        }

        if (connection.QueryFirstOrDefault<string>("SELECT reason FROM quarantine WHERE seq = $sequence", new { sequence }) is { } reason)
        {
            var (place, last) = events.FindLast(static told => told.Event.Kind == ReceiptEventKind.Synchronised) is (var told, { } synchronised) ? (told, synchronised) : events[0];
            events.Add((place, new ReceiptEvent(ReceiptEventKind.SetAside, last.At) { Text = reason }));
        }

        var own = ReceiptEventTable.Read(connection, receipt);
        events.AddRange(own.Select(entry => (PlaceOf(entry.Seq), ToEvent(entry, acked))));
        events.AddRange(Refunds(connection, identity, acked, receipt));
        return new ReceiptHistory(
            row.State, own.Count(static entry => entry.Kind == EntryKinds.ReceiptReprinted), [.. events.OrderBy(static told => told.Place).Select(static told => told.Event)]);
    }

    private static IEnumerable<(long Place, ReceiptEvent Event)> Refunds(SqliteConnection connection, DeviceIdentity identity, long acked, ReceiptId receipt)
    {
        foreach (var sequence in connection.Query<long>("SELECT DISTINCT seq FROM refund WHERE receipt = $receipt", new { receipt = receipt.Value.ToByteArray(bigEndian: true) }).AsList())
        {
            if (ReceiptTable.Find(connection, identity, acked, sequence) is { } refund)
                yield return (PlaceOf(sequence), new ReceiptEvent(ReceiptEventKind.Refunded, refund.CompletedAt) { EmployeeId = refund.EmployeeId, Text = refund.Number });
        }
    }

    private static long PlaceOf(long sequence) => 2 * sequence;

    private static ReceiptEvent ToEvent(ReceiptEventRow entry, long acked)
    {
        var kind = entry.Kind switch
        {
            EntryKinds.ReceiptReprinted => ReceiptEventKind.Reprinted,
            EntryKinds.GiftReceiptPrinted => ReceiptEventKind.GiftPrinted,
            EntryKinds.ReceiptNoted => ReceiptEventKind.Noted,
            _ => ReceiptEventKind.SendRequested,
        };
        var request = entry.Channel is null ? null : entry.ToRequest(acked);
        if (entry.Body.Length == 0)
            return new ReceiptEvent(kind, DateTimeOffset.FromUnixTimeMilliseconds(entry.At)) { Request = request };
        using var body = JsonDocument.Parse(entry.Body);
        var head = EntryBody.ReadHead(body.RootElement);
        return new ReceiptEvent(kind, head.At)
        {
            EmployeeId = head.Employee,
            Text = kind == ReceiptEventKind.Noted ? body.RootElement.GetProperty("data"u8).GetProperty("note"u8).GetString() : null,
            Request = request,
        };
    }
}
