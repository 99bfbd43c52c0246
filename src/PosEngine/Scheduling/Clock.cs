namespace PosEngine.Scheduling;

/// <summary>Ids and times from the one clock.</summary>
internal static class Clock
{
    /// <summary>A new UUID of version 7; of a clock that makes the ids as well, its next one.</summary>
    public static Guid NewId(this TimeProvider time) => time is IIdSource source ? source.NewId() : Guid.CreateVersion7(time.GetUtcNow());

    /// <summary>The device's time, to the millisecond, with its zone's offset: as precise as the journal keeps it.</summary>
    public static DateTimeOffset GetDeviceTime(this TimeProvider time)
    {
        var now = time.GetLocalNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
    }
}

/// <summary>A simulated clock whose ids are the same in every run.</summary>
internal interface IIdSource
{
    Guid NewId();
}
