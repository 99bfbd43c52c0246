using Microsoft.Extensions.Options;

namespace PosEngine.Sync;

/// <summary>How <see cref="HttpBackOffice"/> reaches its back office.</summary>
public sealed class HttpBackOfficeOptions
{
    /// <summary>The address that the paths of docs/protocol.md are below: <c>https://bo.example/pos</c>. Required; absolute, without user, query and fragment.</summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>The bearer token of this device. Either this or <see cref="TokenProvider"/> is required.</summary>
    public string? DeviceToken { get; set; }

    /// <summary>Gives the bearer token where it changes. Asked before every request, so it should remember a token that is still good.</summary>
    /// <remarks>
    /// What it throws counts as a passing failure, unless it throws a <see cref="BackOfficeException"/> of its own: one of
    /// <see cref="BackOfficeError.Unauthorised"/> pauses synchronisation.
    /// </remarks>
    public Func<CancellationToken, ValueTask<string>>? TokenProvider { get; set; }

    /// <summary>Renews the <see cref="DeviceToken"/> where the back office does not accept it any more (401): is given the one that was refused, and gives the next.</summary>
    /// <remarks>
    /// The request is sent once more with the new token, which is used from then on; save it where <see cref="DeviceToken"/> comes from. One renewal runs at a time, and whoever was refused meanwhile
    /// shares it. If the new one is refused too, synchronisation pauses. What it throws counts as with <see cref="TokenProvider"/>. Null: a token that is refused is never renewed.
    /// </remarks>
    public Func<string, CancellationToken, ValueTask<string>>? TokenRenewer { get; set; }

    /// <summary>How long one exchange may take, from asking for the token to the last byte of the reply. 30 seconds; from 1 second to 10 minutes.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether plain http is used to another machine. False: token and receipts would be readable on the way. To this machine (loopback) it always is.</summary>
    public bool AllowInsecure { get; set; }

    /// <summary>Changes the handler that opens the connections: a pinned or a client certificate, a proxy.</summary>
    public Action<SocketsHttpHandler>? ConfigureHandler { get; set; }
}

/// <summary>Refuses options that cannot work, saying what to change. Never shows a token.</summary>
internal sealed class HttpBackOfficeOptionsValidator : IValidateOptions<HttpBackOfficeOptions>
{
    private static readonly TimeSpan TimeoutMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromMinutes(10);

    public ValidateOptionsResult Validate(string? name, HttpBackOfficeOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        if (ProblemOf(options.BaseAddress, options.AllowInsecure) is { } problem)
            result.AddError(problem, nameof(options.BaseAddress));

        if (options.DeviceToken is null == options.TokenProvider is null)
            result.AddError("Set either a DeviceToken or a TokenProvider.", nameof(options.DeviceToken));
        else if (options.DeviceToken is { } token && !BearerToken.IsValid(token))
            result.AddError(BearerToken.Rule, nameof(options.DeviceToken));

        if (options.TokenRenewer is not null && options.TokenProvider is not null)
            result.AddError("Leave it out where there is a TokenProvider, which renews its token by itself.", nameof(options.TokenRenewer));

        if (options.Timeout < TimeoutMin || options.Timeout > TimeoutMax)
            result.AddError("Set 1 second to 10 minutes.", nameof(options.Timeout));

        return result.Build();
    }

    private static string? ProblemOf(Uri? address, bool allowInsecure) => address switch
    {
        null => "Set the address of the back office.",
        { IsAbsoluteUri: false } => $"'{address}' is relative. Write it out: https://bo.example.",
        { Scheme: not ("http" or "https") } => $"'{address.Scheme}' is not spoken here. Use https.",
        { UserInfo: not "" } => "Leave the user out of the address. The device is known by its token.",
        { Query: not "" } or { Fragment: not "" } => "Leave query and fragment out of the address.",
        { Scheme: "http", IsLoopback: false } when !allowInsecure =>
            $"'{address}' is not encrypted: anybody on the way could read the token. Use https, or set AllowInsecure.",
        _ => null,
    };
}
