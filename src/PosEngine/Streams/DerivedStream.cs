namespace PosEngine.Streams;

/// <summary>Makes streams out of streams.</summary>
internal static class DerivedStream
{
    /// <summary>What <paramref name="compute"/> gives, told whenever a change of a source makes it another.</summary>
    public static IPosStream<T> Of<T>(Func<T> compute, IEqualityComparer<T> distinct, params ChangeSource[] sources) =>
        new DerivedStream<T>(compute, distinct, sources);

    /// <summary>What <paramref name="project"/> makes of the value of one stream.</summary>
    public static IPosStream<TResult> Select<T, TResult>(IPosStream<T> source, Func<T, TResult> project) =>
        Of(() => project(source.Value), EqualityComparer<TResult>.Default, ChangesOf(source));

    /// <summary>A stream as a source of changes, whatever its values are.</summary>
    public static ChangeSource ChangesOf<T>(IPosStream<T> stream) =>
        (onChange, onCompleted) => stream.Subscribe(new ChangeObserver<T>(onChange, onCompleted));

    private sealed class ChangeObserver<T>(Action onChange, Action onCompleted) : IObserver<T>
    {
        public void OnNext(T value) => onChange();

        public void OnCompleted() => onCompleted();

        public void OnError(Exception error) => onCompleted();
    }
}

/// <summary>Subscribes to the changes of something.</summary>
internal delegate IDisposable ChangeSource(Action onChange, Action onCompleted);

/// <summary>A value computed from other streams whenever one of them changes.</summary>
/// <remarks>
/// It keeps nothing but its subscribers' last values, so one that nobody subscribes to costs nothing and holds on to nothing. The value is computed from
/// what the sources are at the moment of delivery: a subscriber that comes late skips what is out of date, and never ends on it.
/// </remarks>
internal sealed class DerivedStream<T>(Func<T> compute, IEqualityComparer<T> distinct, ChangeSource[] sources) : IPosStream<T>
{
    /// <inheritdoc/>
    public T Value => compute();

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<T> onNext)
    {
        ArgumentNullException.ThrowIfNull(onNext);
        return new Subscriber(compute, distinct, sources, onNext, static () => { });
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return new Subscriber(compute, distinct, sources, observer.OnNext, observer.OnCompleted);
    }

    private sealed class Subscriber : IDisposable
    {
        // Held while the subscriber is called, because its sources may call from several threads at once where the context allows that.
        private readonly Lock _gate = new();
        private readonly Func<T> _compute;
        private readonly IEqualityComparer<T> _distinct;
        private readonly Action<T> _onNext;
        private readonly Action _onCompleted;
        private readonly IDisposable[] _subscriptions;
        private int _openSources;
        private bool _hasLast;
        private T? _last;
        private volatile bool _isDisposed;

        public Subscriber(Func<T> compute, IEqualityComparer<T> distinct, ChangeSource[] sources, Action<T> onNext, Action onCompleted)
        {
            _compute = compute;
            _distinct = distinct;
            _onNext = onNext;
            _onCompleted = onCompleted;
            _openSources = sources.Length;
            _subscriptions = Array.ConvertAll(sources, subscribe => subscribe(OnChange, OnSourceCompleted));
        }

        public void Dispose()
        {
            _isDisposed = true;
            foreach (var subscription in _subscriptions)
            {
                subscription.Dispose();
            }
        }

        private void OnChange()
        {
            lock (_gate)
            {
                if (_isDisposed)
                {
                    return;
                }

                var value = _compute();
                if (_hasLast && _distinct.Equals(_last, value))
                {
                    return;
                }

                _hasLast = true;
                _last = value;
                _onNext(value);
            }
        }

        private void OnSourceCompleted()
        {
            lock (_gate)
            {
                if (--_openSources == 0 && !_isDisposed)
                {
                    _onCompleted();
                }
            }
        }
    }
}
