using PosEngine.Scheduling;

namespace PosEngine.Storage;

/// <summary>The writer on a thread of its own, as in production.</summary>
public sealed class WriterTests
{
    [Fact]
    public async Task What_waits_shares_one_transaction()
    {
        await using var host = await WriterHost.StartAsync(new ThreadScheduler());
        Func<int>? commits = null;
        await host.RunAsync(session => commits = SqliteFaults.CountCommits(session));
        var before = commits!();

        using var busy = Busy(host);
        var waiting = Enumerable.Range(0, 100).Select(number => host.MarkAsync(0, number)).ToList();
        busy.Dispose();
        await Task.WhenAll(waiting);

        Assert.Equal(100, host.Marks().Count);
        Assert.Equal(before + 2, commits()); // What kept the writer busy, and all of them.
    }

    [Fact]
    public async Task The_commands_of_each_producer_run_in_their_order()
    {
        await using var host = await WriterHost.StartAsync(new ThreadScheduler());

        await Task.WhenAll(Enumerable.Range(0, 8).Select(producer => Task.Run(() =>
            Task.WhenAll(Enumerable.Range(0, 200).Select(number => host.MarkAsync(producer, number))))));

        var marks = host.Marks();
        Assert.Equal(8 * 200, marks.Count);
        Assert.All(marks.GroupBy(mark => mark.Producer), own => Assert.Equal(Enumerable.Range(0, 200).Select(number => (long)number), own.Select(mark => mark.Number)));
    }

    [Fact]
    public async Task A_command_that_throws_harms_none_of_those_it_shared_a_transaction_with()
    {
        await using var host = await WriterHost.StartAsync(new ThreadScheduler());

        using var busy = Busy(host);
        var first = host.MarkAsync(0, 1);
        var failing = host.RunAsync(session =>
        {
            WriterHost.Mark(session, 0, 2);
            throw new FormatException("mine");
        });
        var last = host.MarkAsync(0, 3);
        busy.Dispose();

        await first;
        await last;
        Assert.Equal("mine", (await Assert.ThrowsAsync<FormatException>(() => failing)).Message);
        Assert.Equal([1, 3], host.Marks().Select(mark => mark.Number));
    }

    [Fact]
    public async Task A_command_cancelled_while_it_waits_never_runs()
    {
        await using var host = await WriterHost.StartAsync(new ThreadScheduler());
        using var cancellation = new CancellationTokenSource();

        using var busy = Busy(host);
        var waiting = host.MarkAsync(0, 1, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting); // Answered before the writer gets to it.
        busy.Dispose();
        await host.MarkAsync(0, 2);

        Assert.Equal([2], host.Marks().Select(mark => mark.Number));
    }

    [Fact]
    public async Task D10_a_command_cancelled_once_the_writer_has_it_completes()
    {
        await using var host = await WriterHost.StartAsync(new ThreadScheduler());
        using var cancellation = new CancellationTokenSource();

        await host.RunAsync(
            session =>
            {
                cancellation.Cancel();
                WriterHost.Mark(session, 0, 1);
            },
            cancellation.Token);

        Assert.Equal([1], host.Marks().Select(mark => mark.Number));
    }

    [Fact]
    public async Task The_end_waits_for_what_is_queued()
    {
        await using var host = await WriterHost.StartAsync(new ThreadScheduler());

        using var busy = Busy(host);
        var waiting = Enumerable.Range(0, 300).Select(number => host.MarkAsync(0, number)).ToList();
        var end = host.Writer.DisposeAsync();
        busy.Dispose();
        await end;

        await Task.WhenAll(waiting);
        Assert.Equal(300, host.Marks().Count);
    }

    [Fact]
    public async Task A_command_that_races_with_the_end_is_done_or_refused_and_never_hangs()
    {
        for (var round = 0; round < 20; round++)
        {
            await using var host = await WriterHost.StartAsync(new ThreadScheduler());
            using var go = new ManualResetEventSlim();
            var racing = Enumerable.Range(0, 4).Select(producer => Task.Run(async () =>
            {
                go.Wait();
                for (var done = 0; ; done++)
                {
                    try
                    {
                        await host.MarkAsync(producer, done);
                    }
                    catch (ObjectDisposedException)
                    {
                        return done;
                    }
                }
            })).ToList();
            go.Set();
            await host.MarkAsync(9, 0);
            await host.Writer.DisposeAsync();

            var done = await Task.WhenAll(racing).WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal(done.Sum() + 1, host.Marks().Count);
        }
    }

    [Fact]
    public async Task A_command_after_the_end_is_refused()
    {
        await using var host = await WriterHost.StartAsync(new ThreadScheduler());
        await host.Writer.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => host.MarkAsync(0, 1));
    }

    [Fact]
    public async Task A_command_before_the_start_is_refused_and_the_start_still_works()
    {
        await using var host = new WriterHost(new ThreadScheduler());

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.MarkAsync(0, 1));
        Assert.Contains("StartAsync", refused.Message);

        host.Open();
        await host.Writer.StartAsync();
        await host.RunAsync(static _ => { });
    }

    [Fact]
    public async Task A_start_that_failed_keeps_no_connection_and_can_be_repeated()
    {
        await using var host = new WriterHost(new ThreadScheduler());
        host.Open();
        host.State.OnLoad = static _ => throw new FormatException("unreadable");
        await Assert.ThrowsAsync<FormatException>(host.Writer.StartAsync);

        Sql.Run(host.DatabasePath, "CREATE TABLE other (id INTEGER)"); // No transaction is left open on it.
        host.State.OnLoad = static _ => { };
        await host.Writer.StartAsync();
        await host.RunAsync(static _ => { });

        Assert.Equal(1, host.State.Loads);
    }

    [Fact]
    public async Task A_database_that_another_program_is_writing_to_is_in_use()
    {
        await using var host = new WriterHost(new ThreadScheduler());
        host.Open();
        using (var other = Sql.Open(host.DatabasePath, Microsoft.Data.Sqlite.SqliteOpenMode.ReadWrite))
        using (other.BeginTransaction())
            await Assert.ThrowsAsync<StoreInUseException>(host.Writer.StartAsync);

        await host.Writer.StartAsync();
        await host.RunAsync(static _ => { });
    }

    /// <summary>Keeps the writer busy with a command until disposed, so that what is queued meanwhile waits.</summary>
    private static Gate Busy(WriterHost host)
    {
        var gate = new Gate();
        gate.Command = host.RunAsync(_ => gate.Wait());
        gate.Entered.Wait();
        return gate;
    }

    private sealed class Gate : IDisposable
    {
        private readonly ManualResetEventSlim _open = new();

        public ManualResetEventSlim Entered { get; } = new();

        public Task Command { get; set; } = Task.CompletedTask;

        public void Wait()
        {
            Entered.Set();
            _open.Wait();
        }

        public void Dispose() => _open.Set();
    }
}
