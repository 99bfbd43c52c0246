using PosEngine.Checkout;

namespace PosEngine.BackOffice;

/// <summary>Tills that park tickets and take them over, through the sample back office.</summary>
public abstract class SharedTicketTests(OfficeFixture fixture)
{
    private readonly RunningBackOffice _office = fixture.Office;

    [Fact]
    public async Task A_parked_ticket_arrives_at_the_other_till_which_takes_it_over_and_sells_it()
    {
        await using var one = await WiredTill.ReadyAsync(_office);
        await using var two = await WiredTill.ReadyAsync(_office);
        var ticket = one.RingUp();
        (await one.Pos.Tickets.ParkAsync(ticket, "Table 4")).EnsureDone();
        await one.SynchroniseAsync();
        (await two.Pos.Sync.SyncNowAsync()).EnsureDone();
        var listed = Assert.Single(two.Pos.Tickets.Shared.Value, shared => shared.Ticket == ticket.Id);
        Assert.Equal(("Table 4", Money.Of(5), WiredTill.Ann), (listed.Name, listed.Gross, listed.ParkedBy!.Value));
        using var owner = await TestBrowser.SignInAsync(_office);
        Assert.Contains("Table 4", await owner.ShowAsync("/parked"));

        var taken = (await two.Pos.Tickets.TakeOverAsync(listed.Id)).Value;
        (await two.Pos.Checkout.CompleteAsync(taken, Payment.Cash(Money.Of(5)))).EnsureDone();
        (await one.Pos.Sync.SyncNowAsync()).EnsureDone();
        await WiredTill.UntilAsync(one.Pos.Tickets.Parked, parked => parked.All(each => each.Id != ticket.Id));

        await one.SynchroniseAsync();
        await two.SynchroniseAsync();
        await two.AssertDeliveredAsync(receipts: 1, gross: 5);
        Assert.DoesNotContain($"/parked/{listed.Id}/free", await owner.ShowAsync("/parked"));
    }

    [Fact]
    public async Task Of_two_tills_that_want_it_at_once_one_has_it()
    {
        await using var one = await WiredTill.ReadyAsync(_office);
        await using var two = await WiredTill.ReadyAsync(_office);
        await using var three = await WiredTill.ReadyAsync(_office);
        for (var round = 0; round < 5; round++)
        {
            var ticket = one.RingUp();
            (await one.Pos.Tickets.ParkAsync(ticket, $"Table {round}")).EnsureDone();
            await one.SynchroniseAsync();
            var takers = new[] { two, three };
            foreach (var taker in takers)
                (await taker.Pos.Sync.SyncNowAsync()).EnsureDone();
            var listed = two.Pos.Tickets.Shared.Value.Single(shared => shared.Ticket == ticket.Id).Id;

            var answers = await Task.WhenAll(
                [.. takers.Select(taker => Task.Run(() => taker.Pos.Tickets.TakeOverAsync(listed))), Task.Run(() => one.Pos.Tickets.ResumeAsync(ticket.Id))]);

            _ = Assert.Single(answers, answer => answer.IsDone);
            Assert.All(answers.Where(answer => !answer.IsDone), answer => Assert.Contains(answer.Refusal!.Code, new[] { RefusalCodes.TicketTaken, RefusalCodes.TicketUnknown }));
        }
    }

    [Fact]
    public async Task What_two_tills_sold_is_set_aside_at_the_later_one()
    {
        await using var one = await WiredTill.ReadyAsync(_office);
        await using var two = await WiredTill.ReadyAsync(_office);
        var ticket = one.RingUp();
        (await one.Pos.Tickets.ParkAsync(ticket, "Table 4")).EnsureDone();
        await one.SynchroniseAsync();
        (await two.Pos.Sync.SyncNowAsync()).EnsureDone();
        await one.CutAsync();
        var taken = (await two.Pos.Tickets.TakeOverAsync(two.Pos.Tickets.Shared.Value.Single(shared => shared.Ticket == ticket.Id).Id)).Value;
        (await two.Pos.Checkout.CompleteAsync(taken, Payment.Cash(Money.Of(5)))).EnsureDone();
        await two.SynchroniseAsync();

        var own = (await one.Pos.Tickets.ResumeAsync(ticket.Id)).Value;
        (await one.Pos.Checkout.CompleteAsync(own, Payment.Cash(Money.Of(5)))).EnsureDone();
        await one.MendAsync();

        Assert.Equal(Receipts.SyncState.NeedsAttention, Assert.Single((await one.Pos.Receipts.ListAsync()).Value).State);
        Assert.Equal(Receipts.SyncState.Synchronised, Assert.Single((await two.Pos.Receipts.ListAsync()).Value).State);
        await one.AssertDeliveredAsync(receipts: 1, gross: 5);
        await two.AssertDeliveredAsync(receipts: 1, gross: 5);
        using var owner = await TestBrowser.SignInAsync(_office);
        Assert.Contains("the ticket was paid on another device too", await owner.ShowAsync("/quarantine"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"takeover":"x","parking":"y"}""")]
    [InlineData("""{"takeover":null,"parking":null}""")]
    [InlineData("[]")]
    public async Task What_is_no_request_is_malformed(string body)
    {
        var answer = await _office.PostAsync($"v1/devices/{TestDevice.NewId()}/tickets", body);

        Assert.Equal((400, "malformed"), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task Another_devices_token_takes_nothing_over()
    {
        var (own, other) = (TestDevice.NewId(), TestDevice.NewId());
        Assert.Equal(204, (await _office.PutAsync($"v1/admin/tokens/{own}", $$"""{"role":"device","token":"token of {{own}}","device":"{{own}}"}""")).Status);
        using var client = _office.Connect($"token of {own}");
        client.DefaultRequestHeaders.Add("PosEngine-Protocol", "1");

        var answer = await _office.PostAsync($"v1/devices/{other}/tickets", $$"""{"takeover":"{{own}}","parking":"{{own}}"}""", client);

        Assert.Equal((403, "unauthorised"), (answer.Status, answer.Error));
    }
}

public sealed class SharedTicketOnSqliteTests(SqliteOffice office) : SharedTicketTests(office), IClassFixture<SqliteOffice>;

public sealed class SharedTicketOnPostgresTests(PostgresOffice office) : SharedTicketTests(office), IClassFixture<PostgresOffice>;
