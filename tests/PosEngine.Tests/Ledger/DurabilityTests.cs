using System.Collections.Concurrent;
using PosEngine.Checkout;
using PosEngine.Hardware;
using PosEngine.Hardware.Printing;
using PosEngine.Journal;
using PosEngine.Scheduling;
using PosEngine.Storage;
using PosEngine.Support;
using PosEngine.Tickets;

namespace PosEngine.Ledger;

/// <summary>Nothing is told before it is on disk, and what is not on disk never happened.</summary>
public sealed class DurabilityTests
{
    [Fact]
    public async Task D1_whatever_tells_of_a_sale_finds_it_committed()
    {
        await using var till = new TillHost();
        var witness = new Witness(() => Sql.Read<long>(till.DatabasePath, "SELECT coalesce(max(number), 1000) FROM receipt"));
        till.Devices = new ConnectedDevices { Printers = [witness], Drawers = [witness], Displays = [witness] };
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        var ticket = till.RingUp();
        using var latest = till.Pos.Receipts.Latest.Subscribe(receipt => witness.Saw("latest", receipt is null ? 1000 : 1001));
        using var shift = till.Pos.Shifts.Current.Subscribe(report => witness.Saw("shift", 1000 + report!.ReceiptCount));
        using var unsynchronised = till.Pos.Receipts.Unsynchronised.Subscribe(receipts => witness.Saw("unsynchronised", 1000 + receipts.Count));
        using var changes = ticket.Changes.Subscribe(snapshot => witness.Saw("ticket", snapshot.Status == TicketStatus.Paid ? 1001 : 1000));

        var completion = till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(20)));
        witness.Saw("result", completion.IsCompleted ? 1001 : 1000);
        _ = (await completion).Value;
        await till.Pos.DisposeAsync(); // The devices finish what they were given.

        Assert.Empty(witness.Contradictions);
        Assert.Superset(
            new HashSet<string> { "print", "open", "show", "latest", "shift", "unsynchronised", "ticket", "result" },
            witness.Heard.Where(static heard => heard.Number == 1001).Select(static heard => heard.What).ToHashSet());
    }

    [Fact]
    public async Task D1_the_head_that_is_published_is_on_disk()
    {
        await using var till = await TillHost.ReadyAsync();
        var ahead = new List<(long Published, long OnDisk)>();
        var highest = 0L;
        using var heads = till.Pos.Journal.Head.Subscribe(head =>
        {
            highest = head;
            if (Sql.Read<long>(till.DatabasePath, "SELECT max(seq) FROM journal") is var onDisk && onDisk < head)
                ahead.Add((head, onDisk));
        });

        await till.SellAsync();
        (await till.Pos.Shifts.PayInAsync(Money.Of(5), "change")).EnsureDone();

        Assert.Empty(ahead);
        Assert.Equal(Sql.Read<long>(till.DatabasePath, "SELECT max(seq) FROM journal"), highest);
    }

    [Fact]
    public async Task D1_a_failing_command_leaves_memory_and_disk_as_they_were()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.SellAsync();
        var (state, rows, wasTold) = (till.Ledger().State, Rows(till), false);

        await Assert.ThrowsAsync<FormatException>(() => till.Ledger().OnWriterAsync(transaction =>
        {
            transaction.AfterCommit(() => wasTold = true);
            transaction.Append(new Shifts.CashMoved(Shifts.CashMove.PayIn, state.Shift!.Id, Money.Of(7), "lost", 1), TillHost.Ann);
            TicketTable.Delete(transaction.Session, new TicketId(Guid.Empty));
            throw new FormatException();
        }));

        Assert.Same(state, till.Ledger().State);
        Assert.Equal(rows, Rows(till));
        Assert.False(wasTold);
        Assert.Equal("1-1002", (await till.SellAsync()).Number);
    }

    [Fact]
    public async Task D2_commands_that_shared_a_transaction_with_a_failing_one_leave_no_gap()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("till.db");
        await using (var host = await LedgerHost.StartAsync(path, new ThreadScheduler()))
        {
            var (entered, open) = (new ManualResetEventSlim(), new ManualResetEventSlim());
            var busy = host.Ledger.OnWriterAsync(_ =>
            {
                entered.Set();
                open.Wait();
            });
            entered.Wait();
            var told = new ConcurrentQueue<string>();
            var commands = "abXcXd".Select(name => host.Ledger.RunAsync<long>(
                transaction =>
                {
                    transaction.AfterCommit(() => told.Enqueue($"{name}"));
                    var sequence = transaction.Append(new StoreRecovered($"{name}"), null);
                    return name == 'X' ? throw new FormatException() : sequence;
                },
                CancellationToken.None)).ToList();
            open.Set();
            await busy;

            await Assert.ThrowsAsync<FormatException>(() => commands[2]);
            await Assert.ThrowsAsync<FormatException>(() => commands[4]);
            List<long> sequences = [(await commands[0]).Value, (await commands[1]).Value, (await commands[3]).Value, (await commands[5]).Value];
            Assert.Equal([1, 2, 3, 4], sequences);
            Assert.Equal(["a", "b", "c", "d"], told);
        }

        Assert.Equal(4, JournalAudit.Of(path).Entries.Count);
    }

    [Fact]
    public async Task What_throws_after_a_commit_costs_neither_the_answer_nor_the_next_command()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LedgerHost.StartAsync(folder.PathOf("till.db"), new ThreadScheduler());
        var wasTold = false;

        await host.Ledger.OnWriterAsync(transaction =>
        {
            transaction.Append(new StoreRecovered("first"), null);
            transaction.AfterCommit(static () => throw new FormatException("after"));
            transaction.AfterCommit(() => wasTold = true);
        });
        await host.AppendAsync("second");

        Assert.True(wasTold);
        Assert.Equal(2, host.Ledger.State.Head);
        Assert.Equal("after", Assert.Single(host.Logger.Entries, static entry => entry.EventId == 1101).Exception!.Message);
    }

    [Fact]
    public async Task A_subscriber_that_throws_harms_only_itself()
    {
        await using var till = await TillHost.ReadyAsync();
        var heads = new List<long>();
        using var throwing = till.Pos.Journal.Head.Subscribe(static _ => throw new FormatException());
        using var listening = till.Pos.Journal.Head.Subscribe(heads.Add);

        Assert.Equal("1-1001", (await till.SellAsync()).Number);
        Assert.Equal("1-1002", (await till.SellAsync()).Number);

        Assert.Equal(till.Pos.Journal.Head.Value, heads[^1]);
    }

    private static (long Journal, long Receipts, long Tickets) Rows(TillHost till) => (
        Sql.Read<long>(till.DatabasePath, "SELECT count(*) FROM journal"),
        Sql.Read<long>(till.DatabasePath, "SELECT count(*) FROM receipt"),
        Sql.Read<long>(till.DatabasePath, "SELECT count(*) FROM ticket"));

    /// <summary>Devices that compare what they are told with what is on disk.</summary>
    private sealed class Witness(Func<long> lastNumberOnDisk) : IReceiptPrinter, ICashDrawer, ICustomerDisplay
    {
        public string Name => "Witness";

        public ConcurrentQueue<(string What, long Number)> Heard { get; } = new();

        public ConcurrentQueue<(string What, long Told, long OnDisk)> Contradictions { get; } = new();

        public void Saw(string what, long number)
        {
            Heard.Enqueue((what, number));
            if (lastNumberOnDisk() is var onDisk && onDisk < number)
                Contradictions.Enqueue((what, number, onDisk));
        }

        public ValueTask<DeviceResult> PrintAsync(ReceiptDocument document, CancellationToken cancellationToken) => Do("print");

        public ValueTask<DeviceResult> OpenAsync(CancellationToken cancellationToken) => Do("open");

        public ValueTask<DeviceResult> ShowAsync(string upper, string lower, CancellationToken cancellationToken) => Do("show");

        private ValueTask<DeviceResult> Do(string what)
        {
            Saw(what, 1001);
            return new(DeviceResult.Completed);
        }
    }
}
