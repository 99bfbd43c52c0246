using PosEngine.Streams;

namespace PosEngine.Scheduling;

/// <summary>Where the engine's loops run: threads apart from the caller's in production, the caller's thread in a simulation, so that a whole till runs under a seed.</summary>
internal interface IEngineScheduler
{
    /// <summary>How the engine completes tasks: continuations never run on the writer in production, and always inline in a simulation.</summary>
    TaskCreationOptions Completions { get; }

    /// <summary>Where the one writer runs: one action after the other, in order.</summary>
    IDispatcher CreateWriter();

    /// <summary>Where subscribers run that have no context of their own. Disposed if it is disposable.</summary>
    IDispatcher CreateDispatcher();

    /// <summary>Runs something that takes a while, away from the caller's thread, which may be a UI's.</summary>
    Task<T> RunInBackground<T>(Func<T> work, CancellationToken cancellationToken);
}
