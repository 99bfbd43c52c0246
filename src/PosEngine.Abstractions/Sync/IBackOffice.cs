using System.Collections.Immutable;
using PosEngine.Journal;

namespace PosEngine.Sync;

/// <summary>The transport to a back office: what a plug-in author implements. The engine calls it from one place at a time.</summary>
/// <remarks>
/// <para>Every method throws <see cref="BackOfficeException"/> for what the back office or the network did, and honours cancellation. A method that throws
/// claims nothing: the request may have arrived. That is safe, since the engine sends the same bytes again and the back office answers idempotently.</para>
/// <para>docs/protocol.md says what each message means and what the back office must check.</para>
/// </remarks>
public interface IBackOffice
{
    /// <summary>Introduces the device and asks how far its journal is known. Called at every connect.</summary>
    /// <exception cref="BackOfficeException">It could not be asked, or it refuses the device.</exception>
    Task<BackOfficeHead> ConnectAsync(DeviceHello hello, CancellationToken cancellationToken);

    /// <summary>Hands over a contiguous run of journal entries. When it returns, the back office has committed through <see cref="BackOfficeHead.AckedThrough"/>.</summary>
    /// <exception cref="BackOfficeException">Nothing is known of the batch; or the back office says why it does not take it.</exception>
    Task<PushReply> PushAsync(PushBatch batch, CancellationToken cancellationToken);

    /// <summary>Asks for the hash of an entry that the back office has, to find the last one that both sides share.</summary>
    /// <returns>The hash; null where it does not have the entry in that epoch.</returns>
    /// <exception cref="BackOfficeException">It could not be asked.</exception>
    Task<ReadOnlyMemory<byte>?> GetHashAsync(DeviceId device, EpochId epoch, long sequence, CancellationToken cancellationToken);

    /// <summary>Asks for changes of the reference data since a cursor.</summary>
    /// <param name="cursor">Where the last page ended; null for everything from the start.</param>
    /// <param name="limit">How many changes at most.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="BackOfficeException">It could not be asked; <see cref="BackOfficeError.CursorExpired"/> where a snapshot is needed.</exception>
    Task<PullPage> PullAsync(string? cursor, int limit, CancellationToken cancellationToken);
}

/// <summary>Who is calling.</summary>
/// <param name="DeviceId">The installation.</param>
/// <param name="DeviceNumber">The number that its receipts begin with.</param>
/// <param name="Epoch">The epoch it writes now.</param>
/// <param name="HeadSequence">Its last journal entry.</param>
/// <param name="Software">Name and version of the engine.</param>
public sealed record DeviceHello(DeviceId DeviceId, int DeviceNumber, JournalEpoch Epoch, long HeadSequence, string Software)
{
    /// <summary>The account that has its journal, as <see cref="BackOfficeHead.Account"/> first said; null before. A back office of another one refuses the device with <see cref="BackOfficeError.OtherAccount"/>.</summary>
    public string? Account { get; init; }
}

/// <summary>How far the back office has the journal of a device.</summary>
/// <param name="AckedThrough">The last sequence that it has committed in the epoch asked about; where it has none of it, of what that epoch shares with its parent; 0 for nothing.</param>
/// <param name="HeadHash">The hash of that entry; empty for nothing.</param>
/// <param name="ServerTime">Its clock.</param>
public record BackOfficeHead(long AckedThrough, ReadOnlyMemory<byte> HeadHash, DateTimeOffset ServerTime)
{
    /// <summary>The last entry that the back office's own backups cover: nothing above it is pruned on the device. 0 for none.</summary>
    public long PrunableThrough { get; init; }

    /// <summary>
    /// In the answer to <see cref="IBackOffice.ConnectAsync"/>: whose account this is, opaque. It is never another shop's, and stays the same over restored backups and moves to another server. The device keeps the first that it is
    /// told, and has nothing to do with any other. Null where the back office does not say.
    /// </summary>
    public string? Account { get; init; }

    /// <summary>
    /// In the answer to <see cref="IBackOffice.ConnectAsync"/>: all entries of that history that are set aside and that nobody has looked at yet. What the device was told of before and is not among them needs
    /// nobody's attention any more. Null where the back office does not say.
    /// </summary>
    public ImmutableArray<long>? SetAside { get; init; }
}

/// <summary>Entries of one epoch, in order and without gaps.</summary>
/// <param name="DeviceId">The installation.</param>
/// <param name="Epoch">The epoch that the entries belong to.</param>
/// <param name="Entries">At least one.</param>
/// <param name="Personal">Personal data that belongs to some of them.</param>
public sealed record PushBatch(DeviceId DeviceId, JournalEpoch Epoch, ImmutableArray<JournalEntry> Entries, ImmutableArray<PersonalData> Personal);

/// <summary>Personal data beside an entry: never in its body, so that it can be erased without breaking the chain.</summary>
/// <param name="Sequence">The entry.</param>
/// <param name="Salt">Random bytes; the body holds SHA-256(salt ‖ data).</param>
/// <param name="Data">UTF-8 JSON.</param>
public sealed record PersonalData(long Sequence, ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> Data);

/// <summary>The answer to a push.</summary>
/// <param name="AckedThrough">The last sequence committed.</param>
/// <param name="HeadHash">Its hash; the device moves its watermark only if it has the same.</param>
/// <param name="ServerTime">The back office's clock.</param>
/// <param name="Quarantined">Entries that it has stored and could not make sense of.</param>
public sealed record PushReply(long AckedThrough, ReadOnlyMemory<byte> HeadHash, DateTimeOffset ServerTime, ImmutableArray<Quarantined> Quarantined)
    : BackOfficeHead(AckedThrough, HeadHash, ServerTime);

/// <summary>An entry set aside at the back office.</summary>
/// <param name="Sequence">The entry.</param>
/// <param name="Reason">Why.</param>
public sealed record Quarantined(long Sequence, string Reason);

/// <summary>A page of changes of the reference data.</summary>
/// <param name="Changes">In the order in which they happened.</param>
/// <param name="Cursor">Where to go on; opaque.</param>
/// <param name="HasMore">Whether there is more right now.</param>
public sealed record PullPage(ImmutableArray<ReferenceChange> Changes, string Cursor, bool HasMore);

/// <summary>Something that the back office knows and the till keeps a copy of.</summary>
/// <param name="Kind">What it is: <c>item</c>, <c>tax</c>, <c>customer</c>, <c>employee</c>, <c>payment_type</c>, <c>settings</c>. Unknown kinds are skipped.</param>
/// <param name="Id">Its id.</param>
/// <param name="Json">Its new state as docs/protocol.md describes it; null where it was removed.</param>
public sealed record ReferenceChange(string Kind, string Id, string? Json);
