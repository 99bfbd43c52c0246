namespace PosEngine.Storage;

/// <summary>A piece of work for the writer. It runs inside a transaction that it may share with others, and may run again alone if one of those fails.</summary>
internal abstract class WriteCommand
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;
    private int _state = Waiting;

    /// <summary>Takes the command for execution. False if it was cancelled before.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>Cancels the command. False once the writer has it: then it completes.</summary>
    public bool TryCancel() => Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting;

    /// <summary>Does the work. Must not keep anything of an earlier run.</summary>
    public abstract void Execute(WriteSession session);

    /// <summary>The transaction is durable.</summary>
    public abstract void Complete();

    /// <summary>Nothing of it is in the database, or nobody knows: the exception says which.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>A command that answers with a value.</summary>
internal sealed class WriteCommand<T>(Func<WriteSession, T> work, TaskCreationOptions options) : WriteCommand
{
    private readonly TaskCompletionSource<T> _completion = new(options);
    private T _result = default!;

    public Task<T> Task => _completion.Task;

    public override void Execute(WriteSession session) => _result = work(session);

    public override void Complete() => _completion.SetResult(_result);

    public override void Fail(Exception exception) => _completion.SetException(exception);

    public void CancelWith(CancellationToken cancellationToken)
    {
        if (TryCancel())
            _completion.TrySetCanceled(cancellationToken);
    }
}
