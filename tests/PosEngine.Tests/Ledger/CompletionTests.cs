using PosEngine.Checkout;
using PosEngine.Journal;
using PosEngine.Receipts;
using PosEngine.Scheduling;
using PosEngine.Storage;
using PosEngine.Support;
using PosEngine.Tickets;

namespace PosEngine.Ledger;

/// <summary>A ticket completes at most once on a device.</summary>
public sealed class CompletionTests
{
    [Fact]
    public async Task D10_taps_at_the_same_time_give_one_receipt()
    {
        await using var till = await ThreadedAsync();
        for (var round = 0; round < 20; round++)
        {
            var ticket = till.RingUp();
            using var go = new Barrier(4);
            var taps = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                go.SignalAndWait();
                return PayAsync(till, ticket);
            })));

            Assert.All(taps, tap => Assert.Equal((taps[0].Value.Id, $"1-{1001 + round}"), (tap.Value.Id, tap.Value.Number)));
        }

        await till.Pos.DisposeAsync();
        Assert.Equal(20, JournalAudit.Of(till.DatabasePath).Numbers.Count);
    }

    [Fact]
    public async Task D10_a_repeated_completion_gives_the_first_receipt_whatever_is_paid_then()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        var first = (await PayAsync(till, ticket)).Value;

        Assert.Equivalent(first, (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Card(Money.Of(1)))).Value, strict: true);
        (await till.Pos.Shifts.CloseAsync(Money.Of(1))).EnsureDone();
        Assert.Equal(first.Id, (await PayAsync(till, ticket)).Value.Id);
        Assert.Equal(["1-1001"], await EndAsync(till));
    }

    [Fact]
    public async Task D10_a_call_cancelled_before_the_writer_took_it_sells_nothing_and_its_repeat_sells_once()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(20)), new CancellationToken(canceled: true)));

        Assert.Equal(TicketStatus.Open, ticket.Current.Status);
        Assert.Equal("1-1001", (await PayAsync(till, ticket)).Value.Number);
        Assert.Equal("1-1001", (await PayAsync(till, ticket)).Value.Number);
        Assert.Equal(["1-1001"], await EndAsync(till));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task D10_a_paid_ticket_whose_row_is_still_there_at_a_restart_does_not_come_back(bool isIndexed)
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        till.Time.Advance(TimeSpan.FromSeconds(1)); // Saved behind the cashier's back.
        Sql.Run(till.DatabasePath, "CREATE TABLE copy AS SELECT * FROM ticket");
        _ = (await PayAsync(till, ticket)).Value;
        if (isIndexed)
            till.Ledger().SaveState();
        await till.Pos.DisposeAsync();
        Assert.Equal(1, Sql.Run(till.DatabasePath, "INSERT INTO ticket SELECT * FROM copy"));
        await till.StartAsync();
        await till.SignInAsync();

        Assert.Empty(till.Pos.Tickets.Open);
        Assert.Equal("1-1002", (await till.SellAsync()).Number);
        Assert.Equal(["1-1001", "1-1002"], await EndAsync(till));
    }

    [Fact]
    public async Task D10_a_receipt_is_found_a_thousand_entries_later()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        var first = (await PayAsync(till, ticket)).Value;
        await till.Ledger().OnWriterAsync(static transaction =>
        {
            for (var i = 0; i < 1_000; i++)
                transaction.Append(new StoreRecovered("busy day"), null);
        });
        Assert.Empty(till.Ledger().State.RecentReceipts); // So it is not memory that remembers.

        Assert.Equal(first.Id, (await PayAsync(till, ticket)).Value.Id);
        Assert.Equal("1-1002", (await till.SellAsync()).Number);
        Assert.Equal(["1-1001", "1-1002"], await EndAsync(till));
    }

    [Fact]
    public async Task D10_a_payment_session_and_the_shortcut_give_one_receipt_under_the_id_fixed_first()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        var session = till.Pos.Checkout.Begin(ticket).Value;

        var receipt = (await PayAsync(till, ticket)).Value;

        Assert.Equal(session.ReceiptId, receipt.Id);
        Assert.Equal(receipt.Id, (await session.CompleteAsync()).Value.Id);
        Assert.Equal(RefusalCodes.TicketClosed, (await session.AddAsync(Payment.Cash(Money.Of(1)))).Refusal!.Code);
        Assert.Equal(RefusalCodes.TicketClosed, (await session.CancelAsync()).Refusal!.Code);
        Assert.Equal(RefusalCodes.TicketClosed, till.Pos.Checkout.Begin(ticket).Refusal!.Code);
        Assert.Equal(["1-1001"], await EndAsync(till));
    }

    [Fact]
    public async Task D10_what_was_received_before_a_restart_is_completed_once_after_it()
    {
        await using var till = await TillHost.ReadyAsync();
        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        (await session.AddAsync(Payment.Card(Money.Of(3)))).EnsureDone();
        await till.RestartAsync();
        await till.SignInAsync();

        var ticket = Assert.Single(till.Pos.Tickets.Open);
        Assert.Equal(RefusalCodes.TicketInPayment, (await PayAsync(till, ticket)).Refusal!.Code);
        var again = till.Pos.Checkout.Begin(ticket).Value;
        (await again.AddAsync(Payment.Cash(Money.Of(2)))).EnsureDone();
        var receipt = (await again.CompleteAsync()).Value;

        Assert.Equal(session.ReceiptId, receipt.Id);
        Assert.Equal([Money.Of(3), Money.Of(2)], receipt.Payments.Select(static payment => payment.Amount));
        Assert.Equal(receipt.Id, (await again.CompleteAsync()).Value.Id);
        Assert.Equal(["1-1001"], await EndAsync(till));
    }

    [Fact]
    public async Task A_parked_ticket_taken_up_by_two_taps_at_once_is_one_ticket()
    {
        await using var till = await ThreadedAsync();
        var ticket = till.RingUp();
        (await till.Pos.Tickets.ParkAsync(ticket, "Table 7")).EnsureDone();
        using var open = new ManualResetEventSlim();
        var busy = till.Ledger().OnWriterAsync(_ => open.Wait());

        var taps = new[] { till.Pos.Tickets.ResumeAsync(ticket.Id), till.Pos.Tickets.ResumeAsync(ticket.Id) };
        open.Set();
        await busy;

        // Both ask the back office first, on threads of their own: either may be the first.
        var answers = await Task.WhenAll(taps);
        Assert.Equal(RefusalCodes.TicketUnknown, Assert.Single(answers, static answer => !answer.IsDone).Refusal!.Code);
        Assert.Same(Assert.Single(answers, static answer => answer.IsDone).Value, Assert.Single(till.Pos.Tickets.Open));
    }

    [Fact]
    public async Task D2_a_draft_takes_no_number_and_no_sequence()
    {
        await using var till = await TillHost.ReadyAsync();
        var head = till.Pos.Journal.Head.Value;
        var draft = till.RingUp(3);
        till.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(head, till.Pos.Journal.Head.Value);
        Assert.Equal("1-1001", (await till.SellAsync()).Number);
        Assert.Equal("1-1002", (await PayAsync(till, draft)).Value.Number);
    }

    /// <summary>A till on real threads, as in production.</summary>
    private static async Task<TillHost> ThreadedAsync()
    {
        var till = new TillHost { Scheduler = new ThreadScheduler() };
        await till.StartAsync();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }

    private static Task<PosResult<Receipt>> PayAsync(TillHost till, ITicket ticket) => till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(20)));

    private static async Task<IReadOnlyList<string>> EndAsync(TillHost till)
    {
        await till.Pos.DisposeAsync();
        return JournalAudit.Of(till.DatabasePath).Numbers;
    }
}
