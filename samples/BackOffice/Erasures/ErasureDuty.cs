using BackOffice.Storage;
using BackOffice.Tenants;

namespace BackOffice.Erasures;

/// <summary>Erases, in every shop, the customers whose legal hold has ended.</summary>
internal sealed class ErasureDuty(TenantStores stores, TimeProvider time, ILogger<ErasureDuty> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Erases whatever is due.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in await stores.Register.ReadAsync(TenantTable.ListAsync, cancellationToken))
            await RunAsync(stores.StoreOf(tenant.Id), cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.ErasuresStopped(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One tenant's. What stops them stops nobody else's.</summary>
    private async Task RunAsync(IBackOfficeStore store, CancellationToken cancellationToken)
    {
        try
        {
            if (await store.WriteAsync(session => Erasure.RunDueAsync(session, time.GetUtcNow()), cancellationToken))
                await store.LeaveNothingAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.ErasuresStopped(logger, exception);
        }
    }
}
