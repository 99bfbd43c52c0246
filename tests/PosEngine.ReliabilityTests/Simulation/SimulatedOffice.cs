using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using PosEngine.Journal;
using PosEngine.Sync;

namespace PosEngine.Reliability.Simulation;

/// <summary>The back office of the simulation: a process that can crash at any call, over a disk that keeps what it has committed.</summary>
internal sealed class SimulatedOffice(Random random, Sabotage sabotage)
{
    private const int PageMax = 2;

    private readonly OfficeDisk _disk = new();
    private readonly List<OfficeRecord> _unflushed = [];
    private readonly Dictionary<DeviceId, long> _ackedMax = [];
    private IngestedEntries _ingested = new(sabotage);
    private LoopbackBackOffice? _process;
    private readonly HashSet<ReceiptId> _forgotten = [];
    private int _generation;

    /// <summary>Its clock.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    public bool IsUp => _process is not null;

    /// <summary>How often a call is its last, of a hundred.</summary>
    public int CrashRate { get; set; }

    public int Crashes { get; private set; }

    public int Restores { get; private set; }

    public int Backups => _disk.Backups;

    /// <summary>What was acknowledged, and is still to be there.</summary>
    public OfficePromises Promises { get; } = new();

    /// <summary>What a till must know that has a cursor.</summary>
    public Dictionary<string, Dictionary<(string Kind, string Id), string?>> KnownAt { get; } = [];

    public IReadOnlyList<IngestedEntry> EntriesOf(DeviceId device) => _ingested.Of(device);

    /// <summary>The highest acknowledgement that it ever gave a device.</summary>
    public long AckedMaxOf(DeviceId device) => _ackedMax.GetValueOrDefault(device);

    /// <summary>Why it sets an entry aside; null where it does not.</summary>
    public static string? FindFault(JournalEntry entry) => entry.Sequence % 11 == 5 ? "Simulated." : null;

    /// <summary>The process begins, with what the disk has.</summary>
    public void Start()
    {
        _process = new LoopbackBackOffice(Time) { Quarantine = sabotage == Sabotage.SilentQuarantine ? null : FindFault };
        _ingested = new(sabotage);
        for (var i = 0; i < _generation; i++)
            _process.ExpireCursors();
        foreach (var record in _disk.Records)
            Replay(_process, record);
    }

    public void Crash()
    {
        (_process, Crashes) = (null, Crashes + 1);
        _unflushed.Clear();
        _ingested = new(sabotage);
        foreach (var record in _disk.Records.OfType<TakenBatch>())
            _ingested.Take(record.Batch);
    }

    /// <summary>What was held back comes to the disk after all.</summary>
    public void Settle()
    {
        _unflushed.ForEach(_disk.Commit);
        _unflushed.Clear();
    }

    public void BackUp()
    {
        Settle();
        _disk.BackUp();
    }

    /// <summary>Everything is as it was at one of the last backups; what tills have pulled since is nothing to go on from.</summary>
    public void Restore(int backup)
    {
        Settle();
        (Restores, _generation) = (Restores + 1, _generation + 1);
        _forgotten.UnionWith(_disk.Restore(backup).SelectMany(RefundedBy));
        Start();
        Promises.Restart(_ingested);
    }

    public void Change(ReferenceChange change) => Commit(new OwnersChange(change));

    /// <summary>Makes all cursors worthless.</summary>
    public void ExpireCursors()
    {
        _generation++;
        _process?.ExpireCursors();
    }

    public BackOfficeHead Hello(DeviceHello hello)
    {
        CrashPerhaps();
        if (sabotage == Sabotage.DropsOtherHistory)
            Drop(hello);
        BackOfficeHead head;
        try
        {
            head = Answer(process => process.ConnectAsync(hello, default));
        }
        catch (BackOfficeException e) when (e.Error == BackOfficeError.DeviceNumberTaken && sabotage == Sabotage.SharesNumbers)
        {
            head = Answer(process => process.ConnectAsync(hello with { DeviceNumber = hello.DeviceNumber + 1_000 }, default));
        }

        if (!_disk.Records.OfType<BoundDevice>().Any(bound => bound.Hello.DeviceId == hello.DeviceId))
            _disk.Commit(new BoundDevice(hello));
        return Acknowledge(hello.DeviceId, hello.Epoch, head);
    }

    public PushReply Push(PushBatch batch)
    {
        CrashPerhaps();
        var reply = Answer(process => process.PushAsync(batch, default));
        if (_ingested.Take(batch))
            Keep(new TakenBatch(batch));
        CrashPerhaps();
        return (PushReply)Acknowledge(batch.DeviceId, batch.Epoch, reply);
    }

    /// <summary>Gives a parked ticket to one device, or says who has it.</summary>
    public TicketTakeover Take(TakeoverRequest request)
    {
        CrashPerhaps();
        var answer = Answer(process => process.TakeTicketAsync(request, default));
        if (answer.Verdict == TakeoverVerdict.Taken && sabotage == Sabotage.GivesTicketTwice)
        {
            _process!.FreeTicket(request.Parking);
            answer = Answer(process => process.TakeTicketAsync(request, default));
        }

        if (answer.Verdict == TakeoverVerdict.Granted)
            _disk.Commit(new GivenTicket(request));
        CrashPerhaps();
        return answer;
    }

    /// <summary>Finds receipts.</summary>
    public ImmutableArray<FoundReceipt> Find(ReceiptLookup lookup)
    {
        CrashPerhaps();
        return Answer(process => process.FindReceiptsAsync(lookup, default));
    }

    /// <summary>Gives one device the right to a refund, or says what stands against it.</summary>
    public RefundReservation Reserve(RefundIntent intent)
    {
        CrashPerhaps();
        var answer = Answer(process => process.ReserveRefundAsync(intent, default));
        if (sabotage == Sabotage.GivesRefundTwice && answer.Verdict is RefundVerdict.InProgress or RefundVerdict.TooMuch)
            answer = new(RefundVerdict.Granted, []);
        if (sabotage == Sabotage.KeepsRefundRights && RefundRights.Any(right => right.Receipt == intent.Receipt && right.Refund != intent.Refund && IsReleased(right)))
            answer = new(RefundVerdict.InProgress, []);
        else if (answer.Verdict == RefundVerdict.Granted)
            _disk.Commit(new GivenRefund(intent));
        CrashPerhaps();
        return answer;
    }

    /// <summary>The rights to refunds that it has given and not forgotten.</summary>
    public IEnumerable<RefundIntent> RefundRights => _disk.Records.OfType<GivenRefund>().Select(static given => given.Intent);

    /// <summary>Whether it was ever restored to what it had before it gave a right to refund something of a receipt, or took such a refund.</summary>
    public bool HasForgotten(ReceiptId receipt) => _forgotten.Contains(receipt);

    /// <summary>Whether a device was ever given what was parked.</summary>
    public bool IsGiven(DeviceId device, ParkingId parking) => _disk.Records.OfType<GivenTicket>().Any(given => (given.Request.Device, given.Request.Parking) == (device, parking));

    public ReadOnlyMemory<byte>? HashOf(DeviceId device, EpochId epoch, long sequence)
    {
        CrashPerhaps();
        return Answer(process => process.GetHashAsync(device, epoch, sequence, default));
    }

    /// <summary>A page: of two changes, so that there are many.</summary>
    public PullPage Pull(string? cursor)
    {
        CrashPerhaps();
        var page = Answer(process => process.PullAsync(cursor, PageMax, default));
        var all = Answer(process => process.PullAsync(null, 1_000, default)).Changes;
        var known = page.HasMore ? all.TakeWhile(change => change != page.Changes[^1]).Append(page.Changes[^1]) : all;
        KnownAt[page.Cursor] = known.ToDictionary(change => (change.Kind, change.Id), change => change.Json);
        return sabotage == Sabotage.TornPage && !page.Changes.IsEmpty && random.Next(4) == 0 ? page with { Changes = page.Changes[..^1] } : page;
    }

    private T Answer<T>(Func<LoopbackBackOffice, Task<T>> call) => call(_process ?? throw new OfficeDownException()).GetAwaiter().GetResult();

    private void Commit(OfficeRecord record)
    {
        _disk.Commit(record);
        if (_process is { } process)
            Replay(process, record);
    }

    private void Keep(TakenBatch batch)
    {
        if (sabotage == Sabotage.AnswersBeforeCommit)
            _unflushed.Add(batch);
        else
            _disk.Commit(batch);
    }

    private void Replay(LoopbackBackOffice process, OfficeRecord record)
    {
        switch (record)
        {
            case BoundDevice bound:
                IgnoreRefusal(() => process.ConnectAsync(bound.Hello, default));
                break;

            case TakenBatch taken:
                _ingested.Take(taken.Batch);
                IgnoreRefusal(() => process.PushAsync(taken.Batch, default));
                break;

            case GivenTicket given:
                IgnoreRefusal(() => process.TakeTicketAsync(given.Request, default));
                break;

            case GivenRefund given:
                IgnoreRefusal(() => process.ReserveRefundAsync(given.Intent, default));
                break;

            case OwnersChange { Change: { Json: { } json } change }:
                process.SetReference(change.Kind, change.Id, json);
                break;

            case OwnersChange { Change: var change }:
                process.RemoveReference(change.Kind, change.Id);
                break;
        }
    }

    /// <summary>Of which receipts something was to go back, or went back, by a record.</summary>
    private static IEnumerable<ReceiptId> RefundedBy(OfficeRecord record) => record switch
    {
        GivenRefund given => [given.Intent.Receipt],
        TakenBatch taken => taken.Batch.Entries.Select(ReadRefunded).OfType<ReceiptId>(),
        _ => [],
    };

    private static ReceiptId? ReadRefunded(JournalEntry entry)
    {
        using var body = JsonDocument.Parse(entry.Body);
        return body.RootElement.TryGetProperty("data", out var data) && data.TryGetProperty("refund_of", out var refund) ? new(refund.GetProperty("receipt").GetGuid()) : null;
    }

    private bool IsReleased(RefundIntent right) => _ingested.Of(right.Device).Any(ingested =>
    {
        using var body = JsonDocument.Parse(ingested.Entry.Body);
        return body.RootElement.GetProperty("kind").GetString() == "refund-released" && body.RootElement.GetProperty("data").GetProperty("refund").GetGuid() == right.Refund.Value;
    });

    private BackOfficeHead Acknowledge(DeviceId device, JournalEpoch epoch, BackOfficeHead head)
    {
        Promises.Give(device, _ingested);
        _ackedMax[device] = Math.Max(AckedMaxOf(device), head.AckedThrough);
        var covered = sabotage == Sabotage.OverstatedBackups
            ? head.AckedThrough
            : _disk.OldestBackup.OfType<TakenBatch>().Where(taken => taken.Batch.DeviceId == device && taken.Batch.Epoch.Id == epoch.Id)
                .SelectMany(taken => taken.Batch.Entries).Select(entry => entry.Sequence).DefaultIfEmpty().Max();
        return head with { PrunableThrough = epoch.Parent is null ? covered : 0 };
    }

    private void Drop(DeviceHello hello)
    {
        _disk.Rewrite(record => record is TakenBatch { Batch: var batch } && batch.DeviceId == hello.DeviceId && batch.Epoch.Id == hello.Epoch.Id
            ? new TakenBatch(batch with { Entries = [.. batch.Entries.Where(entry => entry.Sequence <= hello.HeadSequence)] })
            : record);
        Start();
    }

    private void CrashPerhaps()
    {
        if (_process is not null && random.Next(100) < CrashRate)
            Crash();
        if (_process is null)
            throw new OfficeDownException();
    }

    private static void IgnoreRefusal(Func<Task> call)
    {
        try
        {
            call().GetAwaiter().GetResult();
        }
        catch (BackOfficeException)
        {
        }
    }
}

/// <summary>Nobody answers at the back office.</summary>
internal sealed class OfficeDownException : Exception;
