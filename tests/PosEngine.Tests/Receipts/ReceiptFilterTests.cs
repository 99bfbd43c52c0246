using PosEngine.Checkout;
using PosEngine.Ledger;
using PosEngine.Storage;
using PosEngine.Support;

namespace PosEngine.Receipts;

/// <summary>Each filter of the list finds what fits and nothing else, in the index and in the tail, and together with the others.</summary>
public sealed class ReceiptFilterTests
{
    private static readonly PaymentType Voucher = new() { Id = new(new("0193b000-0000-7000-8000-0000000000f1")), Name = "Voucher", Kind = PaymentKind.Other };

    [Fact]
    public async Task Receipts_are_found_by_who_completed_them_for_whom_and_when()
    {
        await using var till = await ShopAsync();
        var all = (await till.Pos.Receipts.ListAsync()).Value;
        var second = all[^2].CompletedAt;

        Assert.Equal("5 4", await ListAsync(till, new() { EmployeeId = TillHost.Bob }));
        Assert.Equal("4 2", await ListAsync(till, new() { CustomerId = TillHost.Carla }));
        Assert.Equal("2", await ListAsync(till, new() { CustomerId = TillHost.Carla, EmployeeId = TillHost.Ann }));
        Assert.Equal("4", await ListAsync(till, new() { CustomerId = TillHost.Carla, Limit = 1 }));
        Assert.Equal("2", await ListAsync(till, new() { CustomerId = TillHost.Carla, Before = all[1].Sequence }));
        Assert.Equal("", await ListAsync(till, new() { CustomerId = new(TillHost.Ann.Value) }));
        Assert.Equal("5 4 3 2", await ListAsync(till, new() { From = second }));
        Assert.Equal("1", await ListAsync(till, new() { Until = second }));
        Assert.Equal("3 2", await ListAsync(till, new() { From = second.ToOffset(TimeSpan.FromHours(-8)), Until = second.AddMinutes(60) }));
    }

    [Fact]
    public async Task Receipts_are_found_by_what_they_came_to_and_how_they_were_paid()
    {
        await using var till = await ShopAsync();

        Assert.Equal("5 4 3", await ListAsync(till, new() { TotalMin = Money.Of(7.50m) }));
        Assert.Equal("3 2 1", await ListAsync(till, new() { TotalMax = Money.Of(7.50m) }));
        Assert.Equal("3", await ListAsync(till, new() { TotalMin = Money.Of(7.50m), TotalMax = Money.Of(7.50m) }));
        Assert.Equal("4 1", await ListAsync(till, new() { PaymentTypeId = PaymentType.Cash.Id }));
        Assert.Equal("5 4 2", await ListAsync(till, new() { PaymentTypeId = PaymentType.Card.Id }));
        Assert.Equal("5", await ListAsync(till, new() { PaymentTypeId = PaymentType.Card.Id, Limit = 1 }));
        Assert.Equal("3", await ListAsync(till, new() { PaymentTypeId = Voucher.Id }));
        Assert.Equal("4", await ListAsync(till, new() { PaymentTypeId = PaymentType.Card.Id, CustomerId = TillHost.Carla, TotalMin = Money.Of(6) }));
    }

    [Fact]
    public async Task Receipts_are_found_by_a_text_in_a_name_and_in_nothing_else()
    {
        await using var till = await ShopAsync();

        Assert.Equal("5 4 3 2 1", await ListAsync(till, new() { Text = "COFF" }));
        Assert.Equal("3", await ListAsync(till, new() { Text = "käse\"KUCHEN" }));
        Assert.Equal("4", await ListAsync(till, new() { Text = "ケーキ" }));
        Assert.Equal("5", await ListAsync(till, new() { Text = new string('x', 200) }));
        Assert.Equal("", await ListAsync(till, new() { Text = "Cash" }));
        Assert.Equal("", await ListAsync(till, new() { Text = "VAT" }));
        Assert.Equal("", await ListAsync(till, new() { Text = "%" }));
        Assert.Equal("5 4 3 2 1", await ListAsync(till, new() { Text = "" }));
        Assert.Equal("4", await ListAsync(till, new() { Text = "coffee", PaymentTypeId = PaymentType.Cash.Id, EmployeeId = TillHost.Bob }));
    }

    [Fact]
    public async Task Receipts_are_found_by_their_number_or_its_end_in_every_epoch()
    {
        await using var till = await ShopAsync();
        await till.Ledger().OnWriterAsync(transaction => Epochs.Begin(transaction, till.Time, EpochReasons.Restored));
        var tagged = await till.SellAsync();

        Assert.Equal(["1-1001"], await NumbersAsync(till, new() { Number = "1-1001" }));
        Assert.Equal([tagged.Number, "1-1001"], await NumbersAsync(till, new() { Number = " 1001 " }));
        Assert.Equal([tagged.Number], await NumbersAsync(till, new() { Number = tagged.Number.ToLowerInvariant() }));
        Assert.Equal(["1-1001"], await NumbersAsync(till, new() { Number = "1001", TotalMax = Money.Of(2.50m) }));
        Assert.Empty(await NumbersAsync(till, new() { Number = "1006" }));
        Assert.Empty(await NumbersAsync(till, new() { Number = "2-1001" }));
    }

    [Fact]
    public async Task Many_that_do_not_fit_are_passed_over_to_the_last()
    {
        await using var till = await TillHost.ReadyAsync();
        var first = await till.SellAsync(coffees: 1);
        var body = (byte[])Sql.Rows(till.DatabasePath, "SELECT body FROM journal WHERE kind = 'receipt'")[0][0];
        await till.Ledger().OnWriterAsync(transaction =>
        {
            // As many as are looked into in one read, and some.
            for (var i = 0; i < 4_100; i++)
            {
                var sequence = transaction.Append(new StoreRecovered("x"), null);
                ReceiptTable.Insert(transaction.Session, sequence, 2_000 + i, first with { Id = new(Guid.CreateVersion7(till.Time.GetUtcNow())) });
            }
        });

        Assert.Equal([first.Number], await NumbersAsync(till, new() { Text = "coffee" }));
        Assert.True(new ReceiptContents(new() { Text = "coffee" }).Fit(body));
        Assert.False(new ReceiptContents(new() { Text = "coffee" }).Fit([]));
    }

    /// <summary>Whatever there is of receipts, a page of one customer's looks at no others.</summary>
    [Fact]
    public async Task A_customers_receipts_are_found_by_an_index()
    {
        await using var till = await ShopAsync();

        var plan = string.Join('\n', Sql.Rows(till.DatabasePath,
            "EXPLAIN QUERY PLAN SELECT r.seq FROM receipt r LEFT JOIN quarantine q ON q.seq = r.seq WHERE r.seq > 0 AND r.seq < 9223372036854775807 AND r.customer = x'00' ORDER BY r.seq DESC LIMIT 50")
            .Select(static row => (string)row[3]));

        Assert.Contains("receipt_by_customer", plan);
        Assert.DoesNotContain("TEMP B-TREE", plan);
    }

    [Fact]
    public async Task The_newest_receipts_are_told_with_their_states_whenever_one_changes()
    {
        await using var till = await TillHost.ReadyAsync();
        Assert.Empty(till.Pos.Receipts.Newest.Value);
        await till.SellAsync();
        till.GoOffline();
        var told = new List<string>();
        using var subscription = till.Pos.Receipts.Newest.Subscribe(newest => told.Add(string.Join(' ', newest.Select(receipt => $"{receipt.Number[^1]}{receipt.State.ToString()[0]}"))));

        await till.SellAsync();
        (await till.Pos.Shifts.PayInAsync(Money.Of(1), "")).EnsureDone();
        await till.SellAsync();
        till.GoOnline();

        Assert.Equal(["1S", "2U 1S", "3U 2U 1S", "3S 2S 1S"], told);
    }

    /// <summary>Five receipts, the first two of which are in the index: Ann sold 1 to 3, Bob 4 and 5, half an hour apart.</summary>
    private static async Task<TillHost> ShopAsync()
    {
        var till = await TillHost.ReadyAsync();
        await SellAsync(till, coffees: 1, customer: false, cake: null, static total => [Payment.Cash(total)]);
        await SellAsync(till, coffees: 2, customer: true, cake: null, static total => [Payment.Card(total)]);
        (await till.Pos.Shifts.CloseAsync(Money.Of(1))).EnsureDone();
        (await till.Pos.Shifts.OpenAsync(Money.Of(1))).EnsureDone();
        await SellAsync(till, coffees: 1, customer: false, cake: "Käse\"kuchen", static total => [new(Voucher, total)]);
        (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        await SellAsync(till, coffees: 2, customer: true, cake: "ケーキ", static total => [Payment.Card(Money.Of(2)), Payment.Cash(total - Money.Of(2))]);
        await SellAsync(till, coffees: 3, customer: false, cake: $"A {new string('x', 300)}", static total => [Payment.Card(total)]);
        return till;
    }

    private static async Task SellAsync(TillHost till, int coffees, bool customer, string? cake, Func<Money, Payment[]> pay)
    {
        var ticket = till.RingUp(coffees);
        if (customer)
            ticket.SetCustomer(TillHost.Carla).EnsureDone();
        if (cake is not null)
            ticket.Add(till.Pos.Catalog.FindBySku("OPEN").Value, price: Money.Of(5), name: cake).EnsureDone();
        (await till.Pos.Checkout.CompleteAsync(ticket, pay(ticket.Current.Totals.Gross))).EnsureDone();
        till.Time.Advance(TimeSpan.FromMinutes(30));
    }

    private static async Task<string> ListAsync(TillHost till, ReceiptQuery query) =>
        string.Join(' ', (await till.Pos.Receipts.ListAsync(query)).Value.Select(static receipt => receipt.Number[^1]));

    private static async Task<IEnumerable<string>> NumbersAsync(TillHost till, ReceiptQuery query) => (await till.Pos.Receipts.ListAsync(query)).Value.Select(static receipt => receipt.Number);
}
