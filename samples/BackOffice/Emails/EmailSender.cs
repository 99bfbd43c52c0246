using System.Data.Common;
using System.Text.Json;
using BackOffice.Editing;
using BackOffice.Storage;
using BackOffice.Tenants;

namespace BackOffice.Emails;

/// <summary>Sends what waits in the outbox, each request once.</summary>
internal sealed class EmailSender(TenantStores stores, ReceiptEmail email, IEmailTransport transport, TimeProvider time, ILogger<EmailSender> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DelayMax = TimeSpan.FromHours(1);

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
            while (await store.WriteAsync(session => EmailOutbox.ClaimAsync(session, time.GetUtcNow()), cancellationToken) is { } claimed)
                await SendAsync(tenant, store, claimed, cancellationToken);
        }
        catch (DbException exception)
        {
            Log.EmailsStopped(logger, exception);
        }
    }

    private async Task SendAsync(string tenant, IBackOfficeStore store, ClaimedEmail claimed, CancellationToken cancellationToken)
    {
        // Not cancelled: what is claimed is sent, or waits again.
        var (parts, settings) = await store.ReadAsync(
            async session => (await EmailOutbox.ReadAsync(session, claimed), await SettingsEditing.FindAsync(session)), CancellationToken.None);
        try
        {
            if (parts.Personal is null)
            {
                await FinishAsync(store, claimed, "erased");
            }
            else if (parts.Receipt is null)
            {
                await FinishAsync(store, claimed, "failed", "The receipt is not here.");
            }
            else
            {
                await transport.SendAsync(await email.ComposeAsync(parts, LetterShop.Of(settings).When(parts.Issuer), tenant), cancellationToken);
                await FinishAsync(store, claimed, "sent");
            }
        }
        catch (NotSentException exception) when (claimed.Attempts < EmailOutbox.AttemptsMax)
        {
            var delay = TimeSpan.FromSeconds(Math.Min(DelayMax.TotalSeconds, 30 << (int)claimed.Attempts));
            await store.WriteAsync(session => EmailOutbox.PostponeAsync(session, claimed, exception.Message, time.GetUtcNow() + delay), CancellationToken.None);
        }
        catch (Exception exception) when (exception is not DbException)
        {
            // Perhaps it was sent and only the answer was lost: a person decides, not a second attempt.
            await FinishAsync(store, claimed, "failed", exception is NotSentException or FormatException or JsonException ? exception.Message : $"It may have been sent: {exception.Message}");
        }
    }

    /// <summary>Not cancelled: what has been sent has to be on record.</summary>
    private static Task FinishAsync(IBackOfficeStore store, ClaimedEmail claimed, string state, string? problem = null) =>
        store.WriteAsync(session => EmailOutbox.FinishAsync(session, claimed, state, problem), CancellationToken.None);
}
