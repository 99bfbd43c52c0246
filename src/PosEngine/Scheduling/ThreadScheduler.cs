using PosEngine.Streams;

namespace PosEngine.Scheduling;

/// <summary>Production: a thread for each worker, continuations on the thread pool.</summary>
internal sealed class ThreadScheduler : IEngineScheduler
{
    public TaskCreationOptions Completions => TaskCreationOptions.RunContinuationsAsynchronously;

    public IDispatcher CreateWorker(string name) => new ThreadDispatcher(name);

    public Task<T> RunInBackground<T>(Func<T> work, CancellationToken cancellationToken) => Task.Run(work, cancellationToken);
}
