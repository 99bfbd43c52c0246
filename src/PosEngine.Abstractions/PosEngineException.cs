namespace PosEngine;

/// <summary>A fault or a misuse; what an operation may ordinarily answer is a <see cref="Refusal"/> instead.</summary>
public class PosEngineException : Exception
{
    /// <summary>A fault with a message that says what to do.</summary>
    public PosEngineException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>A result was taken for granted that was not there.</summary>
public abstract class PosResultException : PosEngineException
{
    private protected PosResultException(Refusal refusal)
        : base(refusal.ToString()) => Refusal = refusal;

    /// <summary>Why the operation was not done.</summary>
    public Refusal Refusal { get; }

    internal static PosResultException For(PosOutcome outcome, Refusal refusal, ReceiptId? receipt) =>
        outcome == PosOutcome.Unknown ? new OutcomeUnknownException(refusal, receipt) : new RefusedException(refusal);
}

/// <summary>The operation was refused.</summary>
public sealed class RefusedException(Refusal refusal) : PosResultException(refusal);

/// <summary>The storage failed while committing: whether the operation was done is not known yet.</summary>
public sealed class OutcomeUnknownException(Refusal refusal, ReceiptId? receipt) : PosResultException(refusal)
{
    /// <summary>The receipt whose fate is unknown, if it is a sale's.</summary>
    public ReceiptId? Receipt { get; } = receipt;
}
