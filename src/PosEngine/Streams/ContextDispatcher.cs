namespace PosEngine.Streams;

/// <summary>Runs actions on a subscriber's own context: the UI thread, usually.</summary>
internal sealed class ContextDispatcher(SynchronizationContext context) : IDispatcher
{
    /// <inheritdoc/>
    public void Post(Action action) => context.Post(static state => ((Action)state!)(), action);
}
