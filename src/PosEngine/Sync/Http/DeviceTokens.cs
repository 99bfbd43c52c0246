namespace PosEngine.Sync;

/// <summary>The token of this device: the one that was given, or what a provider gives for each request; renewed where the back office refuses it.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DeviceTokens(HttpBackOfficeOptions options) : IDisposable
{
    private readonly Func<CancellationToken, ValueTask<string>>? _provider = options.TokenProvider;
    private readonly Func<string, CancellationToken, ValueTask<string>>? _renewer = options.TokenRenewer;
    private readonly SemaphoreSlim _renewing = new(1, 1);
    private volatile string? _token = options.DeviceToken;

    /// <summary>Whether a token that was refused can be renewed.</summary>
    public bool CanRenew => _renewer is not null;

    public ValueTask<string> GetAsync(CancellationToken cancellationToken) =>
        _provider is null ? ValueTask.FromResult(_token!) : AskAsync("provider", _provider, cancellationToken);

    /// <summary>Another token than the one that was refused: the renewed one, or what somebody else has renewed it to meanwhile.</summary>
    public async ValueTask<string> RenewAsync(string refused, CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_token == refused)
                _token = await AskAsync("renewer", token => _renewer!(refused, token), cancellationToken).ConfigureAwait(false);
            return _token!;
        }
        finally
        {
            _renewing.Release();
        }
    }

    public void Dispose() => _renewing.Dispose();

    private static async ValueTask<string> AskAsync(string who, Func<CancellationToken, ValueTask<string>> ask, CancellationToken cancellationToken)
    {
        string token;
        try
        {
            token = await ask(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (BackOfficeException or OperationCanceledException))
        {
            throw new BackOfficeException(BackOfficeError.Transient, $"The token {who} failed.", exception);
        }

        return BearerToken.IsValid(token)
            ? token
            : throw new BackOfficeException(BackOfficeError.Unauthorised, $"The token {who} gave no usable token. {BearerToken.Rule}");
    }
}
