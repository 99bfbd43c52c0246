using Microsoft.Data.Sqlite;
using PosEngine.Journal;
using PosEngine.Storage;

namespace PosEngine.Ledger;

/// <summary>Reads the books at a start: the saved state, and everything after it, each link of the chain verified (invariant D9).</summary>
internal sealed class BookLoader(Store store, int deviceNumber, Currency currency, TimeProvider time)
{
    private const int PageSize = 500;

    /// <param name="session">The writer's connection.</param>
    /// <param name="isRecovery">Whether the database was opened before in this run: damage that was found meanwhile is for the next start.</param>
    /// <exception cref="StoreUnusableException">The database is another till's, or damaged.</exception>
    public (DeviceIdentity Identity, DeviceState State, long SavedHead) Load(WriteSession session, bool isRecovery)
    {
        var identity = DeviceIdentity.LoadOrCreate(session.Connection, store.Path, deviceNumber, currency, time);
        if (!isRecovery && MarkTable.Has(session.Connection, MarkTable.Damage))
            throw store.Damaged($"A check of the database '{store.Path}' has found damage.");
        var saved = LoadState(session, identity.Id);
        var state = Fold(session, saved);
        RefuseLostEnd(session, state.Head);
        state = WithCounters(session.Connection, identity, state);
        return (identity, state with { Outbox = OutboxOf(session.Connection, state) }, saved.Head);
    }

    private static Outbox OutboxOf(SqliteConnection connection, DeviceState state)
    {
        var acked = EpochTable.Acked(connection);
        return state.HasGaps ? Outbox.Load(acked, connection) : state.Outbox.MoveTo(acked, connection);
    }

    /// <summary>The saved state, or that of a device that has done nothing yet.</summary>
    private DeviceState LoadState(WriteSession session, DeviceId device)
    {
        if (StateTable.Load(session, device) is not { } saved)
            return DeviceState.Empty with { HeadHash = HashChain.Genesis(device) };
        return JournalTable.HashOf(session, saved.Head).AsSpan().SequenceEqual(saved.HeadHash) ? saved : throw DamagedAt(saved.Head);
    }

    private DeviceState Fold(WriteSession session, DeviceState state)
    {
        var walk = new ChainWalk(state.Head, state.HeadHash, AbsentTable.Read(session.Connection));
        while (JournalTable.Read(session.Connection, state.Head + 1, PageSize) is { Count: > 0 } page)
        {
            foreach (var entry in page)
            {
                if (!walk.TryStep(entry))
                    throw DamagedAt(state.Head + 1);
                state = Follow(state, entry);
            }
        }

        return state;
    }

    private DeviceState Follow(DeviceState state, JournalEntry entry)
    {
        var hash = entry.Hash.ToArray();
        if (entry.IsArchived)
            return state with { Head = entry.Sequence, HeadHash = hash, HasGaps = true };
        try
        {
            var (head, data) = EntryReader.Read(entry.Body);
            return state.Apply(entry.Sequence, hash, head, data);
        }
        catch (Exception e)
        {
            // After a declared loss an entry may speak of what was lost: it stays on record, and tells the state nothing.
            if (state.HasGaps)
                return state with { Head = entry.Sequence, HeadHash = hash };

            // The bytes are those that were written, and they make no sense: selling on top of a state without them would be worse than not to start.
            throw DamagedAt(entry.Sequence, e);
        }
    }

    /// <summary>A journal that ends before an entry which another table speaks of has lost its end: its numbers would be given out again.</summary>
    private void RefuseLostEnd(WriteSession session, long head)
    {
        if (Store.Read(session.Connection, "SELECT max(coalesce((SELECT max(seq) FROM receipt), 0), coalesce((SELECT max(acked) FROM epoch), 0), coalesce((SELECT max(through) FROM receipt_stretch), 0))") > head)
            throw DamagedAt(head + 1);
    }

    /// <summary>Numbers given out in entries that are archived are known from the rows beside them; elsewhere those only confirm what was folded.</summary>
    private DeviceState WithCounters(SqliteConnection connection, DeviceIdentity identity, DeviceState state)
    {
        var range = identity.RangeOf(identity.Current.Tag, state.Head)!.Value;
        var receipt = Store.Read(connection, $"SELECT coalesce(max(number), 0) FROM receipt WHERE seq = (SELECT max(seq) FROM receipt) AND seq >= {range.First}");
        var shift = Store.Read(connection, "SELECT coalesce(max(number), 0) FROM shift");
        if (!state.HasGaps && (receipt >= state.NextReceiptNumber || shift >= state.NextShiftNumber))
            throw DamagedAt(state.Head);
        return state with { NextReceiptNumber = Math.Max(state.NextReceiptNumber, receipt + 1), NextShiftNumber = Math.Max(state.NextShiftNumber, (int)shift + 1) };
    }

    private StoreUnusableException DamagedAt(long sequence, Exception? e = null) =>
        store.Damaged($"The journal in '{store.Path}' is damaged at entry {sequence}; everything before that entry is intact.", e);
}
