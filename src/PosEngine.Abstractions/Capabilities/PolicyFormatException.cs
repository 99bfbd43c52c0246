using System.Collections.Immutable;

namespace PosEngine.Capabilities;

/// <summary>A text is not a policy.</summary>
public sealed class PolicyFormatException : PosEngineException
{
    internal PolicyFormatException(ImmutableArray<PolicyProblem> problems, Exception? innerException = null)
        : base($"The policy cannot be used:\n{string.Join('\n', problems)}", innerException) => Problems = problems;

    /// <summary>Every place that is wrong; at least one.</summary>
    public ImmutableArray<PolicyProblem> Problems { get; }
}

/// <summary>A place of a policy that is wrong.</summary>
/// <param name="Path">Where: <c>$.rules[0].when.amount_max</c>.</param>
/// <param name="Message">What to do there. Not localised.</param>
public sealed record PolicyProblem(string Path, string Message)
{
    /// <summary>Both.</summary>
    public override string ToString() => $"{Path}: {Message}";
}
