using System.Diagnostics.CodeAnalysis;

namespace PosEngine;

/// <summary>How an operation ended.</summary>
public enum PosOutcome
{
    /// <summary>It was done, and is as durable as the operation promises.</summary>
    Done = 0,

    /// <summary>It was refused; nothing changed.</summary>
    Refused = 1,

    /// <summary>
    /// Nobody can say yet whether it was done: the storage failed while committing, or the back office was asked for a change and its answer did not come. Asking for the same again is safe at any time, and tells: it is done once.
    /// Do not ring it up anew. The ticket of a sale is locked; completing that same ticket again gives the receipt if there is one, and sells once if there is none. So does a restart.
    /// </summary>
    Unknown = 2,
}

/// <summary>The answer of an operation that has no value to give: done, refused, or unknown.</summary>
public sealed class PosResult
{
    private PosResult(PosOutcome outcome, Refusal? refusal, ReceiptId? receipt)
    {
        Outcome = outcome;
        Refusal = refusal;
        UnknownReceipt = receipt;
    }

    /// <summary>Done.</summary>
    public static PosResult Done { get; } = new(PosOutcome.Done, null, null);

    /// <summary>How the operation ended.</summary>
    public PosOutcome Outcome { get; }

    /// <summary>Whether it was done.</summary>
    public bool IsDone => Outcome == PosOutcome.Done;

    /// <summary>Why not, unless it was done. For an unknown outcome the code is <see cref="RefusalCodes.OutcomeUnknown"/> where the storage failed, else one that says what was not answered (<see cref="RefusalCodes.ChangeUnanswered"/>, <see cref="RefusalCodes.TakeoverUnanswered"/>, <see cref="RefusalCodes.ValueUnanswered"/>).</summary>
    public Refusal? Refusal { get; }

    /// <summary>The receipt whose fate is unknown, where that is the outcome of a sale.</summary>
    public ReceiptId? UnknownReceipt { get; }

    /// <summary>Not done, because of <paramref name="refusal"/>.</summary>
    public static PosResult Refused(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return new(PosOutcome.Refused, refusal, null);
    }

    /// <summary>The storage failed while committing; <paramref name="refusal"/> says what to do.</summary>
    public static PosResult Unknown(Refusal refusal, ReceiptId? receipt = null)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return new(PosOutcome.Unknown, refusal, receipt);
    }

    /// <summary>Done, with a value.</summary>
    public static PosResult<T> Of<T>(T value)
        where T : notnull => new(value);

    /// <summary>Goes on only if the operation was done.</summary>
    /// <exception cref="RefusedException">It was refused.</exception>
    /// <exception cref="OutcomeUnknownException">Nobody knows yet.</exception>
    public void EnsureDone()
    {
        if (!IsDone)
        {
            throw PosResultException.For(Outcome, Refusal!, UnknownReceipt);
        }
    }

    /// <summary>A result with a value is refused where this one was.</summary>
    internal PosResult<T> As<T>()
        where T : notnull => new(this);
}

/// <summary>The answer of an operation: a value, a refusal, or "unknown".</summary>
/// <remarks>
/// <see cref="TryGet"/> is the normal path. <see cref="Value"/> and <see cref="EnsureDone"/> throw where nothing else can be done about a refusal.
/// An analyzer that comes with the package warns where a result is ignored.
/// </remarks>
/// <typeparam name="T">What the operation gives when it is done.</typeparam>
public sealed class PosResult<T>
    where T : notnull
{
    private readonly T? _value;
    private readonly PosResult _state;

    internal PosResult(T value)
    {
        _value = value;
        _state = PosResult.Done;
    }

    internal PosResult(PosResult notDone)
    {
        if (notDone.IsDone)
        {
            throw new ArgumentException("A result that is done needs its value.", nameof(notDone));
        }

        _state = notDone;
    }

    /// <inheritdoc cref="PosResult.Outcome"/>
    public PosOutcome Outcome => _state.Outcome;

    /// <inheritdoc cref="PosResult.IsDone"/>
    public bool IsDone => _state.IsDone;

    /// <inheritdoc cref="PosResult.Refusal"/>
    public Refusal? Refusal => _state.Refusal;

    /// <inheritdoc cref="PosResult.UnknownReceipt"/>
    public ReceiptId? UnknownReceipt => _state.UnknownReceipt;

    /// <summary>What the operation gave.</summary>
    /// <exception cref="RefusedException">It was refused.</exception>
    /// <exception cref="OutcomeUnknownException">Nobody knows yet.</exception>
    public T Value
    {
        get
        {
            _state.EnsureDone();
            return _value!;
        }
    }

    /// <summary>The value if the operation was done, else why it was not.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Refusal? refusal)
    {
        value = _value;
        refusal = _state.Refusal;
        return IsDone;
    }

    /// <summary>Goes on only if the operation was done, and gives its value.</summary>
    /// <exception cref="RefusedException">It was refused.</exception>
    /// <exception cref="OutcomeUnknownException">Nobody knows yet.</exception>
    public T EnsureDone() => Value;

    /// <summary>A refusal, as the answer of an operation that would have given a value.</summary>
    public static implicit operator PosResult<T>(Refusal refusal) => new(PosResult.Refused(refusal));

    /// <summary>A value, as the answer of an operation that was done.</summary>
    public static implicit operator PosResult<T>(T value) => new(value);

    /// <summary>The same answer without its value.</summary>
    public PosResult WithoutValue() => _state;
}
