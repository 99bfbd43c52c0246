using System.Buffers.Binary;
using Microsoft.Extensions.Time.Testing;
using PosEngine.Scheduling;

namespace PosEngine.Reliability.Simulation;

/// <summary>A till's clock, and its ids: the same in every run of a seed. Its timers can be made to be dead, on purpose.</summary>
internal sealed class SimulatedClock(int seed, bool isDead) : FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero)), IIdSource
{
    private readonly Random _random = new(seed);

    public Guid NewId()
    {
        Span<byte> id = stackalloc byte[16];
        _random.NextBytes(id);
        BinaryPrimitives.WriteInt64BigEndian(id, (GetUtcNow().ToUnixTimeMilliseconds() << 16) | 0x7000L | id[7]);
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new(id, bigEndian: true);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(isDead ? static _ => { } : callback, state, dueTime, period);
}
