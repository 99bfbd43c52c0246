namespace PosEngine.Sync;

/// <summary>Hears what a round of synchronisation is doing.</summary>
internal interface ISyncWatch
{
    /// <summary>It does something else now.</summary>
    void Enter(SyncPhase phase);

    /// <summary>It is further.</summary>
    void Step(SyncProgress progress);
}
