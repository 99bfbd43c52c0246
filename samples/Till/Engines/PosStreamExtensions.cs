using PosEngine;

namespace Till.Engines;

/// <summary>Waiting for a stream.</summary>
internal static class PosStreamExtensions
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Waits until a value meets a condition; the current one counts.</summary>
    /// <exception cref="TillException">None did within a minute.</exception>
    public static async Task WaitForAsync<T>(this IPosStream<T> stream, Predicate<T> condition)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (stream.Subscribe(value =>
        {
            if (condition(value))
                met.TrySetResult();
        }))
        {
            try
            {
                await met.Task.WaitAsync(Patience);
            }
            catch (TimeoutException cause)
            {
                throw new TillException($"The till waited in vain for its back office; the last it knew was: {stream.Value}.", cause);
            }
        }
    }
}
