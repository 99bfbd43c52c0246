namespace PosEngine.Streams;

/// <summary>Runs an action where it is posted.</summary>
internal sealed class InlineDispatcher : IDispatcher
{
    /// <inheritdoc/>
    public void Post(Action action) => action();
}
