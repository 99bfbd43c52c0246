using System.Diagnostics;
using System.Globalization;
using PosEngine.Benchmarks.Tills;
using PosEngine.Checkout;
using PosEngine.Receipts;

namespace PosEngine.Benchmarks.Comparison;

/// <summary>The queries of a till with a million receipts against the same questions put to plain SQLite, the two taking turns; and the same with a hundredth of them, to see what grows.</summary>
internal static class ReceiptQueries
{
    private const int Page = 50;

    /// <param name="options"><c>--receipts N</c> (1,000,000) and <c>--rounds N</c> (21).</param>
    public static async Task<int> RunAsync(string[] options)
    {
        var (receipts, rounds) = (SaleComparison.Option(options, "--receipts", 1_000_000), SaleComparison.Option(options, "--rounds", 21));
        foreach (var count in (int[])[receipts / 100, receipts])
            await CompareAsync(count, rounds);
        return 0;
    }

    private static async Task CompareAsync(int count, int rounds)
    {
        await using var till = await BenchmarkTill.StartAsync(items: 100);
        await till.CloseAsync();
        using var plain = ReceiptMill.Fill(till.DatabasePath, count);
        await till.OpenAsync();
        await till.SignInAsync();
        var pos = till.Pos;
        var middle = ReceiptMill.FirstSequence + (count / 2L);
        var deep = Math.Max(ReceiptMill.FirstSequence + Page, ReceiptMill.FirstSequence + count - (10_000L * Page));
        var number = $"1-{ReceiptMill.FirstNumber + (count / 2)}";
        var customer = ReceiptMill.CustomerOf(7);
        var query = new ReceiptQuery { Limit = Page };
        var shift = (await pos.Receipts.ListAsync(query)).Value[^1].ShiftId;

        Console.WriteLine($"\n{count:N0} receipts, {new FileInfo(till.DatabasePath).Length / 1_000_000:N0} MB; median of {rounds} rounds");
        Console.WriteLine("| query | rows | PosEngine | plain SQLite | ratio |\n|---|---:|---:|---:|---:|");
        await TellAsync("first page", rounds, () => ListAsync(query), () => plain.List("TRUE", long.MaxValue));
        await TellAsync("page 10,000", rounds, () => ListAsync(query with { Before = deep }), () => plain.List("TRUE", deep));
        await TellAsync("by number", rounds, async () => (await pos.Receipts.FindByNumberAsync(number)).Value.Number == number ? 1 : 0, () => plain.ByNumber(ReceiptMill.FirstNumber + (count / 2)));
        await TellAsync("of a customer", rounds, () => ListAsync(query with { CustomerId = customer }), () => plain.List("customer = $customer", long.MaxValue, customer.Value));
        await TellAsync("of a customer, from the middle", rounds, () => ListAsync(query with { CustomerId = customer, Before = middle }), () => plain.List("customer = $customer", middle, customer.Value));
        await TellAsync("text that many have", rounds, () => ListAsync(query with { Text = "coffee" }), () => plain.WithText("coffee", long.MaxValue));
        await TellAsync("text that one has, a tenth down", 5, () => ListAsync(query with { Text = ReceiptMill.RareName, Limit = 1 }), () => plain.WithText(ReceiptMill.RareName, long.MaxValue));
        await TellAsync("text that none has", 5, () => ListAsync(query with { Text = "nothing at all" }), () => plain.WithText("nothing at all", long.MaxValue));
        await TellAsync("paid in a way that none was", 5, () => ListAsync(query with { PaymentTypeId = PaymentType.IntegratedCard.Id }), () => plain.List("pay_type = 3", long.MaxValue));
        await TellAsync("of an amount that none has", rounds, () => ListAsync(query with { TotalMin = Money.Of(1_000_000) }), () => plain.List("total >= 100000000000", long.MaxValue));
        await TellAsync("of a day before all", rounds, () => ListAsync(query with { Until = DateTimeOffset.UnixEpoch }), () => plain.List("at < 0", long.MaxValue));
        await TellAsync("of a shift with an employee that had none", rounds, () => ListAsync(query with { ShiftId = shift, EmployeeId = new(shift.Value) }), () => plain.List("shift = x'00'", long.MaxValue));

        async Task<int> ListAsync(ReceiptQuery wanted) => (await pos.Receipts.ListAsync(wanted)).Value.Count;
    }

    private static async Task TellAsync(string name, int rounds, Func<Task<int>> engine, Func<int> plain)
    {
        var (own, other) = (new List<double>(), new List<double>());
        var (rows, expected) = (await engine(), plain());
        if (rows != expected)
            throw new InvalidOperationException($"{name}: {rows} rows, {expected} by plain SQLite.");
        for (var round = 0; round < rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await engine();
            own.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
            started = Stopwatch.GetTimestamp();
            plain();
            other.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        var ratio = Statistics.Median(own.Zip(other, static (one, two) => one / two));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {rows} | {Write(Statistics.Median(own))} | {Write(Statistics.Median(other))} | {ratio:0.0} |"));
    }

    private static string Write(double microseconds) => microseconds < 10_000
        ? string.Create(CultureInfo.InvariantCulture, $"{microseconds:N0} µs")
        : string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1_000:N0} ms");
}
