namespace PosEngine.Capabilities;

/// <summary>A decision before it has words: what the pure rules answer.</summary>
internal readonly record struct CapabilityVerdict(CapabilityStatus Status, string? ReasonCode = null, bool IsVisible = true)
{
    public static CapabilityVerdict Available => new(CapabilityStatus.Available);

    public static CapabilityVerdict Unavailable(string reasonCode) => new(CapabilityStatus.Unavailable, reasonCode);

    public static CapabilityVerdict Hidden(string reasonCode) => new(CapabilityStatus.Unavailable, reasonCode, IsVisible: false);
}
