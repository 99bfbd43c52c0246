using PosEngine.Checkout;
using PosEngine.Support;
using PosEngine.Sync;

namespace PosEngine.Tickets;

/// <summary>Two tills of a shop and the tickets that they park.</summary>
public sealed class SharedTicketTests
{
    [Fact]
    public async Task What_one_till_parks_the_other_lists_and_takes_over()
    {
        await using var shop = await Shop.OpenAsync();
        var ticket = await shop.ParkAsync(shop.One, "Table 4");
        await shop.Two.PullAsync();

        var listed = Assert.Single(shop.Two.Pos.Tickets.Shared.Value);
        Assert.Equal(
            (ticket.Id, "Table 4", Money.Of(5), TillHost.Ann, 1, false),
            (listed.Ticket, listed.Name, listed.Gross, listed.ParkedBy!.Value, listed.DeviceNumber!.Value, listed.IsUnsettled));
        Assert.Equal(ticket.ParkedAt, listed.ParkedAt);
        Assert.Empty(shop.One.Pos.Tickets.Shared.Value);

        var taken = (await shop.Two.Pos.Tickets.TakeOverAsync(listed.Id)).Value;
        Assert.Equal((ticket.Id, "Table 4", Money.Of(5), TicketStatus.Open), (taken.Id, taken.Current.Name, taken.Current.Totals.Gross, taken.Current.Status));
        Assert.Empty(shop.Two.Pos.Tickets.Shared.Value);
        Assert.Equal(["ticket-takeover-intended", "ticket-taken-over"], (await shop.Two.EntriesAsync()).TakeLast(2).Select(entry => entry.GetProperty("kind").GetString()));

        await shop.One.PullAsync();
        Assert.Empty(shop.One.Pos.Tickets.Parked.Value);
        Assert.Equal(RefusalCodes.TicketUnknown, (await shop.One.Pos.Tickets.ResumeAsync(ticket.Id)).Refusal?.Code);
        var handed = Assert.Single(await shop.One.EntriesAsync("ticket-handed-over"));
        Assert.Equal($"{listed.Id}", handed.GetProperty("data").GetProperty("parking").GetString());
        await shop.Two.PullAsync();
        Assert.Empty(shop.Two.Pos.Tickets.Shared.Value);

        (await shop.Two.Pos.Checkout.CompleteAsync(taken, Payment.Cash(Money.Of(5)))).EnsureDone();
        await shop.SettleAsync();
        Assert.Empty(shop.Two.Pos.Tickets.Shared.Value);
    }

    [Fact]
    public async Task A_ticket_goes_to_and_fro_and_what_is_added_goes_with_it()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.ParkAsync(shop.One, "Table 4");

        var (from, to) = (shop.One, shop.Two);
        for (var i = 0; i < 4; i++)
        {
            await to.PullAsync();
            var taken = (await to.Pos.Tickets.TakeOverAsync(Assert.Single(to.Pos.Tickets.Shared.Value).Id)).Value;
            taken.Scan(TillHost.CoffeeCode).EnsureDone();
            (await to.Pos.Tickets.ParkAsync(taken, "Table 4")).EnsureDone();
            await from.PullAsync();
            Assert.Empty(from.Pos.Tickets.Parked.Value);
            (from, to) = (to, from);
        }

        Assert.Equal(Money.Of(15), Assert.Single(shop.One.Pos.Tickets.Parked.Value).Gross);
    }

    [Fact]
    public async Task What_its_own_till_takes_up_again_or_never_shared_nobody_lists()
    {
        await using var shop = await Shop.OpenAsync();
        var ticket = await shop.ParkAsync(shop.One, "Table 4");
        await shop.Two.PullAsync();
        var listed = Assert.Single(shop.Two.Pos.Tickets.Shared.Value).Id;

        (await shop.One.Pos.Tickets.ResumeAsync(ticket.Id)).EnsureDone();
        Assert.Equal($"{listed}", Assert.Single(await shop.One.EntriesAsync("ticket-resumed")).GetProperty("data").GetProperty("parking").GetString());

        // Its list is late.
        Assert.Equal(RefusalCodes.TicketUnknown, (await shop.Two.Pos.Tickets.TakeOverAsync(listed)).Refusal?.Code);
        Assert.Single(await shop.Two.EntriesAsync("ticket-takeover-released"));
        await shop.Two.PullAsync();
        Assert.Empty(shop.Two.Pos.Tickets.Shared.Value);
        Assert.Empty(shop.Two.Pos.Tickets.Open);
    }

    [Fact]
    public async Task Of_two_that_want_it_at_once_its_own_till_or_the_other_has_it_and_hears_who()
    {
        await using var shop = await Shop.OpenAsync();
        var ticket = await shop.ParkAsync(shop.One, "Table 4");
        await shop.Two.PullAsync();
        var listed = Assert.Single(shop.Two.Pos.Tickets.Shared.Value).Id;

        // The first one's list is late: it asks, and hears.
        (await shop.Two.Pos.Tickets.TakeOverAsync(listed)).EnsureDone();
        var refusal = (await shop.One.Pos.Tickets.ResumeAsync(ticket.Id)).Refusal!;

        Assert.Equal((RefusalCodes.TicketTaken, "Till 2 has this ticket."), (refusal.Code, refusal.Message));
        Assert.Empty(shop.One.Pos.Tickets.Parked.Value);
        Assert.Single(await shop.One.EntriesAsync("ticket-handed-over"));
    }

    [Theory]
    [InlineData(LoopbackFault.LoseRequest)]
    [InlineData(LoopbackFault.LoseReply)]
    public async Task A_lost_answer_is_unknown_and_asked_again_it_is_the_same_takeover(LoopbackFault fault)
    {
        await using var shop = await Shop.OpenAsync();
        await shop.ParkAsync(shop.One, "Table 4");
        await shop.Two.PullAsync();
        var listed = Assert.Single(shop.Two.Pos.Tickets.Shared.Value).Id;
        shop.Office.Fault = call => call == LoopbackCall.TakeTicket ? fault : LoopbackFault.None;

        var unknown = await shop.Two.Pos.Tickets.TakeOverAsync(listed);
        Assert.Equal((PosOutcome.Unknown, RefusalCodes.TakeoverUnanswered), (unknown.Outcome, unknown.Refusal?.Code));
        shop.Office.Fault = null;
        await shop.Two.PullAsync();
        Assert.True(Assert.Single(shop.Two.Pos.Tickets.Shared.Value).IsUnsettled);

        (await shop.Two.Pos.Tickets.TakeOverAsync(listed)).EnsureDone();
        Assert.Single(await shop.Two.EntriesAsync("ticket-takeover-intended"));
        Assert.Empty(shop.Two.Pos.Tickets.Shared.Value);
    }

    [Fact]
    public async Task A_restart_gives_back_what_it_did_not_hear_of()
    {
        await using var shop = await Shop.OpenAsync();
        var ticket = await shop.ParkAsync(shop.One, "Table 4");
        await shop.Two.PullAsync();
        shop.Office.Fault = static call => call == LoopbackCall.TakeTicket ? LoopbackFault.LoseReply : LoopbackFault.None;
        Assert.Equal(PosOutcome.Unknown, (await shop.Two.Pos.Tickets.TakeOverAsync(shop.Two.Pos.Tickets.Shared.Value[0].Id)).Outcome);
        shop.Office.Fault = null;

        await shop.Two.RestartAsync();
        await shop.Two.SignInAsync();
        await shop.SettleAsync();

        Assert.Single(await shop.Two.EntriesAsync("ticket-takeover-released"));
        Assert.False(Assert.Single(shop.Two.Pos.Tickets.Shared.Value).IsUnsettled);
        Assert.Equal(ticket.Id, Assert.Single(shop.One.Pos.Tickets.Parked.Value).Id);
        (await shop.One.Pos.Tickets.ResumeAsync(ticket.Id)).EnsureDone();
    }

    [Fact]
    public async Task An_answer_that_never_comes_refuses_its_own_till_which_keeps_the_ticket()
    {
        await using var shop = await Shop.OpenAsync();
        var ticket = await shop.ParkAsync(shop.One, "Table 4");
        shop.Office.Fault = static call => call == LoopbackCall.TakeTicket ? LoopbackFault.LoseReply : LoopbackFault.None;

        Assert.Equal(RefusalCodes.BackOfficeUnanswered, (await shop.One.Pos.Tickets.ResumeAsync(ticket.Id)).Refusal?.Code);
        Assert.Equal(ticket.Id, Assert.Single(shop.One.Pos.Tickets.Parked.Value).Id);

        shop.One.GoOffline();
        (await shop.One.Pos.Tickets.ResumeAsync(ticket.Id)).EnsureDone();
        Assert.Equal(["ticket-parked", "ticket-takeover-intended", "ticket-takeover-released", "ticket-resumed"], await Shop.TicketEntriesAsync(shop.One));
    }

    [Fact]
    public async Task What_its_own_till_asked_for_and_heard_nothing_of_the_others_may_have()
    {
        await using var shop = await Shop.OpenAsync();
        var ticket = await shop.ParkAsync(shop.One, "Table 4");
        shop.Office.Fault = static call => call == LoopbackCall.TakeTicket ? LoopbackFault.LoseReply : LoopbackFault.None;
        Assert.Equal(RefusalCodes.BackOfficeUnanswered, (await shop.One.Pos.Tickets.ResumeAsync(ticket.Id)).Refusal?.Code);
        shop.Office.Fault = null;
        await shop.SettleAsync();

        (await shop.Two.Pos.Tickets.TakeOverAsync(Assert.Single(shop.Two.Pos.Tickets.Shared.Value).Id)).EnsureDone();

        Assert.Equal(RefusalCodes.TicketTaken, (await shop.One.Pos.Tickets.ResumeAsync(ticket.Id)).Refusal?.Code);
        Assert.Empty(shop.One.Pos.Tickets.Parked.Value);
    }

    [Fact]
    public async Task Who_stops_waiting_for_its_own_ticket_leaves_it_to_the_others_and_the_approval_to_the_next_time()
    {
        await using var shop = await Shop.OpenAsync();
        var ticket = await shop.ParkAsync(shop.One, "Table 4");
        shop.One.SetEmployee(TillHost.Carl, "Carl", "2222", isTrusted: false);
        await shop.One.PullAsync();
        (await shop.One.Pos.Session.SignInAsync(TillHost.Carl, "2222")).EnsureDone();
        var approval = (await shop.One.Pos.Session.ApproveAsync((await shop.One.Pos.Tickets.ResumeAsync(ticket.Id)).Refusal!, TillHost.Ann, TillHost.AnnsPin)).Value;
        using var waiting = new CancellationTokenSource();
        shop.Office.Fault = call =>
        {
            if (call == LoopbackCall.TakeTicket)
                waiting.Cancel();
            waiting.Token.ThrowIfCancellationRequested(); // As a transport does that is told to stop.
            return LoopbackFault.None;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => shop.One.Pos.Tickets.ResumeAsync(ticket.Id, approval, waiting.Token));

        shop.Office.Fault = null;
        Assert.Equal("ticket-takeover-released", (await Shop.TicketEntriesAsync(shop.One)).Last());
        (await shop.One.Pos.Tickets.ResumeAsync(ticket.Id, approval)).EnsureDone();
    }

    [Fact]
    public async Task Of_two_taps_on_its_own_ticket_one_takes_it_up()
    {
        await using var shop = await Shop.OpenAsync();
        var ticket = await shop.ParkAsync(shop.One, "Table 4");

        var taps = await Task.WhenAll(shop.One.Pos.Tickets.ResumeAsync(ticket.Id), shop.One.Pos.Tickets.ResumeAsync(ticket.Id));

        Assert.Equal(1, taps.Count(static tap => tap.IsDone));
        Assert.Equal([RefusalCodes.TicketUnknown], taps.Select(static tap => tap.Refusal?.Code).OfType<string>());
        Assert.Equal(["ticket-parked", "ticket-takeover-intended", "ticket-resumed"], await Shop.TicketEntriesAsync(shop.One));
    }

    [Fact]
    public async Task Offline_nothing_is_taken_over_and_the_journal_does_not_hear_of_it()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.ParkAsync(shop.One, "Table 4");
        await shop.Two.PullAsync();
        shop.Two.Pos.Connectivity.ReportNetwork(false);

        await shop.Two.AssertRefusedAsync(Capabilities.ReasonCodes.NoInternet, async () => (await shop.Two.Pos.Tickets.TakeOverAsync(shop.Two.Pos.Tickets.Shared.Value[0].Id)).Refusal);
        await shop.Two.AssertRefusedAsync(Capabilities.ReasonCodes.NoInternet, async () => (await shop.Two.Pos.Tickets.TakeOverAsync(new ParkingId(ShopReference.Id(1)))).Refusal);
    }

    [Fact]
    public async Task Offline_its_own_till_takes_it_up_and_should_both_be_paid_the_later_one_is_set_aside()
    {
        await using var shop = await Shop.OpenAsync();
        var ticket = await shop.ParkAsync(shop.One, "Table 4");
        await shop.Two.PullAsync();
        shop.One.Pos.Connectivity.ReportNetwork(false);
        var taken = (await shop.Two.Pos.Tickets.TakeOverAsync(shop.Two.Pos.Tickets.Shared.Value[0].Id)).Value;
        var own = (await shop.One.Pos.Tickets.ResumeAsync(ticket.Id)).Value;

        var two = (await shop.Two.Pos.Checkout.CompleteAsync(taken, Payment.Cash(Money.Of(5)))).Value;
        var one = (await shop.One.Pos.Checkout.CompleteAsync(own, Payment.Cash(Money.Of(5)))).Value;
        shop.One.Pos.Connectivity.ReportNetwork(true);
        await shop.SettleAsync();

        Assert.Equal(Receipts.SyncState.NeedsAttention, (await shop.One.Pos.Receipts.ListAsync()).Value[0].State);
        Assert.Equal(Receipts.SyncState.Synchronised, (await shop.Two.Pos.Receipts.ListAsync()).Value[0].State);
        Assert.Equal(one.TicketId, two.TicketId);
        Assert.Empty(await shop.One.EntriesAsync("ticket-handed-over"));
    }

    [Fact]
    public async Task What_was_parked_anew_offline_stays_with_its_own_till()
    {
        await using var shop = await Shop.OpenAsync();
        var ticket = await shop.ParkAsync(shop.One, "Table 4");
        await shop.Two.PullAsync();
        shop.One.Pos.Connectivity.ReportNetwork(false);
        (await shop.Two.Pos.Tickets.TakeOverAsync(shop.Two.Pos.Tickets.Shared.Value[0].Id)).EnsureDone();
        var own = (await shop.One.Pos.Tickets.ResumeAsync(ticket.Id)).Value;
        own.Scan(TillHost.CoffeeCode).EnsureDone();
        (await shop.One.Pos.Tickets.ParkAsync(own, "Table 4")).EnsureDone();

        shop.One.Pos.Connectivity.ReportNetwork(true);
        await shop.SettleAsync();

        Assert.Equal(Money.Of(7.50m), Assert.Single(shop.One.Pos.Tickets.Parked.Value).Gross);
        Assert.Equal(RefusalCodes.TicketTaken, (await shop.Two.Pos.Tickets.TakeOverAsync(Assert.Single(shop.Two.Pos.Tickets.Shared.Value).Id)).Refusal?.Code);
    }

    [Fact]
    public async Task What_somebody_else_has_parked_takes_the_permission_or_an_approval()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.ParkAsync(shop.One, "Table 4");
        shop.One.SetEmployee(TillHost.Carl, "Carl", "2222", isTrusted: false);
        await shop.Two.PullAsync();
        var listed = shop.Two.Pos.Tickets.Shared.Value[0].Id;
        (await shop.Two.Pos.Session.SignInAsync(TillHost.Carl, "2222")).EnsureDone();

        var refusal = (await shop.Two.Pos.Tickets.TakeOverAsync(listed)).Refusal!;
        Assert.Equal(RefusalCodes.PermissionMissing, refusal.Code);
        var approval = (await shop.Two.Pos.Session.ApproveAsync(refusal, TillHost.Ann, TillHost.AnnsPin)).Value;
        (await shop.Two.Pos.Tickets.TakeOverAsync(listed, approval)).EnsureDone();

        var taken = Assert.Single(await shop.Two.EntriesAsync("ticket-taken-over"));
        Assert.Equal((TillHost.Carl.Value, TillHost.Ann.Value), (taken.GetProperty("employee").GetGuid(), taken.GetProperty("approved_by").GetGuid()));
    }

    [Fact]
    public async Task A_back_office_that_was_set_up_anew_or_has_no_such_call_takes_nothing_away()
    {
        await using var shop = await Shop.OpenAsync();
        var ticket = await shop.ParkAsync(shop.One, "Table 4");
        shop.Office.ExpireCursors();
        foreach (var change in (await shop.Office.PullAsync(null, 1_000, default)).Changes.Where(change => change.Kind == "parked_ticket"))
            shop.Office.RemoveReference(change.Kind, change.Id);
        await shop.One.PullAsync();
        Assert.Equal(ticket.Id, Assert.Single(shop.One.Pos.Tickets.Parked.Value).Id);

        await shop.One.Pos.DisposeAsync();
        shop.One.Transport = new InterceptedBackOffice(shop.Office);
        await shop.One.StartAsync();
        await shop.One.SignInAsync();
        (await shop.One.Pos.Tickets.ResumeAsync(ticket.Id)).EnsureDone();
    }

    [Fact]
    public async Task In_training_nothing_is_shared_and_nothing_taken_over()
    {
        await using var shop = await Shop.OpenAsync("""["training"]""");
        await shop.ParkAsync(shop.One, "real");
        (await shop.One.Pos.Device.BeginTrainingAsync()).EnsureDone();
        await shop.ParkAsync(shop.One, "practice");
        await shop.Two.PullAsync();

        var listed = Assert.Single(shop.Two.Pos.Tickets.Shared.Value);
        Assert.Equal("real", listed.Name);
        (await shop.Two.Pos.Device.BeginTrainingAsync()).EnsureDone();
        await shop.Two.AssertRefusedAsync(RefusalCodes.TrainingMode, async () => (await shop.Two.Pos.Tickets.TakeOverAsync(listed.Id)).Refusal);
    }

    [Fact]
    public async Task A_table_is_taken_wherever_its_ticket_is_parked()
    {
        await using var shop = await Shop.OpenAsync();
        shop.Office.SetReference("predefined_ticket", $"{ShopReference.Id(4)}", ShopReference.Json(ShopReference.Id(4), "Table 4"));
        await shop.One.PullAsync();
        var ticket = await shop.ParkAsync(shop.One, "Table 4");
        await shop.Two.PullAsync();

        Assert.Equal(ticket.Id, Assert.Single(shop.Two.Pos.Tickets.Predefined.Value).TakenBy);
        Assert.Equal(RefusalCodes.PredefinedTicketTaken, shop.Two.Pos.Tickets.StartPredefined(new(ShopReference.Id(4))).Refusal?.Code);
    }

    /// <summary>Two tills, Ann at both, and their back office.</summary>
    private sealed class Shop : IAsyncDisposable
    {
        private Shop(string permissions)
        {
            One = new TillHost();
            Two = new TillHost(static options => options.DeviceNumber = 2) { Transport = One.BackOffice };
            One.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, permissions);
        }

        public TillHost One { get; }

        public TillHost Two { get; }

        public LoopbackBackOffice Office => One.BackOffice;

        public static async Task<Shop> OpenAsync(string permissions = "[]")
        {
            var shop = new Shop(permissions);
            foreach (var till in new[] { shop.One, shop.Two })
            {
                await till.StartAsync();
                await till.SignInAsync();
                (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
            }

            return shop;
        }

        public async Task<ParkedTicket> ParkAsync(TillHost till, string name)
        {
            var ticket = till.RingUp();
            (await till.Pos.Tickets.ParkAsync(ticket, name)).EnsureDone();
            await till.PullAsync();
            return till.Pos.Tickets.Parked.Value.Single(parked => parked.Id == ticket.Id);
        }

        /// <summary>What a till's journal says of tickets that were parked.</summary>
        public static async Task<IEnumerable<string>> TicketEntriesAsync(TillHost till) =>
            (await till.EntriesAsync()).Select(static entry => entry.GetProperty("kind").GetString()!).Where(static kind => kind.StartsWith("ticket-", StringComparison.Ordinal));

        /// <summary>Both have told everything, and heard of everything.</summary>
        public async Task SettleAsync()
        {
            for (var i = 0; i < 2; i++)
            {
                await One.PullAsync();
                await Two.PullAsync();
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Two.DisposeAsync();
            await One.DisposeAsync();
        }
    }
}
