using PosEngine.Receipts;

namespace PosEngine.BackOffice;

/// <summary>Two tills that want to take back the same thing, over wires that lose answers, while tills and the back office restart.</summary>
public abstract class RefundRaceTests : OwnDatabaseTests
{
    [Fact]
    public async Task M5_of_two_that_race_one_takes_it_back_once_whatever_is_lost_or_restarted_and_the_other_sees_why()
    {
        var refusals = new List<string?>();
        var office = await RunningBackOffice.StartAsync(Database);
        try
        {
            await using var first = await WiredTill.ReadyAsync(office);
            await using var second = await WiredTill.ReadyAsync(office);
            for (var round = 0; round < 8; round++)
            {
                var sale = await first.SellAsync();
                await first.SynchroniseAsync();
                var racers = new[] { new Racer(first, sale, isExchange: (round & 1) == 1), new Racer(second, sale, isExchange: (round & 2) == 2) };

                // In turn: nobody, one, the other and both hear no answer.
                foreach (var (i, racer) in racers.Index())
                {
                    if ((round >> i & 1) == 1)
                        racer.Till.LoseReplies();
                }

                await Task.WhenAll(racers.Select(static racer => racer.TryAsync()));
                refusals.AddRange(racers.Select(static racer => racer.Refusal?.Code));
                if (round >= 4)
                {
                    await office.DisposeAsync();
                    office = await RunningBackOffice.StartAsync(Database);
                }

                foreach (var racer in racers)
                    await racer.Till.HearAgainAsync(office);
                if (round % 3 == 2)
                    await racers[round % 2].Till.RestartAsync();
                for (var turn = 0; turn < 4 && !racers.Any(static racer => racer.IsDone); turn++)
                {
                    foreach (var racer in racers)
                        await racer.TryAsync();
                }

                await AssertOnceAsync(office, sale, racers);
            }

            Assert.Contains(RefusalCodes.BackOfficeUnanswered, refusals);
        }
        finally
        {
            await office.DisposeAsync();
        }
    }

    [Fact]
    public async Task M5_what_two_gave_back_because_one_of_them_could_not_ask_is_told_to_the_till_and_to_the_owner()
    {
        await using var office = await RunningBackOffice.StartAsync(Database);
        await using var first = await WiredTill.ReadyAsync(office);
        await using var second = await WiredTill.ReadyAsync(office);
        Assert.Equal(204, (await office.PutAsync("v1/admin/reference/settings/shop", """{ "offline_policy": { "base": "permissive" } }""")).Status);
        (await first.Pos.Sync.SyncNowAsync()).EnsureDone();
        var sale = await first.SellAsync();
        await first.SynchroniseAsync();

        await first.CutAsync();
        var offline = (await first.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Value;
        var online = (await second.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Value;
        await second.SynchroniseAsync();
        await first.MendAsync();

        var aside = Assert.Single((await first.Pos.Receipts.ListAsync(new() { State = SyncState.NeedsAttention })).Value);
        Assert.Equal((offline.Id, offline.Total), (aside.Id, aside.Total));
        var told = Assert.Single((await first.Pos.Receipts.GetHistoryAsync(offline.Id)).Value.Events, static what => what.Kind == ReceiptEventKind.SetAside);
        Assert.Contains("went back than was sold", told.Text, StringComparison.Ordinal);
        Assert.Empty((await second.Pos.Receipts.ListAsync(new() { State = SyncState.NeedsAttention })).Value);
        using var owner = await TestBrowser.SignInAsync(office);
        var page = await owner.ShowAsync("/refunds");
        Assert.Contains($">{offline.Number}<", page, StringComparison.Ordinal);
        Assert.DoesNotContain($">{online.Number}<", page, StringComparison.Ordinal);
        await first.AssertDeliveredAsync(2, 0);
    }

    private static async Task AssertOnceAsync(RunningBackOffice office, Receipt sale, Racer[] racers)
    {
        var winner = Assert.Single(racers, static racer => racer.IsDone);
        var loser = Assert.Single(racers, static racer => !racer.IsDone);
        await winner.Till.SynchroniseAsync();

        Assert.False(await loser.TryAsync());
        Assert.Equal(RefusalCodes.RefundTooMuch, loser.Refusal?.Code);
        Assert.NotEmpty(loser.Refusal!.Message);
        await loser.Till.SynchroniseAsync();
        foreach (var racer in racers)
        {
            var summary = (await office.GetAsync($"v1/admin/devices/{racer.Till.Pos.Device.Id}/summary", office.Admin)).Json;
            Assert.Equal(racer.Till.Pos.Journal.Head.Value, summary.GetProperty("entries").GetInt64());
            Assert.Empty((await racer.Till.Pos.Receipts.ListAsync(new() { State = SyncState.NeedsAttention })).Value);
        }

        var back = (await winner.Till.Pos.Receipts.GetAsync(winner.Receipt!.Id)).Value;
        Assert.Equal(-sale.Lines[0].Quantity, Assert.Single(back.Lines, static line => line.Return is not null).Quantity);
    }

    /// <summary>A till that takes a sale back, alone or for something else.</summary>
    private sealed class Racer(WiredTill till, Receipt sale, bool isExchange)
    {
        public WiredTill Till => till;

        public Refusal? Refusal { get; private set; }

        public Receipt? Receipt { get; private set; }

        public bool IsDone => Receipt is not null;

        public async Task<bool> TryAsync()
        {
            var request = new RefundRequest { ReceiptId = sale.Id };
            var result = isExchange
                ? await till.Pos.Checkout.ExchangeAsync(till.RingUp(1), request, [])
                : await till.Pos.Receipts.RefundAsync(request);
            Refusal = result.Refusal;
            if (!result.TryGet(out var receipt, out _))
                return false;
            Assert.Null(Receipt);
            Receipt = receipt;
            return true;
        }
    }
}

public sealed class RefundRaceOnSqliteTests : RefundRaceTests
{
    internal override Task<TestDatabase?> CreateDatabaseAsync() => Task.FromResult<TestDatabase?>(new SqliteTestDatabase());
}

public sealed class RefundRaceOnPostgresTests : RefundRaceTests
{
    internal override async Task<TestDatabase?> CreateDatabaseAsync() => await PostgresTestDatabase.CreateAsync();
}
