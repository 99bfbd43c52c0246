namespace PosEngine.Hardware;

/// <summary>The jobs of one physical device: one after the other, in the order given, each with a report.</summary>
/// <remarks>
/// A device that throws fails its job; one that hangs holds up nothing but the jobs behind it. No job is dropped without a report, not even at the end.
/// Thread-safe.
/// </remarks>
internal sealed class DeviceQueue(string device, Action<DeviceReport> report, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How long a job may take before the device is asked to give it up.</summary>
    public static readonly TimeSpan JobTime = TimeSpan.FromSeconds(30);

    /// <summary>How long closing waits for the jobs that are left.</summary>
    public static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closed = new();
    private Task _last = Task.CompletedTask;

    /// <summary>Gives the device a job. Never waits, and runs nothing of the device's here.</summary>
    public void Enqueue(string job, Func<CancellationToken, ValueTask<DeviceResult>> run)
    {
        lock (_gate)
        {
            _last = RunAsync(_last, job, run);
        }
    }

    /// <summary>Completes when every job given so far was done or has failed.</summary>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            return _last;
        }
    }

    /// <summary>Lets the device finish, for <see cref="CloseTime"/>; what is left then has failed.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await FlushAsync().WaitAsync(CloseTime, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The jobs that are left report it themselves.
        }

        await _closed.CancelAsync().ConfigureAwait(false);
        await FlushAsync().ConfigureAwait(false);
    }

    private async Task RunAsync(Task before, string job, Func<CancellationToken, ValueTask<DeviceResult>> run)
    {
        // Never on the caller's thread, who holds the lock.
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        report(new(device, job, await AttemptAsync(run).ConfigureAwait(false)));
    }

    private async Task<DeviceResult> AttemptAsync(Func<CancellationToken, ValueTask<DeviceResult>> run)
    {
        if (_closed.IsCancellationRequested)
        {
            return DeviceResult.Failed("The till was closed before it began.");
        }

        using var tooLong = new CancellationTokenSource(JobTime, time);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(tooLong.Token, _closed.Token);
        try
        {
            // Apart from this method, since a driver may block instead of awaiting. Only the close gives it up: it is called one job at a time.
            return await Task.Run(() => run(cancel.Token).AsTask(), CancellationToken.None).WaitAsync(_closed.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Nobody knows how far it came.
            return new(Effect.Unknown, exception.Message);
        }
    }
}
