using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PosEngine.Employees;
using PosEngine.Journal;
using PosEngine.Receipts;
using PosEngine.Storage;

namespace PosEngine.Ledger;

/// <summary>A run of the engine.</summary>
/// <param name="zone">The device's zone.</param>
internal sealed class EngineRun(TimeZoneInfo zone)
{
    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>The last entry that an earlier run has written.</summary>
    public long LoadedHead { get; set; } = long.MaxValue;

    /// <summary>The shop's zone, where the back office names it.</summary>
    public TimeZoneInfo? ShopZone { get; set; }

    /// <summary>The entry that tells of the device being in another zone than the shop; null while none does.</summary>
    public long? ZoneToldAt { get; set; }
}

/// <summary>The back office has more of the journal, or less, has set something aside, or has looked at it.</summary>
/// <param name="From">The last entry that it had.</param>
/// <param name="To">The last entry that it has.</param>
/// <param name="Judged">Entries that it has set aside, or that are it no longer.</param>
internal sealed record WatermarkMove(long From, long To, ImmutableArray<long> Judged);

/// <summary>What a command of the writer works with: the state as the transaction sees it, and the journal's end.</summary>
internal sealed class LedgerTransaction : IDisposable
{
    private readonly ArrayBufferWriter<byte> _body = new(4_096);
    private readonly Utf8JsonWriter _json;
    private readonly List<Action> _afterCommit = [];

    public LedgerTransaction() => _json = new Utf8JsonWriter(_body, EntryBody.WriterOptions);

    /// <summary>The connection, for the rows that a room keeps besides the journal.</summary>
    public WriteSession Session { get; set; } = null!;

    /// <summary>The state, everything that this transaction has written so far included.</summary>
    public DeviceState State { get; private set; } = DeviceState.Empty;

    /// <summary>Whose books these are, with the epochs that this transaction has begun.</summary>
    public DeviceIdentity Identity { get; set; } = null!;

    /// <summary>The moment of the command: the device's clock, to the millisecond, with its zone's offset.</summary>
    public DateTimeOffset Now { get; set; }

    /// <summary>The last measured difference to the back office's clock.</summary>
    public long? ClockOffset { get; set; }

    /// <summary>How long the engine has been running, by a clock that nobody can set.</summary>
    public TimeSpan Uptime { get; set; }

    /// <summary>The run of the engine that writes; null for an entry that stands outside of any.</summary>
    public EngineRun? Run { get; init; }

    /// <summary>Tells who issues receipts as things are now; null where nobody does.</summary>
    public Func<LedgerTransaction, ReceiptIssuer>? Issuing { get; set; }

    /// <summary>Hears of a clock that cannot be relied upon, after the commit.</summary>
    public Action<ClockAnomaly>? AnomalyNoted { get; init; }

    /// <summary>Whether something was written to the journal.</summary>
    public bool HasEntries { get; private set; }

    /// <summary>Freezes an entry at the journal's end and folds it into the state.</summary>
    /// <returns>Its sequence.</returns>
    public long Append(EntryData entry, EmployeeId? employee, EmployeeId? approvedBy = null)
    {
        var anomaly = JudgeClock();
        if (anomaly is not null && entry is not ClockAnomaly)
        {
            var told = Append(anomaly, employee: null);
            if (anomaly.Anomaly == ClockAnomalies.ZoneWrong)
                Run!.ZoneToldAt = told;
            AfterCommit(() => AnomalyNoted?.Invoke(anomaly));
        }

        var head = new EntryHead(Now, ClockOffset, employee, Run is null ? null : (long)Uptime.TotalMilliseconds, anomaly?.Anomaly, approvedBy);
        _body.ResetWrittenCount();
        _json.Reset();
        EntryBody.Write(_json, head, entry);

        var sequence = State.Head + 1;
        var hash = new byte[HashChain.HashSize];
        HashChain.Next(State.HeadHash, sequence, _body.WrittenSpan, hash);
        JournalTable.Append(Session, sequence, entry.Kind, Now, _body.WrittenSpan, hash);
        State = State.Apply(sequence, hash, head, entry);
        HasEntries = true;
        return sequence;
    }

    /// <summary>The same for what somebody may have had to allow: both are on record.</summary>
    public long Append(EntryData entry, in Grant grant) => Append(entry, grant.Employee, grant.ApprovedBy);

    private ClockAnomaly? JudgeClock()
    {
        if (Run is null || State.Last is not { } last)
            return null;
        var passed = State.Head > Run.LoadedHead && last.Uptime is { } uptime ? Uptime - TimeSpan.FromMilliseconds(uptime) : (TimeSpan?)null;
        return ClockRules.Judge(last.At, Now, passed, Run.Zone) ?? JudgeZone(last.At);
    }

    /// <summary>Once in a run, or whenever it becomes wrong anew; where the clock did something else besides, with the next entry.</summary>
    private ClockAnomaly? JudgeZone(DateTimeOffset previous)
    {
        if (!ClockRules.IsZoneWrong(Now, Run!.ShopZone))
            Run.ZoneToldAt = null;
        else if (Run.ZoneToldAt is null)
            return new ClockAnomaly(ClockAnomalies.ZoneWrong, previous, Drift: null);
        return null;
    }

    /// <summary>Works out, inside the transaction, what is to be told after it where the watermark was moved.</summary>
    public Func<WatermarkMove, Action>? WatermarkMoving { get; set; }

    /// <summary>The watermark was moved; what is above it was counted anew.</summary>
    /// <param name="outbox">What is above it.</param>
    /// <param name="judged">Entries that the back office has set aside, or that are it no longer, wherever they are.</param>
    public void SetOutbox(Outbox outbox, ImmutableArray<long> judged = default)
    {
        var move = new WatermarkMove(State.Outbox.Acked, outbox.Acked, judged.IsDefault ? [] : judged);
        if (move.To != move.From)
            AcknowledgementTable.Insert(Session, move.To, State.Head, Now, wentBack: move.To < move.From);
        State = State with { Outbox = outbox };
        if (WatermarkMoving?.Invoke(move) is { } tell)
            AfterCommit(tell);
    }

    /// <summary>The receipts so far are in <c>receipt_key</c>.</summary>
    public void ForgetRecentReceipts() => State = State with { RecentReceipts = State.RecentReceipts.Clear() };

    /// <summary>Does something once the transaction is durable, on the writer: publish, mark, enqueue; nothing that waits.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    public void Dispose() => _json.Dispose();

    public void Begin(DeviceIdentity identity, DeviceState state)
    {
        Identity = identity;
        State = state;
        HasEntries = false;
        _afterCommit.Clear();
        if (Run?.ZoneToldAt > state.Head)
            Run.ZoneToldAt = null; // That entry never came to be.
    }

    /// <summary>The journal was read again after a commit whose outcome was unknown: it is right, and what was to be done after the commit still may be.</summary>
    public void Resume(DeviceIdentity identity, DeviceState state) => (Identity, State) = (identity, state);

    /// <summary>What throws is logged: the sale is durable, and neither its answer nor the rest of the batch may be lost over it.</summary>
    public void RunAfterCommit(ILogger logger)
    {
        foreach (var action in _afterCommit)
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                logger.AfterCommitFailed(e);
            }
        }

        _afterCommit.Clear();
    }
}
