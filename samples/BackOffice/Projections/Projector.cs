using System.Data.Common;
using BackOffice.Audit;
using BackOffice.Devices;
using BackOffice.Receipts;
using BackOffice.Reference;
using BackOffice.Refunds;
using BackOffice.Storage;

namespace BackOffice.Projections;

/// <summary>Tells from journal entries what people ask for: receipts, refunds, shifts, cash, hours, customers, parked tickets, e-mails to send.</summary>
/// <remarks>
/// Runs after the entries are committed, in transactions of its own, and remembers how far it is. An entry that it cannot digest is set aside with the reason and
/// blocks nothing, whether the fault is the entry's or the projection's; kinds that it does not know are fine.
/// </remarks>
internal sealed class Projector(IBackOfficeStore store, TimeProvider time, ILogger<Projector> logger)
{
    private const int PageSize = 500;
    private const string Receipt = "receipt";
    private const string Email = "email-requested";
    private const string Message = "message-requested";

    private static readonly Dictionary<string, Func<StoreSession, StoredEntry, EntryBody, Task>> Projections = new()
    {
        ["issuer"] = static (_, _, body) => Issuer.CheckAsync(body),
        ["shift-opened"] = ShiftProjection.OpenAsync,
        ["shift-closed"] = ShiftProjection.CloseAsync,
        ["cash-paid-in"] = CashProjection.PayInAsync,
        ["cash-paid-out"] = CashProjection.PayOutAsync,
        ["cash-dropped"] = CashProjection.PayOutAsync,
        ["tips-paid-out"] = CashProjection.PayOutAsync,
        ["clocked-in"] = AttendanceProjection.ApplyAsync,
        ["break-begun"] = AttendanceProjection.ApplyAsync,
        ["break-ended"] = AttendanceProjection.ApplyAsync,
        ["clocked-out"] = AttendanceProjection.ApplyAsync,
        [Email] = EmailProjection.ApplyAsync,
        [Message] = EmailProjection.ApplyMessageAsync,
        ["value-released"] = AccountProjection.ReleaseAsync,
        ["refund-released"] = RefundProjection.ReleaseAsync,
        ["ticket-parked"] = TicketProjection.ParkAsync,
        ["ticket-resumed"] = TicketProjection.ResumeAsync,
        ["ticket-taken-over"] = TicketProjection.TakeOverAsync,
        ["ticket-takeover-released"] = TicketProjection.ReleaseAsync,
        ["ticket-handed-over"] = TicketProjection.HandOverAsync,
        ["customer-registered"] = CustomerProjection.RegisterAsync,
        ["customer-edited"] = CustomerProjection.EditAsync,
    };

    // The first entry of the request that is answered after this: what is set aside of those before it is told later.
    private long _answered = long.MaxValue;

    /// <summary>Goes on where it stopped, for every device.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var device in await store.ReadAsync(session => session.QueryAsync<string>("SELECT id FROM device"), cancellationToken))
            await RunAsync(Guid.Parse(device), cancellationToken);
    }

    /// <summary>The same for one device, which is told of its entries from one on as soon as this is done.</summary>
    public Task RunAsync(Guid device, long first, CancellationToken cancellationToken)
    {
        _answered = first;
        return RunAsync(device, cancellationToken);
    }

    /// <summary>Goes on where it stopped, for one device. A fault is logged and waits for the next run: the journal itself is safe.</summary>
    public async Task RunAsync(Guid device, CancellationToken cancellationToken)
    {
        try
        {
            while (await store.WriteAsync(session => ApplyPageAsync(session, device), cancellationToken) == PageSize)
            {
                // The next page is another transaction, so that pushes come in between.
            }

            // In a transaction after, which sees what other devices committed meanwhile.
            if (await store.ReadAsync(RefundTable.ListArrivedAsync, cancellationToken) is not [])
                await store.WriteAsync(MeetAsync, cancellationToken);
        }
        catch (DbException exception)
        {
            Log.ProjectionsStopped(logger, exception, device.ToString());
        }
    }

    private async Task<int> ApplyPageAsync(StoreSession session, Guid device)
    {
        await DeviceTable.LockAsync(session, device);
        var entries = await session.QueryAsync<StoredEntry>(
            """
            SELECT entry.position, epoch.device, entry.epoch, entry.sequence, entry.body
            FROM epoch
            JOIN entry ON entry.epoch = epoch.key
            LEFT JOIN projected ON projected.epoch = epoch.key
            WHERE epoch.device = @device AND entry.sequence > COALESCE(projected.through, 0)
            ORDER BY entry.position LIMIT @PageSize
            """,
            new { device = device.ToString(), PageSize });

        if (!await TryApplyAllAsync(session, entries))
        {
            // In the order of the journal a receipt comes before a ticket: the feed's lock, which belongs before all that both take, has to be there.
            await ReferenceTable.LockAsync(session);
            foreach (var entry in entries)
                await ApplyOrSetAsideAsync(session, entry);
        }

        foreach (var last in entries.GroupBy(entry => entry.Epoch).Select(epoch => epoch.Last()))
        {
            await session.ExecuteAsync(
                """
                INSERT INTO projected (epoch, through) VALUES (@Epoch, @Sequence)
                ON CONFLICT (epoch) DO UPDATE SET through = excluded.through
                """,
                last);
        }

        await ChainAudit.AdvanceAsync(session, device);
        return entries.Count;
    }

    /// <summary>The usual case, without a place to go back to for each entry, and with all receipts at once: only e-mails need them.</summary>
    /// <returns>False, and nothing done, where one of them has to be set aside.</returns>
    private async Task<bool> TryApplyAllAsync(StoreSession session, IReadOnlyList<StoredEntry> entries)
    {
        await session.SaveAsync();
        try
        {
            var (receipts, emails) = (new List<(StoredEntry, EntryBody)>(), new List<(StoredEntry, EntryBody)>());
            foreach (var entry in entries)
            {
                var body = EntryBody.Read(entry.Body);
                if (body.Kind == Receipt)
                    receipts.Add((entry, body));
                else if (body.Kind is Email or Message)
                    emails.Add((entry, body));
                else
                    await ApplyAsync(session, entry, body);
            }

            await SetAsideAsync(session, await ReceiptProjection.ApplyNewAsync(session, receipts));
            foreach (var (entry, body) in emails)
                await ApplyAsync(session, entry, body);
            return true;
        }
        catch (Exception exception) when (IsFaultOfEntry(exception))
        {
            await session.RollBackAsync();
            return false;
        }
    }

    private async Task ApplyOrSetAsideAsync(StoreSession session, StoredEntry entry)
    {
        await session.SaveAsync();
        try
        {
            await ApplyAsync(session, entry, EntryBody.Read(entry.Body));
        }
        catch (Exception exception) when (IsFaultOfEntry(exception))
        {
            await session.RollBackAsync();
            await SetAsideAsync(session, [new(entry, exception.Message)]);
        }
    }

    private async Task ApplyAsync(StoreSession session, StoredEntry entry, EntryBody body)
    {
        if (body.Kind == Receipt)
            await SetAsideAsync(session, await ReceiptProjection.ApplyAsync(session, entry, body));
        else if (Projections.TryGetValue(body.Kind, out var applyAsync))
            await applyAsync(session, entry, body);
    }

    private async Task SetAsideAsync(StoreSession session, IReadOnlyList<SetAside> entries)
    {
        foreach (var (entry, reason) in entries)
        {
            await QuarantineTable.AddAsync(session, entry, reason, time.GetUtcNow(), isLate: entry.Sequence < _answered);
            Log.Quarantined(logger, entry.Sequence, entry.Device, reason);
        }
    }

    private async Task MeetAsync(StoreSession session)
    {
        foreach (var (entry, reason) in await RefundProjection.MeetAsync(session))
        {
            if (await QuarantineTable.AddLateAsync(session, entry, reason, time.GetUtcNow()))
                Log.Quarantined(logger, entry.Sequence, entry.Device, reason);
        }
    }

    private bool IsFaultOfEntry(Exception exception) =>
        exception is DbException fault ? store.IsRefusal(fault) : exception is not OperationCanceledException;
}
