using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using PosEngine.Connectivity;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Reference;
using PosEngine.Storage;

namespace PosEngine.Sync;

/// <summary>One round of synchronisation: hello, push everything, pull everything. Throws what the back office throws; the service decides when to try again.</summary>
/// <remarks>Not thread-safe: there is one sender per database (invariant S9).</remarks>
internal sealed class SyncPump(
    DeviceLedger ledger, Readers readers, ReferenceData reference, IBackOffice backOffice, ConnectivityService connectivity, TimeProvider time, ISyncWatch watch)
{
    private const int BatchMax = 500;
    private const long BatchBytesMax = 1 << 20;
    private const int PageMax = 1_000;
    private const int ForksMax = 3;

    private readonly string _software = EngineInfo.Software;
    private readonly ForkResolver _forks = new(ledger, readers, backOffice);

    // What the back office takes, learned from a 413; and what gets through right now, which a slow line may need less of.
    private int _batchLimit = BatchMax;
    private int _batchSize = BatchMax;
    private int _pageSize = PageMax;
    private bool _isConnected;

    /// <summary>Runs a round.</summary>
    /// <exception cref="BackOfficeException">What stands in the way.</exception>
    public async Task<SyncReport> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var pushed = await PushAsync(cancellationToken).ConfigureAwait(false);
            var pulled = await PullAsync(pushed, cancellationToken).ConfigureAwait(false);
            return new SyncReport(pushed, pulled);
        }
        catch
        {
            // Whatever it was, the next round begins with a handshake.
            _isConnected = false;
            throw;
        }
    }

    private async Task<long> PushAsync(CancellationToken cancellationToken)
    {
        // With nothing to send, only a handshake can find that the back office was restored and lacks what it once had.
        if (!_isConnected || ledger.State.Outbox.Acked == ledger.State.Head)
        {
            watch.Enter(SyncPhase.Connecting);
            await ConnectAsync(cancellationToken).ConfigureAwait(false);
        }

        var first = ledger.State.Outbox.Acked;
        watch.Step(new SyncProgress(0, ledger.State.Head - first, 0));
        while (ledger.State.Outbox.Acked < ledger.State.Head)
        {
            watch.Enter(SyncPhase.Pushing);
            await PushBatchAsync(cancellationToken).ConfigureAwait(false);

            // A fork, or a back office that was restored, may have moved the watermark back beyond where it was.
            first = Math.Min(first, ledger.State.Outbox.Acked);
            watch.Step(new SyncProgress(ledger.State.Outbox.Acked - first, ledger.State.Head - first, 0));
        }

        return ledger.State.Outbox.Acked - first;
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        _batchLimit = BatchMax; // It may take more than it did when it was last asked.

        // What was resolved is not found again, in the epoch that it is then. A back office that finds something every time is left to a person.
        for (var forks = 0; !await TryConnectAsync(isLast: forks == ForksMax, cancellationToken).ConfigureAwait(false); forks++)
        {
        }

        _isConnected = true;
    }

    private async Task<bool> TryConnectAsync(bool isLast, CancellationToken cancellationToken)
    {
        var epoch = ledger.Identity.EpochOf(ledger.State.Outbox.Acked + 1);
        var hello = new DeviceHello(ledger.Identity.Id, ledger.Identity.Number, epoch.Journal, ledger.State.Head, _software) { Account = ledger.Identity.Account };
        var head = await GreetAsync(hello, cancellationToken).ConfigureAwait(false);
        if (!isLast && (head.AckedThrough > ledger.Identity.LastOf(epoch.Journal.Id, ledger.State.Head) || !await IsOwnAsync(head, cancellationToken).ConfigureAwait(false)))
        {
            await _forks.ResolveAsync(epoch, head, cancellationToken).ConfigureAwait(false);
            return false;
        }

        await AdoptAsync(head, reply: null, ledger.State.Outbox.Acked, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<BackOfficeHead> GreetAsync(DeviceHello hello, CancellationToken cancellationToken)
    {
        try
        {
            return await ExchangeAsync(async token => RefuseOthers(hello, await backOffice.ConnectAsync(hello, token).ConfigureAwait(false)), cancellationToken).ConfigureAwait(false);
        }
        catch (BackOfficeException e) when (e.Error == BackOfficeError.DeviceNumberTaken && ledger.Identity.Current.Tag is null)
        {
            // Two tills with one number: from now on their receipts differ at least by the tag (invariant S11).
            ThrowUnlessSaved(await ledger.BeginEpochAsync(EpochReasons.NumberTaken).ConfigureAwait(false));
            throw;
        }
    }

    /// <summary>Has nothing to do with another shop's back office, whatever token it was that led there: this journal is none of its business, and its prices are none of this till's.</summary>
    private static BackOfficeHead RefuseOthers(DeviceHello hello, BackOfficeHead head) => hello.Account is { } own && head.Account is { } theirs && theirs != own
        ? throw new BackOfficeException(BackOfficeError.OtherAccount,
            $"The back office that was reached is the account '{theirs}'; this device belongs to '{own}'. Give it its own token again; for another shop, remove the device and begin with another database.") { WasReached = true }
        : head;

    private async Task PushBatchAsync(CancellationToken cancellationToken)
    {
        var from = ledger.State.Outbox.Acked + 1;
        var epoch = ledger.Identity.EpochOf(from).Journal;
        var batch = await readers.QueryAsync(connection => ReadBatch(connection, epoch, from), cancellationToken).ConfigureAwait(false);
        PushReply reply;
        try
        {
            reply = await ExchangeAsync(token => backOffice.PushAsync(batch, token), cancellationToken).ConfigureAwait(false);
        }
        catch (BackOfficeException e) when (e.Error == BackOfficeError.TooLarge && batch.Entries.Length > 1)
        {
            _batchLimit = _batchSize = batch.Entries.Length / 2;
            return;
        }
        catch (BackOfficeException e) when (e.Error == BackOfficeError.Transient && batch.Entries.Length > 1)
        {
            // Perhaps it never gets through whole before the time-out.
            _batchSize = batch.Entries.Length / 2;
            throw;
        }
        catch (BackOfficeException e) when (e.Error == BackOfficeError.Fork)
        {
            // It has another history of this device. The handshake finds where they part, and goes on from there; where it finds nothing, somebody has to look.
            await ConnectAsync(cancellationToken).ConfigureAwait(false);
            if (ledger.State.Outbox.Acked + 1 == from && ledger.Identity.EpochOf(from).Journal.Id == epoch.Id)
                throw;
            return;
        }
        catch (BackOfficeException e) when (e.Error == BackOfficeError.Gap)
        {
            // It lacks what we took it to have: ask how far it is and go on from there.
            await ConnectAsync(cancellationToken).ConfigureAwait(false);
            if (ledger.State.Outbox.Acked + 1 == from)
                throw Senseless("The back office says that entries are missing, and that it has all before them.", e);
            return;
        }

        await AdoptAsync(reply, reply, batch.Entries[^1].Sequence, cancellationToken).ConfigureAwait(false);
        _batchSize = Math.Min(_batchLimit, _batchSize * 2);
        if (ledger.State.Outbox.Acked < from)
            throw Senseless($"The back office took a batch, and has nothing of it: it answers with {ledger.State.Outbox.Acked}.");
    }

    private PushBatch ReadBatch(SqliteConnection connection, JournalEpoch epoch, long from)
    {
        // What a reader sees may be ahead of what the writer knows to be durable, and no back office may have what this device could still lose.
        var head = ledger.State.Head;
        var entries = JournalTable.Read(connection, from, _batchSize, BatchBytesMax);
        entries.RemoveAll(entry => entry.Sequence > head || ledger.Identity.EpochOf(entry.Sequence).Journal.Id != epoch.Id);

        // What damage has changed is found here. The back office would take it for another history.
        var walk = new ChainWalk(from - 1, from == 1 ? HashChain.Genesis(ledger.Identity.Id) : JournalTable.HashOf(connection, from - 1), AbsentTable.Read(connection));
        var whole = entries.TakeWhile(walk.TryStep).Count();
        if (whole == 0)
            throw JournalTable.Damaged(connection, from);
        entries.RemoveRange(whole, entries.Count - whole);
        return new PushBatch(ledger.Identity.Id, epoch, [.. entries], [.. PersonalTable.Read(connection, from, entries[^1].Sequence)]);
    }

    /// <summary>Moves the watermark to what the back office has, forth or back (invariant S2).</summary>
    /// <param name="head">What it has.</param>
    /// <param name="reply">The answer to a push, if that said so.</param>
    /// <param name="through">The last entry that it can speak of. What it shows beyond is sent again, since only the answer to that says what was set aside (invariant S8): a hello moves the watermark back only.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task AdoptAsync(BackOfficeHead head, PushReply? reply, long through, CancellationToken cancellationToken)
    {
        if (!await IsOwnAsync(head, cancellationToken).ConfigureAwait(false))
            throw new BackOfficeException(BackOfficeError.Fork, $"The back office has another entry {head.AckedThrough} of this device.") { WasReached = true };
        ledger.PrunableThrough = head.PrunableThrough; // Of this history: another one's backups have nothing of it.
        var quarantined = reply?.Quarantined ?? [];
        var acked = Math.Min(head.AckedThrough, through);
        ImmutableArray<long> cleared = head.SetAside is { } setAside
            ? [.. (await readers.QueryAsync(WatermarkTable.ReadSetAside, cancellationToken).ConfigureAwait(false)).Except(setAside)]
            : [];
        var account = ledger.Identity.Account is null ? head.Account : null;
        if (acked == ledger.State.Outbox.Acked && quarantined.IsEmpty && cleared.IsEmpty && account is null)
            return;

        var saved = await ledger.RunAsync(transaction =>
        {
            if (account is not null)
                transaction.Identity = transaction.Identity.Bind(transaction.Session, account);
            WatermarkTable.Move(transaction, acked, quarantined, cleared);
            return PosResult.Done;
        }, cancellationToken).ConfigureAwait(false);
        ThrowUnlessSaved(saved);
    }

    /// <summary>Whether the back office's last entry is one of ours, with the same hash.</summary>
    private async Task<bool> IsOwnAsync(BackOfficeHead head, CancellationToken cancellationToken)
    {
        if (head.AckedThrough == 0)
            return head.HeadHash.IsEmpty;
        if (head.AckedThrough > ledger.State.Head)
            return false;
        var own = await readers.QueryAsync(connection => JournalTable.HashOf(connection, head.AckedThrough), cancellationToken).ConfigureAwait(false);
        return own.AsSpan().SequenceEqual(head.HeadHash.Span);
    }

    private async Task<int> PullAsync(long pushed, CancellationToken cancellationToken)
    {
        var (count, isAnew) = (0, false);
        while (true)
        {
            watch.Enter(SyncPhase.Pulling);
            var (cursor, acked) = (reference.Cursor, ledger.State.Outbox.Acked);
            PullPage page;
            try
            {
                page = await ExchangeAsync(token => backOffice.PullAsync(cursor, _pageSize, token), cancellationToken).ConfigureAwait(false);
            }
            catch (BackOfficeException e) when (e.Error == BackOfficeError.Transient && _pageSize > 1)
            {
                // As with a batch: perhaps it never gets through whole before the time-out.
                _pageSize /= 2;
                throw;
            }
            catch (BackOfficeException e) when (e.Error == BackOfficeError.CursorExpired && cursor is not null)
            {
                if (isAnew)
                    throw Senseless("The back office does not know the cursor that it has just given.", e);
                isAnew = true;

                // A restored back office knows its account still. Another shop's does not know the cursor either, and is not believed.
                await ConnectAsync(cancellationToken).ConfigureAwait(false);
                ThrowUnlessSaved(await ledger.RunAsync(transaction =>
                {
                    ReferenceData.Restart(transaction.Session);
                    return PosResult.Done;
                }, cancellationToken).ConfigureAwait(false));
                continue;
            }

            _pageSize = Math.Min(PageMax, _pageSize * 2);
            if (page.HasMore && page.Cursor == cursor)
                throw Senseless("The back office has more changes, and gives no cursor to ask for them.");
            if (page.Cursor != cursor || !page.Changes.IsEmpty)
                await SaveAsync(page, acked, cancellationToken).ConfigureAwait(false);
            count += page.Changes.Length;
            watch.Step(new SyncProgress(pushed, pushed, count));
            if (!page.HasMore)
                return count;
        }
    }

    private async Task SaveAsync(PullPage page, long acked, CancellationToken cancellationToken) =>
        ThrowUnlessSaved(await ledger.RunAsync(transaction =>
        {
            var changes = reference.Write(transaction.Session, page, acked);
            transaction.AfterCommit(() => reference.Committed(changes));
            return PosResult.Done;
        }, cancellationToken).ConfigureAwait(false));

    /// <summary>One exchange: its outcome is what connectivity is made of, and its times are what the clock offset is made of.</summary>
    private async Task<T> ExchangeAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            var sent = time.GetUtcNow();
            var reply = await call(cancellationToken).ConfigureAwait(false);
            connectivity.Succeeded();
            if (reply is BackOfficeHead head)
                ledger.Clock.Offset = (long)(head.ServerTime - (sent + ((time.GetUtcNow() - sent) / 2))).TotalMilliseconds;
            return reply;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            connectivity.Failed(e as BackOfficeException ?? new BackOfficeException(BackOfficeError.Transient, e.Message, e));
            throw;
        }
    }

    /// <summary>An answer that would have this till ask the same again at once, and for ever: it asks again after a pause.</summary>
    private static BackOfficeException Senseless(string problem, Exception? e = null) => new(BackOfficeError.Transient, problem, e) { WasReached = true };

    private static void ThrowUnlessSaved(PosResult saved)
    {
        if (!saved.IsDone)
            throw new BackOfficeException(BackOfficeError.Transient, "The device could not save what the back office said: " + saved.Refusal!.Message) { WasReached = true };
    }
}
