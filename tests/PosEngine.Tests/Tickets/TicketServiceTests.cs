using System.Collections.Immutable;
using PosEngine.Catalog;
using PosEngine.Checkout;
using PosEngine.Employees;
using PosEngine.Pricing;
using PosEngine.Storage;
using PosEngine.Support;

namespace PosEngine.Tickets;

public sealed class TicketServiceTests
{
    private static readonly Tax CityTax = new() { Id = new(new Guid(4, 0, 0, new byte[8])), Name = "City tax", Rate = Rate.Percent(2.5m), Kind = TaxKind.Added, Category = TaxCategory.Reduced };
    private static readonly Item Tea = new() { Id = new(new Guid(7, 0, 0, new byte[8])), Name = "Tea", Sku = "T", Price = Money.Of(1.80m), Taxes = [CityTax] };
    private static readonly Item Cake = new() { Id = new(new Guid(8, 0, 0, new byte[8])), Name = "Cake \"à la maison\"", Price = Money.Of(3.123m), IsDiscountable = false };
    private static readonly Discount TenPercent = Discount.Percent(new(new Guid(1, 0, 0, new byte[8])), "Friends", Rate.Percent(10));
    private static readonly Discount OneOff = Discount.Fixed(new(new Guid(2, 0, 0, new byte[8])), "Coupon", Money.Of(1));

    [Fact]
    public async Task Open_tickets_are_listed_as_long_as_they_are_rung_up_or_paid()
    {
        await using var till = await TillHost.ReadyAsync();
        var (parked, discarded, paid, inPayment, open) = (till.RingUp(), till.RingUp(), till.RingUp(), till.RingUp(), till.Pos.Tickets.Start());
        Assert.Equal(5, till.Pos.Tickets.Open.Count);

        (await till.Pos.Tickets.ParkAsync(parked, "table 1")).EnsureDone();
        (await till.Pos.Tickets.DiscardAsync(discarded)).EnsureDone();
        (await till.Pos.Checkout.CompleteAsync(paid, Payment.Cash(Money.Of(5)))).EnsureDone();
        till.Pos.Checkout.Begin(inPayment).EnsureDone();

        Assert.Equivalent(new[] { inPayment.Id, open.Id }, till.Pos.Tickets.Open.Select(ticket => ticket.Id), strict: true);
    }

    [Fact]
    public async Task A_ticket_being_rung_up_survives_a_restart_with_everything_on_it()
    {
        await using var till = await TillHost.ReadyAsync(options => options.PricingPolicy = new() { Rounding = RoundingMode.HalfEven, TaxRounding = TaxRounding.PerLine, CashStep = Money.Of(0.05m) });
        var ticket = RingUpEverything(till);
        var before = ticket.Current;

        await till.RestartAsync();
        await till.SignInAsync();

        var after = Assert.Single(till.Pos.Tickets.Open);
        Assert.NotSame(ticket, after);
        Assert.Equivalent(before, after.Current, strict: true);
        Assert.Equal(before.Priced, after.Current.Priced);
        Assert.Equal(Quantity.Of(3), after.Scan(TillHost.CoffeeCode).Value.Quantity);
    }

    [Fact]
    public async Task A_ticket_keeps_the_pricing_policy_that_it_was_started_with()
    {
        var policy = PricingPolicy.Default;
        await using var till = await TillHost.ReadyAsync(options => options.PricingPolicy = policy);
        var ticket = till.Pos.Tickets.Start();
        ticket.Add(Tea).EnsureDone();

        policy = PricingPolicy.PerLine;
        await till.RestartAsync();

        Assert.Equal(PricingPolicy.Default, Assert.Single(till.Pos.Tickets.Open).Current.Policy);
        Assert.Equal(PricingPolicy.PerLine, till.Pos.Tickets.Start().Current.Policy);
    }

    [Fact]
    public async Task An_open_ticket_is_saved_behind_the_cashiers_back()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        Assert.Equal(0L, SavedTickets(till));

        till.Time.Advance(TimeSpan.FromMilliseconds(249));
        Assert.Equal(0L, SavedTickets(till));
        till.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1L, SavedTickets(till));

        ticket.SetNote("no sugar").EnsureDone();
        till.Time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(1L, SavedTickets(till, "instr(body, 'no sugar') > 0"));

        (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)))).EnsureDone();
        till.Time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(0L, SavedTickets(till));
    }

    [Fact]
    public async Task A_parked_ticket_is_listed_kept_and_taken_up_again_as_it_was()
    {
        await using var till = await TillHost.ReadyAsync();
        var lists = new List<ImmutableArray<ParkedTicket>>();
        using var subscription = till.Pos.Tickets.Parked.Subscribe(lists.Add);
        var ticket = RingUpEverything(till);
        var before = ticket.Current;
        var parkedAt = till.Time.GetLocalNow();

        (await till.Pos.Tickets.ParkAsync(ticket, "table 4")).EnsureDone();

        Assert.Equal((TicketStatus.Parked, "table 4"), (ticket.Current.Status, ticket.Current.Name));
        Assert.Equal([0, 1], lists.Select(list => list.Length));
        Assert.Equal(new ParkedTicket(ticket.Id, "table 4", parkedAt, before.Totals.Gross) { ParkedBy = TillHost.Ann }, Assert.Single(lists[^1]));
        await till.RestartAsync();
        await till.SignInAsync();
        Assert.Equal(new ParkedTicket(ticket.Id, "table 4", parkedAt, before.Totals.Gross) { ParkedBy = TillHost.Ann }, Assert.Single(till.Pos.Tickets.Parked.Value));
        Assert.Empty(till.Pos.Tickets.Open);

        var resumed = (await till.Pos.Tickets.ResumeAsync(ticket.Id)).Value;

        Assert.Equivalent(before with { Name = "table 4" }, resumed.Current, strict: true);
        Assert.Empty(till.Pos.Tickets.Parked.Value);
        Assert.Same(resumed, Assert.Single(till.Pos.Tickets.Open));
        Assert.Equal("1-1001", (await till.Pos.Checkout.CompleteAsync(resumed, Payment.Card(resumed.Current.Totals.Gross))).Value.Number);
    }

    [Fact]
    public async Task Parking_and_resuming_are_in_the_journal_with_the_whole_ticket()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = RingUpEverything(till);
        (await till.Pos.Tickets.ParkAsync(ticket, "table 4")).EnsureDone();
        (await till.Pos.Tickets.ResumeAsync(ticket.Id)).EnsureDone();

        var parked = Assert.Single(await till.EntriesAsync("ticket-parked"));
        Assert.Equal(TillHost.Ann.Value, parked.GetProperty("employee").GetGuid());
        var data = parked.GetProperty("data");
        Assert.Equal((ticket.Id.Value, "table 4", ticket.Current.Totals.Gross.Units), (data.GetProperty("ticket").GetGuid(), data.GetProperty("name").GetString(), data.GetProperty("gross").GetInt64()));
        Assert.Equal(["Coffee", "Tea"], Names(data.GetProperty("content").GetProperty("lines")));
        Assert.Equal(["Cake \"à la maison\""], Names(data.GetProperty("content").GetProperty("removed_lines")));
        Assert.Equal(ticket.Id.Value, Assert.Single(await till.EntriesAsync("ticket-resumed")).GetProperty("data").GetProperty("ticket").GetGuid());
    }

    [Fact]
    public async Task Parked_tickets_are_listed_oldest_first()
    {
        await using var till = await TillHost.ReadyAsync();
        foreach (var name in new[] { "b", "c", "a" })
        {
            (await till.Pos.Tickets.ParkAsync(till.RingUp(), name)).EnsureDone();
            till.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["b", "c", "a"], till.Pos.Tickets.Parked.Value.Select(ticket => ticket.Name));
        await till.RestartAsync();
        Assert.Equal(["b", "c", "a"], till.Pos.Tickets.Parked.Value.Select(ticket => ticket.Name));
    }

    [Fact]
    public async Task An_empty_ticket_is_not_parked()
    {
        await using var till = await TillHost.ReadyAsync();
        var emptied = till.RingUp();
        emptied.Remove(emptied.Current.Lines[0].Id).EnsureDone();

        await till.AssertRefusedAsync(RefusalCodes.TicketEmpty, async () => (await till.Pos.Tickets.ParkAsync(till.Pos.Tickets.Start(), "table 4")).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.TicketEmpty, async () => (await till.Pos.Tickets.ParkAsync(emptied, "table 4")).Refusal);

        Assert.Equal(TicketStatus.Open, emptied.Current.Status);
    }

    [Fact]
    public async Task A_ticket_that_is_not_parked_is_not_taken_up()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        await till.AssertRefusedAsync(RefusalCodes.TicketUnknown, async () => (await till.Pos.Tickets.ResumeAsync(ticket.Id)).Refusal);
        (await till.Pos.Tickets.ParkAsync(ticket, "table 4")).EnsureDone();
        (await till.Pos.Tickets.ResumeAsync(ticket.Id)).EnsureDone();

        await till.AssertRefusedAsync(RefusalCodes.TicketUnknown, async () => (await till.Pos.Tickets.ResumeAsync(ticket.Id)).Refusal);
    }

    [Fact]
    public async Task At_a_locked_till_no_ticket_is_set_aside_taken_up_or_given_up()
    {
        await using var till = await TillHost.ReadyAsync();
        var (parked, open) = (till.RingUp(), till.RingUp());
        (await till.Pos.Tickets.ParkAsync(parked, "table 4")).EnsureDone();
        (await till.Pos.Session.LockAsync()).EnsureDone();

        await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, async () => (await till.Pos.Tickets.ParkAsync(open, "table 5")).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, async () => (await till.Pos.Tickets.ResumeAsync(parked.Id)).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, async () => (await till.Pos.Tickets.DiscardAsync(open)).Refusal);
        Assert.Equal(TicketStatus.Open, open.Current.Status);
    }

    [Fact]
    public async Task A_ticket_whose_parking_was_cancelled_in_time_is_open_as_before()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => till.Pos.Tickets.ParkAsync(ticket, "table 4", new CancellationToken(canceled: true)));

        Assert.Equal(TicketStatus.Open, ticket.Current.Status);
        ticket.Scan(TillHost.CoffeeCode).EnsureDone();
        Assert.Empty(till.Pos.Tickets.Parked.Value);
    }

    [Fact]
    public async Task T3_a_discarded_ticket_stays_on_record_with_every_line_that_it_ever_held()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = RingUpEverything(till);
        till.Time.Advance(TimeSpan.FromSeconds(1));

        (await till.Pos.Tickets.DiscardAsync(ticket)).EnsureDone();

        var entry = Assert.Single(await till.EntriesAsync("ticket-abandoned"));
        var data = entry.GetProperty("data");
        Assert.Equal((TillHost.Ann.Value, ticket.Id.Value), (entry.GetProperty("employee").GetGuid(), data.GetProperty("ticket").GetGuid()));
        Assert.Equal(["Coffee", "Tea"], Names(data.GetProperty("content").GetProperty("lines")));
        Assert.Equal(["Cake \"à la maison\""], Names(data.GetProperty("content").GetProperty("removed_lines")));
        await till.RestartAsync();
        Assert.Empty(till.Pos.Tickets.Open);
    }

    [Fact]
    public async Task T3_a_ticket_that_was_emptied_and_given_up_stays_on_record()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        ticket.Remove(ticket.Current.Lines[0].Id).EnsureDone();

        (await till.Pos.Tickets.DiscardAsync(ticket)).EnsureDone();

        var content = Assert.Single(await till.EntriesAsync("ticket-abandoned")).GetProperty("data").GetProperty("content");
        Assert.Equal(0, content.GetProperty("lines").GetArrayLength());
        Assert.Equal(["Coffee"], Names(content.GetProperty("removed_lines")));
    }

    [Fact]
    public async Task A_ticket_that_never_held_a_line_leaves_no_trace()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.Pos.Tickets.Start();
        ticket.SetNote("never mind").EnsureDone();
        var head = till.Pos.Journal.Head.Value;

        (await till.Pos.Tickets.DiscardAsync(ticket)).EnsureDone();

        Assert.Equal(head, till.Pos.Journal.Head.Value);
        Assert.Equal(TicketStatus.Discarded, ticket.Current.Status);
    }

    [Fact]
    public async Task T3_lines_that_were_taken_off_a_ticket_are_on_record_with_its_receipt()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = RingUpEverything(till);
        ticket.Remove(ticket.Current.Lines[1].Id).EnsureDone();

        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(50)))).Value;

        Assert.Equal(["Coffee"], receipt.Lines.Select(line => line.Name));
        var removed = Assert.Single(await till.EntriesAsync("receipt")).GetProperty("data").GetProperty("removed");
        Assert.Equal(["Cake \"à la maison\"", "Tea"], Names(removed.GetProperty("lines")));
        Assert.Equal(["City tax"], Names(removed.GetProperty("taxes")));
        Assert.Equal(0, removed.GetProperty("lines")[1].GetProperty("taxes")[0].GetInt32());
        await till.RestartAsync();
        await till.SignInAsync();
        Assert.Equivalent(receipt, (await till.Pos.Receipts.GetAsync(receipt.Id)).Value, strict: true);
    }

    [Fact]
    public async Task Offline_tickets_are_parked_and_taken_up_on_this_device()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        var ticket = till.RingUp();

        (await till.Pos.Tickets.ParkAsync(ticket, "table 4")).EnsureDone();
        (await till.Pos.Tickets.ResumeAsync(ticket.Id)).EnsureDone();
    }

    [Fact]
    public async Task A_ticket_that_is_not_of_this_engine_is_a_mistake()
    {
        await using var till = await TillHost.ReadyAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => till.Pos.Tickets.DiscardAsync(new Impostor()));
        await Assert.ThrowsAsync<ArgumentException>(() => till.Pos.Tickets.ParkAsync(till.RingUp(), " "));
    }

    /// <summary>Two lines that stay, one that was taken off again, and everything else that a ticket can hold.</summary>
    private static ITicket RingUpEverything(TillHost till)
    {
        var ticket = till.Pos.Tickets.Start();
        ticket.Scan(TillHost.CoffeeCode).EnsureDone();
        till.Time.Advance(TimeSpan.FromSeconds(5));
        ticket.Scan(TillHost.CoffeeCode).EnsureDone();
        ticket.Remove(ticket.Add(Cake, Quantity.Of(1.5m)).Value.Id).EnsureDone();
        var tea = ticket.Add(Tea).Value;
        ticket.AddDiscount(OneOff, tea.Id).EnsureDone();
        ticket.AddDiscount(TenPercent).EnsureDone();
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        ticket.SetNote("no sugar – \"please\"").EnsureDone();
        return ticket;
    }

    private static IEnumerable<string?> Names(System.Text.Json.JsonElement lines) => lines.EnumerateArray().Select(line => line.GetProperty("name").GetString());

    private static long SavedTickets(TillHost till, string where = "true") => Sql.Read<long>(till.DatabasePath, $"SELECT count(*) FROM ticket WHERE {where}");

    private sealed class Impostor : ITicket
    {
        public TicketId Id => default;

        public TicketSnapshot Current => throw new NotSupportedException();

        public IPosStream<TicketSnapshot> Changes => throw new NotSupportedException();

        public PosResult<TicketLine> Scan(string barcode) => throw new NotSupportedException();

        public PosResult<TicketLine> Add(Item item, Quantity? quantity = null, Money? price = null, string? name = null) => throw new NotSupportedException();

        public PosResult<TicketLine> TakeBack(Item item, Quantity quantity, string reason, bool restocks = true, Money? price = null, string? name = null, Approval? approval = null) =>
            throw new NotSupportedException();

        public PosResult<TicketLine> ChangeQuantity(LineId line, Quantity quantity, Approval? approval = null) => throw new NotSupportedException();

        public PosResult Remove(LineId line, string? reason = null, Approval? approval = null) => throw new NotSupportedException();

        public PosResult AddDiscount(Discount discount, LineId? line = null, Approval? approval = null) => throw new NotSupportedException();

        public PosResult AddDiscount(DiscountId discount, LineId? line = null, Rate? rate = null, Money? amount = null, Approval? approval = null) => throw new NotSupportedException();

        public PosResult RemoveDiscount(DiscountId discount, LineId? line = null) => throw new NotSupportedException();

        public PosResult<TicketLine> OverridePrice(LineId line, Money unitPrice, string? reason = null, Approval? approval = null) => throw new NotSupportedException();

        public PosResult<TicketLine> OverrideTaxes(LineId line, ImmutableArray<Tax> taxes, string? reason = null, Approval? approval = null) => throw new NotSupportedException();

        public PosResult<TicketLine> AddTip(Money amount, ImmutableArray<Tax>? taxes = null) => throw new NotSupportedException();

        public PosResult<TicketLine> SetModifiers(LineId line, ImmutableArray<PriceModifier> modifiers, Approval? approval = null) => throw new NotSupportedException();

        public PosResult AddSurcharge(Surcharge surcharge, LineId? line = null, Approval? approval = null) => throw new NotSupportedException();

        public PosResult RemoveSurcharge(SurchargeId surcharge, LineId? line = null) => throw new NotSupportedException();

        public PosResult SetDiningOption(string? diningOption) => throw new NotSupportedException();

        public PosResult SetDiningOption(DiningOptionId diningOption) => throw new NotSupportedException();

        public PosResult SetTaxFree(bool isTaxFree, Approval? approval = null) => throw new NotSupportedException();

        public PosResult SetPrepaid(Money amount, Approval? approval = null) => throw new NotSupportedException();

        public PosResult SetCustomer(CustomerId? customer) => throw new NotSupportedException();

        public PosResult SetNote(string? note) => throw new NotSupportedException();

        public PosResult ConfirmAge(int years) => throw new NotSupportedException();
    }
}
