using System.Diagnostics;
using System.Runtime.CompilerServices;
using PosEngine.Sync;

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
    private protected static T Given<T>(T? ability, [CallerArgumentExpression(nameof(ability))] string needed = "") where T : class
    {
        Assert.SkipWhen(ability is null, $"This back office was given to the tests without what this one needs: {needed.Replace("Tested.", $"{nameof(TestedBackOffice)}.", StringComparison.Ordinal)}.");
        return ability;
    }

    /// <summary>A call that must be refused, by a back office that is there.</summary>
    /// <returns>What it says.</returns>
    private protected static async Task<string> AssertRefusedAsync(BackOfficeError error, Func<Task> call)
    {
        var refusal = await AssertRefusedAsync(call, $"{error}");
        Assert.True(refusal.Error == error, $"The back office refused with {refusal.Error} what it has to refuse with {error}.");
        Assert.True(refusal.WasReached, "The transport throws as if nobody had answered: it has to say that the back office was reached.");
        return refusal.Message;
    }

    /// <summary>A call that must be refused, whatever with.</summary>
    private protected static async Task<BackOfficeException> AssertRefusedAsync(Func<Task> call, string with = "any error")
    {
        try
        {
            await call();
        }
        catch (BackOfficeException refusal)
        {
            return refusal;
        }

        Assert.Fail($"The back office did what it has to refuse with {with}.");
        throw new UnreachableException();
    }
}
