using PosEngine.Support;

namespace PosEngine.Receipts;

public sealed class ReceiptHistoryTests
{
    [Fact]
    public async Task A_receipts_history_tells_who_did_what_and_when_the_back_office_had_it()
    {
        await using var till = new TillHost { Devices = new() { Printers = [new Hardware.TestDevice("Printer")] } };
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """["refunds"]""");
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        await till.SellAsync();
        till.GoOffline();
        var receipt = await till.SellAsync();
        till.Time.Advance(TimeSpan.FromMinutes(5));
        (await till.Pos.Receipts.AddNoteAsync(receipt.Id, "  left an umbrella ")).EnsureDone();
        (await till.Pos.Receipts.ReprintAsync(receipt.Id)).EnsureDone();
        till.GoOnline();
        (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        (await till.Pos.Receipts.ReprintAsync(receipt.Id, ReceiptForm.Gift)).EnsureDone();
        (await till.Pos.Receipts.EmailAsync(receipt.Id, "ann@example.com")).EnsureDone();
        await till.SignInAsync();
        var refund = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = receipt.Id })).Value;

        var history = (await till.Pos.Receipts.GetHistoryAsync(receipt.Id)).Value;

        Assert.Equal(
            [
                (ReceiptEventKind.Completed, TillHost.Ann, null), (ReceiptEventKind.Noted, TillHost.Ann, "left an umbrella"), (ReceiptEventKind.Reprinted, TillHost.Ann, null),
                (ReceiptEventKind.Synchronised, null, null), (ReceiptEventKind.GiftPrinted, TillHost.Bob, null), (ReceiptEventKind.SendRequested, TillHost.Bob, null),
                (ReceiptEventKind.Refunded, TillHost.Ann, refund.Number),
            ],
            history.Events.Select(told => (told.Kind, told.EmployeeId, told.Text)));
        Assert.Equal((SyncState.Synchronised, 1), (history.State, history.Copies));
        Assert.Equal(new SendRequest(receipt.Id, SendChannel.Email, "ann@example.com", IsDeferred: false), history.Events[5].Request);
        Assert.Equal(receipt.CompletedAt, history.Events[0].At);
        Assert.True(history.Events[3].At >= receipt.CompletedAt.AddMinutes(5));
        Assert.Equal(receipt, (await till.Pos.Receipts.GetAsync(receipt.Id)).Value with { Lines = receipt.Lines, Payments = receipt.Payments, Priced = receipt.Priced, Discounts = receipt.Discounts, Surcharges = receipt.Surcharges, Policy = receipt.Policy });
    }

    [Fact]
    public async Task A_back_office_that_was_restored_takes_a_receipt_back_until_it_has_it_again()
    {
        await using var till = await TillHost.ReadyAsync();
        var (kept, lost) = (await till.SellAsync(), await till.SellAsync());
        var acked = (await till.Pos.Receipts.FindByNumberAsync(kept.Number)).Value.Sequence;

        till.BackOffice.RollBackTo(till.Pos.Device.Id, acked);
        till.GoOffline();
        till.GoOnline();
        till.Settle();
        for (var i = 0; i < 20; i++)
            await till.SellAsync();

        Assert.Equal([ReceiptEventKind.Completed, ReceiptEventKind.Synchronised], await KindsAsync(till, kept));
        Assert.Equal([ReceiptEventKind.Completed, ReceiptEventKind.Synchronised, ReceiptEventKind.Withdrawn, ReceiptEventKind.Synchronised], await KindsAsync(till, lost));
    }

    [Fact]
    public async Task D9_a_history_is_made_again_from_the_journal_where_its_table_is_damaged()
    {
        await using var till = await TillHost.ReadyAsync();
        var receipt = await till.SellAsync();
        (await till.Pos.Receipts.AddNoteAsync(receipt.Id, "left an umbrella")).EnsureDone();
        (await till.Pos.Receipts.EmailAsync(receipt.Id, "ann@example.com")).EnsureDone();
        var before = (await till.Pos.Receipts.GetHistoryAsync(receipt.Id)).Value;
        await till.Pos.DisposeAsync();
        Storage.Sql.Run(till.DatabasePath, "DELETE FROM receipt_event; INSERT INTO start_mark VALUES ('damage')");

        await till.StartAsync();
        await till.SignInAsync();

        var after = (await till.Pos.Receipts.GetHistoryAsync(receipt.Id)).Value;
        Assert.Equal(before.Events, after.Events);
        Assert.Equal([ReceiptEventKind.Completed, ReceiptEventKind.Synchronised, ReceiptEventKind.Noted, ReceiptEventKind.SendRequested], after.Events.Select(told => told.Kind));
    }

    [Fact]
    public async Task What_the_back_office_could_not_digest_says_why()
    {
        await using var till = await TillHost.ReadyAsync();
        till.BackOffice.Quarantine = static _ => "odd";
        var receipt = await till.SellAsync();

        var history = (await till.Pos.Receipts.GetHistoryAsync(receipt.Id)).Value;

        Assert.Equal(SyncState.NeedsAttention, history.State);
        Assert.Equal((ReceiptEventKind.SetAside, "odd"), (history.Events[^1].Kind, history.Events[^1].Text));
    }

    [Fact]
    public async Task A_receipt_that_nobody_has_yet_has_only_been_made()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        var receipt = await till.SellAsync();

        Assert.Equal([ReceiptEventKind.Completed], await KindsAsync(till, receipt));
        Assert.Equal(RefusalCodes.ReceiptUnknown, (await till.Pos.Receipts.GetHistoryAsync(default)).Refusal?.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData(null)]
    public async Task A_note_says_something_in_500_characters_at_most(string? note)
    {
        await using var till = await TillHost.ReadyAsync();
        var receipt = await till.SellAsync();

        await till.AssertRefusedAsync(RefusalCodes.NoteInvalid, async () => (await till.Pos.Receipts.AddNoteAsync(receipt.Id, note ?? new string('x', 501))).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.ReceiptUnknown, async () => (await till.Pos.Receipts.AddNoteAsync(default, "x")).Refusal);
        (await till.Pos.Receipts.AddNoteAsync(receipt.Id, new string('x', 500))).EnsureDone();
        (await till.Pos.Session.LockAsync()).EnsureDone();
        await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, async () => (await till.Pos.Receipts.AddNoteAsync(receipt.Id, "x")).Refusal);
    }

    private static async Task<IEnumerable<ReceiptEventKind>> KindsAsync(TillHost till, Receipt receipt) =>
        (await till.Pos.Receipts.GetHistoryAsync(receipt.Id)).Value.Events.Select(static told => told.Kind);
}
