using Microsoft.Data.Sqlite;
using PosEngine.Checkout;
using PosEngine.Employees;
using PosEngine.Hardware;
using PosEngine.Journal;
using PosEngine.Receipts;
using PosEngine.Scheduling;
using PosEngine.Storage;
using PosEngine.Support;
using PosEngine.Tickets;

namespace PosEngine.Ledger;

/// <summary>A commit that fails ends in the truth or in "nobody knows yet", never in a lost or doubled receipt.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task D4_a_sale_whose_commit_was_lost_is_refused_and_its_number_goes_to_its_repeat()
    {
        var printer = new TestDevice("Printer");
        await using var till = await ReadyAsync(printer);
        var ticket = till.RingUp();
        await till.Ledger().OnWriterAsync(static transaction => SqliteFaults.LoseNextCommit(transaction.Session));

        var refused = await PayAsync(till, ticket);

        Assert.Equal(PosOutcome.Refused, refused.Outcome);
        Assert.Equal(RefusalCodes.StoreUnavailable, refused.Refusal!.Code);
        Assert.Equal(TicketStatus.Open, ticket.Current.Status);
        Assert.Null(till.Pos.Receipts.Latest.Value);
        Assert.Equal(1, Recoveries(till));

        Assert.Equal("1-1001", (await PayAsync(till, ticket)).Value.Number);
        Assert.Equal(["1-1001"], await EndAsync(till));
        Assert.Single(printer.Done);
    }

    [Fact]
    public async Task D4_a_sale_that_is_found_after_the_failure_is_done_told_and_printed_once()
    {
        var printer = new TestDevice("Printer");
        await using var till = await ReadyAsync(printer);
        var ticket = till.RingUp();
        await till.Ledger().OnWriterAsync(static transaction => SqliteFaults.MisreportNextCommit(transaction.Session));

        var receipt = (await PayAsync(till, ticket)).Value;

        Assert.Equal("1-1001", receipt.Number);
        Assert.Equal((TicketStatus.Paid, receipt.Id), (ticket.Current.Status, ticket.Current.ReceiptId));
        Assert.Equal(receipt.Id, till.Pos.Receipts.Latest.Value!.Id);
        Assert.Empty(till.Pos.Tickets.Open);
        Assert.Equal(1, Recoveries(till));
        Assert.Equal(receipt.Id, (await PayAsync(till, ticket)).Value.Id);
        Assert.Equal("1-1002", (await till.SellAsync()).Number);
        Assert.Equal(["1-1001", "1-1002"], await EndAsync(till));
        Assert.Equal(2, printer.Done.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task D4_until_the_database_was_read_back_the_outcome_is_unknown_and_nothing_is_sold(bool wasCommitted)
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp();
        using var reader = Sql.Open(till.DatabasePath, SqliteOpenMode.ReadOnly);
        await FailAsync(till, wasCommitted, reader);

        var unknown = await PayAsync(till, ticket);

        Assert.Equal(PosOutcome.Unknown, unknown.Outcome);
        Assert.NotNull(unknown.UnknownReceipt);
        Assert.Equal(RefusalCodes.OutcomeUnknown, unknown.Refusal!.Code);
        Assert.Null(till.Pos.Receipts.Latest.Value);
        await AssertLockedAsync(till, ticket);

        reader.Dispose();
        var receipt = (await PayAsync(till, ticket)).Value;
        Assert.Equal(("1-1001", unknown.UnknownReceipt), (receipt.Number, receipt.Id));
        Assert.Equal(TicketStatus.Paid, ticket.Current.Status);
        Assert.Equal(receipt.Id, till.Pos.Receipts.Latest.Value!.Id);
        Assert.Equal(["1-1001"], await EndAsync(till));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task D4_a_refund_of_unknown_outcome_is_found_again_with_the_approval_that_was_used_for_it(bool wasCommitted)
    {
        await using var till = await ReadyAsync(isTrusted: false);
        RefundRequest back = new() { ReceiptId = (await till.SellAsync()).Id };
        back = back with { Approval = await ApproveAsync(till, (await till.Pos.Receipts.RefundAsync(back)).Refusal) };
        PosResult<Receipt> unknown;
        using (var reader = Sql.Open(till.DatabasePath, SqliteOpenMode.ReadOnly))
        {
            await FailAsync(till, wasCommitted, reader);
            unknown = await till.Pos.Receipts.RefundAsync(back);
            Assert.Equal(PosOutcome.Unknown, unknown.Outcome);
            Assert.Equal(PosOutcome.Unknown, (await till.Pos.Receipts.RefundAsync(back)).Outcome);
        }

        var found = (await till.Pos.Receipts.RefundAsync(back with { RefundId = unknown.UnknownReceipt })).Value;
        Assert.Equal(unknown.UnknownReceipt, found.Id);
        Assert.Equal(found.Id, (await till.Pos.Receipts.RefundAsync(back with { RefundId = found.Id })).Value.Id);
        Assert.Equal(["1-1001", "1-1002"], await EndAsync(till));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task D4_what_is_paid_back_with_an_approval_is_found_again_too(bool wasCommitted, bool isLate)
    {
        await using var till = await ReadyAsync(isTrusted: false);
        var ticket = till.Pos.Tickets.Start();
        var coffee = till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Value;
        ticket.TakeBack(coffee, Quantity.One, "torn", approval: await ApproveAsync(till, ticket.TakeBack(coffee, Quantity.One, "torn").Refusal)).EnsureDone();
        var payment = Payment.Card(ticket.Current.Totals.Payable);
        payment = payment with { Approval = await ApproveAsync(till, (await till.Pos.Checkout.CompleteAsync(ticket, payment)).Refusal) };
        PosResult<Receipt> unknown;
        using (var reader = Sql.Open(till.DatabasePath, SqliteOpenMode.ReadOnly))
        {
            await FailAsync(till, wasCommitted, reader);
            unknown = await till.Pos.Checkout.CompleteAsync(ticket, payment);
            Assert.Equal(PosOutcome.Unknown, unknown.Outcome);
            Assert.Equal(PosOutcome.Unknown, (await till.Pos.Checkout.CompleteAsync(ticket, payment with { Approval = null })).Outcome);
        }

        var again = await till.Pos.Checkout.CompleteAsync(ticket, isLate ? payment with { Approval = null } : payment);
        Assert.Equal(unknown.UnknownReceipt, again.Value.Id);
        Assert.Equal(["1-1001"], await EndAsync(till));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task D4_the_till_finds_out_by_itself_as_soon_as_the_database_can_be_read(bool wasCommitted)
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp();
        PosResult<Receipt> unknown;
        using (var reader = Sql.Open(till.DatabasePath, SqliteOpenMode.ReadOnly))
        {
            await FailAsync(till, wasCommitted, reader);
            unknown = await PayAsync(till, ticket);
            till.Time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(TicketStatus.InPayment, ticket.Current.Status);
        }

        till.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(wasCommitted ? TicketStatus.Paid : TicketStatus.Open, ticket.Current.Status);
        Assert.Equal(wasCommitted ? unknown.UnknownReceipt : null, till.Pos.Receipts.Latest.Value?.Id);
        Assert.Equal(wasCommitted ? "1-1002" : "1-1001", (await till.SellAsync()).Number);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task D4_a_restart_settles_what_nobody_knew(bool wasCommitted)
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp();
        till.Time.Advance(TimeSpan.FromSeconds(1)); // The ticket is saved.
        PosResult<Receipt> unknown;
        using (var reader = Sql.Open(till.DatabasePath, SqliteOpenMode.ReadOnly))
        {
            await FailAsync(till, wasCommitted, reader);
            unknown = await PayAsync(till, ticket);
            Assert.Equal(PosOutcome.Unknown, unknown.Outcome);
            await till.Pos.DisposeAsync();
        }

        await till.StartAsync();
        await till.SignInAsync();

        Assert.Equal(wasCommitted, (await till.Pos.Receipts.GetAsync(unknown.UnknownReceipt!.Value)).IsDone);
        Assert.Equal(wasCommitted ? 0 : 1, till.Pos.Tickets.Open.Count);
        Assert.Equal(wasCommitted ? "1-1002" : "1-1001", (await till.SellAsync()).Number);
    }

    [Fact]
    public async Task D4_all_who_shared_the_commit_learn_the_same_truth()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LedgerHost.StartAsync(folder.PathOf("till.db"), new ThreadScheduler());
        var (entered, open) = (new ManualResetEventSlim(), new ManualResetEventSlim());
        var busy = host.Ledger.OnWriterAsync(transaction =>
        {
            SqliteFaults.MisreportNextCommit(transaction.Session);
            transaction.Append(new StoreRecovered("busy"), null);
            entered.Set();
            open.Wait();
        });
        entered.Wait();
        var commands = Enumerable.Range(0, 50).Select(number => host.AppendAsync($"{number}")).ToList();
        open.Set();
        await busy;

        Assert.Equal(Enumerable.Range(2, 50).Select(static sequence => (long)sequence), await Task.WhenAll(commands));
        Assert.Equal(53, await host.AppendAsync("next")); // 52 tells of the recovery.
    }

    [Fact]
    public async Task D4_payments_received_while_the_disk_failed_are_neither_lost_nor_doubled()
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp(coffees: 4);
        var session = till.Pos.Checkout.Begin(ticket).Value;
        await till.Ledger().OnWriterAsync(static transaction => SqliteFaults.MisreportNextCommit(transaction.Session));
        (await session.AddAsync(Payment.Card(Money.Of(4)))).EnsureDone();
        await till.Ledger().OnWriterAsync(static transaction => SqliteFaults.LoseNextCommit(transaction.Session));
        Assert.Equal(RefusalCodes.StoreUnavailable, (await session.AddAsync(Payment.Card(Money.Of(6)))).Refusal!.Code);

        Assert.Equal([Money.Of(4)], session.Payments.Value.Select(static payment => payment.Amount));
        (await session.AddAsync(Payment.Card(Money.Of(6)))).EnsureDone();
        var receipt = (await session.CompleteAsync()).Value;

        Assert.Equal([Money.Of(4), Money.Of(6)], receipt.Payments.Select(static payment => payment.Amount));
        Assert.Equal(session.ReceiptId, receipt.Id);
    }

    [Fact]
    public async Task D4_a_payment_whose_answer_was_lost_is_found_again()
    {
        await using var till = await ReadyAsync();
        var session = till.Pos.Checkout.Begin(till.RingUp(coffees: 4)).Value;
        using (var reader = Sql.Open(till.DatabasePath, SqliteOpenMode.ReadOnly))
        {
            await FailAsync(till, wasCommitted: true, reader);
            Assert.Equal(PosOutcome.Unknown, (await session.AddAsync(Payment.Card(Money.Of(10)))).Outcome);
            Assert.Empty(session.Payments.Value);
        }

        Assert.Equal(RefusalCodes.PaymentOver, (await session.AddAsync(Payment.Card(Money.Of(10)))).Refusal!.Code);
        Assert.Equal(Money.Of(10), Assert.Single(session.Payments.Value).Amount);
        Assert.Equal(Money.Of(10), Assert.Single((await session.CompleteAsync()).Value.Payments).Amount);
    }

    [Fact]
    public async Task D4_what_the_writer_does_not_know_to_be_durable_is_not_pushed()
    {
        await using var till = await ReadyAsync();
        var head = till.Pos.Journal.Head.Value;
        Sql.Run(till.DatabasePath, $"INSERT INTO journal SELECT seq + 1, kind, at, body, hash FROM journal WHERE seq = {head}");

        till.GoOnline();

        Assert.Equal(head, till.BackOffice.EntriesOf(till.Pos.Device.Id).Length);
        Assert.Equal(head, till.Pos.Journal.Acknowledged.Value);
    }

    [Fact]
    public async Task A_ticket_that_could_not_be_saved_is_saved_when_the_disk_can_again()
    {
        await using var till = await ReadyAsync();
        till.RingUp();
        await till.Ledger().OnWriterAsync(static transaction => SqliteFaults.LoseNextCommit(transaction.Session));
        till.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0L, Sql.Read<long>(till.DatabasePath, "SELECT count(*) FROM ticket"));

        till.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(1L, Sql.Read<long>(till.DatabasePath, "SELECT count(*) FROM ticket"));
    }

    /// <summary>Whatever is tried with a ticket of unknown outcome, it holds still, and nothing else is sold either.</summary>
    private static async Task AssertLockedAsync(TillHost till, ITicket ticket)
    {
        var again = await PayAsync(till, ticket);
        Assert.Equal((PosOutcome.Unknown, RefusalCodes.OutcomeUnknown), (again.Outcome, again.Refusal!.Code));
        Assert.NotNull(again.UnknownReceipt);
        Assert.Equal(TicketStatus.InPayment, ticket.Current.Status);
        Assert.Equal(RefusalCodes.TicketInPayment, ticket.Scan(TillHost.CoffeeCode).Refusal!.Code);
        Assert.Equal(RefusalCodes.TicketInPayment, (await till.Pos.Tickets.DiscardAsync(ticket)).Refusal!.Code);
        Assert.Equal(RefusalCodes.StoreUnavailable, (await PayAsync(till, till.RingUp(1))).Refusal!.Code);
        Assert.Equal(PosOutcome.Refused, (await till.Pos.Shifts.PayInAsync(Money.Of(1), "")).Outcome);
    }

    /// <summary>The next commit fails, and what was written cannot be read back before <paramref name="reader"/> is gone.</summary>
    private static async Task FailAsync(TillHost till, bool wasCommitted, SqliteConnection reader)
    {
        await till.Ledger().OnWriterAsync(transaction =>
        {
            if (wasCommitted)
                SqliteFaults.MisreportNextCommit(transaction.Session);
            else
                SqliteFaults.LoseNextCommit(transaction.Session);
        });
        Store.Execute(reader, "BEGIN; SELECT count(*) FROM journal"); // Reads in the log, which therefore cannot be written back whole.
    }

    private static async Task<Approval> ApproveAsync(TillHost till, Refusal? refusal) => (await till.Pos.Session.ApproveAsync(refusal!, TillHost.Bob, TillHost.BobsPin)).Value;

    private static async Task<TillHost> ReadyAsync(TestDevice? printer = null, bool isTrusted = true)
    {
        var till = new TillHost(static options => options.OfflinePolicy = Capabilities.OfflinePolicy.Loyverse.Allow(Capabilities.Capability.Refund)) { Devices = new ConnectedDevices { Printers = printer is null ? [] : [printer] } };
        if (!isTrusted)
        {
            till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, isTrusted: false);
            till.SetEmployee(TillHost.Bob, "Bob", TillHost.BobsPin, """["refunds", "refunds_otherwise", "refunds_without_receipt"]""");
        }

        await till.StartAsync();
        await till.SignInAsync();
        till.GoOffline(); // So that the next commit is the one that the test means.
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }

    private static Task<PosResult<Receipt>> PayAsync(TillHost till, ITicket ticket) =>
        till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(20)));

    private static long Recoveries(TillHost till) => Sql.Read<long>(till.DatabasePath, "SELECT count(*) FROM journal WHERE kind = 'store-recovered'");

    private static async Task<IReadOnlyList<string>> EndAsync(TillHost till)
    {
        await till.Pos.DisposeAsync();
        return JournalAudit.Of(till.DatabasePath).Numbers;
    }
}
