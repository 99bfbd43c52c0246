namespace PosEngine.Conformance;

/// <summary>Tests of a back office that somebody else makes.</summary>
public abstract class Conformance : IAsyncLifetime
{
    private TestedBackOffice? _tested;

    /// <summary>Makes a back office, or connects to one. It may be shared between tests: each brings devices, receipts and customers of its own.</summary>
    protected abstract Task<TestedBackOffice> CreateAsync();

    private protected TestedBackOffice Tested => _tested!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _tested = await CreateAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_tested?.DisposeAsync is { } disposeAsync)
            await disposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected Task SetReferenceAsync(string kind, string id, string? json) => Given(Tested.SetReferenceAsync)(kind, id, json);

    /// <summary>What a test cannot do without; skips it where there is none.</summary>
    private protected static T Given<T>(T? ability) where T : class
    {
        Assert.SkipWhen(ability is null, "This back office was given to the tests without what this one needs.");
        return ability;
    }
}
