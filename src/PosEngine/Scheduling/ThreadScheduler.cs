using PosEngine.Streams;

namespace PosEngine.Scheduling;

/// <summary>Production: the writer and continuations on the thread pool, subscribers on a thread of their own.</summary>
internal sealed class ThreadScheduler : IEngineScheduler
{
    public TaskCreationOptions Completions => TaskCreationOptions.RunContinuationsAsynchronously;

    public IDispatcher CreateWriter() => new PoolDispatcher();

    public IDispatcher CreateDispatcher() => new ThreadDispatcher();

    public Task<T> RunInBackground<T>(Func<T> work, CancellationToken cancellationToken) => Task.Run(work, cancellationToken);
}
