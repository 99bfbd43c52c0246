namespace PosEngine.Reliability.Simulation;

/// <summary>Somebody at a till waits for an answer: time passes until it has come, or the power is gone.</summary>
internal sealed class Waiting(Random random, Action<SimulatedTill, TimeSpan> advance, Action<SimulatedTill, string> tell)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public void LetPass(SimulatedTill till, TimeSpan time) => advance(till, time);

    /// <param name="till">The till.</param>
    /// <param name="call">What it was asked.</param>
    /// <param name="isEnd">Whether the power stays on.</param>
    /// <param name="meanwhile">What others may do after each second; null for nothing.</param>
    /// <returns>Null where the till has died over it.</returns>
    public async Task<PosResult<T>?> ForAsync<T>(SimulatedTill till, Task<PosResult<T>> call, bool isEnd, Func<Task>? meanwhile = null)
        where T : notnull
    {
        for (var waited = TimeSpan.Zero; !call.IsCompleted; waited += TimeSpan.FromSeconds(1))
        {
            if (waited >= Patience)
                throw new InvariantViolatedException($"S6: somebody at till {till.Number} has waited for {waited}");
            if (!isEnd && random.Next(20) == 0)
            {
                tell(till, "power cut, while it waits");
                await till.CrashAsync();
                _ = call.ContinueWith(static late => late.Exception, TaskScheduler.Default);
                return null;
            }

            advance(till, TimeSpan.FromSeconds(1));
            if (meanwhile is not null)
                await meanwhile();
        }

        return await call;
    }
}
