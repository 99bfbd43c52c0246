using Microsoft.Extensions.Time.Testing;

namespace PosEngine.Support;

/// <summary>A clock whose hands can be moved without time passing: stopwatches do not notice.</summary>
internal sealed class ShopClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private long _moved;

    public void MoveHands(TimeSpan by)
    {
        _moved += by.Ticks;
        AdjustTime(GetUtcNow() + by);
    }

    public override long GetTimestamp() => base.GetTimestamp() - _moved;
}
