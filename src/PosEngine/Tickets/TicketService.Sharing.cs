using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using PosEngine.Capabilities;
using PosEngine.Employees;
using PosEngine.Ledger;
using PosEngine.Reference;
using PosEngine.Scheduling;
using PosEngine.Sync;

namespace PosEngine.Tickets;

// Parked tickets among the devices of a shop: each parking is taken up once.
internal sealed partial class TicketService
{
    public IPosStream<ImmutableArray<SharedTicket>> Shared => _shared.Current;

    /// <summary>Whatever ticket an earlier run of the engine asked for, it made nothing of it: what it took over is in the journal.</summary>
    public static void ReleaseTakeovers(LedgerTransaction transaction)
    {
        foreach (var takeover in transaction.State.Takeovers.Keys)
            transaction.Append(new TicketTakeoverReleased(takeover), employee: null);
    }

    public async Task<PosResult<ITicket>> TakeOverAsync(ParkingId ticket, Approval? approval = null, CancellationToken cancellationToken = default)
    {
        if (Refuse(Capability.OpenTickets) is { } forbidden)
            return forbidden;
        if (_online.RefuseOffline() is { } offline)
            return offline;
        if (_shared.Find(ticket)?.Ticket is not { } parked)
            return _text.Refuse(RefusalCodes.TicketUnknown);
        if (!AskFor(parked.ParkedBy, approval, "take_over_ticket", ticket).TryGet(out var grant, out var notGranted))
            return notGranted;

        try
        {
            var result = await TakeOverAsync(parked, grant, cancellationToken).ConfigureAwait(false);
            if (!result.IsDone)
                grant.GiveBack();
            return result;
        }
        catch (OperationCanceledException)
        {
            grant.GiveBack();
            throw;
        }
    }

    private async Task<PosResult<ITicket>> TakeOverAsync(SharedTicket parked, Grant grant, CancellationToken cancellationToken)
    {
        var intended = await _ledger.RunAsync<TakeoverId>(transaction => Intend(transaction, parked), cancellationToken).ConfigureAwait(false);
        if (!intended.TryGet(out var takeover, out var refusal))
            return intended.Outcome == PosOutcome.Unknown ? PosResult.Unknown(refusal).As<ITicket>() : refusal;

        var answer = await AskBackOfficeAsync(takeover, parked.Id, cancellationToken).ConfigureAwait(false);
        if (answer.Refusal?.Code == RefusalCodes.BackOfficeUnanswered)
            return PosResult.Unknown(_text.Refuse(RefusalCodes.TakeoverUnanswered)).As<ITicket>();
        if (!answer.TryGet(out var given, out var refused))
        {
            await ReleaseAsync(takeover).ConfigureAwait(false);
            return refused;
        }

        if (given is { Verdict: TakeoverVerdict.Granted, Content: { } content } && TryOpen(parked, content, out var open))
            return await TakeAsync(takeover, parked, open, grant, cancellationToken).ConfigureAwait(false);
        await ReleaseAsync(takeover).ConfigureAwait(false);
        return given switch
        {
            { Verdict: TakeoverVerdict.Taken } => Taken(given.DeviceNumber),
            { Content: not null } => _text.Refuse(RefusalCodes.TicketUnreadable),
            _ => _text.Refuse(RefusalCodes.TicketUnknown),
        };
    }

    private async Task ReleaseAsync(TakeoverId takeover) =>
        _ = await _ledger.RunAsync(transaction =>
        {
            if (transaction.State.Takeovers.ContainsKey(takeover))
                transaction.Append(new TicketTakeoverReleased(takeover), _session.EmployeeId);
            transaction.AfterCommit(PublishShared);
            return PosResult.Done;
        }, CancellationToken.None).ConfigureAwait(false);

    /// <summary>Announces the takeover in the journal, so that a ticket whose answer is lost can be asked for again, or given back.</summary>
    private PosResult<TakeoverId> Intend(LedgerTransaction transaction, SharedTicket parked)
    {
        if (transaction.State.IsSignedOut)
            return _text.Refuse(RefusalCodes.DeviceSignedOut);
        if (transaction.State.IsTraining)
            return _text.Refuse(RefusalCodes.TrainingMode);

        // It may be back here by another way, or paid here already: then what the list says is late.
        var isPaid = transaction.State.RecentReceipts.ContainsKey(parked.Ticket) || StateTable.IsIndexed(transaction.Session.Connection, parked.Ticket.Value);
        return isPaid || TicketTable.IsThere(transaction.Session, parked.Ticket) ? Taken(transaction.Identity.Number) : Intend(transaction, parked.Id, parked.Ticket);
    }

    /// <summary>Of two taps at once both ask with one key.</summary>
    private PosResult<TakeoverId> Intend(LedgerTransaction transaction, ParkingId parking, TicketId ticket)
    {
        foreach (var (asked, pending) in transaction.State.Takeovers)
        {
            if (pending == parking)
                return asked;
        }

        var takeover = new TakeoverId(_time.NewId());
        transaction.Append(new TicketTakeoverIntended(takeover, parking, ticket), _session.EmployeeId);
        transaction.AfterCommit(PublishShared);
        return takeover;
    }

    private Task<PosResult<ITicket>> TakeAsync(TakeoverId takeover, SharedTicket parked, Ticket open, Grant grant, CancellationToken cancellationToken) => _ledger.RunAsync<ITicket>(
        transaction =>
        {
            // Of two taps the second finds it done; of two parkings of one ticket, whose list was late, the second finds the first.
            if (!transaction.State.Takeovers.ContainsKey(takeover) || TicketTable.IsThere(transaction.Session, parked.Ticket))
                return _text.Refuse(RefusalCodes.TicketUnknown);
            var content = open.Saved.Content;
            transaction.Append(new TicketTakenOver(takeover, parked.Id, parked.Ticket, parked.Name, parked.Gross, content), grant);
            TicketTable.Save(transaction.Session, new SavedTicket(parked.Ticket, IsParked: false, parked.Name, transaction.Now, parked.Gross, content));
            ReferenceTable.Set(transaction.Session, SharedTicketList.Kind, parked.Id.ToString(), json: null);
            transaction.AfterCommit(() =>
            {
                SetOpen(open);
                _shared.Listed.Load();
            });
            return PosResult.Of<ITicket>(open);
        },
        cancellationToken);

    private bool TryOpen(SharedTicket parked, string json, [NotNullWhen(true)] out Ticket? open)
    {
        try
        {
            using var content = JsonDocument.Parse(json);
            open = new Ticket(_context, parked.Ticket, TicketFormat.Read(content.RootElement), parked.Name);
            return true;
        }
        catch (Exception e) when (ReferenceJson.IsUnreadable(e) || e is OverflowException)
        {
            _logger.TicketUnreadable(e);
            open = null;
            return false;
        }
    }

    /// <summary>Before this device takes up what it has parked itself: whether another one has taken it over. Offline, and where the back office cannot tell, nobody is asked.</summary>
    /// <returns>The takeover that ends when the ticket is taken up, or is released; null where nobody was asked.</returns>
    private async Task<PosResult<Asked>> AskForOwnAsync(SavedTicket? parked, CancellationToken cancellationToken)
    {
        if (parked?.Content.Parking is not { } parking || !_online.ArePossible)
            return default(Asked);
        for (var attempt = 1; ; attempt++)
        {
            var intended = await _ledger.RunAsync<TakeoverId>(transaction => Intend(transaction, parking, parked.Id), cancellationToken).ConfigureAwait(false);
            if (!intended.TryGet(out var takeover, out var unsaved))
                return intended.Outcome == PosOutcome.Unknown ? PosResult.Unknown(unsaved).As<Asked>() : unsaved;

            PosResult<TicketTakeover> answer;
            try
            {
                answer = await AskBackOfficeAsync(takeover, parking, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                await ReleaseAsync(takeover).ConfigureAwait(false);
                throw;
            }

            var verdict = answer.TryGet(out var given, out var refused) ? given.Verdict : (TakeoverVerdict?)null;
            if (verdict is not TakeoverVerdict.Taken and not TakeoverVerdict.Ended && refused?.Code != RefusalCodes.BackOfficeUnanswered)
                return new Asked(takeover);

            // Nothing was made of it, so the other devices may have it, whether the question has arrived or not.
            await ReleaseAsync(takeover).ConfigureAwait(false);
            if (refused is not null)
                return refused;
            if (verdict is TakeoverVerdict.Taken)
            {
                await HandOverAsync(parked).ConfigureAwait(false);
                return Taken(given!.DeviceNumber);
            }

            // An owner has freed it since it was asked for. With another key it is this device's again, unless the back office says so of every key.
            if (attempt == 2)
                return _text.Refuse(RefusalCodes.BackOfficeUnanswered);
        }
    }

    /// <summary>What was asked of the back office before a ticket is taken up.</summary>
    /// <param name="Takeover">The key of it; null where nobody was asked.</param>
    private readonly record struct Asked(TakeoverId? Takeover);

    private Task<PosResult<TicketTakeover>> AskBackOfficeAsync(TakeoverId takeover, ParkingId parking, CancellationToken cancellationToken) => _online.AskAsync(
        (services, cancellation) => services.TakeTicketAsync(new TakeoverRequest(_ledger.Identity.Id, takeover, parking), cancellation), RefusalCodes.TicketUnknown, cancellationToken);

    private void SharedChanged()
    {
        PublishShared();
        PublishPredefined();
        _ = HandOverAsync();
    }

    private void PublishShared() => _shared.Publish(_ledger.Identity.Id, _ledger.State.Takeovers.Values);

    /// <summary>What was parked here and others have taken over is theirs.</summary>
    private async Task HandOverAsync()
    {
        SavedTicket[] parked;
        lock (_gate)
            parked = [.. _parkedContent.Values];
        foreach (var ticket in parked)
        {
            if (ticket.Content.Parking is { } parking && _shared.Find(parking)?.TakenBy is { } taker && taker != _ledger.Identity.Id)
                await HandOverAsync(ticket).ConfigureAwait(false);
        }
    }

    private async Task HandOverAsync(SavedTicket ticket)
    {
        try
        {
            _ = await _ledger.RunAsync(transaction =>
            {
                // It may have been taken up, or parked anew, meanwhile: that is another one.
                if (ParkedContent(ticket.Id)?.Content.Parking != ticket.Content.Parking || !TicketTable.IsParked(transaction.Session, ticket.Id))
                    return PosResult.Done;
                transaction.Append(new TicketHandedOver(ticket.Content.Parking!.Value, ticket.Id), employee: null);
                TicketTable.Delete(transaction.Session, ticket.Id);
                transaction.AfterCommit(() => RemoveParked(ticket.Id));
                return PosResult.Done;
            }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            // The engine has stopped: the next start does it.
        }
    }

    private void RemoveParked(TicketId ticket)
    {
        lock (_gate)
            _parkedContent.Remove(ticket);
        PublishParked();
    }

    private Refusal Taken(int? deviceNumber) => _text.Refuse(RefusalCodes.TicketTaken, (object?)deviceNumber ?? "?");

    /// <summary>Leave to take up a ticket: one that somebody else has parked takes a permission.</summary>
    private PosResult<Grant> AskFor(EmployeeId? parker, Approval? approval, string operation, object ticket) =>
        _session.Authority.Ask(parker is not null && parker != _session.EmployeeId ? Permissions.ManageAllTickets : Permissions.None, approval, operation, ticket);
}
