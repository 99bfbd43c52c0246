using PosEngine;

namespace Till.Engines;

/// <summary>Waiting for a stream.</summary>
internal static class PosStreamExtensions
{
    /// <summary>Waits until a value meets a condition; the current one counts.</summary>
    /// <exception cref="TimeoutException">None did within <paramref name="patience"/>, a minute if not given.</exception>
    public static async Task WaitForAsync<T>(this IPosStream<T> stream, Predicate<T> condition, TimeSpan? patience = null)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (stream.Subscribe(value =>
        {
            if (condition(value))
                met.TrySetResult();
        }))
        {
            await met.Task.WaitAsync(patience ?? TimeSpan.FromMinutes(1));
        }
    }
}
