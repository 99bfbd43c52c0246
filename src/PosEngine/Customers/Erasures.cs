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

    public void Write(WriteSession session, ReferenceChange change)
    {
        if (change.Json is { } json)
        {
            var customer = ReferenceJson.Parse(json, static erasure => new CustomerId(erasure.GetProperty("id").GetGuid()));
            ReferenceJson.CheckId(change, customer.Value);
            Erase(session, customer);
        }

        ReferenceTable.Set(session, Kind, change.Id, change.Json);
    }

    public void Committed(IReadOnlyList<ReferenceChange> changes)
    {
        // Nothing is kept in memory.
    }

    private void Erase(WriteSession session, CustomerId customer)
    {
        session.LeaveNothing();
        deleteSnapshots();
        var connection = session.Connection;
        var known = ReferenceTable.Find(connection, CustomerFormat.Kind, customer.ToString()) is { } kept ? CustomerFormat.Read(kept) : null;
        foreach (var data in PersonalTable.Read(connection, 0, long.MaxValue))
        {
            var entry = PersonalEntry.Read(JournalTable.BodyOf(connection, data.Sequence));
            if (entry.Whose(receipt => ReceiptTable.CustomerOf(connection, receipt)) == customer || PersonalEntry.IsSentTo(known, data))
                PersonalTable.Delete(session, data.Sequence, data.Sequence);
        }

        AskedChangeTable.Forget(session, customer.Value);
        ReferenceTable.Set(session, CustomerFormat.Kind, customer.ToString(), null);
    }
}
