using PosEngine.Checkout;
using PosEngine.Support;
using PosEngine.Sync;

namespace PosEngine.BackOffice;

/// <summary>What the engine really writes, read by somebody who knows only the protocol.</summary>
public abstract class EngineTests(OfficeFixture fixture)
{
    [Fact]
    public async Task A_day_at_the_till_is_understood_without_remainder()
    {
        await using var till = new TillHost();
        var recorder = new PushRecorder(till.BackOffice);
        till.Transport = recorder;
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(150))).EnsureDone();
        var receipt = await till.SellAsync(coffees: 3);
        (await till.Pos.Shifts.PayOutAsync(Money.Of(5), "milk")).EnsureDone();
        (await till.Pos.Receipts.EmailAsync(receipt.Id, "ann@example.com")).EnsureDone();
        var ticket = till.RingUp();
        (await till.Pos.Checkout.CompleteAsync(ticket, [Payment.Card(Money.Of(3)), Payment.Cash(Money.Of(20))])).EnsureDone();
        (await till.Pos.Shifts.CloseAsync(Money.Of(155))).EnsureDone();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        using var transport = new HttpBackOffice(new() { BaseAddress = fixture.Office.Address, DeviceToken = RunningBackOffice.Token });
        foreach (var batch in recorder.Batches)
            Assert.Empty((await transport.PushAsync(batch, default)).Quarantined);

        using var http = fixture.Office.Connect(RunningBackOffice.AdminToken);
        var summary = (await fixture.Office.GetAsync($"v1/admin/devices/{till.Pos.Device.Id}/summary", http)).Json;
        Assert.Equal(till.Pos.Journal.Head.Value, summary.GetProperty("entries").GetInt64());
        Assert.Equal((2, 5 * 250_000L), (summary.GetProperty("receipts").GetInt32(), summary.GetProperty("gross").GetInt64()));
    }

    /// <summary>Keeps what the engine pushes.</summary>
    private sealed class PushRecorder(IBackOffice inner) : IBackOffice
    {
        public List<PushBatch> Batches { get; } = [];

        public Task<BackOfficeHead> ConnectAsync(DeviceHello hello, CancellationToken cancellationToken) => inner.ConnectAsync(hello, cancellationToken);

        public Task<PushReply> PushAsync(PushBatch batch, CancellationToken cancellationToken)
        {
            Batches.Add(batch);
            return inner.PushAsync(batch, cancellationToken);
        }

        public Task<ReadOnlyMemory<byte>?> GetHashAsync(DeviceId device, EpochId epoch, long sequence, CancellationToken cancellationToken) =>
            inner.GetHashAsync(device, epoch, sequence, cancellationToken);

        public Task<PullPage> PullAsync(string? cursor, int limit, CancellationToken cancellationToken) => inner.PullAsync(cursor, limit, cancellationToken);
    }
}

public sealed class EngineOnSqliteTests(SqliteOffice office) : EngineTests(office), IClassFixture<SqliteOffice>;

public sealed class EngineOnPostgresTests(PostgresOffice office) : EngineTests(office), IClassFixture<PostgresOffice>;
