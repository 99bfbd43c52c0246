using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace PosEngine.Streams;

/// <summary>A value that the engine publishes: the one way in which it tells of changes.</summary>
/// <param name="value">The first value.</param>
/// <param name="dispatcher">Calls the subscribers that have no context of their own.</param>
/// <param name="logger">Hears of subscribers that throw.</param>
/// <param name="distinct">Suppresses a value equal to the one before; null publishes every value.</param>
/// <remarks>Thread-safe. Calls no foreign code under a lock.</remarks>
internal sealed class PosStream<T>(T value, IDispatcher dispatcher, ILogger logger, IEqualityComparer<T>? distinct = null) : IPosStream<T>
{
    private readonly Lock _gate = new();
    private ImmutableArray<Subscription<T>> _subscriptions = [];
    private T _value = value;
    private bool _isCompleted;

    /// <inheritdoc/>
    public T Value
    {
        get
        {
            // A value wider than a word is not read in one step.
            lock (_gate)
            {
                return _value;
            }
        }
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<T> onNext)
    {
        ArgumentNullException.ThrowIfNull(onNext);
        return Subscribe(onNext, static () => { });
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return Subscribe(observer.OnNext, observer.OnCompleted);
    }

    /// <summary>Publishes a value. Called after the commit that it tells of.</summary>
    public void Publish(T value)
    {
        ImmutableArray<Subscription<T>> subscriptions;
        lock (_gate)
        {
            if (_isCompleted || distinct?.Equals(_value, value) == true)
            {
                return;
            }

            _value = value;
            subscriptions = _subscriptions;
            foreach (var subscription in subscriptions)
            {
                subscription.Enqueue(value);
            }
        }

        Schedule(subscriptions);
    }

    /// <summary>Tells subscribers that there will be no more changes; the value stays.</summary>
    public void Complete()
    {
        ImmutableArray<Subscription<T>> subscriptions;
        lock (_gate)
        {
            if (_isCompleted)
            {
                return;
            }

            _isCompleted = true;
            subscriptions = _subscriptions;
            _subscriptions = [];
            foreach (var subscription in subscriptions)
            {
                subscription.Complete();
            }
        }

        Schedule(subscriptions);
    }

    private Subscription<T> Subscribe(Action<T> onNext, Action onCompleted)
    {
        var target = SynchronizationContext.Current is { } context ? new ContextDispatcher(context) : dispatcher;
        var subscription = new Subscription<T>(onNext, onCompleted, target, logger, Remove);
        lock (_gate)
        {
            subscription.Enqueue(_value);
            if (_isCompleted)
            {
                subscription.Complete();
            }
            else
            {
                _subscriptions = _subscriptions.Add(subscription);
            }
        }

        subscription.Schedule();
        return subscription;
    }

    private void Remove(Subscription<T> subscription)
    {
        lock (_gate)
        {
            _subscriptions = _subscriptions.Remove(subscription);
        }
    }

    private static void Schedule(ImmutableArray<Subscription<T>> subscriptions)
    {
        foreach (var subscription in subscriptions)
        {
            subscription.Schedule();
        }
    }
}
