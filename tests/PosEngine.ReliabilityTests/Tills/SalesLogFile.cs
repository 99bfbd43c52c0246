using System.Globalization;

namespace PosEngine.Reliability.Tills;

/// <summary>A sales log as these tests read it: with no code of the till's.</summary>
internal sealed record SalesLogFile(string Path)
{
    private const string BakeryVariable = "POSENGINE_BAKERY_LOG";

    /// <summary>The small log that ships with the till.</summary>
    public static SalesLogFile Example { get; } = new(RepositoryFiles.PathOf("samples", "Till", "example-log.csv"));

    /// <summary>A real log of five months, beside the repository or where POSENGINE_BAKERY_LOG says; it is not part of it.</summary>
    public static SalesLogFile Bakery { get; } = new(
        Environment.GetEnvironmentVariable(BakeryVariable) ?? RepositoryFiles.PathOf("..", "shared", "data", "bakery-sales.csv"));

    public bool Exists => File.Exists(Path);

    private IEnumerable<string[]> Lines => File.ReadLines(Path).Select(line => line.Split(',', StringSplitOptions.TrimEntries));

    public IReadOnlyList<int> Tickets => [.. Lines.Select(line => int.Parse(line[2], CultureInfo.InvariantCulture)).Distinct()];

    public string FirstDay => Lines.First()[0];

    public int Days => Lines.Select(line => line[0]).Distinct().Count();

    /// <summary>What the log comes to before discounts, by the till's price list.</summary>
    public decimal Subtotal
    {
        get
        {
            var prices = File.ReadLines(RepositoryFiles.PathOf("samples", "Till", "prices.csv")).Skip(1)
                .Select(line => line.Split(','))
                .ToDictionary(fields => fields[0], fields => decimal.Parse(fields[3], CultureInfo.InvariantCulture));
            return Lines.Sum(line => prices.GetValueOrDefault(line[3], prices["NONE"]));
        }
    }
}
