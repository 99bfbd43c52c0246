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
    private const int AttemptsMax = 5;

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
        // The first attempt is the one that fails, unless the engine's own was quicker.
        if (!connection.IsCut && plan.FaultAt(ticket) != ConnectionFault.None && !(await pos.Sync.SyncNowAsync()).IsDone)
            await HealAsync(pos);
    }

    /// <summary>Ends every fault, and waits until the back office has everything.</summary>
    public async Task HealAsync(IPosEngine pos)
    {
        connection.FailNextPush(ConnectionFault.None);
        connection.IsCut = false;

        // A back office that is busy may fail once or twice by itself.
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            pos.Connectivity.ReportNetwork(isAvailable: true);
            await pos.Connectivity.State.WaitForAsync(state => state == ConnectivityState.Online);
            if ((await pos.Sync.SyncNowAsync()).IsDone)
                return;
        }

        throw new TillException($"The back office does not take what the till sends: {pos.Sync.Status.Value.Problem}");
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
