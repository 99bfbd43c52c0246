namespace PosEngine.Streams;

internal sealed class Observer<T>(Action<T> onNext, Action onCompleted) : IObserver<T>
{
    public void OnNext(T value) => onNext(value);

    public void OnCompleted() => onCompleted();

    public void OnError(Exception error) => Assert.Fail($"A stream of the engine never fails: {error}");
}
