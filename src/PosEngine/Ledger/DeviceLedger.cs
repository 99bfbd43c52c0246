using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using PosEngine.Journal;
using PosEngine.Localization;
using PosEngine.Scheduling;
using PosEngine.Storage;
using PosEngine.Streams;

namespace PosEngine.Ledger;

/// <summary>The books of the device: the journal's end, the state it folds to, and the one way to write either.</summary>
/// <remarks>The state in memory changes only after the commit that it tells of. Reading it is free; a command sees its own transaction's.</remarks>
internal sealed class DeviceLedger : IWriterState, IAsyncDisposable
{
    /// <summary>How many entries a start has to fold at the most, more or less.</summary>
    private const long SaveEvery = 1_000;
    private const long OffsetUnknown = long.MinValue;

    private readonly Store _store;
    private readonly int _deviceNumber;
    private readonly Currency _currency;
    private readonly PosText _text;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Writer _writer;
    private readonly LedgerTransaction _transaction = new();
    private readonly PosStream<DeviceState> _states;
    private (DeviceIdentity Identity, DeviceState State) _loaded;
    private DeviceIdentity? _identity;
    private volatile DeviceState _state = DeviceState.Empty;
    private long _clockOffset = OffsetUnknown;
    private long _savedHead;
    private bool? _wasCommitted;

    public DeviceLedger(
        Store store, Readers readers, int deviceNumber, Currency currency, PosText text, IEngineScheduler scheduler, IDispatcher dispatcher, TimeProvider time, ILogger logger)
    {
        _store = store;
        _deviceNumber = deviceNumber;
        _currency = currency;
        _text = text;
        _time = time;
        _logger = logger;
        _states = new PosStream<DeviceState>(DeviceState.Empty, dispatcher, logger);
        _writer = new Writer(store, readers, this, scheduler, time, logger);
    }

    /// <summary>Whose books these are. Known once started.</summary>
    public DeviceIdentity Identity
    {
        get => _identity ?? throw new InvalidOperationException("The engine is not running: call StartAsync first.");
        private set => _identity = value;
    }

    /// <summary>The committed state.</summary>
    public DeviceState State
    {
        get => _state;
        private set => _state = value;
    }

    /// <summary>The committed state, and every change.</summary>
    public IPosStream<DeviceState> States => _states;

    /// <summary>Milliseconds to add to the device's clock to get the back office's, as last measured.</summary>
    public long? ClockOffset
    {
        // A nullable would be read in two steps, while the thread that synchronises writes it.
        get => Volatile.Read(ref _clockOffset) is var offset && offset != OffsetUnknown ? offset : null;
        set => Volatile.Write(ref _clockOffset, value ?? OffsetUnknown);
    }

    /// <summary>Opens the database and folds what follows the last saved state.</summary>
    /// <exception cref="StoreUnusableException">It is another till's, or damaged.</exception>
    /// <exception cref="StoreInUseException">Another program is writing to it.</exception>
    public Task StartAsync() => _writer.StartAsync();

    /// <summary>Closes the database. It can be started again.</summary>
    public Task StopAsync() => _writer.StopAsync();

    /// <summary>Runs a command on the writer and answers once it is durable.</summary>
    /// <param name="work">Decides and writes. May run twice, each time from the state it is given; a refusal must have written nothing.</param>
    /// <param name="cancellationToken">Counts only until the writer takes the command.</param>
    /// <param name="receipt">The receipt whose fate is unknown, should the storage fail while committing.</param>
    public async Task<PosResult<T>> RunAsync<T>(Func<LedgerTransaction, PosResult<T>> work, CancellationToken cancellationToken, ReceiptId? receipt = null)
        where T : notnull
    {
        try
        {
            return await _writer.RunAsync(session => work(Enter(session)), cancellationToken).ConfigureAwait(false);
        }
        catch (StoreFailedException e)
        {
            return e.IsOutcomeUnknown
                ? PosResult.Unknown(_text.Refuse(RefusalCodes.OutcomeUnknown), receipt).As<T>()
                : _text.Refuse(RefusalCodes.StoreUnavailable);
        }
        catch (OverflowException)
        {
            return _text.Refuse(RefusalCodes.AmountTooLarge); // A sum somewhere left the range of Money: the command was rolled back whole.
        }
    }

    /// <summary>As the other, for a command without a value.</summary>
    public async Task<PosResult> RunAsync(Func<LedgerTransaction, PosResult> work, CancellationToken cancellationToken)
    {
        try
        {
            return await _writer.RunAsync(session => work(Enter(session)), cancellationToken).ConfigureAwait(false);
        }
        catch (StoreFailedException e)
        {
            return e.IsOutcomeUnknown ? PosResult.Unknown(_text.Refuse(RefusalCodes.OutcomeUnknown)) : PosResult.Refused(_text.Refuse(RefusalCodes.StoreUnavailable));
        }
        catch (OverflowException)
        {
            return PosResult.Refused(_text.Refuse(RefusalCodes.AmountTooLarge));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        _transaction.Dispose();
        _states.Complete();
    }

    /// <inheritdoc/>
    public void Load(WriteSession session, bool isRecovery)
    {
        try
        {
            var (identity, state) = Read(session);
            if (isRecovery)
            {
                _wasCommitted = _transaction.HasEntries ? JournalTable.HashOf(session, _transaction.State.Head).AsSpan().SequenceEqual(_transaction.State.HeadHash) : null;
                state = AppendRecovered(session, state);
            }

            _loaded = (identity, state);
        }
        catch (Exception e) when (e is not (SqliteException or StoreUnusableException))
        {
            // Rows that no till ever wrote.
            throw _store.Damaged(e);
        }
    }

    /// <inheritdoc/>
    public void Loaded()
    {
        (Identity, State) = _loaded;
        _transaction.Resume(State);
        _states.Publish(State);
    }

    /// <inheritdoc/>
    public void Begin() => _transaction.Begin(State);

    /// <inheritdoc/>
    public void Commit()
    {
        State = _transaction.State;
        _transaction.RunAfterCommit(_logger);
        _states.Publish(State);
        if (State.Head - _savedHead >= SaveEvery)
            SaveState();
    }

    /// <inheritdoc/>
    public void Rollback() => _transaction.Begin(State);

    /// <inheritdoc/>
    public bool? WasCommitted() => _wasCommitted;

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
            await _writer.RunAsync(
                session =>
                {
                    StateTable.Save(session, _transaction.State, Identity.Id);
                    _transaction.ForgetRecentReceipts();
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreFailedException or InvalidOperationException)
        {
            // The storage failed, which the writer has logged, or the engine is stopping. A start folds a little more, and whoever saves next saves it all.
        }
    }

    private LedgerTransaction Enter(WriteSession session)
    {
        _transaction.Session = session;
        _transaction.Now = _time.GetDeviceTime();
        _transaction.ClockOffset = ClockOffset;
        return _transaction;
    }

    private (DeviceIdentity Identity, DeviceState State) Read(WriteSession session)
    {
        var identity = DeviceIdentity.LoadOrCreate(session.Connection, _store.Path, _deviceNumber, _currency, _time);
        var state = LoadState(session, identity.Id);
        _savedHead = state.Head;
        state = Fold(session, state);
        RefuseLostEnd(session, state.Head);
        return (identity, state with { Outbox = Outbox.Load(session.Connection, identity.AckedThrough(state.Head)) });
    }

    /// <summary>The saved state, or that of a device that has done nothing yet.</summary>
    private DeviceState LoadState(WriteSession session, DeviceId device)
    {
        if (StateTable.Load(session, device) is not { } saved)
            return DeviceState.Empty with { HeadHash = HashChain.Genesis(device) };
        return JournalTable.HashOf(session, saved.Head).AsSpan().SequenceEqual(saved.HeadHash) ? saved : throw DamagedAt(saved.Head);
    }

    /// <summary>Folds what follows the saved state, verifying each link of the chain on the way.</summary>
    private DeviceState Fold(WriteSession session, DeviceState state)
    {
        while (JournalTable.Read(session.Connection, state.Head + 1, limit: 500) is { Count: > 0 } page)
        {
            foreach (var entry in page)
                state = Follow(state, entry);
        }

        return state;
    }

    private DeviceState Follow(DeviceState state, JournalEntry entry)
    {
        var hash = new byte[HashChain.HashSize];
        HashChain.Next(state.HeadHash, state.Head + 1, entry.Body.Span, hash);
        if (entry.Sequence != state.Head + 1 || !entry.Hash.Span.SequenceEqual(hash))
            throw DamagedAt(state.Head + 1);
        try
        {
            var (head, data) = EntryReader.Read(entry.Body);
            return state.Apply(entry.Sequence, hash, head, data);
        }
        catch (Exception e)
        {
            // The bytes are those that were written, and they make no sense: selling on top of a state without them would be worse than not to start.
            throw DamagedAt(entry.Sequence, e);
        }
    }

    /// <summary>A journal that ends before an entry which another table speaks of has lost its end: its numbers would be given out again.</summary>
    private void RefuseLostEnd(WriteSession session, long head)
    {
        if (Store.Read(session.Connection, "SELECT max(coalesce((SELECT max(seq) FROM receipt), 0), coalesce((SELECT max(acked) FROM epoch), 0))") > head)
            throw DamagedAt(head + 1);
    }

    private StoreUnusableException DamagedAt(long sequence, Exception? e = null) =>
        _store.Damaged($"The journal in '{_store.Path}' is damaged at entry {sequence}; everything before that entry is intact.", e);

    /// <summary>What was found after an I/O error becomes durable together with an entry that says so (invariant D4).</summary>
    private DeviceState AppendRecovered(WriteSession session, DeviceState state)
    {
        using var recovery = new LedgerTransaction { Session = session, Now = _time.GetDeviceTime(), ClockOffset = ClockOffset };
        recovery.Begin(state);
        recovery.Append(new StoreRecovered("a commit failed"), null);
        return recovery.State;
    }
}
