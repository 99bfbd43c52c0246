using PosEngine.Ledger;

namespace PosEngine.Tickets;

// Open tickets are saved soon after they change, so that a power cut loses no more than the last moment.
internal sealed partial class TicketService
{
    private void Changed(Ticket ticket)
    {
        _session.NoteActivity();
        lock (_gate)
        {
            _unsaved.Add(ticket);
            ScheduleSave(SaveDelay);
        }
    }

    private void ScheduleSave(TimeSpan delay)
    {
        if (_isSaveScheduled)
            return;
        _isSaveScheduled = true;
        _saveTimer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    private void SaveNow() => _ = SaveAsync();

    private async Task SaveAsync()
    {
        Ticket[] tickets;
        TicketId[] ended;
        lock (_gate)
        {
            tickets = [.. _unsaved];
            ended = [.. _ended];
            _unsaved.Clear();
            _ended.Clear();
            _isSaveScheduled = false;
        }

        if (tickets.Length + ended.Length == 0)
            return;
        if (await TrySaveAsync(tickets, ended).ConfigureAwait(false))
            return;
        lock (_gate)
        {
            _unsaved.UnionWith(tickets);
            _ended.UnionWith(ended);
            ScheduleSave(SaveDelayAfterFailure);
        }
    }

    private async Task<bool> TrySaveAsync(Ticket[] tickets, TicketId[] ended)
    {
        try
        {
            var result = await _ledger.RunAsync(transaction =>
            {
                Save(transaction, tickets, ended);
                return PosResult.Done;
            }, CancellationToken.None).ConfigureAwait(false);
            if (!result.IsDone)
                _logger.TicketsNotSaved(tickets.Length, result.Refusal!.Code);
            return result.IsDone;
        }
        catch (InvalidOperationException)
        {
            return true; // The engine was never started, or has stopped: there is no database to save them in.
        }
    }

    private static void Save(LedgerTransaction transaction, Ticket[] tickets, TicketId[] ended)
    {
        foreach (var ticket in tickets)
        {
            // Looked at on the writer: a ticket paid meanwhile, perhaps in this very transaction, must not get its row back.
            var (content, snapshot) = ticket.Saved;
            if (snapshot.Status is TicketStatus.Open or TicketStatus.InPayment && !transaction.State.RecentReceipts.ContainsKey(ticket.Id))
                TicketTable.Save(transaction.Session, new SavedTicket(ticket.Id, IsParked: false, snapshot.Name, transaction.Now, snapshot.Totals.Gross, content));
        }

        foreach (var ticket in ended)
            TicketTable.Delete(transaction.Session, ticket);
    }
}
