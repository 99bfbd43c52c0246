using PosEngine.Checkout;
using PosEngine.Support;

namespace PosEngine.Tickets;

public sealed class PredefinedTicketTests
{
    private static readonly PredefinedTicketId One = new(ShopReference.Id(1));
    private static readonly PredefinedTicketId Two = new(ShopReference.Id(2));

    [Fact]
    public async Task A_ticket_is_started_under_a_name_which_is_taken_until_it_is_paid()
    {
        await using var till = await ReadyAsync();
        Assert.Equal([("Table 1", null), ("Table 2", null), ("Table 10", null)], Taken(till));

        var ticket = till.Pos.Tickets.StartPredefined(Two).Value;
        ticket.Scan(TillHost.CoffeeCode).EnsureDone();
        Assert.Equal("Table 2", ticket.Current.Name);
        Assert.Equal([("Table 1", null), ("Table 2", ticket.Id), ("Table 10", null)], Taken(till));
        Assert.Equal(RefusalCodes.PredefinedTicketTaken, till.Pos.Tickets.StartPredefined(Two).Refusal?.Code);

        (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(2.50m)))).EnsureDone();
        Assert.Equal([("Table 1", null), ("Table 2", null), ("Table 10", null)], Taken(till));
    }

    [Fact]
    public async Task It_stays_taken_while_the_ticket_is_parked_and_after_a_restart()
    {
        await using var till = await ReadyAsync();
        var ticket = till.Pos.Tickets.StartPredefined(One).Value;
        ticket.Scan(TillHost.CoffeeCode).EnsureDone();
        (await till.Pos.Tickets.ParkAsync(ticket, ticket.Current.Name!)).EnsureDone();
        Assert.Equal($"{One}", Assert.Single(await till.EntriesAsync("ticket-parked")).GetProperty("data").GetProperty("content").GetProperty("predefined").GetString());

        await till.RestartAsync();
        await till.SignInAsync();
        Assert.Equal(ticket.Id, till.Pos.Tickets.Predefined.Value[0].TakenBy);
        var resumed = (await till.Pos.Tickets.ResumeAsync(ticket.Id)).Value;
        Assert.Equal(ticket.Id, till.Pos.Tickets.Predefined.Value[0].TakenBy);

        (await till.Pos.Tickets.DiscardAsync(resumed)).EnsureDone();
        Assert.Null(till.Pos.Tickets.Predefined.Value[0].TakenBy);
    }

    [Fact]
    public async Task One_that_is_still_empty_is_given_again()
    {
        await using var till = await ReadyAsync();

        var ticket = till.Pos.Tickets.StartPredefined(One).Value;

        Assert.Same(ticket, till.Pos.Tickets.StartPredefined(One).Value);
        Assert.Single(till.Pos.Tickets.Open);
    }

    [Fact]
    public async Task Whatever_ticket_is_parked_under_a_name_takes_it_and_under_another_frees_it()
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp();
        (await till.Pos.Tickets.ParkAsync(ticket, "Table 2")).EnsureDone();
        Assert.Equal(ticket.Id, till.Pos.Tickets.Predefined.Value[1].TakenBy);

        (await till.Pos.Tickets.ParkAsync((await till.Pos.Tickets.ResumeAsync(ticket.Id)).Value, "the lady with the hat")).EnsureDone();

        Assert.Null(till.Pos.Tickets.Predefined.Value[1].TakenBy);
    }

    [Fact]
    public async Task A_name_that_is_not_on_the_list_is_refused_and_a_ticket_under_one_that_goes_stays()
    {
        await using var till = await ReadyAsync();
        var ticket = till.Pos.Tickets.StartPredefined(One).Value;

        till.BackOffice.RemoveReference("predefined_ticket", $"{One}");
        await till.PullAsync();

        Assert.Equal(RefusalCodes.PredefinedTicketUnknown, till.Pos.Tickets.StartPredefined(One).Refusal?.Code);
        Assert.Equal("Table 1", ticket.Current.Name);
        Assert.Equal(["Table 2", "Table 10"], till.Pos.Tickets.Predefined.Value.Select(predefined => predefined.Name));
    }

    private static IEnumerable<(string, TicketId?)> Taken(TillHost till) => till.Pos.Tickets.Predefined.Value.Select(predefined => (predefined.Name, predefined.TakenBy));

    private static async Task<TillHost> ReadyAsync()
    {
        var till = new TillHost();
        till.List("predefined_ticket", 3, "Table 10", "\"order\": 10");
        till.List("predefined_ticket", 1, "Table 1", "\"order\": 1");
        till.List("predefined_ticket", 2, "Table 2", "\"order\": 2");
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }
}
