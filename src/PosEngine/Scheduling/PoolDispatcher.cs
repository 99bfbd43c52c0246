using PosEngine.Streams;

namespace PosEngine.Scheduling;

/// <summary>Runs actions one after the other, in order, on the thread pool.</summary>
/// <remarks>
/// Who posts from a pool thread and then awaits hands that very thread over: no other has to be woken, neither for the action nor for what awaits it.
/// On a machine at rest that is most of what a hop costs (docs/decisions/0006).
/// </remarks>
internal sealed class PoolDispatcher : IDispatcher, IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly Queue<Action> _actions = new();
    private bool _isScheduled;

    /// <inheritdoc/>
    public void Post(Action action)
    {
        lock (_gate)
        {
            _actions.Enqueue(action);
            if (_isScheduled)
                return;
            _isScheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (Take() is { } action)
            action();
    }

    private Action? Take()
    {
        lock (_gate)
        {
            if (_actions.TryDequeue(out var action))
                return action;
            _isScheduled = false;
            return null;
        }
    }
}
