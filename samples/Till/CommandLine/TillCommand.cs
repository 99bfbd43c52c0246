namespace Till.CommandLine;

/// <summary>What the program was asked to do.</summary>
internal abstract record TillCommand;

/// <summary>Explain the program.</summary>
internal sealed record HelpCommand : TillCommand;

/// <summary>Play the reference story.</summary>
/// <param name="Json">Whether standard output is one JSON object instead of the story.</param>
/// <param name="DataDirectory">The folder that keeps both databases; null for one that is deleted at the end.</param>
/// <param name="Port">The port of the back office; 0 for a free one.</param>
internal sealed record DemoCommand(bool Json, string? DataDirectory, int Port) : TillCommand;

/// <summary>Ring up a sales log.</summary>
/// <param name="File">The log.</param>
/// <param name="Seed">Decides every discount, payment, fault and restart.</param>
/// <param name="Shop">Where the databases and the back office are.</param>
/// <param name="Json">Whether standard output is one JSON object instead of a narrative.</param>
internal sealed record ReplayCommand(string File, long Seed, ShopLocation Shop, bool Json) : TillCommand;

/// <summary>Sell by hand.</summary>
/// <param name="Shop">Where the databases and the back office are.</param>
internal sealed record SellCommand(ShopLocation Shop) : TillCommand;

/// <summary>Where the databases and the back office are.</summary>
/// <param name="DataDirectory">The folder that keeps both databases; null for one that is deleted at the end.</param>
/// <param name="BackOffice">A back office that runs already; null to start one.</param>
/// <param name="Port">The port of the back office to start; 0 for a free one.</param>
/// <param name="Number">The number of the till. The first one tells the back office what the shop sells.</param>
internal sealed record ShopLocation(string? DataDirectory, BackOfficeLocation? BackOffice, int Port, int Number = 1);

/// <summary>A back office and what opens it.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Token">The token of its devices.</param>
/// <param name="AdminToken">The token of whoever edits reference data.</param>
internal sealed record BackOfficeLocation(Uri Address, string Token, string AdminToken);
