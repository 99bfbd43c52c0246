using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using PosEngine.Journal;
using PosEngine.Localization;
using PosEngine.Receipts;
using PosEngine.Scheduling;
using PosEngine.Storage;
using PosEngine.Streams;
using SQLitePCL;

namespace PosEngine.Ledger;

/// <summary>The books of the device: the journal's end, the state it folds to, and the one way to write either.</summary>
/// <remarks>The state in memory changes only after the commit that it tells of. Reading it is free; a command sees its own transaction's.</remarks>
internal sealed class DeviceLedger : IWriterState, IAsyncDisposable
{
    /// <summary>How many entries a start has to fold at the most, more or less.</summary>
    private const long SaveEvery = 1_000;

    private readonly Store _store;
    private readonly BookLoader _loader;
    private readonly HeadFile? _headFile;
    private readonly Retention? _retention;
    private readonly PosText _text;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Writer _writer;
    private readonly LedgerTransaction _transaction;
    private readonly EngineRun _run;
    private readonly PosStream<DeviceState> _states;
    private readonly PosStream<string?> _storeFailure;
    private (DeviceIdentity Identity, DeviceState State) _loaded;
    private DeviceIdentity? _identity;
    private volatile DeviceState _state = DeviceState.Empty;
    private long _prunableThrough;
    private long _savedHead;
    private bool? _wasCommitted;
    private int _isDamaged;
    private Action? _afterLoad;

    public DeviceLedger(
        Store store, Readers readers, int deviceNumber, Currency currency, PosText text, IEngineScheduler scheduler, IDispatcher dispatcher, TimeProvider time, ILogger logger,
        HeadFile? headFile = null, TimeSpan? retention = null, DiskSpace? space = null)
    {
        _store = store;
        _loader = new BookLoader(store, deviceNumber, currency, time);
        _headFile = headFile;
        _retention = retention is { } keep ? new Retention(keep) : null;
        _run = new EngineRun(time.LocalTimeZone);
        Clock = new DeviceClock(_run, time, logger);
        _transaction = new LedgerTransaction { Run = _run, AnomalyNoted = Clock.Note };
        _text = text;
        _time = time;
        _logger = logger;
        _states = new PosStream<DeviceState>(DeviceState.Empty, dispatcher, logger);
        _storeFailure = new PosStream<string?>(null, dispatcher, logger);
        _writer = new Writer(store, readers, this, scheduler, time, logger);
        Watch = new StoreWatch(store, space ?? new DiskSpace(store.Path), () => _writer.IsRunning, TrySaveStateAsync, text, time, _storeFailure);
        readers.DamageFound = NoteDamage;
    }

    /// <summary>Whose books these are. Known once started.</summary>
    public DeviceIdentity Identity
    {
        get => _identity ?? throw new InvalidOperationException("The engine is not running: call StartAsync first.");
        private set => Volatile.Write(ref _identity, value);
    }

    /// <summary>The committed state.</summary>
    public DeviceState State
    {
        get => _state;
        private set => _state = value;
    }

    /// <summary>The committed state, and every change.</summary>
    public IPosStream<DeviceState> States => _states;

    /// <summary>Works out, inside the transaction and on its connection, what is to be told after it where the watermark was moved. Set before the start.</summary>
    public Func<SqliteConnection, DeviceIdentity, WatermarkMove, Action>? WatermarkMoving
    {
        set => _transaction.WatermarkMoving = value is null ? null : move => value(_transaction.Session.Connection, _transaction.Identity, move);
    }

    /// <summary>Tells, inside a transaction, who issues receipts as things are now. Set before the start.</summary>
    public Func<LedgerTransaction, ReceiptIssuer>? Issuing
    {
        set => _transaction.Issuing = value;
    }

    /// <summary>What is known of the device's clock.</summary>
    public DeviceClock Clock { get; }

    /// <summary>The last entry that an earlier run has written.</summary>
    public long LoadedHead => _run.LoadedHead;

    /// <summary>The bytes that wait in the log, as far as they are known without asking the file.</summary>
    public long LogBytes => _writer.LogBytes;

    /// <summary>Whether anything can be saved.</summary>
    public StoreWatch Watch { get; }

    /// <summary>The last entry that the back office's own backups cover, as last heard; 0 before that.</summary>
    public long PrunableThrough
    {
        get => Volatile.Read(ref _prunableThrough);
        set => Volatile.Write(ref _prunableThrough, value);
    }

    /// <summary>Whether damage was found in this run.</summary>
    public bool IsDamaged => Volatile.Read(ref _isDamaged) != 0;

    /// <summary>Something that was read is damaged. The end of the journal is sound, so selling goes on; the next start takes over what can be read (invariant D9).</summary>
    public void NoteDamage(string damage)
    {
        if (Interlocked.Exchange(ref _isDamaged, 1) != 0)
            return;
        _logger.DamageFound(damage);
        _ = MarkDamageAsync();
    }

    /// <summary>Opens the database and folds what follows the last saved state.</summary>
    /// <exception cref="StoreUnusableException">It is another till's, or damaged.</exception>
    /// <exception cref="StoreInUseException">Another program is writing to it.</exception>
    public Task StartAsync() => _writer.StartAsync();

    /// <summary>Closes the database. It can be started again.</summary>
    public Task StopAsync() => _writer.StopAsync();

    /// <summary>Runs a command on the writer and answers once it is durable. Refused where the database is not there any more, whatever is still open.</summary>
    /// <param name="work">Decides and writes. May run twice, each time from the state it is given; a refusal has written nothing but what is to be on record of it.</param>
    /// <param name="cancellationToken">Counts only until the writer takes the command.</param>
    /// <param name="receipt">The receipt whose fate is unknown, should the storage fail while committing.</param>
    public async Task<PosResult<T>> RunAsync<T>(Func<LedgerTransaction, PosResult<T>> work, CancellationToken cancellationToken, ReceiptId? receipt = null)
        where T : notnull
    {
        if (Watch.RefuseMissing() is { } missing)
            return missing;
        try
        {
            return await WriteAsync(work, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreFailedException e)
        {
            return e.IsOutcomeUnknown
                ? PosResult.Unknown(_text.Refuse(RefusalCodes.OutcomeUnknown), receipt).As<T>()
                : _text.Refuse(StoreFailures.CodeOf(e));
        }
        catch (OverflowException)
        {
            return _text.Refuse(RefusalCodes.AmountTooLarge); // A sum somewhere left the range of Money: the command was rolled back whole.
        }
    }

    /// <summary>As the other, for a command without a value.</summary>
    public async Task<PosResult> RunAsync(Func<LedgerTransaction, PosResult> work, CancellationToken cancellationToken)
    {
        if (Watch.RefuseMissing() is { } missing)
            return PosResult.Refused(missing);
        try
        {
            return await WriteAsync(work, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreFailedException e)
        {
            return e.IsOutcomeUnknown ? PosResult.Unknown(_text.Refuse(RefusalCodes.OutcomeUnknown)) : PosResult.Refused(_text.Refuse(StoreFailures.CodeOf(e)));
        }
        catch (OverflowException)
        {
            return PosResult.Refused(_text.Refuse(RefusalCodes.AmountTooLarge));
        }
    }

    /// <summary>Writes down what a later start would like to know, and can do without.</summary>
    /// <param name="write">Writes it; no entry.</param>
    /// <returns>False where the engine is ending. Where the storage refuses, it goes on as if it were written.</returns>
    public async Task<bool> NoteAsync(Action<WriteSession> write)
    {
        try
        {
            _ = await RunAsync(
                transaction =>
                {
                    write(transaction.Session);
                    return PosResult.Done;
                },
                CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Begins a new epoch at the journal's end.</summary>
    /// <param name="reason">One of <see cref="EpochReasons"/>.</param>
    public Task<PosResult> BeginEpochAsync(string reason) => RunAsync(
        transaction =>
        {
            Epochs.Begin(transaction, _time, reason);
            return PosResult.Done;
        },
        CancellationToken.None);

    /// <summary>
    /// The back office has another history of an epoch: what follows the last common entry goes on in an epoch that it can take, and new numbers differ from those of
    /// the other history (invariants D8, S4).
    /// </summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="common">The last entry that both have.</param>
    /// <param name="reason">One of <see cref="EpochReasons"/>.</param>
    public Task<PosResult> LeaveForkAsync(EpochState epoch, long common, string reason) => RunAsync(
        transaction =>
        {
            var isCurrent = transaction.Identity.Current.Journal.Id == epoch.Journal.Id;
            var hash = common == 0 ? HashChain.Genesis(Identity.Id) : JournalTable.HashOf(transaction.Session, common);
            Epochs.Branch(transaction, _time, epoch, common, hash);
            WatermarkTable.Move(transaction, common, [], []);
            if (isCurrent)
                Epochs.Begin(transaction, _time, reason);
            return PosResult.Done;
        },
        CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        _headFile?.Dispose();
        _transaction.Dispose();
        _states.Complete();
        _storeFailure.Complete();
    }

    /// <inheritdoc/>
    public void Load(WriteSession session, bool isRecovery)
    {
        try
        {
            _afterLoad = null;
            (var identity, var state, _savedHead) = _loader.Load(session, isRecovery);
            if (!isRecovery)
                (_run.LoadedHead, _isDamaged) = (state.Head, 0);
            Clock.Offset ??= state.Last?.ClockOffset;
            if (isRecovery)
            {
                // What was found becomes durable together with an entry that says so (invariant D4).
                if (_identity is { } own && own.Id != identity.Id)
                    throw new FileNotFoundException($"'{_store.Path}' is the database of another till now.", _store.Path);

                // A disk that was away may come back as it was before: then there are numbers that only this memory knows of (invariant D8).
                var isSame = _identity is null || Knows(session, state, State.Head, State.HeadHash);
                _wasCommitted = _transaction.HasEntries ? JournalTable.HashOf(session, _transaction.State.Head).AsSpan().SequenceEqual(_transaction.State.HeadHash) : null;
                (identity, state) = Amend(session, identity, state, static transaction => transaction.Append(new StoreRecovered("a commit failed"), null));
                if (!isSame)
                    (identity, state) = Amend(session, identity, state, transaction => Epochs.Begin(transaction, _time, EpochReasons.Restored));
            }
            else if (EpochReason(session, identity, state) is { } reason)
            {
                var lost = reason == EpochReasons.Damage ? LostEntries.Read(session.Connection) : [];
                (identity, state) = Amend(session, identity, state, transaction => Epochs.Begin(transaction, _time, reason, lost));
                MarkTable.Clear(session);
            }

            _loaded = (identity, state);
        }
        catch (Exception e) when (e is not (SqliteException or StoreUnusableException or FileNotFoundException))
        {
            // Rows that no till ever wrote.
            throw _store.Damaged(e);
        }
    }

    /// <inheritdoc/>
    public void Loaded()
    {
        (Identity, State) = _loaded;
        _transaction.Resume(Identity, State);
        Remember();
        _afterLoad?.Invoke();
        _states.Publish(State);
    }

    /// <inheritdoc/>
    public void Begin() => _transaction.Begin(Identity, State);

    /// <inheritdoc/>
    public void Commit()
    {
        (Identity, State) = (_transaction.Identity, _transaction.State);
        Remember();
        _transaction.RunAfterCommit(_logger);
        _states.Publish(State);
        if (State.Head - _savedHead >= SaveEvery)
            SaveState();
    }

    /// <inheritdoc/>
    public void Rollback() => _transaction.Begin(Identity, State);

    /// <inheritdoc/>
    public bool? WasCommitted() => _wasCommitted;

    /// <inheritdoc/>
    public void StoreFailed(Exception? cause)
    {
        if (cause is SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB } damage)
        {
            NoteDamage(damage.Message); // The disk took it; what is on it is wrong.
            return;
        }

        Watch.Failed(cause);
    }

    /// <summary>Saves the state, so that a start has less to fold. Called where a shift closes, and every so often.</summary>
    public void SaveState()
    {
        _savedHead = State.Head;
        _ = SaveStateAsync();
    }

    private async Task SaveStateAsync()
    {
        try
        {
            _ = await TrySaveStateAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreFailedException or InvalidOperationException)
        {
            // The storage failed, which the writer has logged, or the engine is stopping. A start folds a little more, and whoever saves next saves it all.
        }
    }

    private Task<bool> TrySaveStateAsync() => _writer.RunAsync(
        session =>
        {
            var transaction = Enter(session);
            StateTable.Save(session, transaction.State, transaction.Identity.Id);
            transaction.ForgetRecentReceipts();
            _retention?.Run(transaction, PrunableThrough);
            return true;
        },
        CancellationToken.None);

    private async Task<T> WriteAsync<T>(Func<LedgerTransaction, T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await _writer.RunAsync(session => work(Enter(session)), cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnusableException e) when (e.Problem == StoreProblem.Damaged)
        {
            NoteDamage(e.Message);
            throw;
        }
    }

    private async Task MarkDamageAsync()
    {
        try
        {
            await _writer.RunAsync(
                static session =>
                {
                    MarkTable.Set(session, MarkTable.Damage);
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreFailedException or InvalidOperationException)
        {
            // Not even that can be written, or the engine is ending: whoever meets the damage next tries again.
            Volatile.Write(ref _isDamaged, 0);
        }
    }

    private void Remember() => _headFile?.Remember(new HeadNote(Identity.Id.Value, Identity.Current.Journal.Id.Value, State.Head, State.HeadHash));

    private LedgerTransaction Enter(WriteSession session)
    {
        _transaction.Session = session;
        Clock.Stamp(_transaction);
        return _transaction;
    }

    /// <summary>Begins a new epoch where this database is, or may be, not the only one with its history (invariant D8).</summary>
    private string? EpochReason(WriteSession session, DeviceIdentity identity, DeviceState state)
    {
        if (MarkTable.Has(session.Connection, MarkTable.Salvaged))
            return EpochReasons.Damage;
        if (MarkTable.Has(session.Connection, MarkTable.Copy))
            return EpochReasons.Backup;
        return _headFile?.Read() is { } note && note.Device == identity.Id.Value && !Knows(session, state, note.Sequence, note.Hash) ? EpochReasons.Restored : null;
    }

    /// <summary>Whether an entry that this device has written is in the journal.</summary>
    private static bool Knows(WriteSession session, DeviceState state, long sequence, byte[] hash) =>
        sequence == 0 || (sequence <= state.Head && JournalTable.HashOf(session, sequence).AsSpan().SequenceEqual(hash));

    /// <summary>Writes to the journal while it is loaded, outside of any command.</summary>
    private (DeviceIdentity Identity, DeviceState State) Amend(WriteSession session, DeviceIdentity identity, DeviceState state, Action<LedgerTransaction> work)
    {
        var transaction = new LedgerTransaction { Session = session, Run = _run, AnomalyNoted = Clock.Note };
        Clock.Stamp(transaction);
        transaction.Begin(identity, state);
        work(transaction);
        _afterLoad += () => transaction.RunAfterCommit(_logger);
        return (transaction.Identity, transaction.State);
    }
}
