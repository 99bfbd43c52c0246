using PosEngine.Scheduling;
using PosEngine.Storage;

namespace PosEngine.Ledger;

/// <summary>Opens the books. Where they are damaged, everything readable is taken over before anything is sold (invariant D9).</summary>
internal sealed class Opening(Store store, HeadFile? headFile, DeviceLedger ledger, Salvage salvage, IEngineScheduler scheduler)
{
    /// <exception cref="StoreInUseException">Another engine has the database.</exception>
    /// <exception cref="StoreUnusableException">It cannot be used, and could not be salvaged either.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await OpenAsync(() => store.Open(headFile), cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnusableException e) when (e.Problem == StoreProblem.Damaged)
        {
            await CloseAsync().ConfigureAwait(false);
            await OpenAsync(SalvageAndOpen, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lets go of the database. It can be opened again.</summary>
    public async Task CloseAsync()
    {
        await ledger.StopAsync().ConfigureAwait(false);
        store.Dispose();
    }

    private async Task OpenAsync(Action openStore, CancellationToken cancellationToken)
    {
        await scheduler.RunInBackground(
            () =>
            {
                openStore();
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        await ledger.StartAsync().ConfigureAwait(false);
    }

    private void SalvageAndOpen()
    {
        store.Lock();
        try
        {
            salvage.Run();
        }
        catch
        {
            store.Dispose();
            throw;
        }

        store.Open();
    }
}
