using PosEngine.Benchmarks.Tills;
using PosEngine.Tickets;

namespace PosEngine.Benchmarks.Comparison;

/// <summary>The engine: <c>Checkout.CompleteAsync</c> on a ticket that was rung up before.</summary>
internal sealed class EngineSales(BenchmarkTill till, int lines) : IContestant
{
    /// <summary>Longer than the writer waits before it calls itself idle.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(700);

    private ITicket? _ticket;

    public string Name => "PosEngine";

    public void Prepare() => _ticket = till.RingUp(lines);

    public Task CompleteAsync() => till.PayAsync(_ticket!);

    public Task IdleAsync() => Task.Delay(Pause, TimeProvider.System);

    public ValueTask DisposeAsync() => till.DisposeAsync();
}
