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
        var (shift, left) = (ReceiptMill.ShiftOf(count / 2), ReceiptMill.WhoLeft);
        var (total, hour) = (ReceiptMill.TotalOf(count / 2, count), ReceiptMill.TimeOf(count / 2));
        var few = (Min: Money.Of(150), Max: Money.Of(150.10m));

        Console.WriteLine($"\n{count:N0} receipts, {new FileInfo(till.DatabasePath).Length / 1_000_000:N0} MB; median of {rounds} rounds");
        Console.WriteLine("| query | rows | PosEngine | plain SQLite | ratio |\n|---|---:|---:|---:|---:|");
        await TellAsync("first page", rounds, () => ListAsync(query), () => plain.List("TRUE"));
        await TellAsync("page 10,000", rounds, () => ListAsync(query with { Before = deep }), () => plain.List("TRUE", deep));
        await TellAsync("by number", rounds, async () => (await pos.Receipts.FindByNumberAsync(number)).Value.Number == number ? 1 : 0, () => plain.ByNumber(ReceiptMill.FirstNumber + (count / 2)));
        await TellAsync("of a customer", rounds, () => ListAsync(query with { CustomerId = customer }), () => plain.List("customer = $id", id: customer.Value));
        await TellAsync("of a customer, from the middle", rounds, () => ListAsync(query with { CustomerId = customer, Before = middle }), () => plain.List("customer = $id", middle, customer.Value));
        await TellAsync("text that many have", rounds, () => ListAsync(query with { Text = "coffee" }), () => plain.WithText("coffee", long.MaxValue));
        await TellAsync("text that one has, a tenth down", 5, () => ListAsync(query with { Text = ReceiptMill.RareName, Limit = 1 }), () => plain.WithText(ReceiptMill.RareName, long.MaxValue));
        await TellAsync("text that none has", 5, () => ListAsync(query with { Text = "nothing at all" }), () => plain.WithText("nothing at all", long.MaxValue));
        await TellAsync("paid by card", rounds, () => ListAsync(query with { PaymentTypeId = PaymentType.Card.Id }), () => plain.List(PaidBy(PaymentType.Card)));
        await TellAsync("paid in a way of long ago", rounds, () => ListAsync(query with { PaymentTypeId = ReceiptMill.MealVoucher.Id }), () => plain.List(PaidBy(ReceiptMill.MealVoucher)));
        await TellAsync("paid in a way that none was", rounds, () => ListAsync(query with { PaymentTypeId = PaymentType.IntegratedCard.Id }), () => plain.List(PaidBy(PaymentType.IntegratedCard)));
        await TellAsync("of an amount", rounds, () => ListAsync(query with { TotalMin = total, TotalMax = total }), () => plain.List(Between(total, total)));
        await TellAsync("of an amount that one has", rounds, () => ListAsync(query with { TotalMin = ReceiptMill.RareTotal, TotalMax = ReceiptMill.RareTotal }), () => plain.List(Between(ReceiptMill.RareTotal, ReceiptMill.RareTotal)));
        await TellAsync("of amounts that a thousandth has", rounds, () => ListAsync(query with { TotalMin = few.Min, TotalMax = few.Max }), () => plain.List(Between(few.Min, few.Max)));
        await TellAsync("of amounts that nearly all have", rounds, () => ListAsync(query with { TotalMin = Money.Of(6) }), () => plain.List($"total >= {Money.Of(6).Units}"));
        await TellAsync("of amounts that a tenth had, long ago", rounds, () => ListAsync(query with { TotalMin = ReceiptMill.EarlyTotals }), () => plain.List($"total >= {ReceiptMill.EarlyTotals.Units}"));
        await TellAsync("of an amount that none has", rounds, () => ListAsync(query with { TotalMin = Money.Of(1_000_000) }), () => plain.List("total >= 100000000000"));
        await TellAsync("of an hour in the middle", rounds, () => ListAsync(query with { From = hour, Until = hour.AddHours(1) }), () => plain.List($"at >= {hour.ToUnixTimeMilliseconds()} AND at < {hour.AddHours(1).ToUnixTimeMilliseconds()}"));
        await TellAsync("of a day before all", rounds, () => ListAsync(query with { Until = DateTimeOffset.UnixEpoch }), () => plain.List("at < 0"));
        await TellAsync("of an employee", rounds, () => ListAsync(query with { EmployeeId = ReceiptMill.EmployeeOf(7) }), () => plain.List("employee = $id", id: ReceiptMill.EmployeeOf(7).Value));
        await TellAsync("of an employee who left long ago", rounds, () => ListAsync(query with { EmployeeId = left }), () => plain.List("employee = $id", id: left.Value));
        await TellAsync("of that employee, by card", rounds, () => ListAsync(query with { EmployeeId = left, PaymentTypeId = PaymentType.Card.Id }), () => plain.List($"employee = $id AND {PaidBy(PaymentType.Card)}", id: left.Value));
        await TellAsync("of a closed shift", rounds, () => ListAsync(query with { ShiftId = shift }), () => plain.List("shift = $id", id: shift.Value));
        await TellAsync("of a closed shift with an employee that had none", rounds, () => ListAsync(query with { ShiftId = shift, EmployeeId = left }), () => plain.List($"shift = $id AND employee = x'{Convert.ToHexString(left.Value.ToByteArray())}'", id: shift.Value));

        static string PaidBy(PaymentType type) => string.Create(CultureInfo.InvariantCulture, $"pay_type = {PlainReceiptTables.PayTypeOf(type)}");

        static string Between(Money min, Money max) => string.Create(CultureInfo.InvariantCulture, $"total BETWEEN {min.Units} AND {max.Units}");

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
