namespace PosEngine;

/// <summary>A value that changes, for a UI to bind to.</summary>
/// <remarks>
/// <para>A subscriber gets the current value first, then every change in order, each only after the commit it tells of. It is called on the
/// <see cref="SynchronizationContext"/> that was current when it subscribed (a UI thread, usually), or on the engine's dispatcher where there was none.
/// No callback starts after the subscription was disposed on that context. A subscriber that throws harms only itself: it is logged and goes on receiving.</para>
/// <para>Being an <see cref="IObservable{T}"/>, a stream composes with System.Reactive where the application uses it; nothing here needs it.</para>
/// </remarks>
/// <typeparam name="T">What changes.</typeparam>
public interface IPosStream<out T> : IObservable<T>
{
    /// <summary>The current value.</summary>
    T Value { get; }

    /// <summary>Calls <paramref name="onNext"/> with the current value and with every later one, until disposed.</summary>
    IDisposable Subscribe(Action<T> onNext);
}
