using CsCheck;
using PosEngine.Checkout;
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

    /// <summary>Those that hold how they were paid, refunds behind their sales.</summary>
    public static TheoryData<string> PaidFiles => [.. Directory.GetFiles(Folder, "*-paid-*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

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

    [Theory]
    [MemberData(nameof(PaidFiles), DisableDiscoveryEnumeration = true)]
    public void M4_a_frozen_receipt_that_was_paid_is_settled_again_to_the_last_unit(string file)
    {
        var receipt = StoredReceipts.Read(File.ReadAllText(Path.Combine(Folder, file)));

        Assert.Equal(receipt.Total + receipt.CashRounding, RandomSales.Sum(receipt.Payments.Select(static payment => payment.Amount)) - receipt.Change);
        Assert.All(receipt.Payments, payment => Assert.Equal(payment.Amount, payment.Foreign?.ToHome(receipt.Currency) ?? payment.Amount));
        new Doubter(receipt.ToPriceRequest()).Check(receipt.Explain(), receipt.Priced);
        if (receipt.RefundOf is null)
            Assert.Equal(new Settlement(receipt.CashRounding, receipt.Change, Money.Zero), Settlement.Of(receipt.Total, receipt.Policy, receipt.Payments.Select(static payment => (payment.Type, payment.Amount))));
    }

    [Fact]
    public void M5_frozen_refunds_give_back_what_was_sold()
    {
        var receipts = PaidFiles.Select(file => StoredReceipts.Read(File.ReadAllText(Path.Combine(Folder, file.Data)))).ToArray();
        var (parts, rests) = (receipts.Where(static receipt => receipt.Number == "1-1002").ToArray(), receipts.Where(static receipt => receipt.Number == "1-1003").ToArray());

        Assert.Equal(6, parts.Length);
        foreach (var (sale, (part, rest)) in receipts.Where(static receipt => receipt.RefundOf is null && receipt.Payments.Length > 0).Zip(parts.Zip(rests)))
        {
            var gross = sale.Lines.Zip(sale.Priced.Lines).Where(static pair => pair.First.Quantity.IsNegative).Aggregate(sale.Totals.Gross, static (sum, pair) => sum - pair.Second.Gross);
            Assert.Equal(Money.Zero, gross + part.Totals.Gross + rest.Totals.Gross);
        }
    }

    [Fact]
    public void M7_at_least_60_receipts_are_frozen_and_15_of_them_with_their_payments()
    {
        Assert.InRange(Files.Count, 60, int.MaxValue);
        Assert.InRange(PaidFiles.Count, 15, int.MaxValue);
    }

    /// <summary>Freezes what this build writes, on request, under a prefix that no file has yet: <c>POSENGINE_FREEZE=0.2</c> before a release.</summary>
    [Fact]
    public void Receipts_are_frozen_on_request()
    {
        var prefix = Environment.GetEnvironmentVariable("POSENGINE_FREEZE");
        Assert.SkipWhen(prefix is null, "POSENGINE_FREEZE names no release.");
        Assert.Empty(Directory.GetFiles(Folder, $"{prefix}-*.json"));

        foreach (var (i, request) in PricingExample.All.Where((_, number) => number % 4 == 0).Select(example => example.ToRequest())
            .Where(request => request.Lines.All(line => line.Stored is null))
            .Concat(RandomReceipts().Where(CanBePriced)).Index())
        {
            File.WriteAllText(Path.Combine(Folder, $"{prefix}-{i + 1:000}.json"), StoredReceipts.Write(StoredReceipts.Of(request, Pricer.Price(request)), isIndented: true) + '\n');
        }

        foreach (var (i, receipt) in PaidReceipts.All.Index())
            File.WriteAllText(Path.Combine(Folder, $"{prefix}-paid-{i + 1:00}.json"), StoredReceipts.Write(receipt, isIndented: true) + '\n');
    }

    private static bool CanBePriced(PriceRequest request)
    {
        try
        {
            _ = Pricer.Price(request);
            return true;
        }
        catch (OverflowException)
        {
            return false; // No till has a receipt of it.
        }
    }

    private static List<PriceRequest> RandomReceipts()
    {
        var requests = new List<PriceRequest>();
        StoredReceipts.Tickets.Where(request => request.Lines.Length is > 0 and < 6).Sample(requests.Add, iter: 40, threads: 1, seed: "0N0XIzNsQ0O2");
        return requests;
    }
}
