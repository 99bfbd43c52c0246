using System.Globalization;

namespace Till.CommandLine;

/// <summary>Reads the command line.</summary>
internal static class CommandLineParser
{
    private static readonly string[] BackOfficeOptions = ["--back-office", "--token", "--admin-token"];

    private static readonly Dictionary<string, string[]> Options = new(StringComparer.Ordinal)
    {
        ["demo"] = ["--json", "--port", "--data"],
        ["replay"] = ["--json", "--port", "--data", "--seed", .. BackOfficeOptions],
        ["sell"] = ["--port", "--data", "--number", .. BackOfficeOptions],
    };

    /// <exception cref="UsageException">The arguments make no command; the message says why.</exception>
    public static TillCommand Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0 || arguments.Any(argument => argument is "--help" or "-h"))
            return new HelpCommand();

        var name = arguments[0];
        if (!Options.TryGetValue(name, out var allowed))
            throw new UsageException($"There is no command '{name}'; the commands are {string.Join(", ", Options.Keys)}.");

        var (values, files) = Split(name, allowed, arguments.Skip(1));
        if (files.Count > (name == "replay" ? 1 : 0))
            throw new UsageException($"'{files[^1]}' is one argument too many for {name}.");

        var json = values.ContainsKey("--json");
        return name switch
        {
            "demo" => new DemoCommand(json, values.GetValueOrDefault("--data"), PortOf(values)),
            "sell" => new SellCommand(ShopOf(values)),
            _ when files.Count == 0 => throw new UsageException("replay needs the file of the sales log: till replay FILE."),
            _ => new ReplayCommand(files[0], SeedOf(values), ShopOf(values), json),
        };
    }

    // An option is followed by its value, as '--seed 7' or '--seed=7'; --json alone has none.
    private static (Dictionary<string, string> Values, List<string> Files) Split(string command, string[] allowed, IEnumerable<string> arguments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var files = new List<string>();
        using var rest = arguments.GetEnumerator();
        while (rest.MoveNext())
        {
            var (option, value) = rest.Current.Split('=', 2) is [var left, var right] ? (left, right) : (rest.Current, null);
            if (!option.StartsWith('-'))
            {
                files.Add(rest.Current);
                continue;
            }

            if (!allowed.Contains(option))
                throw new UsageException($"{command} has no option '{option}'; it has {string.Join(", ", allowed)}.");
            if (option == "--json" && value is not null)
                throw new UsageException("--json takes no value.");
            if (option != "--json" && value is null)
                value = rest.MoveNext() ? rest.Current : null;
            if (option != "--json" && string.IsNullOrEmpty(value))
                throw new UsageException($"{option} needs a value.");
            if (!values.TryAdd(option, value ?? ""))
                throw new UsageException($"{option} is given twice.");
        }

        return (values, files);
    }

    private static ShopLocation ShopOf(Dictionary<string, string> values)
    {
        var backOffice = BackOfficeOptions.Any(values.ContainsKey) ? BackOfficeOf(values) : null;
        return backOffice is not null && values.ContainsKey("--port")
            ? throw new UsageException("--port is for the back office that the till starts; --back-office names one that runs already.")
            : new(values.GetValueOrDefault("--data"), backOffice, PortOf(values), NumberOf(values, backOffice));
    }

    private static BackOfficeLocation BackOfficeOf(Dictionary<string, string> values) =>
        values.TryGetValue("--back-office", out var url) && values.TryGetValue("--token", out var token) && values.TryGetValue("--admin-token", out var adminToken)
            ? new(UrlOf(url), token, adminToken)
            : throw new UsageException($"A back office that runs already needs all of {string.Join(", ", BackOfficeOptions)}.");

    private static Uri UrlOf(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new UsageException($"'{value}' is no address of a back office; expected something like http://127.0.0.1:5000.");

    private static long SeedOf(Dictionary<string, string> values) =>
        !values.TryGetValue("--seed", out var value) ? 1
        : long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed
        : throw new UsageException($"'{value}' is no seed; expected a whole number from 0.");

    private static int NumberOf(Dictionary<string, string> values, BackOfficeLocation? backOffice) =>
        !values.TryGetValue("--number", out var value) ? 1
        : !ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0 ? throw new UsageException($"'{value}' is no number of a till; expected a whole number from 1.")
        : number > 1 && backOffice is null ? throw new UsageException($"Till {number} needs the back office of till 1, which says how to join it.")
        : number;

    private static int PortOf(Dictionary<string, string> values) =>
        !values.TryGetValue("--port", out var value) ? 0
        : ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port
        : throw new UsageException($"'{value}' is no port; expected a whole number from 0 (any free one) to 65535.");
}
