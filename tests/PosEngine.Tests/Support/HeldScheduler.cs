using PosEngine.Scheduling;
using PosEngine.Streams;

namespace PosEngine.Support;

/// <summary>The inline scheduler, which holds back the background work that gives a <typeparamref name="THeld"/> until it is released.</summary>
internal sealed class HeldScheduler<THeld> : IEngineScheduler
{
    private readonly InlineScheduler _inline = new();
    private readonly Queue<Action> _held = [];

    public TaskCreationOptions Completions => _inline.Completions;

    public IDispatcher CreateWriter() => _inline.CreateWriter();

    public IDispatcher CreateDispatcher() => _inline.CreateDispatcher();

    public Task<T> RunInBackground<T>(Func<T> work, CancellationToken cancellationToken)
    {
        if (typeof(T) != typeof(THeld))
            return _inline.RunInBackground(work, cancellationToken);
        var completion = new TaskCompletionSource<T>();
        _held.Enqueue(() => completion.SetResult(work()));
        return completion.Task;
    }

    public void Release()
    {
        while (_held.TryDequeue(out var work))
            work();
    }
}
