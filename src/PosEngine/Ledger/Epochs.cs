using System.Collections.Immutable;
using System.Security.Cryptography;
using PosEngine.Journal;
using PosEngine.Scheduling;

namespace PosEngine.Ledger;

/// <summary>Why an epoch begins: the words of the journal.</summary>
internal static class EpochReasons
{
    /// <summary>A backup or a snapshot was opened.</summary>
    public const string Backup = "backup";

    /// <summary>An older state of the database came back: a raw copy, an image of the disk.</summary>
    public const string Restored = "restored";

    /// <summary>The back office has another history of this device.</summary>
    public const string Fork = "fork";

    /// <summary>The database was damaged, and what was readable was taken over.</summary>
    public const string Damage = "damage";

    /// <summary>Another installation has the same device number.</summary>
    public const string NumberTaken = "device_number_taken";
}

/// <summary>Begins epochs: wherever this journal may have a twin, its numbers must differ from the twin's from then on (invariant D8).</summary>
internal static class Epochs
{
    private const int TagLength = 4;

    // No vowels, so that no tag is a word; nothing that looks like something else.
    private const string TagLetters = "23456789BCDFGHJKMNPQRSTVWXYZ";

    /// <summary>Begins an epoch at the journal's end, with a tag of its own and numbers from the first one.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="time">For the epoch's id.</param>
    /// <param name="reason">One of <see cref="EpochReasons"/>.</param>
    /// <param name="lost">The entries that damage took.</param>
    public static void Begin(LedgerTransaction transaction, TimeProvider time, string reason, ImmutableArray<AbsentRange> lost = default)
    {
        var (identity, state) = (transaction.Identity, transaction.State);
        var parent = new EpochParent(identity.Current.Journal.Id, state.Head, state.HeadHash);
        var epoch = new EpochState(new JournalEpoch(new EpochId(time.NewId()), state.Head + 1, parent), NewTag(identity.Epochs));
        EpochTable.Insert(transaction.Session, epoch);
        transaction.Identity = identity with { Epochs = identity.Epochs.Add(epoch) };
        transaction.Append(new EpochBegun(epoch, reason, lost.IsDefault ? [] : lost), null);
    }

    /// <summary>
    /// Takes what follows the last common entry out of an epoch into a new one, bytes and numbers unchanged: there the back office can take it (invariant S4).
    /// </summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="time">For the new epoch's id.</param>
    /// <param name="epoch">The epoch that has another history elsewhere.</param>
    /// <param name="common">The last entry that both have; one below its first where they share nothing.</param>
    /// <param name="commonHash">The hash of that entry.</param>
    public static void Branch(LedgerTransaction transaction, TimeProvider time, EpochState epoch, long common, ReadOnlyMemory<byte> commonHash)
    {
        var (session, identity) = (transaction.Session, transaction.Identity);
        if (common == identity.LastOf(epoch.Journal.Id, transaction.State.Head))
            return; // Nothing was written since.

        var sharesNothing = common < epoch.Journal.FirstSequence;
        var parent = sharesNothing && epoch.Journal.Parent is { } grandparent ? grandparent : new EpochParent(epoch.Journal.Id, common, commonHash);
        var branch = new EpochState(new JournalEpoch(new EpochId(time.NewId()), common + 1, parent), epoch.Tag);
        EpochTable.Insert(session, branch);
        if (identity.Epochs.FirstOrDefault(other => other.Journal.Parent?.Id == epoch.Journal.Id) is { } child)
            EpochTable.SetParent(session, child.Journal.Id, branch.Journal.Id);
        if (sharesNothing)
            EpochTable.Remove(session, epoch.Journal.Id); // All it had here is the branch's now.
        transaction.Identity = identity with { Epochs = EpochTable.Read(session.Connection) };
    }

    private static string NewTag(ImmutableArray<EpochState> epochs)
    {
        while (true)
        {
            var tag = RandomNumberGenerator.GetString(TagLetters, TagLength);
            if (epochs.All(epoch => epoch.Tag != tag))
                return tag;
        }
    }
}
