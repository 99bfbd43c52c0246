using BackOffice.Reference;
using MimeKit;

namespace BackOffice;

/// <summary>What the command line says. Only the command line: a token must not come from a stray environment variable.</summary>
internal sealed record BackOfficeOptions
{
    private const string DefaultEmailFrom = "receipts@localhost";

    public const int RequestBytesMax = 8 * 1024 * 1024;

    private static readonly string[] Names = ["urls", "database", "postgres", "token", "admin-token", "operator-token", "account", "seed-file", "email-folder", "smtp", "email-from", "stop-with-input"];

    /// <summary>The database file; made if it is not there.</summary>
    public string Database { get; private init; } = "backoffice.db";

    /// <summary>The connection string of a PostgreSQL database instead, which several instances may share. Keep its password in a passfile or PGPASSWORD.</summary>
    public string? Postgres { get; private init; }

    /// <summary>The token of the devices. May be left out once the database has one.</summary>
    public string? Token { get; private init; }

    /// <summary>The token of whoever edits reference data. Without one nobody can.</summary>
    public string? AdminToken { get; private init; }

    /// <summary>The token of whoever takes in other shops. Without one there is one shop.</summary>
    public string? OperatorToken { get; private init; }

    /// <summary>The account that the shop's devices belong to, for a database that is made anew because the old one was lost with its backups.</summary>
    public string? Account { get; private init; }

    /// <summary>Reference data to load while the database has none.</summary>
    public string? SeedFile { get; private init; }

    /// <summary>The folder that receipts for customers are written to as e-mails.</summary>
    public string? EmailFolder { get; private init; }

    /// <summary>The mail server that sends them instead: <c>smtp://</c> or <c>smtps://</c>, with user and password where it wants them.</summary>
    public Uri? Smtp { get; private init; }

    /// <summary>The shop's own address.</summary>
    public string EmailFrom { get; private init; } = DefaultEmailFrom;

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
            OperatorToken = given["operator-token"],
            Account = given["account"] is { } account ? ParseAccount(account) : null,
            SeedFile = given["seed-file"],
            EmailFolder = given["email-folder"],
            Smtp = given["smtp"] is { } smtp ? ParseSmtp(smtp) : null,
            EmailFrom = ParseEmailFrom(given["email-from"] ?? DefaultEmailFrom),
            StopsWithInput = given["stop-with-input"] == "true",
        };
    }

    private static string ParseAccount(string account) =>
        ReferenceTable.IsId(account) ? account : throw new StartupProblem($"--account is {ReferenceTable.IdForm}.");

    private static Uri ParseSmtp(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri is { Scheme: "smtp" or "smtps", Host.Length: > 0 }
            ? uri
            : throw new StartupProblem("--smtp is an address like smtp://mail.example:587.");

    private static string ParseEmailFrom(string address) =>
        MailboxAddress.TryParse(address, out var mailbox) && mailbox.Domain.Length > 0
            ? address
            : throw new StartupProblem("--email-from is an address like receipts@shop.example.");
}
