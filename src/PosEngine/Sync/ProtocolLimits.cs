namespace PosEngine.Sync;

/// <summary>The limits of docs/protocol.md.</summary>
internal static class ProtocolLimits
{
    /// <summary>Changes in one page of reference data.</summary>
    public const int PullChangesMax = 1_000;

    public static void CheckPull(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, PullChangesMax);
    }
}
