namespace PosEngine.Reliability;

/// <summary>How often a reliability test repeats itself: a sample by default, what the documents promise on request.</summary>
internal static class ReliabilityScale
{
    private const string FullVariable = "POSENGINE_FULL";

    /// <summary>True when the full counts were asked for with <c>POSENGINE_FULL=1</c>.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable(FullVariable) == "1";

    /// <param name="sample">The count of an ordinary run.</param>
    /// <param name="full">The count that the documents promise.</param>
    public static int Count(int sample, int full) => IsFull ? full : sample;
}
