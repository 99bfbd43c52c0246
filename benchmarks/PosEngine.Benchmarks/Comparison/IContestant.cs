namespace PosEngine.Benchmarks.Comparison;

/// <summary>One way to make a sale durable.</summary>
internal interface IContestant : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Gets ready for one sale. Not measured.</summary>
    void Prepare();

    /// <summary>Completes one sale; it is on the disk when this returns. Measured.</summary>
    Task CompleteAsync();

    /// <summary>Nobody buys anything for a while: write the log back into the file. Not measured.</summary>
    Task IdleAsync();
}
