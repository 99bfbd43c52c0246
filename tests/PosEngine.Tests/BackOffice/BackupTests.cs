using PosEngine.Support;
using PosEngine.Sync;

namespace PosEngine.BackOffice;

/// <summary>A till lets go of what the back office has in a backup that is in safety, and of nothing else (invariant S10).</summary>
public abstract class BackupTests(OfficeFixture fixture)
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(2);

    [Fact]
    public async Task S10_a_till_prunes_what_was_there_when_a_finished_backup_was_begun()
    {
        var office = fixture.Office;
        using var transport = new HttpBackOffice(new() { BaseAddress = office.Address, DeviceToken = RunningBackOffice.Token });
        await using var till = new TillHost(static options => options.JournalRetention = Keep);
        till.Transport = new Office(transport, till.BackOffice);
        await till.StartAsync();
        await SynchroniseAsync(till);
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        var backed = await till.SellAsync();
        await SynchroniseAsync(till);
        var covered = till.Pos.Journal.Head.Value;

        var backup = (await office.PostAsync("v1/admin/backups", "{}", office.Admin)).Json.GetProperty("backup").GetInt64();
        var later = await till.SellAsync();
        await CloseShiftAfterAsync(till, Keep + TimeSpan.FromDays(1));
        Assert.Equal(0, (await till.Pos.Journal.VerifyAsync()).Archived); // It is begun, and may still fail.

        Assert.Equal(204, (await office.PutAsync($"v1/admin/backups/{backup}", "{}")).Status);
        await CloseShiftAfterAsync(till, TimeSpan.FromHours(1));

        var verification = await till.Pos.Journal.VerifyAsync();
        Assert.Equal((true, covered - 1), (verification.IsValid, verification.Archived)); // Who issued receipts is kept.
        Assert.Equal(RefusalCodes.ReceiptArchived, (await till.Pos.Receipts.GetAsync(backed.Id)).Refusal?.Code);
        Assert.Equal(later.Number, (await till.Pos.Receipts.GetAsync(later.Id)).Value.Number);
    }

    [Fact]
    public async Task A_backup_that_was_never_begun_or_is_older_than_one_in_safety_is_not_known()
    {
        var office = fixture.Office;
        var (first, second) = (await BeginAsync(), await BeginAsync());

        Assert.Equal(404, (await office.PutAsync($"v1/admin/backups/{second + 1}", "{}")).Status);
        Assert.Equal(204, (await office.PutAsync($"v1/admin/backups/{second}", "{}")).Status);
        Assert.Equal(404, (await office.PutAsync($"v1/admin/backups/{first}", "{}")).Status);

        async Task<long> BeginAsync() => (await office.PostAsync("v1/admin/backups", "{}", office.Admin)).Json.GetProperty("backup").GetInt64();
    }

    private static async Task CloseShiftAfterAsync(TillHost till, TimeSpan time)
    {
        await SynchroniseAsync(till);
        till.Time.Advance(time);
        (await till.Pos.Shifts.CloseAsync(Money.Of(100))).EnsureDone();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        await SynchroniseAsync(till);
    }

    /// <summary>At least one round: with nothing to send it asks what may be pruned.</summary>
    private static async Task SynchroniseAsync(TillHost till)
    {
        do
            (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        while (till.Pos.Journal.Acknowledged.Value < till.Pos.Journal.Head.Value);
    }

    /// <summary>Keeps the journal, and leaves items and employees to another.</summary>
    private sealed class Office(IBackOffice journal, IBackOffice reference) : IBackOffice
    {
        public Task<BackOfficeHead> ConnectAsync(DeviceHello hello, CancellationToken cancellationToken) => journal.ConnectAsync(hello, cancellationToken);

        public Task<PushReply> PushAsync(PushBatch batch, CancellationToken cancellationToken) => journal.PushAsync(batch, cancellationToken);

        public Task<ReadOnlyMemory<byte>?> GetHashAsync(DeviceId device, EpochId epoch, long sequence, CancellationToken cancellationToken) =>
            journal.GetHashAsync(device, epoch, sequence, cancellationToken);

        public Task<PullPage> PullAsync(string? cursor, int limit, CancellationToken cancellationToken) => reference.PullAsync(cursor, limit, cancellationToken);
    }
}

public sealed class BackupOnSqliteTests(SqliteOffice office) : BackupTests(office), IClassFixture<SqliteOffice>;

public sealed class BackupOnPostgresTests(PostgresOffice office) : BackupTests(office), IClassFixture<PostgresOffice>;
