namespace BackOffice;

/// <summary>What the command line says. Only the command line: a token must not come from a stray environment variable.</summary>
internal sealed record BackOfficeOptions
{
    public const int RequestBytesMax = 8 * 1024 * 1024;

    private static readonly string[] Names = ["urls", "database", "postgres", "token", "admin-token", "seed-file", "stop-with-input"];

    /// <summary>The database file; made if it is not there.</summary>
    public string Database { get; private init; } = "backoffice.db";

    /// <summary>The connection string of a PostgreSQL database instead, which several instances may share. Keep its password in a passfile or PGPASSWORD.</summary>
    public string? Postgres { get; private init; }

    /// <summary>The token of the devices. May be left out once the database has one.</summary>
    public string? Token { get; private init; }

    /// <summary>The token of whoever edits reference data. Without one nobody can.</summary>
    public string? AdminToken { get; private init; }

    /// <summary>Reference data to load while the database has none.</summary>
    public string? SeedFile { get; private init; }

    /// <summary>Whether it ends when its standard input does. For whoever starts it as a part of something else: it ends with them, however they end.</summary>
    public bool StopsWithInput { get; private init; }

    /// <exception cref="StartupProblem">An option is unknown: better said than ignored.</exception>
    public static BackOfficeOptions Parse(string[] args)
    {
        var given = new ConfigurationBuilder().AddCommandLine(args).Build();
        if (given.GetChildren().FirstOrDefault(option => !Names.Contains(option.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new StartupProblem($"There is no option --{unknown.Key}. There are: --{string.Join(", --", Names)}.");

        return new()
        {
            Database = given["database"] ?? "backoffice.db",
            Postgres = given["postgres"],
            Token = given["token"],
            AdminToken = given["admin-token"],
            SeedFile = given["seed-file"],
            StopsWithInput = given["stop-with-input"] == "true",
        };
    }
}
