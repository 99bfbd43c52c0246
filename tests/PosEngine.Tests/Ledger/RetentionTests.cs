using PosEngine.Journal;
using PosEngine.Storage;
using PosEngine.Support;

namespace PosEngine.Ledger;

/// <summary>What the device need not keep goes, and only that.</summary>
public sealed class RetentionTests
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(2);

    [Fact]
    public async Task S10_old_bodies_go_and_chain_list_and_numbers_stay()
    {
        await using var till = await TillHost.ReadyAsync(static options => options.JournalRetention = Keep);
        var receipt = await till.SellAsync();
        var closedAt = await CloseShiftLaterAsync(till, Keep + TimeSpan.FromDays(1));

        var verification = await till.Pos.Journal.VerifyAsync();
        Assert.True(verification.IsValid);
        Assert.Equal(closedAt - 1, verification.Archived); // All but who issued the receipt.
        Assert.Equal(receipt.Number, (await till.Pos.Receipts.GetAsync(receipt.Id)).Value.Number); // The back office has it.
        till.Pos.Connectivity.ReportNetwork(false);
        Assert.Equal(RefusalCodes.ReceiptArchived, (await till.Pos.Receipts.GetAsync(receipt.Id)).Refusal?.Code);
        Assert.Equal(receipt.Number, (await till.Pos.Receipts.FindByNumberAsync(receipt.Number)).Value.Number);

        // Even without its saved state the till knows where its numbers are.
        await till.Pos.DisposeAsync();
        Sql.Run(till.DatabasePath, "DELETE FROM state");
        await till.StartAsync();
        await till.SignInAsync();
        Assert.Equal("1-1002", (await till.SellAsync()).Number);
        Assert.Equal(3, till.Pos.Shifts.Current.Value!.Number);
        Assert.Empty(await till.EntriesAsync(EntryKinds.EpochBegun));
        Assert.True((await till.Pos.Journal.VerifyAsync()).IsValid);
        using var file = new MemoryStream();
        var export = await till.Pos.Journal.ExportAsync(file, JournalScope.All);
        Assert.Equal((1L, till.Pos.Journal.Head.Value), (export.First, export.Last));
        file.Position = 0;
        Assert.Equal(
            new JournalFileVerification(till.Pos.Device.Id, export.Entries, null) { Archived = closedAt - 1 }, await JournalFile.VerifyAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task S10_what_damage_took_in_the_middle_keeps_no_other_body_from_being_pruned()
    {
        await using var till = await TillHost.ReadyAsync(static options => options.JournalRetention = Keep);
        for (var i = 0; i < 5; i++)
            await till.SellAsync();
        var lost = till.Pos.Journal.Head.Value - 2;
        await till.RestartAsync();
        await till.SignInAsync();
        Sql.Run(till.DatabasePath, $"UPDATE journal SET body = x'' WHERE seq = {lost}; INSERT INTO absent (first, last, reason) VALUES ({lost}, {lost}, 'lost')");

        var closedAt = await CloseShiftLaterAsync(till, Keep + TimeSpan.FromDays(1));
        Assert.Equal(lost - 1, (await till.Pos.Journal.VerifyAsync()).Archived); // Up to it, but for who issued the receipts, and the rest the next time.
        (await till.Pos.Shifts.CloseAsync(Money.Of(100))).EnsureDone();

        Assert.Equal(closedAt - 1, (await till.Pos.Journal.VerifyAsync()).Archived);
    }

    [Theory]
    [InlineData("never")]
    [InlineData("too young")]
    [InlineData("not acknowledged")]
    [InlineData("not covered")]
    public async Task S10_a_body_stays_while_anything_speaks_for_it(string why)
    {
        await using var till = await TillHost.ReadyAsync(options => options.JournalRetention = why == "never" ? null : Keep);
        if (why == "not acknowledged")
            till.GoOffline();
        var receipt = await till.SellAsync();

        await CloseShiftLaterAsync(till, why == "too young" ? TimeSpan.FromDays(1) : Keep + TimeSpan.FromDays(1), isCovered: why != "not covered");

        Assert.Equal(receipt.Number, (await till.Pos.Receipts.GetAsync(receipt.Id)).Value.Number);
        Assert.Equal(0, (await till.Pos.Journal.VerifyAsync()).Archived);
    }

    [Fact]
    public async Task D9_what_is_pruned_while_the_journal_is_verified_is_no_damage()
    {
        await using var till = await TillHost.ReadyAsync(static options => options.JournalRetention = Keep);
        await till.Ledger().OnWriterAsync(static transaction =>
        {
            for (var i = 0; i < 700; i++)
                transaction.Append(new StoreRecovered("x"), null);
        });
        till.BackOffice.PrunableThrough = long.MaxValue;
        (await till.Pos.Shifts.CloseAsync(Money.Of(100))).EnsureDone();
        till.Time.Advance(Keep + TimeSpan.FromDays(1));
        await till.RestartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        var pruning = new Once(() => till.Pos.Shifts.CloseAsync(Money.Of(100)).GetAwaiter().GetResult().EnsureDone());

        var verification = await till.Pos.Journal.VerifyAsync(progress: pruning);

        Assert.True(verification.IsValid);
        Assert.True((await till.Pos.Journal.VerifyAsync()).Archived > 700); // It did go.
    }

    private sealed class Once(Action work) : IProgress<JournalProgress>
    {
        private bool _isDone;

        public void Report(JournalProgress value)
        {
            if (!_isDone)
            {
                _isDone = true;
                work();
            }
        }
    }

    [Fact]
    public async Task S10_a_payment_under_way_holds_everything()
    {
        await using var till = await TillHost.ReadyAsync(static options => options.JournalRetention = Keep);
        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        (await session.AddAsync(Checkout.Payment.Card(Money.Of(1)))).EnsureDone();

        await CloseShiftLaterAsync(till, Keep + TimeSpan.FromDays(1));

        Assert.Equal(0, (await till.Pos.Journal.VerifyAsync()).Archived);
    }

    [Fact]
    public async Task D3_a_body_that_is_missing_without_having_been_pruned_is_damage()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.SellAsync();
        Sql.Run(till.DatabasePath, "UPDATE journal SET body = x'' WHERE seq = 2");

        Assert.Equal(2, (await till.Pos.Journal.VerifyAsync()).BrokenAt);
    }

    /// <summary>Closes the shift, lets time pass and closes another one, so that retention has its turn.</summary>
    /// <returns>The last entry that may be pruned.</returns>
    private static async Task<long> CloseShiftLaterAsync(TillHost till, TimeSpan pause, bool isCovered = true)
    {
        var office = till.BackOffice;
        (await till.Pos.Shifts.CloseAsync(Money.Of(100))).EnsureDone();
        var closedAt = till.Pos.Journal.Head.Value;
        office.PrunableThrough = isCovered ? long.MaxValue : 0;
        till.Time.Advance(pause);
        await till.RestartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        (await till.Pos.Shifts.CloseAsync(Money.Of(100))).EnsureDone();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return closedAt;
    }
}
