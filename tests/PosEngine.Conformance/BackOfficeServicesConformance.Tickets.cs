using System.Text.Json;
using PosEngine.Sync;

namespace PosEngine.Conformance;

// Parked tickets: each parking is taken up once.
public abstract partial class BackOfficeServicesConformance
{
    [Fact]
    public async Task A_parked_ticket_is_told_to_every_device_until_its_own_takes_it_up_again()
    {
        var till = await DeviceAsync();
        var parked = till.Park("Table 4", 250_000);
        await PushAsync(till);

        var told = JsonElement.Parse(await FindParkedAsync(parked) ?? "{}");
        Assert.Equal(
            ($"{parked.Parking}", $"{parked.Ticket}", "Table 4", 250_000, $"{till.Device}", till.DeviceNumber),
            (told.GetProperty("id").GetString(), told.GetProperty("ticket").GetString(), told.GetProperty("name").GetString(), told.GetProperty("gross").GetInt64(),
                told.GetProperty("device").GetString(), told.GetProperty("device_number").GetInt32()));
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 9, 58, 11, TimeSpan.Zero), told.GetProperty("at").GetDateTimeOffset());
        Assert.False(told.TryGetProperty("taken_by", out _));

        till.Resume(parked);
        await PushAsync(till);
        Assert.Null(await FindParkedAsync(parked));
    }

    [Fact]
    public async Task A_ticket_whose_parking_has_no_id_stays_on_its_device()
    {
        var till = await DeviceAsync();
        var ticket = TestReceipts.NewId();
        till.Append(TestJournal.Body("ticket-parked", $$"""{"ticket":"{{ticket}}","name":"Table 4","gross":0,"content":{ } }"""));

        Assert.Empty((await PushAsync(till)).Quarantined);

        Assert.DoesNotContain(await PullAllAsync(), change => change.Json?.Contains($"{ticket}", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task It_is_granted_to_one_device_with_its_content_and_the_same_takeover_gets_the_same_answer()
    {
        var (till, other, third) = (await DeviceAsync(), await DeviceAsync(), await DeviceAsync());
        var parked = till.Park("Table 4", 250_000);
        await PushAsync(till);
        var takeover = NewTakeover();

        foreach (var granted in new[] { await TakeAsync(other, takeover, parked), await TakeAsync(other, takeover, parked) })
        {
            Assert.Equal(TakeoverVerdict.Granted, granted.Verdict);
            Assert.True(JsonElement.DeepEquals(JsonElement.Parse(parked.Content), JsonElement.Parse(granted.Content!)));
        }

        foreach (var refused in new[] { await TakeAsync(third, NewTakeover(), parked), await TakeAsync(till, NewTakeover(), parked) })
            Assert.Equal((TakeoverVerdict.Taken, other.DeviceNumber, null), (refused.Verdict, refused.DeviceNumber, refused.Content));
        Assert.Equal($"{other.Device}", JsonElement.Parse((await FindParkedAsync(parked))!).GetProperty("taken_by").GetString());
    }

    [Fact]
    public async Task Of_many_that_ask_at_once_one_gets_the_ticket()
    {
        var tills = new List<TestJournal>();
        for (var i = 0; i < 8; i++)
            tills.Add(await DeviceAsync());
        var parked = tills[0].Park("Table 4", 250_000);
        await PushAsync(tills[0]);

        var answers = await Task.WhenAll(tills.Select(till => Task.Run(() => TakeAsync(till, NewTakeover(), parked))));

        Assert.Single(answers, answer => answer.Verdict == TakeoverVerdict.Granted);
        Assert.All(answers.Where(answer => answer.Verdict != TakeoverVerdict.Granted), answer => Assert.Equal(TakeoverVerdict.Taken, answer.Verdict));
    }

    [Fact]
    public async Task Its_own_device_may_ask_before_it_has_pushed_and_nobody_else_gets_it_then()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var parked = till.Park("Table 4", 250_000);

        var early = await TakeAsync(till, NewTakeover(), parked);
        Assert.Equal((TakeoverVerdict.Granted, null), (early.Verdict, early.Content));
        await PushAsync(till);

        Assert.Equal(TakeoverVerdict.Taken, (await TakeAsync(other, NewTakeover(), parked)).Verdict);
        till.Resume(parked);
        await PushAsync(till);
        Assert.Equal(TakeoverVerdict.Gone, (await TakeAsync(other, NewTakeover(), parked)).Verdict);
    }

    [Fact]
    public async Task What_is_given_back_is_free_again_and_that_takeover_has_ended()
    {
        var (till, other, third) = (await DeviceAsync(), await DeviceAsync(), await DeviceAsync());
        var parked = till.Park("Table 4", 250_000);
        await PushAsync(till);
        var takeover = NewTakeover();
        await TakeAsync(other, takeover, parked);

        other.GiveBack(takeover);
        await PushAsync(other);

        Assert.Equal(TakeoverVerdict.Ended, (await TakeAsync(other, takeover, parked)).Verdict);
        Assert.False(JsonElement.Parse((await FindParkedAsync(parked))!).TryGetProperty("taken_by", out _));
        Assert.Equal(TakeoverVerdict.Granted, (await TakeAsync(third, NewTakeover(), parked)).Verdict);
        Assert.Equal((TakeoverVerdict.Taken, third.DeviceNumber), await VerdictAsync(other, takeover, parked));
    }

    [Fact]
    public async Task What_was_asked_for_twice_is_free_once_both_are_given_back_in_whatever_order_they_came()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var parked = till.Park("Table 4", 250_000);
        await PushAsync(till);
        var (first, second) = (NewTakeover(), NewTakeover());
        await TakeAsync(till, second, parked);
        await TakeAsync(till, first, parked); // It was on its way longer.

        till.GiveBack(first);
        await PushAsync(till);
        Assert.Equal((TakeoverVerdict.Taken, till.DeviceNumber), await VerdictAsync(other, NewTakeover(), parked));

        till.GiveBack(second);
        await PushAsync(till);
        Assert.Equal(TakeoverVerdict.Granted, (await TakeAsync(other, NewTakeover(), parked)).Verdict);
    }

    [Fact]
    public async Task A_request_that_arrives_after_it_was_given_back_gets_nothing()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var parked = till.Park("Table 4", 250_000);
        await PushAsync(till);
        var takeover = NewTakeover();
        other.GiveBack(takeover);
        await PushAsync(other);

        Assert.Equal(TakeoverVerdict.Ended, (await TakeAsync(other, takeover, parked)).Verdict);
        Assert.Equal(TakeoverVerdict.Granted, (await TakeAsync(till, NewTakeover(), parked)).Verdict);
    }

    [Fact]
    public async Task Nobody_gives_back_what_another_device_has()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var parked = till.Park("Table 4", 250_000);
        await PushAsync(till);
        var takeover = NewTakeover();
        await TakeAsync(other, takeover, parked);

        till.GiveBack(takeover);
        await PushAsync(till);

        Assert.Equal(TakeoverVerdict.Taken, (await TakeAsync(till, NewTakeover(), parked)).Verdict);
    }

    [Fact]
    public async Task Once_its_own_device_has_heard_of_it_nobody_else_has_to()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var parked = till.Park("Table 4", 250_000);
        await PushAsync(till);
        var takeover = NewTakeover();
        await TakeAsync(other, takeover, parked);
        other.TakeOver(takeover, parked);
        await PushAsync(other);
        Assert.NotNull(await FindParkedAsync(parked));

        till.HandOver(parked);
        await PushAsync(till);

        Assert.Null(await FindParkedAsync(parked));
        Assert.Equal((TakeoverVerdict.Taken, other.DeviceNumber), await VerdictAsync(till, NewTakeover(), parked));
        var again = other.Park("Table 4", 500_000, parked.Ticket);
        await PushAsync(other);
        Assert.Equal(TakeoverVerdict.Granted, (await TakeAsync(till, NewTakeover(), again)).Verdict);
    }

    [Fact]
    public async Task What_a_device_has_taken_over_it_has_though_the_back_office_has_forgotten_that()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var parked = till.Park("Table 4", 250_000);
        other.TakeOver(NewTakeover(), parked);
        await PushAsync(other);
        await PushAsync(till);

        Assert.Equal((TakeoverVerdict.Taken, other.DeviceNumber), await VerdictAsync(till, NewTakeover(), parked));
        Assert.Equal($"{other.Device}", JsonElement.Parse((await FindParkedAsync(parked))!).GetProperty("taken_by").GetString());
    }

    [Fact]
    public async Task An_owner_frees_a_ticket_for_whoever_asks_then()
    {
        var (till, other, third) = (await DeviceAsync(), await DeviceAsync(), await DeviceAsync());
        var parked = till.Park("Table 4", 250_000);
        await PushAsync(till);
        var takeover = NewTakeover();
        await TakeAsync(other, takeover, parked);
        till.HandOver(parked);
        await PushAsync(till);
        Assert.Null(await FindParkedAsync(parked));

        await Given(Tested.FreeTicketAsync)(parked.Parking);

        var told = JsonElement.Parse((await FindParkedAsync(parked))!);
        Assert.False(told.TryGetProperty("device", out _));
        Assert.False(told.TryGetProperty("taken_by", out _));
        Assert.Equal(TakeoverVerdict.Ended, (await TakeAsync(other, takeover, parked)).Verdict);
        Assert.Equal(TakeoverVerdict.Granted, (await TakeAsync(third, NewTakeover(), parked)).Verdict);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_ticket_that_two_devices_sold_is_set_aside_whichever_comes_first_and_both_count(bool ownerFirst)
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var parked = till.Park("Table 4", 0);
        await PushAsync(till);
        var takeover = NewTakeover();
        await TakeAsync(other, takeover, parked);
        other.TakeOver(takeover, parked);
        till.Resume(parked);
        var one = till.SellTicket("1", parked.Ticket);
        var two = other.SellTicket("2", parked.Ticket);

        var (first, second) = ownerFirst ? (till, other) : (other, till);
        Assert.Empty((await PushAsync(first)).Quarantined);
        Assert.Equal(second.Last.Sequence, Assert.Single((await PushAsync(second)).Quarantined).Sequence);

        Assert.Empty((await PushAsync(first)).Quarantined);
        Assert.Single(await Subject.FindReceiptsAsync(new() { Id = one }, default));
        Assert.Single(await Subject.FindReceiptsAsync(new() { Id = two }, default));
    }

    [Fact]
    public async Task A_ticket_that_was_taken_over_and_sold_once_is_in_order()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var parked = till.Park("Table 4", 0);
        await PushAsync(till);
        other.TakeOver(NewTakeover(), parked);
        other.SellTicket("1", parked.Ticket);
        till.HandOver(parked);

        Assert.Empty((await PushAsync(other)).Quarantined);
        Assert.Empty((await PushAsync(till)).Quarantined);
        Assert.Empty((await PushAsync(other)).Quarantined);
    }

    private static TakeoverId NewTakeover() => new(TestReceipts.NewId());

    private Task<TicketTakeover> TakeAsync(TestJournal till, TakeoverId takeover, ParkedForTest parked) => Subject.TakeTicketAsync(new(till.Device, takeover, parked.Parking), default);

    private async Task<(TakeoverVerdict, int?)> VerdictAsync(TestJournal till, TakeoverId takeover, ParkedForTest parked)
    {
        var answer = await TakeAsync(till, takeover, parked);
        return (answer.Verdict, answer.DeviceNumber);
    }

    /// <summary>What the feed tells of a parking; null for nothing, or that it is gone.</summary>
    private async Task<string?> FindParkedAsync(ParkedForTest parked) => (await PullAllAsync()).SingleOrDefault(change => (change.Kind, change.Id) == ("parked_ticket", $"{parked.Parking}"))?.Json;

    private async Task<List<ReferenceChange>> PullAllAsync()
    {
        var (changes, cursor) = (new List<ReferenceChange>(), default(string));
        PullPage page;
        do
        {
            page = await Transport.PullAsync(cursor, 1_000, default);
            changes.AddRange(page.Changes);
            cursor = page.Cursor;
        }
        while (page.HasMore);
        return changes;
    }
}
