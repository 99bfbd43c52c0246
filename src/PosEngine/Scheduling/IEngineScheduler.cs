using PosEngine.Streams;

namespace PosEngine.Scheduling;

/// <summary>Where the engine's loops run: threads of their own in production, the caller's thread in a simulation, so that a whole till runs under a seed.</summary>
internal interface IEngineScheduler
{
    /// <summary>How the engine completes tasks: continuations never run on the writer in production, and always inline in a simulation.</summary>
    TaskCreationOptions Completions { get; }

    /// <summary>A worker that runs what is posted to it one after the other, in order. Disposed if it is disposable.</summary>
    IDispatcher CreateWorker(string name);

    /// <summary>Runs something that takes a while, away from the caller's thread, which may be a UI's.</summary>
    Task<T> RunInBackground<T>(Func<T> work, CancellationToken cancellationToken);
}
