using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using PosEngine.Customers;
using PosEngine.Journal;

namespace PosEngine.Sync;

/// <summary>A whole back office in memory, for tests and demonstrations: it checks and keeps what docs/protocol.md asks, over a network that fails on command.</summary>
/// <remarks>
/// Deterministic: it has no timers and no randomness of its own, and every call completes before it returns unless <see cref="Latency"/> is set.
/// Thread-safe.
/// </remarks>
public sealed partial class LoopbackBackOffice : IBackOffice, IBackOfficeServices, IStoredValue
{
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Dictionary<DeviceId, ReceivedJournal> _journals = [];
    private readonly Dictionary<DeviceId, int> _deviceNumbers = [];
    private readonly Dictionary<(DeviceId Device, EpochId Epoch, long Sequence), PersonalData> _personal = [];
    private readonly ReferenceFeed _feed = new();
    private readonly ReferenceEdits _edits;
    private readonly Accounts _accounts;
    private readonly ReceivedReceipts _receipts;
    private readonly RefundRights _refunds;
    private readonly CountedStock _stock;
    private readonly ValueHolds _values;
    private readonly SharedTickets _tickets;
    private readonly Queue<Action> _overtaken = [];

    /// <summary>Opens one with nothing in it.</summary>
    /// <param name="timeProvider">Its clock; the system's if not given.</param>
    public LoopbackBackOffice(TimeProvider? timeProvider = null)
    {
        _time = timeProvider ?? TimeProvider.System;
        _edits = new(_feed);
        _accounts = new(_feed);
        _receipts = new(_accounts);
        _refunds = new(_receipts);
        _stock = new(_receipts);
        _values = new(_accounts, _receipts);
        _tickets = new(_feed, device => _deviceNumbers.TryGetValue(device, out var number) ? number : null);
    }

    /// <summary>Whether the network is there. True.</summary>
    public bool IsReachable { get; set; } = true;

    /// <summary>How long each request travels, by the clock that was given. Zero.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Whose account it is, as a device is told at hello. Null: it does not say.</summary>
    public string? Account { get; set; }

    /// <summary>The last entry of every device that the back office's own backups cover. 0: none.</summary>
    public long PrunableThrough { get; set; }

    /// <summary>Says what the network does to each call; null for nothing. May be called on any thread.</summary>
    public Func<LoopbackCall, LoopbackFault>? Fault { get; set; }

    /// <summary>Says why the back office cannot make sense of an entry, or null where it can; null for "it always can". Asked for every entry of every push.</summary>
    public Func<JournalEntry, string?>? Quarantine { get; set; }

    /// <inheritdoc/>
    public Task<BackOfficeHead> ConnectAsync(DeviceHello hello, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hello);
        return CallAsync(LoopbackCall.Connect, () => Connect(hello), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<PushReply> PushAsync(PushBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return CallAsync(LoopbackCall.Push, () => Push(batch), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> GetHashAsync(DeviceId device, EpochId epoch, long sequence, CancellationToken cancellationToken) => CallAsync(
        LoopbackCall.GetHash, () => JournalOf(device).EntriesOf(epoch).FirstOrDefault(entry => entry.Sequence == sequence)?.Hash, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is not from 1 to 1,000.</exception>
    public Task<PullPage> PullAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        ProtocolLimits.CheckPull(limit);
        return CallAsync(LoopbackCall.Pull, () => _feed.Page(cursor, limit), cancellationToken);
    }

    /// <summary>Sets the state of something that tills keep a copy of.</summary>
    /// <param name="kind">What it is, as in docs/protocol.md: <c>item</c>, <c>tax</c> …</param>
    /// <param name="id">Its id.</param>
    /// <param name="json">Its whole new state.</param>
    /// <exception cref="JsonException"><paramref name="json"/> is no JSON.</exception>
    public void SetReference(string kind, string id, string json)
    {
        using (JsonDocument.Parse(json))
        {
            lock (_gate)
                _feed.Record(new(kind, id, json));
        }
    }

    /// <summary>Removes something that tills keep a copy of.</summary>
    public void RemoveReference(string kind, string id)
    {
        lock (_gate)
            _feed.Record(new(kind, id, null));
    }

    /// <summary>Erases a customer: here, and by the next pull on every till. What stays is that it was done, and the ids on receipts.</summary>
    public void EraseCustomer(CustomerId customer)
    {
        lock (_gate)
        {
            var id = customer.ToString();
            var known = _feed.Find(CustomerFormat.Kind, id) is { } kept ? CustomerFormat.Read(kept) : null;
            var unnamed = new List<string>();
            foreach (var (key, data) in _personal.ToList())
            {
                var entry = JournalOf(key.Device).EntriesOf(key.Epoch).FirstOrDefault(entry => entry.Sequence == key.Sequence);
                if (WhoseIs(entry) != customer && !PersonalEntry.IsSentTo(known, data))
                    continue;
                _personal.Remove(key);
                if (entry is not null && PersonalEntry.Read(entry.Body).Customer is null)
                    unnamed.Add(Convert.ToHexStringLower(entry!.Hash.Span));
            }

            _feed.Record(new(Erasures.Kind, id, Erasures.Write(id, unnamed)));
            _feed.Record(new(CustomerFormat.Kind, id, null));
        }
    }

    /// <summary>Makes every cursor given so far worthless: tills must pull everything anew.</summary>
    public void ExpireCursors()
    {
        lock (_gate)
            _feed.ExpireCursors();
    }

    /// <summary>Forgets what it has of a device after <paramref name="sequence"/>, as a back office does that was restored from a backup.</summary>
    public void RollBackTo(DeviceId device, long sequence)
    {
        lock (_gate)
        {
            JournalOf(device).RollBackTo(sequence);
            _receipts.Clear();
            _tickets.Clear();
            foreach (var (owner, journal) in _journals)
            {
                foreach (var entry in journal.Entries)
                {
                    _receipts.Take(owner, entry);
                    _tickets.Take(owner, entry);
                }
            }
        }
    }

    /// <summary>The entries of a device in the order in which they were committed here; those of one epoch, if given.</summary>
    public ImmutableArray<JournalEntry> EntriesOf(DeviceId device, EpochId? epoch = null)
    {
        lock (_gate)
            return [.. epoch is { } one ? JournalOf(device).EntriesOf(one) : JournalOf(device).Entries];
    }

    /// <summary>The bodies of a device's entries of one kind (<c>receipt</c>, <c>shift-closed</c> …), as JSON.</summary>
    public ImmutableArray<string> BodiesOf(DeviceId device, string kind) =>
        [.. EntriesOf(device).Where(entry => KindOf(entry) == kind).Select(entry => Encoding.UTF8.GetString(entry.Body.Span))];

    /// <summary>The personal data that came with a device's entries.</summary>
    public ImmutableArray<PersonalData> PersonalDataOf(DeviceId device)
    {
        lock (_gate)
            return [.. _personal.Where(pair => pair.Key.Device == device).Select(pair => pair.Value).OrderBy(data => data.Sequence)];
    }

    private BackOfficeHead Connect(DeviceHello hello)
    {
        if (hello.Account is { } expected && Account is { } account && expected != account)
            throw new BackOfficeException(BackOfficeError.OtherAccount, $"The device belongs to the account '{expected}'; this is '{account}'.") { WasReached = true };
        var isBound = _deviceNumbers.TryGetValue(hello.DeviceId, out var own);
        if (isBound ? own != hello.DeviceNumber : _deviceNumbers.ContainsValue(hello.DeviceNumber))
        {
            throw new BackOfficeException(BackOfficeError.DeviceNumberTaken, $"The number {hello.DeviceNumber} is not this installation's.")
            {
                WasReached = true,
            };
        }

        _deviceNumbers[hello.DeviceId] = hello.DeviceNumber;
        var (sequence, hash) = HeadOf(hello.DeviceId, hello.Epoch);
        return new(sequence, hash, _time.GetUtcNow()) { PrunableThrough = PrunableThrough, Account = Account };
    }

    private CustomerId? WhoseIs(JournalEntry? entry) => entry is null ? null : PersonalEntry.Read(entry.Body).Whose(receipt => _receipts.Find(receipt)?.Customer);

    private PushReply Push(PushBatch batch)
    {
        var additions = JournalOf(batch.DeviceId).Take(batch.Epoch, batch.Entries);
        foreach (var data in batch.Personal.Where(data => additions.Any(entry => entry.Sequence == data.Sequence)))
            _personal[(batch.DeviceId, batch.Epoch.Id, data.Sequence)] = data; // Of what is here already it is kept, or was erased.
        foreach (var entry in additions)
        {
            _receipts.Take(batch.DeviceId, entry);
            _tickets.Take(batch.DeviceId, entry);
            if (WhoseIs(entry) is { } customer && _feed.Find(Erasures.Kind, customer.ToString()) is not null)
                _personal.Remove((batch.DeviceId, batch.Epoch.Id, entry.Sequence)); // Written before its device heard of the erasure.
            _edits.Take(entry, _personal.GetValueOrDefault((batch.DeviceId, batch.Epoch.Id, entry.Sequence)));
        }

        // What turned out to be too much only after its own push is told with the next.
        var late = _refunds.ListLate(batch.DeviceId)
            .Where(refund => refund.Entry.Sequence < batch.Entries[0].Sequence && JournalOf(batch.DeviceId).Has(batch.Epoch, refund.Entry))
            .Select(refund => new Quarantined(refund.Entry.Sequence, refund.Reason));
        var (sequence, hash) = HeadOf(batch.DeviceId, batch.Epoch);
        return new(sequence, hash, _time.GetUtcNow(), [.. late, .. batch.Entries.Select(Judge).OfType<Quarantined>()]) { PrunableThrough = PrunableThrough };
    }

    private Quarantined? Judge(JournalEntry entry) =>
        (Quarantine?.Invoke(entry) ?? _refunds.FindFault(entry) ?? _accounts.FindFault(entry) ?? _tickets.FindFault(entry)) is { } reason ? new(entry.Sequence, reason) : null;

    private EntryMark HeadOf(DeviceId device, JournalEpoch epoch)
    {
        var head = JournalOf(device).HeadOf(epoch);
        return head.Sequence == 0 ? default : head;
    }

    private ReceivedJournal JournalOf(DeviceId device)
    {
        if (!_journals.TryGetValue(device, out var journal))
            _journals.Add(device, journal = new(device));
        return journal;
    }

    private static string? KindOf(JournalEntry entry)
    {
        using var body = JsonDocument.Parse(entry.Body);
        return body.RootElement.GetProperty("kind").GetString();
    }

    /// <summary>The network: carries a request there and its reply back, or does to it what <see cref="Fault"/> says.</summary>
    private async Task<T> CallAsync<T>(LoopbackCall call, Func<T> serve, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Latency > TimeSpan.Zero)
            await Task.Delay(Latency, _time, cancellationToken).ConfigureAwait(false);

        var fault = IsReachable ? Fault?.Invoke(call) ?? LoopbackFault.None : LoopbackFault.LoseRequest;
        lock (_gate)
        {
            switch (fault)
            {
                case LoopbackFault.LoseRequest:
                    throw Lost();

                case LoopbackFault.Overtaken:
                    _overtaken.Enqueue(() => serve());
                    throw Lost();

                default:
                    var reply = Serve(serve, twice: fault == LoopbackFault.Double);
                    return fault == LoopbackFault.LoseReply ? throw Lost() : reply;
            }
        }
    }

    private T Serve<T>(Func<T> serve, bool twice)
    {
        try
        {
            if (twice)
                serve();
            return serve();
        }
        finally
        {
            while (_overtaken.TryDequeue(out var late))
                IgnoreRefusal(late);
        }
    }

    // Whoever sent it has given up long ago, and hears nothing of it.
    private static void IgnoreRefusal(Action late)
    {
        try
        {
            late();
        }
        catch (BackOfficeException)
        {
        }
    }

    private static BackOfficeException Lost() => new(BackOfficeError.Transient, "The back office cannot be reached.");
}
