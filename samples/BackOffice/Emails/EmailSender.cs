using System.Data.Common;
using System.Text.Json;
using BackOffice.Storage;
using BackOffice.Tenants;
using MimeKit;

namespace BackOffice.Emails;

/// <summary>Sends what waits in the outbox, each request once.</summary>
internal sealed class EmailSender(TenantStores stores, IEmailTransport transport, BackOfficeOptions options, TimeProvider time, ILogger<EmailSender> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DelayMax = TimeSpan.FromHours(1);

    private readonly MailboxAddress _from = MailboxAddress.Parse(options.EmailFrom);

    private readonly SemaphoreSlim _round = new(1);

    /// <summary>Sends everything that is due. One round at a time: when it returns, what was due is sent.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _round.WaitAsync(cancellationToken);
        try
        {
            foreach (var tenant in await stores.Register.ReadAsync(TenantTable.ListAsync, cancellationToken))
                await RunAsync(tenant.Id, stores.StoreOf(tenant.Id), cancellationToken);
        }
        finally
        {
            _round.Release();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _round.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (DbException exception)
            {
                Log.EmailsStopped(logger, exception);
            }
        }
    }

    /// <summary>One tenant's. What stops them stops nobody else's.</summary>
    private async Task RunAsync(string tenant, IBackOfficeStore store, CancellationToken cancellationToken)
    {
        try
        {
            while (await store.WriteAsync(session => EmailOutbox.ClaimAsync(session, time.GetUtcNow()), cancellationToken) is { } email)
                await SendAsync(tenant, store, email, cancellationToken);
        }
        catch (DbException exception)
        {
            Log.EmailsStopped(logger, exception);
        }
    }

    private async Task SendAsync(string tenant, IBackOfficeStore store, ClaimedEmail email, CancellationToken cancellationToken)
    {
        // Not cancelled: what is claimed is sent, or waits again.
        var parts = await store.ReadAsync(session => EmailOutbox.ReadAsync(session, email), CancellationToken.None);
        try
        {
            if (parts.Personal is null)
            {
                await FinishAsync(store, email, "erased");
            }
            else if (parts.Receipt is null)
            {
                await FinishAsync(store, email, "failed", "The receipt is not here.");
            }
            else
            {
                await transport.SendAsync(ReceiptEmail.Compose(parts, _from, tenant), cancellationToken);
                await FinishAsync(store, email, "sent");
            }
        }
        catch (NotSentException exception) when (email.Attempts < EmailOutbox.AttemptsMax)
        {
            var delay = TimeSpan.FromSeconds(Math.Min(DelayMax.TotalSeconds, 30 << (int)email.Attempts));
            await store.WriteAsync(session => EmailOutbox.PostponeAsync(session, email, exception.Message, time.GetUtcNow() + delay), CancellationToken.None);
        }
        catch (Exception exception) when (exception is not DbException)
        {
            // Perhaps it was sent and only the answer was lost: a person decides, not a second attempt.
            await FinishAsync(store, email, "failed", exception is NotSentException or FormatException or JsonException ? exception.Message : $"It may have been sent: {exception.Message}");
        }
    }

    /// <summary>Not cancelled: what has been sent has to be on record.</summary>
    private static Task FinishAsync(IBackOfficeStore store, ClaimedEmail email, string state, string? problem = null) =>
        store.WriteAsync(session => EmailOutbox.FinishAsync(session, email, state, problem), CancellationToken.None);
}
