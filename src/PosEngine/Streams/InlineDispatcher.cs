namespace PosEngine.Streams;

/// <summary>Runs an action where it is posted, so that a whole till can run on one thread under a seed.</summary>
internal sealed class InlineDispatcher : IDispatcher
{
    /// <inheritdoc/>
    public void Post(Action action) => action();
}
