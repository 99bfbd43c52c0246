using Microsoft.Extensions.Logging;

namespace PosEngine.Streams;

/// <summary>One subscriber of a stream, with a queue of its own.</summary>
/// <remarks>
/// The queue makes the order independent of the context: at most one drain is posted at a time, so values arrive one after the other even on a context
/// that runs what it is given on many threads at once, as the default one does.
/// </remarks>
internal sealed class Subscription<T>(
    Action<T> onNext, Action onCompleted, IDispatcher dispatcher, ILogger logger, Action<Subscription<T>> onDispose) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<T> _values = new();
    private bool _isCompleted;
    private bool _isScheduled;
    private bool _isDisposed;

    /// <summary>Queues a value. The stream calls this under its lock, which is what gives all subscribers the same order.</summary>
    public void Enqueue(T value)
    {
        lock (_gate)
        {
            _values.Enqueue(value);
        }
    }

    /// <summary>Queues the end.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isCompleted = true;
        }
    }

    /// <summary>Sees to it that what is queued gets delivered. Called without any lock, since a context may run it right here.</summary>
    public void Schedule()
    {
        lock (_gate)
        {
            if (_isScheduled || _isDisposed)
            {
                return;
            }

            _isScheduled = true;
        }

        try
        {
            dispatcher.Post(Drain);
        }
        catch (Exception exception)
        {
            // A window that was closed, say. Whoever publishes has committed already and must not hear of it.
            Log.ContextGone(logger, exception, typeof(T));
            Dispose();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _values.Clear();
        }

        onDispose(this);
    }

    private void Drain()
    {
        while (Take() is { } deliver)
        {
            try
            {
                deliver();
            }
            catch (Exception exception)
            {
                Log.SubscriberThrew(logger, exception, typeof(T));
            }
        }
    }

    /// <summary>The next call to make, or null when there is nothing to deliver.</summary>
    private Action? Take()
    {
        lock (_gate)
        {
            if (_values.TryDequeue(out var value))
            {
                return () => onNext(value);
            }

            if (_isCompleted && !_isDisposed)
            {
                _isDisposed = true;
                return onCompleted;
            }

            _isScheduled = false;
            return null;
        }
    }
}
