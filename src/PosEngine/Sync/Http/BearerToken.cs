using System.Buffers;

namespace PosEngine.Sync;

/// <summary>What can be sent as a bearer token. Checked here since the framework's own complaint would quote the token.</summary>
internal static class BearerToken
{
    public const string Rule = "A token has at least one character and only visible ASCII ones. Was a line break read with it?";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)]);

    public static bool IsValid(string? token) => !string.IsNullOrEmpty(token) && !token.AsSpan().ContainsAnyExcept(Allowed);
}
