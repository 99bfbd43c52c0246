using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using PosEngine.Capabilities;
using PosEngine.Catalog;
using PosEngine.Connectivity;
using PosEngine.Customers;
using PosEngine.Employees;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Pricing;
using PosEngine.Scheduling;
using PosEngine.Shifts;
using PosEngine.Streams;

namespace PosEngine.Tickets;

/// <summary>The tickets of this device: starts them, saves them behind the cashier's back, parks them and takes them up again.</summary>
internal sealed partial class TicketService : ITickets, IAsyncDisposable
{
    private static readonly TimeSpan SaveDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SaveDelayAfterFailure = TimeSpan.FromSeconds(5);

    private readonly DeviceLedger _ledger;
    private readonly SessionService _session;
    private readonly CapabilityService _capabilities;
    private readonly PosText _text;
    private readonly TimeProvider _time;
    private readonly PricingPolicy _policy;
    private readonly ILogger _logger;
    private readonly TicketContext _context;
    private readonly ICatalog _catalog;
    private readonly PredefinedTickets _predefined;
    private readonly SharedTicketList _shared;
    private readonly OnlineCalls _online;
    private readonly PosStream<ImmutableArray<ParkedTicket>> _parked;
    private readonly Lock _gate = new();
    private readonly Dictionary<TicketId, Ticket> _open = [];
    private readonly HashSet<Ticket> _unsaved = [];
    private readonly HashSet<TicketId> _ended = [];
    private readonly Dictionary<TicketId, SavedTicket> _parkedContent = [];
    private readonly ITimer _saveTimer;
    private bool _isSaveScheduled;

    public TicketService(
        DeviceLedger ledger, SessionService session, ICatalog catalog, PredefinedTickets predefined, SharedTicketList shared, OnlineCalls online, CapabilityService capabilities, PosText text, PricingPolicy policy, Currency currency,
        TimeSpan dayStart, Func<CustomerId, Customer?> findCustomer, IDispatcher dispatcher, TimeProvider time, ILogger logger)
    {
        _ledger = ledger;
        _session = session;
        _catalog = catalog;
        _predefined = predefined;
        _shared = shared;
        _online = online;
        _capabilities = capabilities;
        _text = text;
        _time = time;
        _policy = policy;
        _logger = logger;
        _context = new TicketContext(currency, catalog, session, capabilities, text, time, snapshot => new PosStream<TicketSnapshot>(snapshot, dispatcher, logger), Changed, findCustomer)
        {
            BusinessDate = () => ledger.State.Shift?.BusinessDate ?? BusinessDay.Of(time.GetDeviceTime(), dayStart),
        };
        _parked = new PosStream<ImmutableArray<ParkedTicket>>([], dispatcher, logger);
        _predefined.Listed.Changed = PublishPredefined;
        _shared.Listed.Changed = SharedChanged;
        _saveTimer = time.CreateTimer(static service => ((TicketService)service!).SaveNow(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Hears that a receipt is not made, whatever was asked for it: its ticket was discarded, or parked, and has another one when it is taken up again.</summary>
    public Action<ReceiptId>? ReceiptGivenUp { get; set; }

    public IPosStream<ImmutableArray<ParkedTicket>> Parked => _parked;

    public IPosStream<ImmutableArray<PredefinedTicket>> Predefined => _predefined.Current;

    public IReadOnlyList<ITicket> Open
    {
        get
        {
            lock (_gate)
                return [.. _open.Values.OrderBy(static ticket => ticket.Id.Value)];
        }
    }

    /// <summary>Takes up what an earlier run of the engine left. A ticket that was paid may still have its row: the sale itself does not touch it.</summary>
    /// <param name="saved">The saved tickets.</param>
    /// <param name="isPaid">Whether a ticket has its receipt.</param>
    public void Load(IEnumerable<SavedTicket> saved, Func<TicketId, bool> isPaid)
    {
        // An earlier start may have failed halfway.
        _ended.Clear();
        _parkedContent.Clear();
        _open.Clear();
        foreach (var ticket in saved)
        {
            if (isPaid(ticket.Id))
            {
                _ended.Add(ticket.Id);
                continue;
            }

            if (ticket.IsParked)
            {
                _parkedContent.Add(ticket.Id, ticket);
                continue;
            }

            var open = new Ticket(_context, ticket.Id, ticket.Content, ticket.Name);
            if (_ledger.State.Payments.TryGetValue(ticket.Id, out var payment))
            {
                open.FixReceipt(payment.ReceiptId);
                open.EnterPayment(isResumed: true);
            }

            _open.Add(ticket.Id, open);
        }

        PublishParked();
        _ = HandOverAsync();
    }

    public ITicket Start() => Start(NewContent(), name: null);

    public PosResult<ITicket> StartPredefined(PredefinedTicketId predefined)
    {
        if (Refuse(Capability.OpenTickets) is { } forbidden)
            return forbidden;
        lock (_gate)
        {
            if (_predefined.Current.Value.FirstOrDefault(listed => listed.Id == predefined) is not { } listed)
                return _text.Refuse(RefusalCodes.PredefinedTicketUnknown);
            if (listed.TakenBy is not { } taker)
                return Start(NewContent() with { Predefined = predefined }, listed.Name);
            return _open.TryGetValue(taker, out var open) && open.Saved is { Content.WasUsed: false, Snapshot.Status: TicketStatus.Open }
                ? open
                : _text.Refuse(RefusalCodes.PredefinedTicketTaken, listed.Name);
        }
    }

    public async Task<PosResult> ParkAsync(ITicket ticket, string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var own = Own(ticket);
        if (Refuse(Capability.OpenTickets) is { } forbidden)
            return PosResult.Refused(forbidden);

        return await CloseAsync(own, TicketStatus.Parked, name, (transaction, held, snapshot) =>
        {
            var content = held with
            {
                ParkedBy = _session.EmployeeId,
                Predefined = _predefined.Find(name),
                Parking = held.IsTraining ? null : new ParkingId(_time.NewId()),
            };
            var saved = new SavedTicket(own.Id, IsParked: true, name, transaction.Now, snapshot.Totals.Gross, content);
            transaction.Append(new TicketParked(own.Id, name, snapshot.Totals.Gross, content), _session.EmployeeId);
            TicketTable.Save(transaction.Session, saved);
            transaction.AfterCommit(() => SetParked(saved));
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<PosResult<ITicket>> ResumeAsync(TicketId ticket, Approval? approval = null, CancellationToken cancellationToken = default)
    {
        if (Refuse(Capability.OpenTickets) is { } forbidden)
            return forbidden;
        var taken = ParkedContent(ticket);
        if (!AskFor(taken?.Content.ParkedBy, approval, "resume_ticket", ticket).TryGet(out var grant, out var notGranted))
            return notGranted;
        try
        {
            return grant.Settle(await ResumeAsync(ticket, taken, grant, cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            grant.GiveBack();
            throw;
        }
    }

    private async Task<PosResult<ITicket>> ResumeAsync(TicketId ticket, SavedTicket? taken, Grant grant, CancellationToken cancellationToken)
    {
        var asking = await AskForOwnAsync(taken, cancellationToken).ConfigureAwait(false);
        if (!asking.TryGet(out var asked, out var refusal))
            return asking.Outcome == PosOutcome.Unknown ? PosResult.Unknown(refusal).As<ITicket>() : refusal;

        // Nothing keeps it from being taken up now: who stops waiting has asked too late.
        var result = await _ledger.RunAsync<ITicket>(transaction =>
        {
            // The table is asked too: of two taps that share a transaction the second finds the ticket taken.
            if (ParkedContent(ticket) is not { } parked || !TicketTable.IsParked(transaction.Session, ticket))
                return _text.Refuse(RefusalCodes.TicketUnknown);
            if (asked.Takeover is { } takeover && !transaction.State.Takeovers.ContainsKey(takeover))
                return _text.Refuse(RefusalCodes.BackOfficeUnanswered); // The other tap heard nothing, and gave it back.
            var open = new Ticket(_context, ticket, parked.Content, parked.Name);
            transaction.Append(new TicketResumed(ticket, parked.Content.Parking), grant);
            TicketTable.Save(transaction.Session, parked with { IsParked = false });
            transaction.AfterCommit(() => SetOpen(open));
            return PosResult.Of<ITicket>(open);
        }, asked.Takeover is null ? cancellationToken : CancellationToken.None).ConfigureAwait(false);
        if (result.Outcome == PosOutcome.Refused && asked.Takeover is { } unused)
            await ReleaseAsync(unused).ConfigureAwait(false);
        return result;
    }

    public async Task<PosResult> DiscardAsync(ITicket ticket, Approval? approval = null, CancellationToken cancellationToken = default)
    {
        var own = Own(ticket);
        if (Refuse(Capability.Sale, own) is { } forbidden)
            return PosResult.Refused(forbidden);
        var needed = own.Saved.Content is { Lines.IsEmpty: false, IsTraining: false } ? Permissions.VoidLines : Permissions.None;
        if (!_session.Authority.Ask(needed, approval, "discard_ticket", own.Id).TryGet(out var grant, out var notGranted))
            return PosResult.Refused(notGranted);

        var result = await CloseAsync(own, TicketStatus.Discarded, name: null, (transaction, content, snapshot) =>
        {
            TicketRecord.WriteChanges(transaction, own.Id, content);
            if (content is { WasUsed: true, IsTraining: false })
                transaction.Append(new TicketAbandoned(own.Id, snapshot.Totals.Gross, content), grant);
            TicketTable.Delete(transaction.Session, own.Id);
            transaction.AfterCommit(() => End(own));
        }, cancellationToken).ConfigureAwait(false);
        return grant.Settle(result);
    }

    /// <summary>The ticket as the engine knows it.</summary>
    /// <exception cref="ArgumentException">Another engine made it.</exception>
    public static Ticket Own(ITicket ticket)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        return ticket as Ticket ?? throw new ArgumentException("Only tickets of this engine can be used with it.", nameof(ticket));
    }

    /// <summary>The ticket is no longer rung up. A paid one's row goes with the next save, not with the sale: that is one page less to sync while a customer waits.</summary>
    public void End(Ticket ticket)
    {
        lock (_gate)
        {
            _open.Remove(ticket.Id);
            _unsaved.Remove(ticket);
            _ended.Add(ticket.Id);
            ScheduleSave(SaveDelay);
        }

        if (ticket.Saved.Content.Predefined is not null)
            PublishPredefined();
    }

    /// <summary>Saves what was changed since, before the engine stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _saveTimer.DisposeAsync().ConfigureAwait(false);
        await SaveAsync().ConfigureAwait(false);
        _parked.Complete();
    }

    private async Task<PosResult> CloseAsync(
        Ticket ticket, TicketStatus status, string? name, Action<LedgerTransaction, TicketContent, TicketSnapshot> write, CancellationToken cancellationToken)
    {
        if (ticket.Close(status, name) is { } refusal)
            return PosResult.Refused(refusal);
        var isDone = false;
        try
        {
            var (content, snapshot) = ticket.Saved;
            var result = await _ledger.RunAsync(transaction =>
            {
                write(transaction, content, snapshot);
                if (ticket.FixedReceipt is { } receipt)
                    transaction.AfterCommit(() => ReceiptGivenUp?.Invoke(receipt));
                return PosResult.Done;
            }, cancellationToken).ConfigureAwait(false);
            isDone = result.IsDone;
            return result;
        }
        finally
        {
            if (!isDone)
                ticket.Reopen();
        }
    }

    /// <summary>Tickets are set aside and given up by somebody: it is on record who.</summary>
    private Refusal? Refuse(Capability capability, Ticket? ticket = null) =>
        _capabilities.Check(capability, ticket) ?? (_session.EmployeeId is null ? _text.Refuse(RefusalCodes.NotSignedIn) : null);

    private SavedTicket? ParkedContent(TicketId ticket)
    {
        lock (_gate)
            return _parkedContent.GetValueOrDefault(ticket);
    }

    private void SetParked(SavedTicket parked)
    {
        lock (_gate)
        {
            if (_open.Remove(parked.Id, out var open))
                _unsaved.Remove(open);
            _parkedContent[parked.Id] = parked;
        }

        PublishParked();
    }

    private void SetOpen(Ticket ticket)
    {
        lock (_gate)
        {
            _parkedContent.Remove(ticket.Id);
            _open.Add(ticket.Id, ticket);
        }

        PublishParked();
    }

    private void PublishParked()
    {
        lock (_gate)
        {
            _parked.Publish([.. _parkedContent.Values.OrderBy(static ticket => ticket.At)
                .Select(static ticket => new ParkedTicket(ticket.Id, ticket.Name!, ticket.At, ticket.Gross) { ParkedBy = ticket.Content.ParkedBy })]);
        }

        PublishPredefined();
    }

    private TicketContent NewContent()
    {
        var served = _catalog.DiningOptions.Value.FirstOrDefault(static option => option.IsDefault);
        return new TicketContent { Policy = _policy, IsTraining = _ledger.State.IsTraining, DiningOption = served?.Name, DiningOptionId = served?.Id };
    }

    private Ticket Start(TicketContent content, string? name)
    {
        var ticket = new Ticket(_context, new TicketId(_time.NewId()), content, name);
        lock (_gate)
            _open.Add(ticket.Id, ticket);
        if (content.Predefined is not null)
            PublishPredefined();
        return ticket;
    }

    private void PublishPredefined()
    {
        lock (_gate)
        {
            var taken = _open.Values.Select(static ticket => (ticket.Id, ticket.Saved.Content.Predefined))
                .Concat(_parkedContent.Values.Select(static ticket => (ticket.Id, ticket.Content.Predefined)))
                .Concat(_shared.Listed.Current.Value.Where(row => row.Device != _ledger.Identity.Id).Select(static row => (Id: row.Ticket.Ticket, row.Predefined)));
            _predefined.Publish(taken.Where(static ticket => ticket.Predefined is not null).Select(static ticket => (ticket.Predefined!.Value, ticket.Id)));
        }
    }
}
