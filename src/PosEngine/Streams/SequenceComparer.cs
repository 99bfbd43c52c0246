namespace PosEngine.Streams;

/// <summary>Lists are the same where their elements are, in order: for streams that tell of changes only.</summary>
internal sealed class SequenceComparer<T> : IEqualityComparer<IReadOnlyList<T>>
{
    public bool Equals(IReadOnlyList<T>? x, IReadOnlyList<T>? y) => ReferenceEquals(x, y) || (x is not null && y is not null && x.SequenceEqual(y));

    public int GetHashCode(IReadOnlyList<T> obj) => obj.Count;
}
