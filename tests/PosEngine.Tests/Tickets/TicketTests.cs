using PosEngine.Catalog;
using PosEngine.Checkout;
using PosEngine.Pricing;
using PosEngine.Scheduling;
using PosEngine.Support;

namespace PosEngine.Tickets;

public sealed class TicketTests
{
    private static readonly Item Tea = new() { Id = new(new Guid(7, 0, 0, new byte[8])), Name = "Tea", Price = Money.Of(1.80m) };
    private static readonly Item Cheese = new() { Id = new(new Guid(8, 0, 0, new byte[8])), Name = "Cheese", Price = Money.Of(12.345m), IsWeighed = true };
    private static readonly Item Anything = new() { Id = new(new Guid(9, 0, 0, new byte[8])), Name = "Anything" };
    private static readonly Discount TenPercent = Discount.Percent(new(new Guid(1, 0, 0, new byte[8])), "Friends", Rate.Percent(10));
    private static readonly Discount OneOff = Discount.Fixed(new(new Guid(2, 0, 0, new byte[8])), "Coupon", Money.Of(1));
    private static readonly LineId NoLine = new(new Guid(3, 0, 0, new byte[8]));

    [Fact]
    public async Task A_ticket_begins_empty_and_notes_when_its_first_line_was_rung_up()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.Pos.Tickets.Start();
        Assert.Equal((TicketStatus.Open, 0, null, Money.Zero), (ticket.Current.Status, ticket.Current.Lines.Length, ticket.Current.StartedAt, ticket.Current.Totals.Gross));

        till.Time.Advance(TimeSpan.FromMinutes(3));
        var started = till.Time.GetLocalNow();
        ticket.Scan(TillHost.CoffeeCode).EnsureDone();
        till.Time.Advance(TimeSpan.FromMinutes(3));
        ticket.Scan(TillHost.CoffeeCode).EnsureDone();

        Assert.Equal(started, ticket.Current.StartedAt);
        Assert.Equal(ticket.Id, ticket.Current.Id);
    }

    [Fact]
    public async Task A_repeated_scan_raises_the_quantity_of_its_line()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.Pos.Tickets.Start();
        var first = ticket.Scan(TillHost.CoffeeCode).Value;
        ticket.Add(Tea).EnsureDone();

        var second = ticket.Scan(TillHost.CoffeeCode).Value;

        Assert.Equal((first.Id, Quantity.Of(2)), (second.Id, second.Quantity));
        Assert.Equal(["Coffee", "Tea"], ticket.Current.Lines.Select(line => line.Name));
        Assert.Equal(Money.Of(6.80m), ticket.Current.Totals.Gross);
    }

    [Fact]
    public async Task A_scan_begins_a_line_of_its_own_where_the_last_one_was_rung_up_another_way()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.Pos.Tickets.Start();
        var discounted = ticket.Scan(TillHost.CoffeeCode).Value;
        ticket.AddDiscount(TenPercent, discounted.Id).EnsureDone();
        ticket.Scan(TillHost.CoffeeCode).EnsureDone();
        ticket.Add(till.Pos.Catalog.FindBySku("COF").Value, name: "Coffee to go").EnsureDone();
        ticket.Scan(TillHost.CoffeeCode).EnsureDone();

        Assert.Equal(4, ticket.Current.Lines.Length);
        Assert.All(ticket.Current.Lines, line => Assert.Equal(Quantity.One, line.Quantity));
    }

    [Fact]
    public async Task What_is_weighed_has_a_line_for_each_weighing()
    {
        await using var till = await TillHost.ReadyAsync();
        till.SetReference("item", Cheese.Id.ToString(), $$"""{ "id": "{{Cheese.Id}}", "name": "Cheese", "barcodes": ["2"], "price": 1234500, "weighed": true, "taxes": [] }""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        var ticket = till.Pos.Tickets.Start();

        ticket.Scan("2").EnsureDone();
        ticket.Scan("2").EnsureDone();

        Assert.Equal(2, ticket.Current.Lines.Length);
    }

    [Fact]
    public async Task T5_a_change_of_the_catalogue_does_not_change_a_ticket_being_rung_up()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp(coffees: 1);
        var before = ticket.Current;
        till.SetReference("tax", "0193b000-0000-7000-8000-000000000020", """{ "id": "0193b000-0000-7000-8000-000000000020", "name": "VAT 25%", "rate": 250000, "type": "included" }""");
        till.SetReference("item", "0193b000-0000-7000-8000-000000000001", $$"""
            { "id": "0193b000-0000-7000-8000-000000000001", "name": "Coffee", "barcodes": ["{{TillHost.CoffeeCode}}"], "price": 300000, "taxes": ["0193b000-0000-7000-8000-000000000020"] }
            """);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Same(before, ticket.Current);
        ticket.Scan(TillHost.CoffeeCode).EnsureDone();
        Assert.Equal([(Money.Of(2.50m), "VAT 20%"), (Money.Of(3), "VAT 25%")], ticket.Current.Lines.Select(line => (line.UnitPrice, Assert.Single(line.Taxes).Name)));
        Assert.Equal(Money.Of(5.50m), ticket.Current.Totals.Gross);
    }

    [Fact]
    public async Task A_line_carries_what_was_asked_for()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.Pos.Tickets.Start();

        ticket.Add(Anything, Quantity.Of(3), Money.Of(0.99m), "Postcard").EnsureDone();
        ticket.Add(Cheese, Quantity.Of(0.250m)).EnsureDone();
        ticket.Add(Tea, price: Tea.Price).EnsureDone();
        ticket.Add(Anything, price: Money.Zero, name: "  ").EnsureDone();

        Assert.Equal(
            [("Postcard", Quantity.Of(3), Money.Of(0.99m)), ("Cheese", Quantity.Of(0.25m), Money.Of(12.345m)), ("Tea", Quantity.One, Money.Of(1.80m)), ("Anything", Quantity.One, Money.Zero)],
            ticket.Current.Lines.Select(line => (line.Name, line.Quantity, line.UnitPrice)));
        Assert.Equal(Money.Of(2.97m + 3.09m + 1.80m), ticket.Current.Totals.Gross);
    }

    [Fact]
    public async Task Lines_discounts_customer_and_note_come_and_go()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp(coffees: 2);
        var line = ticket.Current.Lines[0].Id;

        Assert.Equal(Quantity.Of(4), ticket.ChangeQuantity(line, Quantity.Of(4)).Value.Quantity);
        ticket.AddDiscount(TenPercent).EnsureDone();
        ticket.AddDiscount(TenPercent, line).EnsureDone();
        ticket.AddDiscount(OneOff).EnsureDone();
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        ticket.SetNote("no sugar").EnsureDone();
        Assert.Equal(Money.Of(7.10m), ticket.Current.Totals.Gross);
        Assert.Equal((TillHost.Carla, "no sugar"), (ticket.Current.CustomerId, ticket.Current.Note));

        ticket.RemoveDiscount(TenPercent.Id).EnsureDone();
        ticket.RemoveDiscount(TenPercent.Id, line).EnsureDone();
        ticket.SetCustomer(null).EnsureDone();
        ticket.SetNote(" ").EnsureDone();
        Assert.Equal(Money.Of(9), ticket.Current.Totals.Gross);
        Assert.Equal((null, null), (ticket.Current.CustomerId, ticket.Current.Note));

        ticket.Remove(line).EnsureDone();
        Assert.Empty(ticket.Current.Lines);
        Assert.Equal(Money.Zero, ticket.Current.Totals.Gross);
    }

    public static TheoryData<string, Func<ITicket, Refusal?>> Refusals { get; } = new()
    {
        { RefusalCodes.BarcodeUnknown, ticket => ticket.Scan("4711").Refusal },
        { RefusalCodes.PriceMissing, ticket => ticket.Add(Anything).Refusal },
        { RefusalCodes.AmountInvalid, ticket => ticket.Add(Anything, price: Money.Of(-1)).Refusal },
        { RefusalCodes.PriceFixed, ticket => ticket.Add(Tea, price: Money.Of(1.79m)).Refusal },
        { RefusalCodes.QuantityInvalid, ticket => ticket.Add(Tea, Quantity.Zero).Refusal },
        { RefusalCodes.QuantityInvalid, ticket => ticket.Add(Tea, Quantity.Of(-1)).Refusal },
        { RefusalCodes.PermissionMissing, ticket => ticket.TakeBack(Tea, Quantity.One, "torn").Refusal },
        { RefusalCodes.QuantityInvalid, ticket => ticket.TakeBack(Tea, Quantity.Of(-1), "torn").Refusal },
        { RefusalCodes.ReasonInvalid, ticket => ticket.TakeBack(Tea, Quantity.One, " ").Refusal },
        { RefusalCodes.AmountInvalid, ticket => ticket.SetPrepaid(Money.Of(-1)).Refusal },
        { RefusalCodes.AmountPrecision, ticket => ticket.SetPrepaid(Money.Of(0.005m)).Refusal },
        { RefusalCodes.QuantityInvalid, ticket => ticket.ChangeQuantity(ticket.Current.Lines[0].Id, Quantity.Zero).Refusal },
        { RefusalCodes.QuantityInvalid, ticket => ticket.ChangeQuantity(ticket.Current.Lines[0].Id, Quantity.Of(-0.001m)).Refusal },
        { RefusalCodes.LineUnknown, ticket => ticket.ChangeQuantity(NoLine, Quantity.One).Refusal },
        { RefusalCodes.LineUnknown, ticket => ticket.Remove(NoLine).Refusal },
        { RefusalCodes.LineUnknown, ticket => ticket.AddDiscount(OneOff, NoLine).Refusal },
        { RefusalCodes.LineUnknown, ticket => ticket.RemoveDiscount(OneOff.Id, NoLine).Refusal },
        { RefusalCodes.DiscountUnknown, ticket => ticket.RemoveDiscount(OneOff.Id).Refusal },
        { RefusalCodes.DiscountUnknown, ticket => ticket.RemoveDiscount(TenPercent.Id, ticket.Current.Lines[0].Id).Refusal },
        { RefusalCodes.DiscountRepeated, ticket => ticket.AddDiscount(TenPercent).Refusal },
        { RefusalCodes.AmountPrecision, ticket => ticket.AddDiscount(Discount.Fixed(OneOff.Id, "Coupon", Money.Of(0.005m))).Refusal },
        { RefusalCodes.AmountTooLarge, ticket => ticket.Add(Anything, Quantity.Of(1_000), Money.Of(1_000_000_000_000m)).Refusal },
        { RefusalCodes.AmountTooLarge, ticket => ticket.ChangeQuantity(ticket.Current.Lines[0].Id, Quantity.FromUnits(long.MaxValue)).Refusal },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Refusals))]
    public async Task A_refused_step_changes_nothing(string code, Func<ITicket, Refusal?> step)
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        ticket.AddDiscount(TenPercent).EnsureDone();
        var before = ticket.Current;
        var told = 0;
        using var subscription = ticket.Changes.Subscribe(_ => told++);

        Assert.Equal(code, step(ticket)?.Code);

        Assert.Same(before, ticket.Current);
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task A_scanned_item_of_open_price_asks_for_its_price()
    {
        await using var till = await TillHost.ReadyAsync();
        till.SetReference("item", Anything.Id.ToString(), $$"""{ "id": "{{Anything.Id}}", "name": "Anything", "barcodes": ["9"], "taxes": [] }""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        var refusal = till.Pos.Tickets.Start().Scan("9").Refusal!;

        Assert.Equal((RefusalCodes.PriceMissing, "Please enter a price for Anything."), (refusal.Code, refusal.Message));
    }

    [Fact]
    public async Task Figures_out_of_range_are_refused_and_never_wrap()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.Pos.Tickets.Start();
        ticket.Add(Anything, Quantity.One, Money.Of(40_000_000_000_000m)).EnsureDone();
        var free = ticket.Add(Anything, Quantity.FromUnits(long.MaxValue), Money.Zero, "Air").Value;

        Assert.Equal(RefusalCodes.AmountTooLarge, ticket.Add(Anything, Quantity.One, Money.Of(40_000_000_000_000m)).Refusal?.Code);
        Assert.Equal(Money.Of(40_000_000_000_000m), ticket.Current.Totals.Gross);
        Assert.Equal([Money.Of(40_000_000_000_000m), Money.Zero], ticket.Current.Priced.Lines.Select(line => line.Gross));
        Assert.Equal(free, ticket.Current.Lines[1]);
    }

    [Fact]
    public async Task A_scan_that_would_leave_the_range_of_quantities_is_refused()
    {
        await using var till = await TillHost.ReadyAsync();
        till.SetReference("item", Tea.Id.ToString(), $$"""{ "id": "{{Tea.Id}}", "name": "Air", "barcodes": ["7"], "price": 0, "taxes": [] }""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        var ticket = till.Pos.Tickets.Start();
        ticket.ChangeQuantity(ticket.Scan("7").Value.Id, Quantity.FromUnits(long.MaxValue)).EnsureDone();
        var before = ticket.Current;

        Assert.Equal(RefusalCodes.AmountTooLarge, ticket.Scan("7").Refusal?.Code);

        Assert.Same(before, ticket.Current);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task A_scan_of_nothing_is_a_mistake(string barcode)
    {
        await using var till = await TillHost.ReadyAsync();

        Assert.Throws<ArgumentException>(() => till.Pos.Tickets.Start().Scan(barcode));
    }

    [Theory]
    [InlineData(TicketStatus.Parked, RefusalCodes.TicketClosed)]
    [InlineData(TicketStatus.Discarded, RefusalCodes.TicketClosed)]
    [InlineData(TicketStatus.Paid, RefusalCodes.TicketClosed)]
    [InlineData(TicketStatus.InPayment, RefusalCodes.TicketInPayment)]
    public async Task T2_a_ticket_that_is_not_open_refuses_every_change(TicketStatus status, string code)
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        ticket.AddDiscount(TenPercent).EnsureDone();
        await BringAsync(till, ticket, status);
        var before = ticket.Current;
        var line = before.Lines[0].Id;
        Refusal?[] refusals =
        [
            ticket.Scan(TillHost.CoffeeCode).Refusal, ticket.Add(Tea).Refusal, ticket.ChangeQuantity(line, Quantity.Of(9)).Refusal, ticket.Remove(line).Refusal,
            ticket.AddDiscount(OneOff).Refusal, ticket.RemoveDiscount(TenPercent.Id).Refusal, ticket.SetCustomer(TillHost.Carla).Refusal, ticket.SetCustomer(null).Refusal,
            ticket.SetNote("no sugar").Refusal, (await till.Pos.Tickets.ParkAsync(ticket, "table 4")).Refusal, (await till.Pos.Tickets.DiscardAsync(ticket)).Refusal,
        ];

        Assert.All(refusals, refusal => Assert.Equal(code, refusal?.Code));
        Assert.Same(before, ticket.Current);
        Assert.Equal(status, ticket.Current.Status);
    }

    [Fact]
    public async Task A_stream_tells_the_ticket_now_and_every_change_in_order()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp(coffees: 1);
        var told = new List<TicketSnapshot>();
        using var subscription = ticket.Changes.Subscribe(told.Add);

        ticket.Scan(TillHost.CoffeeCode).EnsureDone();
        ticket.Add(Tea).EnsureDone();
        (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Card(Money.Of(6.80m)))).EnsureDone();

        Assert.Equal([2.50m, 5.00m, 6.80m], told.Select(snapshot => snapshot.Totals.Gross.ToDecimal()).Distinct());
        Assert.Equal([TicketStatus.Open, TicketStatus.InPayment, TicketStatus.Paid], told.Select(snapshot => snapshot.Status).Distinct());
        Assert.Same(ticket.Current, told[^1]);
        Assert.NotNull(ticket.Current.ReceiptId);
    }

    [Fact]
    public async Task Scans_from_many_threads_all_count()
    {
        await using var till = await new TillHost { Scheduler = new ThreadScheduler() }.StartAsync();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        await till.SignInAsync();
        var ticket = till.Pos.Tickets.Start();
        var seen = new List<long>();
        var isAllSeen = new TaskCompletionSource();
        using var subscription = ticket.Changes.Subscribe(snapshot =>
        {
            seen.Add(snapshot.Lines.Sum(line => line.Quantity.Units));
            if (seen[^1] == 480_000)
                isAllSeen.TrySetResult();
        });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 50; i++)
                ticket.Scan(TillHost.CoffeeCode).EnsureDone();
            for (var i = 0; i < 10; i++)
                ticket.Add(Tea).EnsureDone();
        })));

        await isAllSeen.Task;
        Assert.Equal(81, ticket.Current.Lines.Length);
        Assert.Equal(Quantity.Of(400), ticket.Current.Lines.Single(line => line.Name == "Coffee").Quantity);
        Assert.Equal(Money.Of((400 * 2.50m) + (80 * 1.80m)), ticket.Current.Totals.Gross);
        Assert.Equal(Enumerable.Range(0, 481).Select(i => i * 1_000L), seen);
    }

    [Fact]
    public async Task Reasons_and_notes_have_an_end()
    {
        await using var till = await TillHost.ReadyAsync("""["price_overrides", "tax_overrides"]""");
        var ticket = till.RingUp();
        var line = ticket.Current.Lines[0].Id;
        var (longest, over) = (new string('x', 500), new string('x', 501));

        Assert.Equal(RefusalCodes.NoteInvalid, ticket.SetNote(over).Refusal?.Code);
        Assert.Equal(RefusalCodes.ReasonInvalid, ticket.OverridePrice(line, Money.Of(1), over).Refusal?.Code);
        Assert.Equal(RefusalCodes.ReasonInvalid, ticket.OverrideTaxes(line, [], over).Refusal?.Code);
        Assert.Equal(RefusalCodes.ReasonInvalid, ticket.Remove(line, over).Refusal?.Code);
        Assert.Equal((null, Money.Of(2.50m)), (ticket.Current.Note, Assert.Single(ticket.Current.Lines).UnitPrice));

        ticket.SetNote(longest).EnsureDone();
        ticket.OverridePrice(line, Money.Of(1), longest).EnsureDone();
        ticket.OverrideTaxes(line, [], longest).EnsureDone();
        ticket.Remove(line, longest).EnsureDone();
    }

    private static async Task BringAsync(TillHost till, ITicket ticket, TicketStatus status)
    {
        switch (status)
        {
            case TicketStatus.Parked:
                (await till.Pos.Tickets.ParkAsync(ticket, "table 1")).EnsureDone();
                break;
            case TicketStatus.Discarded:
                (await till.Pos.Tickets.DiscardAsync(ticket)).EnsureDone();
                break;
            case TicketStatus.Paid:
                (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(50)))).EnsureDone();
                break;
            case TicketStatus.InPayment:
                till.Pos.Checkout.Begin(ticket).EnsureDone();
                break;
        }
    }
}
