using CsCheck;
using PosEngine.Pricing.Oracle;
using PosEngine.Receipts;

namespace PosEngine.Pricing;

/// <summary>
/// Receipts as earlier releases wrote them, <c>frozen/*.json</c>: every later build reads them and prices them again to the last unit. A file is never changed; a
/// release that stores more adds files of its own.
/// </summary>
public sealed class FrozenReceiptTests
{
    private static readonly string Folder = RepositoryFiles.PathOf("tests", "PosEngine.Tests", "Pricing", "frozen");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public void M7_a_frozen_receipt_is_priced_again_to_the_last_unit(string file)
    {
        var text = File.ReadAllText(Path.Combine(Folder, file));
        var receipt = StoredReceipts.Read(text);

        Assert.Equal(receipt.Priced, Pricer.Price(receipt.ToPriceRequest()));
        Assert.Equal(text, StoredReceipts.Write(receipt, isIndented: true) + '\n');
    }

    [Fact]
    public void M7_at_least_60_receipts_are_frozen() => Assert.InRange(Files.Count, 60, int.MaxValue);

    /// <summary>Freezes what this build writes, on request, under a prefix that no file has yet: <c>POSENGINE_FREEZE=0.2</c> before a release.</summary>
    [Fact]
    public void Receipts_are_frozen_on_request()
    {
        var prefix = Environment.GetEnvironmentVariable("POSENGINE_FREEZE");
        Assert.SkipWhen(prefix is null, "POSENGINE_FREEZE names no release.");
        Assert.Empty(Directory.GetFiles(Folder, $"{prefix}-*.json"));

        foreach (var (i, request) in PricingExample.All.Where((_, number) => number % 4 == 0).Select(example => example.ToRequest())
            .Where(request => request.Lines.All(line => line.Stored is null))
            .Concat(RandomReceipts()).Index())
        {
            File.WriteAllText(Path.Combine(Folder, $"{prefix}-{i + 1:000}.json"), StoredReceipts.Write(StoredReceipts.Of(request, Pricer.Price(request)), isIndented: true) + '\n');
        }
    }

    private static List<PriceRequest> RandomReceipts()
    {
        var requests = new List<PriceRequest>();
        StoredReceipts.Tickets.Where(request => request.Lines.Length is > 0 and < 6).Sample(requests.Add, iter: 40, threads: 1, seed: "0N0XIzNsQ0O2");
        return requests;
    }
}
