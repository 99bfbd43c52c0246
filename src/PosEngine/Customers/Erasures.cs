using System.Text.Json;
using PosEngine.Connectivity;
using PosEngine.Journal;
using PosEngine.Receipts;
using PosEngine.Reference;
using PosEngine.Storage;
using PosEngine.Sync;

namespace PosEngine.Customers;

/// <summary>Customers whose data the back office has erased: what this device has of them goes too, and the chain of the journal still holds, since its bodies never had it.</summary>
/// <remarks>That somebody was erased is kept, by the id alone. A restored backup pulls from where it was, and so is told again.</remarks>
/// <param name="deleteSnapshots">Deletes the copies from before a migration, which still have it.</param>
internal sealed class Erasures(Action deleteSnapshots) : IReferenceRoom
{
    public const string Kind = "erasure";

    public IReadOnlyCollection<string> Kinds { get; } = [Kind];

    /// <summary>A back office that was restored from a backup may not know of it any more, and has the customer again.</summary>
    public bool OutlastsSnapshots => true;

    public void Write(WriteSession session, ReferenceChange change)
    {
        if (change.Json is { } json)
        {
            var (customer, entries) = ReferenceJson.Parse(json, static erasure => (new CustomerId(erasure.GetProperty("id").GetGuid()), EntriesOf(erasure)));
            ReferenceJson.CheckId(change, customer.Value);
            Erase(session, customer, entries);
        }

        ReferenceTable.Set(session, Kind, change.Id, change.Json);
    }

    public void Committed(IReadOnlyList<ReferenceChange> changes)
    {
        // Nothing is kept in memory.
    }

    /// <summary>The reference data that tell devices of it.</summary>
    public static string Write(string customer, IReadOnlyCollection<string> entries) => JournalJson.Object(writer =>
    {
        writer.WriteString("id"u8, customer);
        if (entries.Count == 0)
            return;
        writer.WriteStartArray("entries"u8);
        foreach (var hash in entries)
            writer.WriteStringValue(hash);
        writer.WriteEndArray();
    });

    /// <summary>The hashes of entries that do not name the customer, and have personal data of theirs beside them: this device may know neither the customer nor the receipt.</summary>
    private static HashSet<string> EntriesOf(JsonElement erasure) =>
        erasure.TryGetProperty("entries"u8, out var entries) ? entries.EnumerateArray().Select(static entry => entry.GetString()!).ToHashSet(StringComparer.OrdinalIgnoreCase) : [];

    private void Erase(WriteSession session, CustomerId customer, HashSet<string> entries)
    {
        session.LeaveNothing();
        deleteSnapshots();
        var connection = session.Connection;
        var known = ReferenceTable.Find(connection, CustomerFormat.Kind, customer.ToString()) is { } kept ? CustomerFormat.Read(kept) : null;
        foreach (var data in PersonalTable.Read(connection, 0, long.MaxValue))
        {
            var entry = PersonalEntry.Read(JournalTable.BodyOf(connection, data.Sequence));
            if (entry.Whose(receipt => ReceiptTable.CustomerOf(connection, receipt)) == customer || PersonalEntry.IsSentTo(known, data)
                || (entries.Count > 0 && entries.Contains(Convert.ToHexStringLower(JournalTable.HashOf(connection, data.Sequence)))))
                PersonalTable.Delete(session, data.Sequence, data.Sequence);
        }

        AskedChangeTable.Forget(session, customer.Value);
        ReferenceTable.Set(session, CustomerFormat.Kind, customer.ToString(), null);
    }
}
