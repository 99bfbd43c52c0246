namespace PosEngine.Streams;

/// <summary>Runs actions on one background thread of its own, so that neither the writer nor a busy thread pool holds up a UI, nor the other way round.</summary>
internal sealed class ThreadDispatcher : IDispatcher, IDisposable
{
    private readonly Queue<Action> _actions = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isClosed;

    public ThreadDispatcher() => new Thread(Run) { IsBackground = true, Name = "PosEngine dispatcher" }.Start();

    /// <summary>Completes when everything that was queued before <see cref="Dispose"/> has run.</summary>
    public Task Ended => _ended.Task;

    /// <inheritdoc/>
    public void Post(Action action)
    {
        lock (_actions)
        {
            if (!_isClosed)
            {
                _actions.Enqueue(action);
                Monitor.Pulse(_actions);
            }
        }
    }

    /// <summary>Takes nothing more; what is queued still runs.</summary>
    /// <remarks>Does not wait for it: an action may be waiting for the very thread that disposes.</remarks>
    public void Dispose()
    {
        lock (_actions)
        {
            _isClosed = true;
            Monitor.Pulse(_actions);
        }
    }

    private void Run()
    {
        while (Take() is { } action)
        {
            action();
        }

        _ended.SetResult();
    }

    private Action? Take()
    {
        lock (_actions)
        {
            while (_actions.Count == 0)
            {
                if (_isClosed)
                {
                    return null;
                }

                Monitor.Wait(_actions);
            }

            return _actions.Dequeue();
        }
    }
}
