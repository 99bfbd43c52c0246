using Microsoft.Data.Sqlite;
using PosEngine.Checkout;
using PosEngine.Employees;
using PosEngine.Ledger;
using PosEngine.Storage;
using PosEngine.Support;
using SQLitePCL;

namespace PosEngine.Receipts;

/// <summary>The index that is filled behind the sales finds exactly what looking at every receipt would, and never for the number of those that do not fit.</summary>
public sealed class ReceiptIndexTests(ITestOutputHelper output)
{
    private const int Queries = 400;

    // Some have much, some little, some nothing; some only at the beginning.
    private static readonly EmployeeId[] Employees = [.. Enumerable.Range(0, 4).Select(static i => new EmployeeId(IdOf(0xE0 + i)))];
    private static readonly CustomerId?[] Customers = [null, null, null, new(IdOf(0xC0)), new(IdOf(0xC1))];
    private static readonly PaymentType[] Types = [PaymentType.Cash, PaymentType.Card, new() { Id = new(IdOf(0xF0)), Name = "Voucher", Kind = PaymentKind.Other }, new() { Id = new(IdOf(0xF1)), Name = "Never", Kind = PaymentKind.Other }];
    private static readonly string[] Names = ["Coffee", "Tea", "Käsekuchen"];

    [Fact]
    public async Task Any_filters_together_find_what_looking_at_every_receipt_finds()
    {
        await using var till = await TillHost.ReadyAsync();
        var sold = await SellAsync(till, new Random(11), 1_300);
        Sql.Run(till.DatabasePath, "UPDATE journal SET body = x'' WHERE seq BETWEEN 20 AND 320; INSERT INTO quarantine (seq, reason) SELECT seq, 'x' FROM receipt WHERE seq % 97 = 0");
        var acked = till.Ledger().State.Outbox.Acked;
        var through = Through(till);
        Assert.InRange(through, 1_000, till.Pos.Journal.Head.Value - 100); // Some of it in the tail.
        await CompareAsync(till, sold, seed: 0, acked, through);

        // As in a database from before there was an index: what is pruned is not found by how it was paid any more, and everything else is.
        Sql.Run(till.DatabasePath, "DELETE FROM receipt_index; DELETE FROM receipt_stretch");
        await CompareAsync(till, sold, seed: 1_000, acked, through: 0);
        await till.Ledger().OnWriterAsync(transaction => Assert.True(ReceiptIndex.Fill(transaction.Session, transaction.State.Head)));
        Assert.Equal(ReceiptIndex.EntriesMax, Through(till));
        await CompareAsync(till, sold, seed: 2_000, acked, through: 0);
    }

    /// <summary>Counted in steps of SQLite's machine: so many receipts more, and hardly a step.</summary>
    [Fact]
    public async Task What_few_receipts_have_is_found_without_looking_at_the_others()
    {
        await using var till = await TillHost.ReadyAsync();
        var sold = await SellAsync(till, new Random(5), 1_500, isRareFirst: true);
        var rare = sold[5].Receipt;
        ReceiptQuery[] queries =
        [
            new() { EmployeeId = rare.EmployeeId }, new() { TotalMin = rare.Total, TotalMax = rare.Total }, new() { TotalMin = Money.Of(900), TotalMax = Money.Of(950) }, new() { TotalMin = Money.Of(10_000) },
            new() { PaymentTypeId = Types[2].Id }, new() { PaymentTypeId = Types[3].Id }, new() { ShiftId = rare.ShiftId, EmployeeId = Employees[1] }, new() { ShiftId = new(IdOf(1)) },
            new() { Until = sold[20].Receipt.CompletedAt }, new() { Until = DateTimeOffset.UnixEpoch }, new() { PaymentTypeId = Types[2].Id, Text = "Coffee" }, new() { EmployeeId = rare.EmployeeId, PaymentTypeId = Types[0].Id },
            new() { State = SyncState.NeedsAttention, EmployeeId = Employees[1] }, new() { State = SyncState.NeedsAttention, TotalMin = Money.Zero }, new(), new() { EmployeeId = Employees[1] }, new() { PaymentTypeId = Types[1].Id }, new() { TotalMin = Money.Zero },
        ];

        var before = Steps(till, queries);
        await SellAsync(till, new Random(6), 4_500);
        var after = Steps(till, queries);

        for (var i = 0; i < queries.Length; i++)
        {
            output.WriteLine($"{before[i]:N0} steps, {after[i]:N0} with four times the receipts");
            Assert.InRange(after[i], 0, (1.5 * before[i]) + 1_000);
        }
    }

    [Fact]
    public async Task What_is_archived_is_found_by_how_it_was_paid_and_nothing_is_archived_before_that()
    {
        await using var till = await TillHost.ReadyAsync(static options => options.JournalRetention = TimeSpan.FromDays(2));
        var sold = await SellAsync(till, new Random(3), 700);
        (await till.Pos.Shifts.CloseAsync(Money.Of(1))).EnsureDone();
        till.BackOffice.PrunableThrough = long.MaxValue;
        till.Time.Advance(TimeSpan.FromDays(3));
        await till.RestartAsync();
        await till.SignInAsync();
        Sql.Run(till.DatabasePath, "DELETE FROM receipt_index; DELETE FROM receipt_stretch");

        till.Ledger().SaveState();

        Assert.Equal(ReceiptIndex.EntriesMax, Sql.Read<long>(till.DatabasePath, "SELECT max(last) FROM absent"));
        till.Ledger().SaveState();
        var archived = Sql.Read<long>(till.DatabasePath, "SELECT max(last) FROM absent");
        Assert.InRange(archived, 700, Through(till));
        var vouchers = sold.Where(static one => one.Receipt.Payments.Any(static payment => payment.Type.Id == Types[2].Id)).Select(static one => one.Sequence).OrderDescending().Take(500);
        Assert.Equal(vouchers, (await till.Pos.Receipts.ListAsync(new() { PaymentTypeId = Types[2].Id, Limit = 500 })).Value.Select(static row => row.Sequence));
    }

    [Fact]
    public async Task A_database_from_before_the_index_has_it_after_its_first_sale()
    {
        await using var till = await TillHost.ReadyAsync();
        var sold = await SellAsync(till, new Random(3), 1_200);
        await till.Pos.DisposeAsync();
        Sql.Run(till.DatabasePath, "DROP TABLE receipt_index; DROP TABLE receipt_stretch; PRAGMA user_version = 11");

        await till.StartAsync();
        await till.SignInAsync();
        var last = await till.SellAsync();
        sold.Add((till.Pos.Journal.Head.Value, last));

        Assert.InRange(Through(till), till.Pos.Journal.Head.Value - ReceiptIndex.EntriesMax, till.Pos.Journal.Head.Value);
        Assert.InRange(Sql.Read<long>(till.DatabasePath, "SELECT count(*) FROM receipt_stretch"), 1, 3);
        await CompareAsync(till, sold, seed: 3_000, till.Ledger().State.Outbox.Acked, through: long.MaxValue);
    }

    [Fact]
    public void Lists_have_in_common_what_sets_have()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var sets = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Enumerable.Range(1, 2_000).Where(_ => random.Next(100) < random.Next(1, 100)).Where(i => i % 700 < random.Next(1, 900)).ToHashSet()).ToList();
            var lists = sets.Select(static set => SequenceList.Of([.. set.Select(static i => (long)i).OrderDescending()])).ToList();
            var (middle, first) = (random.Next(0, 2_100), random.Next(1, 500));
            var expected = sets.Aggregate(Enumerable.Range(1, 2_000), static (all, set) => all.Where(set.Contains)).Where(i => i >= first).Select(static i => (long)i).OrderDescending().ToList();

            // In two stretches, as where the clock was set.
            var found = SequenceList.Intersect(lists, middle + 1, 2_000).Concat(SequenceList.Intersect(lists, first, middle)).Where(i => i >= first);
            Assert.True(expected.SequenceEqual(found), $"Seed {seed}.");
        }
    }

    /// <summary>Random filters, each third with the ways of the finder that only many receipts take.</summary>
    private static async Task CompareAsync(TillHost till, List<(long Sequence, Receipt Receipt)> sold, int seed, long acked, long through)
    {
        var rows = Sql.Rows(till.DatabasePath, "SELECT r.seq, length(j.body) = 0, r.seq IN (SELECT seq FROM quarantine) FROM receipt r JOIN journal j ON j.seq = r.seq").ToDictionary(
            static row => (long)row[0], static row => (IsArchived: (long)row[1] == 1, IsSetAside: (long)row[2] == 1));
        var found = 0;
        for (var i = 0; i < Queries; i++)
        {
            var random = new Random(seed + i);
            var query = QueryOf(random, sold);
            var expected = sold.Where(one => Fits(query, one, rows[one.Sequence].IsArchived, rows[one.Sequence].IsSetAside, acked, through)).Select(static one => one.Sequence).OrderDescending().Take(query.Limit).ToList();
            var listed = i % 3 == 0 && query.Number is null ? FindWithSmallLimits(till, query, acked) : [.. (await till.Pos.Receipts.ListAsync(query)).Value.Select(static row => row.Sequence)];
            Assert.True(expected.SequenceEqual(listed), $"Seed {seed + i}: {query} gave {string.Join(' ', listed)} and not {string.Join(' ', expected)}.");
            found += Math.Sign(expected.Count);
        }

        Assert.InRange(found, Queries / 4, Queries); // What finds nothing compares nothing.
    }

    private static List<long> FindWithSmallLimits(TillHost till, ReceiptQuery query, long acked)
    {
        using var connection = Sql.Open(till.DatabasePath, SqliteOpenMode.ReadOnly);
        return [.. new ReceiptFinder(connection, acked, query, numbers: null, after: 0) { FewTotals = 20, NearEntries = 100 }.Find().Where(static one => one.Fits).Select(static one => one.Row.Seq).Take(query.Limit)];
    }

    private static List<long> Steps(TillHost till, ReceiptQuery[] queries)
    {
        using var connection = Sql.Open(till.DatabasePath, SqliteOpenMode.ReadOnly);
        var steps = 0L;
        raw.sqlite3_progress_handler(connection.Handle, 10, _ => (int)(0 * (steps += 10)), null);
        return [.. queries.Select(query =>
        {
            steps = 0;
            _ = new ReceiptFinder(connection, acked: 0, query, numbers: null, after: 0) { FewTotals = 200, NearEntries = 500 }.Find().Take(query.Limit).Count();
            return steps;
        })];
    }

    private static ReceiptQuery QueryOf(Random random, List<(long Sequence, Receipt Receipt)> sold)
    {
        var (one, other) = (sold[random.Next(sold.Count)], sold[random.Next(sold.Count)]);
        var (from, until) = (one.Receipt.CompletedAt, other.Receipt.CompletedAt);
        var (min, max) = random.Next(3) == 0 ? (one.Receipt.Total, one.Receipt.Total) : (one.Receipt.Total, Money.Of(random.Next(60)));
        return new ReceiptQuery
        {
            Limit = random.Next(4) == 0 ? 500 : random.Next(1, 60),
            Before = random.Next(3) == 0 ? other.Sequence + random.Next(2) : null,
            State = random.Next(8) == 0 ? (SyncState)random.Next(3) : null,
            ShiftId = random.Next(5) == 0 ? one.Receipt.ShiftId : null,
            EmployeeId = random.Next(3) == 0 ? Employees[random.Next(Employees.Length)] : null,
            CustomerId = random.Next(6) == 0 ? Customers[random.Next(Customers.Length)] : null,
            From = random.Next(4) == 0 ? from < until || random.Next(2) == 0 ? from : until : null,
            Until = random.Next(4) == 0 ? until : null,
            Number = random.Next(12) == 0 ? one.Receipt.Number.Split('-')[^1] : null,
            TotalMin = random.Next(3) == 0 ? min : null,
            TotalMax = random.Next(3) == 0 ? max : null,
            PaymentTypeId = random.Next(3) == 0 ? Types[random.Next(Types.Length)].Id : null,
            Text = random.Next(6) == 0 ? Names[random.Next(Names.Length)][1..3] : null,
        };
    }

    private static bool Fits(ReceiptQuery query, (long Sequence, Receipt Receipt) one, bool isArchived, bool isSetAside, long acked, long through)
    {
        var (sequence, receipt) = one;
        var state = isSetAside ? SyncState.NeedsAttention : sequence <= acked ? SyncState.Synchronised : SyncState.Unsynchronised;
        return !(query.Before <= sequence) && (query.State is null || query.State == state)
            && (query.ShiftId is null || query.ShiftId == receipt.ShiftId) && (query.EmployeeId is null || query.EmployeeId == receipt.EmployeeId) && (query.CustomerId is null || query.CustomerId == receipt.CustomerId)
            && !(receipt.CompletedAt < query.From) && !(receipt.CompletedAt >= query.Until) && !(receipt.Total < query.TotalMin) && !(receipt.Total > query.TotalMax)
            && (query.Number is null || receipt.Number.EndsWith($"-{query.Number}", StringComparison.Ordinal))
            && (query.PaymentTypeId is null || ((!isArchived || sequence <= through) && receipt.Payments.Any(payment => payment.Type.Id == query.PaymentTypeId)))
            && (query.Text is null || (!isArchived && receipt.Lines.Any(line => line.Name.Contains(query.Text, StringComparison.OrdinalIgnoreCase))));
    }

    /// <summary>Receipts of all sorts, with other entries in between, several epochs, and a clock that is set back now and then.</summary>
    private static async Task<List<(long Sequence, Receipt Receipt)>> SellAsync(TillHost till, Random random, int count, bool isRareFirst = false)
    {
        var first = await till.SellAsync();
        var sold = new List<(long, Receipt)>();
        if (!isRareFirst)
            sold.Add((till.Ledger().State.Head, first));
        var at = till.Time.GetUtcNow();
        var shift = new ShiftId(IdOf(random.Next()));
        for (var i = 0; i < count; i += 100)
        {
            await till.Ledger().OnWriterAsync(transaction =>
            {
                if (random.Next(5) == 0)
                    Epochs.Begin(transaction, till.Time, EpochReasons.Restored);
                for (var j = i; j < Math.Min(count, i + 100); j++)
                {
                    at += random.Next(100) == 0 ? TimeSpan.FromHours(-random.Next(2_000)) : TimeSpan.FromMinutes(random.Next(60));
                    if (random.Next(60) == 0)
                        shift = new(IdOf(random.Next()));
                    if (random.Next(10) == 0)
                        transaction.Append(new StoreRecovered("x"), null);
                    var isRare = isRareFirst && j < 40;
                    var receipt = Of(first, random, shift, at, isRare, hasRare: !isRareFirst && count < 2_000);
                    receipt = ReceiptRecord.Write(transaction, number => receipt with { Number = number }, [], new Grant(receipt.EmployeeId, null), static _ => { });
                    sold.Add((transaction.State.Head, receipt));
                }
            });
        }

        return sold;
    }

    private static Receipt Of(Receipt template, Random random, ShiftId shift, DateTimeOffset at, bool isRare, bool hasRare)
    {
        var total = isRare ? Money.Of(900 + random.Next(20)) : Money.Of(random.Next(-5, 60));
        var types = isRare ? [Types[2], Types[0]] : Enumerable.Range(0, random.Next(1, 3)).Select(_ => Types[random.Next(hasRare && random.Next(10) == 0 ? 3 : 2)]).ToArray();
        return template with
        {
            Id = new(IdOf(random.Next())),
            TicketId = new(IdOf(random.Next())),
            ShiftId = shift,
            EmployeeId = isRare ? Employees[3] : Employees[hasRare && random.Next(40) == 0 ? 2 : random.Next(2)],
            CustomerId = Customers[random.Next(Customers.Length)],
            CompletedAt = at,
            Lines = [template.Lines[0] with { Name = Names[random.Next(isRare ? 1 : Names.Length)] }, .. template.Lines.Skip(1).Select(static line => line with { Name = "-" })],
            Priced = template.Priced with { Totals = template.Priced.Totals with { Gross = total } },
            Payments = [.. types.Select(type => new ReceiptPayment(new(IdOf(random.Next())), type, Money.Of(1)))],
        };
    }

    private static long Through(TillHost till) => Sql.Read<long>(till.DatabasePath, "SELECT coalesce(max(through), 0) FROM receipt_stretch");

    private static Guid IdOf(int number) => new(number, 1, 2, new byte[8]);
}
