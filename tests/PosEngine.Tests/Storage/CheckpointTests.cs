using PosEngine.Scheduling;

namespace PosEngine.Storage;

/// <summary>The writer on one thread, with a clock that only the test moves.</summary>
public sealed class CheckpointTests
{
    private const int Page = 4_096;

    [Fact]
    public async Task The_log_is_written_back_when_the_till_is_idle_and_so_stays_short()
    {
        await using var host = await WriterHost.StartAsync(new InlineScheduler());
        for (var number = 0; number < 100; number++)
        {
            await host.MarkAsync(0, number);
            host.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(host.LogBytes, 1, 20 * Page);
    }

    [Fact]
    public async Task What_a_killed_till_left_in_the_log_is_gone_when_the_next_one_is_idle()
    {
        await using var host = await WriterHost.StartAsync(new InlineScheduler());
        await host.MarkAsync(0, 1);
        Assert.InRange(host.LogBytes, 1, long.MaxValue);

        host.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, host.LogBytes);
    }

    [Fact]
    public async Task What_is_erased_is_not_left_in_the_log()
    {
        await using var host = await WriterHost.StartAsync(new InlineScheduler());
        await host.MarkAsync(0, 1);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await host.MarkAsync(0, 2);
        Assert.InRange(host.LogBytes, 1, long.MaxValue);

        await host.RunAsync(static session => session.LeaveNothing());

        Assert.Equal(0, host.LogBytes);
    }

    [Fact]
    public async Task No_sale_pays_for_writing_the_log_back_while_the_till_is_busy()
    {
        await using var host = await WriterHost.StartAsync(new InlineScheduler());
        var file = new FileInfo(host.DatabasePath).Length;
        for (var number = 0; number < 100; number++)
        {
            await host.MarkAsync(0, number);
            host.Time.Advance(TimeSpan.FromMilliseconds(499));
        }

        Assert.Equal(file, new FileInfo(host.DatabasePath).Length);
        Assert.InRange(host.LogBytes, 100 * Page, long.MaxValue);
    }

    [Fact]
    public async Task A_till_that_is_never_idle_keeps_its_log_within_bounds_all_the_same()
    {
        await using var host = await WriterHost.StartAsync(new InlineScheduler());
        const int padding = 1_000_000;
        long longest = 0;
        for (var number = 0; number < 60; number++)
        {
            await host.RunAsync(session => WriterHost.Mark(session, 0, number, padding));
            longest = Math.Max(longest, host.LogBytes);
        }

        Assert.InRange(longest, 10 * padding, (4_000 * Page) + (2 * padding));
        Assert.Equal(60, host.Marks().Count);
    }

    [Fact]
    public async Task A_reader_does_not_hold_up_the_writer_and_the_log_is_written_back_after_it()
    {
        await using var host = await WriterHost.StartAsync(new InlineScheduler());
        await host.MarkAsync(0, 1);
        using (var reader = Sql.Open(host.DatabasePath, Microsoft.Data.Sqlite.SqliteOpenMode.ReadOnly))
        using (reader.BeginTransaction(deferred: true))
        {
            Assert.Equal(1, Store.Read(reader, "SELECT count(*) FROM mark"));
            for (var number = 2; number <= 20; number++)
                await host.RunAsync(session => WriterHost.Mark(session, 0, number, padding: 1_000_000));
            host.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(1, Store.Read(reader, "SELECT count(*) FROM mark"));
        }

        await host.MarkAsync(0, 21);
        Assert.InRange(host.LogBytes, 0, 20 * Page);
    }

    [Fact]
    public async Task After_the_end_the_database_is_one_file()
    {
        await using var host = await WriterHost.StartAsync(new InlineScheduler());
        await host.MarkAsync(0, 1);
        Assert.Equal(1, host.Readers.Query(static connection => Store.Read(connection, "SELECT count(*) FROM mark")));

        await host.Writer.DisposeAsync();

        Assert.False(File.Exists(host.DatabasePath + "-wal"));
        Assert.Equal([(0L, 1L)], host.Marks());
    }
}
