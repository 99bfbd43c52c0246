using PosEngine;
using PosEngine.Connectivity;
using Till.BackOffices;
using Till.Engines;

namespace Till.Replay;

/// <summary>Cuts, heals and disturbs the connection as planned.</summary>
/// <remarks>
/// A replay sells a month in a second. It does not wait for the engine's own pauses between attempts; where a cashier would look up after a minute and find
/// everything sent, it presses "sync now".
/// </remarks>
/// <param name="connection">What is disturbed.</param>
/// <param name="plan">When.</param>
internal sealed class PlannedConnection(FaultyBackOffice connection, ReplayPlan plan)
{
    /// <summary>How often the connection was cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>Brings the connection into the state that a ticket is sold in.</summary>
    public async Task PrepareAsync(IPosEngine pos, int ticket)
    {
        var cut = plan.IsCut(ticket);
        if (cut && !connection.IsCut)
            await CutAsync(pos, ticket);
        if (!cut && connection.IsCut)
            await HealAsync(pos);
        if (!cut)
            connection.FailNextPush(plan.FaultAt(ticket));
    }

    /// <summary>Sees to it that a fault planned for a ticket has happened and is got over.</summary>
    public async Task SettleAsync(IPosEngine pos, int ticket)
    {
        if (connection.IsCut || plan.FaultAt(ticket) == PlannedFault.None)
            return;

        // The first attempt is the one that fails, unless the engine's own was quicker. The second finds nothing in its way.
        if (!(await pos.Sync.SyncNowAsync()).IsDone)
            (await pos.Sync.SyncNowAsync()).EnsureDone();
    }

    /// <summary>Ends every fault, and waits until the back office has everything.</summary>
    public async Task HealAsync(IPosEngine pos)
    {
        connection.FailNextPush(PlannedFault.None);
        connection.IsCut = false;
        pos.Connectivity.ReportNetwork(isAvailable: true);
        await pos.Connectivity.State.WaitForAsync(state => state == ConnectivityState.Online);
        (await pos.Sync.SyncNowAsync()).EnsureDone();
    }

    private async Task CutAsync(IPosEngine pos, int ticket)
    {
        Cuts++;
        connection.IsCut = true;
        if (plan.IsCutNoticed(ticket))
            pos.Connectivity.ReportNetwork(isAvailable: false);

        // Otherwise the till finds out by trying. A few failures in a row are enough; once it knows, it says so instead of trying.
        while ((await pos.Sync.SyncNowAsync()).Refusal?.Code == RefusalCodes.SyncFailed)
        {
        }
    }
}
