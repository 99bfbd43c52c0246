using System.Text.Json;
using PosEngine.Capabilities;
using PosEngine.Hardware.Printing;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Pricing;
using PosEngine.Receipts;
using PosEngine.Support;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Checkout;

/// <summary>Points: earned with what is spent, or by the item; spent as a payment; and taken back and given back with refunds.</summary>
public sealed class LoyaltyTests
{
    private const string WineCode = "4012345678901";

    private static readonly PaymentType Points = new() { Id = new(new("0193b000-0000-7000-8000-0000000000f4")), Name = "Points", Kind = PaymentKind.Points };

    [Fact]
    public async Task A_sale_earns_a_part_of_what_is_spent_and_items_their_own()
    {
        await using var till = await StartAsync();
        var receipt = await SellAsync(till, coffees: 3, wines: 2);

        // 5 % of 7.50 are 37.5 cents, in whole points of a cent; twice 30 for the wine.
        Assert.Equal([37L, 60L], receipt.Lines.Select(static line => line.Points));
        Assert.Equal((97, 0), (receipt.PointsEarned, receipt.PointsSpent));
        Assert.Equal(new (long, long?)[] { (37, null), (60, 30) }, (await till.Pos.Receipts.GetAsync(receipt.Id)).Value.Lines.Select(static line => (line.Points, line.PointsEach)));
        Assert.Equal(0, (await till.SellAsync(3)).PointsEarned); // Nobody is on it.
        Assert.Equal(97, await PointsAsync(till));
        Assert.Contains("Points earned                           97", (await till.Pos.Receipts.GetDocumentAsync(receipt.Id)).Value.ToText(42), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, 8, 0, 0, 0)]
    [InlineData(8, 6, 0, 0, 25)]
    [InlineData(0, 0, 2, 1, 30)]
    [InlineData(0, 0, 1, 1, 0)]
    [InlineData(8, 0, 0, 1, 0)]
    [InlineData(10, 0, 0, 1, 25)]
    [InlineData(0, 8, 1, 0, 0)]
    [InlineData(0, 4, 1, 0, 30)]
    [InlineData(8, 0, 1, 1, 100)]
    public async Task What_is_taken_back_without_its_receipt_is_set_against_what_earns(int coffees, int coffeesBack, int wines, int winesBack, int points)
    {
        await using var till = await StartAsync();
        var ticket = RingUp(till, coffees, wines);
        foreach (var (code, quantity) in new[] { (TillHost.CoffeeCode, coffeesBack), (WineCode, winesBack) })
        {
            if (quantity > 0)
                ticket.TakeBack(till.Pos.Catalog.FindByBarcode(code).Value, Quantity.Of(quantity), "swapped").EnsureDone();
        }

        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(ticket.Current.Totals.Payable))).Value;

        Assert.Equal(points, receipt.PointsEarned);
        Assert.All(receipt.Lines, static line => Assert.True(line.Points >= 0));
        Assert.Equal(points, await PointsAsync(till));
    }

    [Fact]
    public async Task Points_are_spent_as_a_payment_and_earn_none()
    {
        await using var till = await StartAsync(points: 400);
        var ticket = RingUp(till, coffees: 4, wines: 0);
        var refusal = (await till.Pos.Checkout.CompleteAsync(ticket, [new(Points, Money.Of(5)), Payment.Cash(Money.Of(5))])).Refusal!;
        Assert.Equal((RefusalCodes.PointsTooFew, "The customer has only 400 points."), (refusal.Code, refusal.Message));

        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, [new(Points, Money.Of(4)), Payment.Cash(Money.Of(6))])).Value;

        Assert.Equal((400, 30), (receipt.PointsSpent, receipt.PointsEarned));
        Assert.Equal((Points.Id, Money.Of(4), 400), (receipt.Payments[0].Type.Id, receipt.Payments[0].Amount, receipt.Payments[0].Points));
        Assert.Equal((Money.Of(10), receipt.Totals.Tax), (receipt.Totals.Gross, Pricer.Price(receipt.ToPriceRequest()).Totals.Tax));
        Assert.Equal(30, await PointsAsync(till));
        var paper = (await till.Pos.Receipts.GetDocumentAsync(receipt.Id)).Value.ToText(42);
        Assert.Contains("Points spent                           400", paper, StringComparison.Ordinal);
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task What_is_no_whole_number_of_points_or_nobodys_is_refused()
    {
        await using var till = await StartAsync(points: 400, pointValue: 0.10m);
        var session = till.Pos.Checkout.Begin(RingUp(till, 4, 0)).Value;
        await till.AssertRefusedAsync(RefusalCodes.AmountPrecision, async () => (await session.AddAsync(new(Points, Money.Of(4.99m)))).Refusal);
        var nobody = till.Pos.Checkout.Begin(till.RingUp()).Value;
        await till.AssertRefusedAsync(RefusalCodes.CustomerNeeded, async () => (await nobody.AddAsync(new(Points, Money.Of(1)))).Refusal);

        await using var without = await StartAsync(points: 400, pointValue: null);
        Assert.Equal(0, (await SellAsync(without, 3, 2)).PointsEarned);
        session = without.Pos.Checkout.Begin(RingUp(without, 4, 0)).Value;
        await without.AssertRefusedAsync(RefusalCodes.LoyaltyMissing, async () => (await session.AddAsync(new(Points, Money.Of(1)))).Refusal);
    }

    [Fact]
    public async Task Offline_points_are_earned_and_not_spent()
    {
        await using var till = await StartAsync(points: 400);
        till.GoOffline();

        Assert.Equal(37, (await SellAsync(till, 3, 0)).PointsEarned);
        var session = till.Pos.Checkout.Begin(RingUp(till, 4, 0)).Value;
        await till.AssertRefusedAsync(ReasonCodes.PointsOffline, async () => (await session.AddAsync(new(Points, Money.Of(1)))).Refusal);

        till.GoOnline();
        Assert.Equal(437, await PointsAsync(till));
    }

    [Fact]
    public async Task M5_refunds_take_back_and_give_back_every_point()
    {
        await using var till = await StartAsync(points: 400);
        var ticket = RingUp(till, coffees: 3, wines: 2);
        var sale = (await till.Pos.Checkout.CompleteAsync(ticket, [new(Points, Money.Of(4)), Payment.Cash(Money.Of(43.50m))])).Value;
        till.Settle();

        var refunds = new List<Receipt>();
        foreach (var line in new[] { sale.Lines[0], sale.Lines[1], sale.Lines[0], sale.Lines[1], sale.Lines[0] })
        {
            refunds.Add((await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [new(line.Id, Quantity.One)] })).Value);
            till.Settle();
        }

        Assert.Equal((-sale.PointsEarned, -sale.PointsSpent), (refunds.Sum(static refund => refund.PointsEarned), refunds.Sum(static refund => refund.PointsSpent)));
        Assert.All(refunds, static refund => Assert.True(refund.PointsEarned < 0));
        Assert.Equal(400, await PointsAsync(till));
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task A_refund_of_points_that_were_spent_says_so_and_is_made_only_if_somebody_means_it()
    {
        await using var till = await StartAsync();
        var sale = await SellAsync(till, 0, 10);
        Assert.Equal(300, await PointsAsync(till));
        (await till.Pos.Checkout.CompleteAsync(RingUp(till, 4, 0), [new(Points, Money.Of(2)), Payment.Cash(Money.Of(8))])).EnsureDone();
        Assert.Equal(140, await PointsAsync(till));

        var refusal = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Refusal!;
        Assert.Equal((RefusalCodes.PointsSpent, "The refund takes back 300 points, and the customer has only 140 left."), (refusal.Code, refusal.Message));
        var refund = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, AcceptsNegativePoints = true })).Value;

        Assert.Equal(-300, refund.PointsEarned);
        Assert.Equal(-160, await PointsAsync(till));
        Assert.Equal(SyncState.NeedsAttention, (await till.Pos.Receipts.ListAsync()).Value.Single(row => row.Id == refund.Id).State);
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_the_points_as_last_known_count_and_those_earned_since()
    {
        await using var till = await StartAsync(configure: static options => options.OfflinePolicy = OfflinePolicy.Permissive);
        till.GoOffline();
        var (first, second) = (await SellAsync(till, 0, 1), await SellAsync(till, 0, 1));

        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = first.Id })).EnsureDone();
        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = second.Id })).EnsureDone();

        till.GoOnline();
        Assert.Equal(0, await PointsAsync(till));
    }

    [Fact]
    public async Task Points_that_the_back_office_has_heard_of_and_not_told_yet_are_there_to_be_taken_back()
    {
        await using var till = await StartAsync(configure: static options => options.OfflinePolicy = OfflinePolicy.Permissive);
        till.GoOffline();
        var sale = await SellAsync(till, 0, 2);
        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [new(sale.Lines[0].Id, Quantity.One)] })).EnsureDone();
        till.BackOffice.Fault = static call => call == LoopbackCall.Pull ? LoopbackFault.LoseRequest : LoopbackFault.None;
        till.GoOnline();
        Assert.NotNull((await till.Pos.Sync.SyncNowAsync()).Refusal);
        Assert.Equal(0, till.Pos.Sync.Status.Value.Pending);
        till.GoOffline();

        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).EnsureDone();

        till.BackOffice.Fault = null;
        till.GoOnline();
        Assert.Equal(0, await PointsAsync(till));
    }

    [Fact]
    public async Task The_members_of_receipts_without_points_are_as_ever()
    {
        await using var till = await StartAsync();
        await till.SellAsync();

        var data = (await till.EntriesAsync(EntryKinds.Receipt))[0].GetProperty("data");
        Assert.False(data.GetProperty("lines")[0].TryGetProperty("points", out _));
        Assert.False(data.GetProperty("payments")[0].TryGetProperty("points", out _));
    }

    private static ITicket RingUp(TillHost till, int coffees, int wines)
    {
        var ticket = till.RingUp(coffees);
        for (var i = 0; i < wines; i++)
            ticket.Scan(WineCode).EnsureDone();
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        return ticket;
    }

    private static async Task<Receipt> SellAsync(TillHost till, int coffees, int wines)
    {
        var ticket = RingUp(till, coffees, wines);
        return (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(ticket.Current.Totals.Gross))).Value;
    }

    /// <summary>What the till knows after its next contact.</summary>
    private static async Task<long> PointsAsync(TillHost till)
    {
        till.Settle();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        return (await till.Pos.Customers.FindAsync(TillHost.Carla)).Value.Points;
    }

    private static async Task<TillHost> StartAsync(int points = 0, decimal? pointValue = 0.01m, Action<PosEngineOptions>? configure = null)
    {
        var till = new TillHost(configure);
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """[ "refunds", "refunds_without_receipt" ]""");
        till.SetReference("payment_type", $"{Points.Id}", $$"""{ "id": "{{Points.Id}}", "name": "Points", "type": "points" }""");
        till.SetReference("item", "0193b000-0000-7000-8000-000000000203", $$"""
            { "id": "0193b000-0000-7000-8000-000000000203", "name": "Wine", "barcodes": ["{{WineCode}}"], "price": 2000000, "taxes": [], "points": 30 }
            """);
        SetProgramme(till, points > 0 ? 0.01m : pointValue);
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(1_000))).EnsureDone();
        if (points > 0)
            await EarnAsync(till, points);
        SetProgramme(till, pointValue);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        return till;
    }

    private static void SetProgramme(TillHost till, decimal? pointValue) => till.SetReference(
        "settings", "shop", pointValue is { } value ? JsonSerializer.Serialize(new { loyalty = new { earn_rate = 50_000, point_value = Money.Of(value).Units } }) : "{}");

    /// <summary>The customer comes with points, earned by an item that is worth nothing else.</summary>
    private static async Task EarnAsync(TillHost till, int points)
    {
        till.SetReference("item", "0193b000-0000-7000-8000-000000000204", $$"""
            { "id": "0193b000-0000-7000-8000-000000000204", "name": "Gift", "barcodes": ["4012345678918"], "price": 100000, "taxes": [], "points": {{points}} }
            """);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        var ticket = till.Pos.Tickets.Start();
        ticket.Scan("4012345678918").EnsureDone();
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(1)))).EnsureDone();
        Assert.Equal(points, await PointsAsync(till));
    }
}
