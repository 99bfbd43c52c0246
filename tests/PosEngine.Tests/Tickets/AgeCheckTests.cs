using System.Text.Json;
using PosEngine.Checkout;
using PosEngine.Journal;
using PosEngine.Support;

namespace PosEngine.Tickets;

/// <summary>What is not sold to everybody: the cashier looks once, and the journal says who did.</summary>
public sealed class AgeCheckTests
{
    private const string BeerCode = "4012345678901";
    private const string SpiritsCode = "4012345678918";

    [Fact]
    public async Task What_asks_for_an_age_is_rung_up_once_the_cashier_has_looked()
    {
        await using var till = await StartAsync();
        var ticket = till.Pos.Tickets.Start();
        ticket.Scan(TillHost.CoffeeCode).EnsureDone();

        var refusal = ticket.Scan(BeerCode).Refusal!;
        Assert.Equal((RefusalCodes.AgeCheckNeeded, new AgeCheck(16, new DateOnly(2010, 11, 24))), (refusal.Code, refusal.AgeCheck));
        Assert.Equal("The customer has to be at least 16 years old: born on 24/11/2010 or before. Please check.", refusal.Message);
        Assert.Equal(RefusalCodes.AgeCheckNeeded, ticket.Add(till.Pos.Catalog.FindByBarcode(BeerCode).Value).Refusal?.Code);
        Assert.Equal((1, null), (ticket.Current.Lines.Length, ticket.Current.AgeConfirmed));

        ticket.ConfirmAge(refusal.AgeCheck!.Years).EnsureDone();
        ticket.Scan(BeerCode).EnsureDone();
        ticket.Scan(BeerCode).EnsureDone();

        Assert.Equal((2, 16, Quantity.Of(2)), (ticket.Current.Lines.Length, ticket.Current.AgeConfirmed, ticket.Current.Lines[1].Quantity));
    }

    [Fact]
    public async Task A_higher_age_is_asked_for_anew_and_a_lower_one_is_not()
    {
        await using var till = await StartAsync();
        var ticket = till.Pos.Tickets.Start();
        ticket.ConfirmAge(16).EnsureDone();
        ticket.Scan(BeerCode).EnsureDone();
        Assert.Equal(18, ticket.Scan(SpiritsCode).Refusal!.AgeCheck!.Years);

        ticket.ConfirmAge(18).EnsureDone();
        ticket.ConfirmAge(16).EnsureDone();

        ticket.Scan(SpiritsCode).EnsureDone();
        Assert.Equal(18, ticket.Current.AgeConfirmed);
        Assert.Throws<ArgumentOutOfRangeException>(() => ticket.ConfirmAge(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ticket.ConfirmAge(151));
    }

    [Fact]
    public async Task Who_looked_is_on_record_with_the_receipt_or_the_end_of_the_ticket()
    {
        await using var till = await StartAsync();
        var sold = till.Pos.Tickets.Start();
        sold.ConfirmAge(16).EnsureDone();
        sold.ConfirmAge(18).EnsureDone();
        sold.Scan(SpiritsCode).EnsureDone();
        (await till.Pos.Tickets.ParkAsync(sold, "table 4")).EnsureDone();
        await till.RestartAsync();
        (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        sold = (await till.Pos.Tickets.ResumeAsync(sold.Id)).Value;
        Assert.Equal(18, sold.Current.AgeConfirmed);
        var receipt = (await till.Pos.Checkout.CompleteAsync(sold, Payment.Card(Money.Of(20)))).Value;
        var abandoned = till.Pos.Tickets.Start();
        abandoned.ConfirmAge(16).EnsureDone();
        abandoned.Scan(BeerCode).EnsureDone();
        (await till.Pos.Tickets.DiscardAsync(abandoned)).EnsureDone();

        Assert.Equal(18, receipt.Lines[0].AgeLimit);
        Assert.Equal(18, (await till.Pos.Receipts.GetAsync(receipt.Id)).Value.Lines[0].AgeLimit);
        var told = await till.EntriesAsync(EntryKinds.AgeConfirmed);
        Assert.Equal(
            [(sold.Id, 16, TillHost.Ann), (sold.Id, 18, TillHost.Ann), (abandoned.Id, 16, TillHost.Bob)],
            told.Select(static entry => (
                new TicketId(entry.GetProperty("data").GetProperty("ticket").GetGuid()), entry.GetProperty("data").GetProperty("years").GetInt32(),
                new EmployeeId(entry.GetProperty("employee").GetGuid()))));
        Assert.All(told, static entry => Assert.Equal(["ticket", "years", "made"], entry.GetProperty("data").EnumerateObject().Select(static member => member.Name)));
    }

    [Fact]
    public async Task What_nobody_has_looked_for_is_not_paid()
    {
        await using var till = await StartAsync();
        var ticket = till.Pos.Tickets.Start();
        ticket.ConfirmAge(18).EnsureDone();
        ticket.Scan(SpiritsCode).EnsureDone();
        (await till.Pos.Tickets.ParkAsync(ticket, "table 4")).EnsureDone();
        await till.Pos.DisposeAsync();

        // As if a till had written it that knew the age and no confirmation.
        Storage.Sql.Run(till.DatabasePath, "UPDATE ticket SET body = CAST(json_remove(CAST(body AS TEXT), '$.ages') AS BLOB)");
        await till.StartAsync();
        await till.SignInAsync();
        ticket = (await till.Pos.Tickets.ResumeAsync(ticket.Id)).Value;

        Assert.Equal(18, till.Pos.Checkout.Begin(ticket).Refusal!.AgeCheck!.Years);
        await till.AssertRefusedAsync(RefusalCodes.AgeCheckNeeded, async () => (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(20)))).Refusal);
        ticket.ConfirmAge(18).EnsureDone();
        (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(20)))).EnsureDone();
    }

    [Fact]
    public async Task The_day_is_that_of_the_business_and_nobody_is_older_for_being_born_on_a_leap_day()
    {
        await using var till = await StartAsync(new DateTimeOffset(2028, 2, 29, 10, 0, 0, TimeSpan.Zero));
        Assert.Equal(new DateOnly(2010, 2, 28), Refused().BornBy);
        till.Time.Advance(TimeSpan.FromHours(20));

        Assert.Equal(new DateOnly(2010, 2, 28), Refused().BornBy); // After midnight, in the shift of the day before.
        (await till.Pos.Shifts.CloseAsync(Money.Of(100))).EnsureDone();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        Assert.Equal(new DateOnly(2010, 3, 1), Refused().BornBy);

        AgeCheck Refused() => till.Pos.Tickets.Start().Scan(SpiritsCode).Refusal!.AgeCheck!;
    }

    [Theory]
    [InlineData("0")]
    [InlineData("151")]
    public void An_age_that_is_none_makes_no_item(string age) => Assert.Throws<FormatException>(
        () => Catalog.ItemFormat.ReadItem($$"""{ "id": "0193b000-0000-7000-8000-000000000201", "name": "Gin", "taxes": [], "age_limit": {{age}} }""", new([], Currency.EUR)));

    private static async Task<TillHost> StartAsync(DateTimeOffset? at = null)
    {
        var till = new TillHost();
        if (at is { } moment)
            till.Time.Advance(moment - till.Time.GetUtcNow());
        till.SetReference("item", "0193b000-0000-7000-8000-000000000201", Item("0193b000-0000-7000-8000-000000000201", "Beer", BeerCode, 16));
        till.SetReference("item", "0193b000-0000-7000-8000-000000000202", Item("0193b000-0000-7000-8000-000000000202", "Gin", SpiritsCode, 18));
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }

    private static string Item(string id, string name, string code, int age) => JsonSerializer.Serialize(
        new { id, name, price = 2_000_000, taxes = Array.Empty<string>(), barcodes = new[] { code }, age_limit = age });
}
