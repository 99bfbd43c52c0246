using PosEngine.Streams;

namespace PosEngine.Scheduling;

/// <summary>Simulation: everything runs on the thread that asks for it, to the end, before the call returns. One seed is one run.</summary>
internal sealed class InlineScheduler : IEngineScheduler
{
    public TaskCreationOptions Completions => TaskCreationOptions.None;

    public IDispatcher CreateWriter() => new Pump();

    public IDispatcher CreateDispatcher() => new Pump();

    public Task<T> RunInBackground<T>(Func<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return cancellationToken.IsCancellationRequested ? Task.FromCanceled<T>(cancellationToken) : Task.FromResult(work());
        }
        catch (Exception e)
        {
            return Task.FromException<T>(e);
        }
    }

    /// <summary>Runs what is posted at once; what is posted by that, after it.</summary>
    private sealed class Pump : IDispatcher
    {
        private readonly Queue<Action> _actions = [];
        private bool _isRunning;

        public void Post(Action action)
        {
            _actions.Enqueue(action);
            if (_isRunning)
                return;
            _isRunning = true;
            try
            {
                while (_actions.TryDequeue(out var next))
                    next();
            }
            finally
            {
                _isRunning = false;
            }
        }
    }
}
