namespace PosEngine.Streams;

/// <summary>Where subscribers without a context of their own are called: one action after the other, in the order of <see cref="Post"/>.</summary>
internal interface IDispatcher
{
    /// <summary>Queues an action, which must not throw. Does nothing once the dispatcher is closed.</summary>
    void Post(Action action);
}
