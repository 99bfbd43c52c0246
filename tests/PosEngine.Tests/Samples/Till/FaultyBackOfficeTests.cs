using PosEngine.Journal;
using PosEngine.Sync;
using Till.BackOffices;

namespace PosEngine.Samples.Till;

public sealed class FaultyBackOfficeTests
{
    private static readonly PushBatch Batch = new(
        new(Guid.Parse("01935cf1-2a40-7000-8000-0123456789ab")), new(default, 1, null), [new JournalEntry(1, default, default)], []);

    private readonly RecordingBackOffice _inner = new();
    private readonly FaultyBackOffice _connection;

    public FaultyBackOfficeTests() => _connection = new(_inner, new LoopbackBackOffice());

    [Fact]
    public async Task A_connection_without_a_fault_changes_nothing()
    {
        var reply = await _connection.PushAsync(Batch, default);

        Assert.Equal(1, reply.AckedThrough);
        Assert.Equal(1, _inner.Pushes);
    }

    [Fact]
    public async Task A_lost_request_never_arrives_and_the_next_one_does()
    {
        _connection.FailNextPush(ConnectionFault.LostRequest);

        await FailsAsync(() => _connection.PushAsync(Batch, default));
        Assert.Equal(0, _inner.Pushes);
        Assert.Equal(1, _connection.LostRequests);

        await _connection.PushAsync(Batch, default);
        Assert.Equal(1, _inner.Pushes);
    }

    [Fact]
    public async Task A_lost_reply_leaves_the_batch_at_the_back_office()
    {
        _connection.FailNextPush(ConnectionFault.LostReply);

        await FailsAsync(() => _connection.PushAsync(Batch, default));

        Assert.Equal(1, _inner.Pushes);
        Assert.Equal(1, _connection.LostReplies);
    }

    [Fact]
    public async Task A_doubled_request_arrives_twice_and_is_answered_once()
    {
        _connection.FailNextPush(ConnectionFault.DoubledRequest);

        var reply = await _connection.PushAsync(Batch, default);

        Assert.Equal(2, _inner.Pushes);
        Assert.Equal(2, reply.AckedThrough);
        Assert.Equal(1, _connection.DoubledRequests);
    }

    [Fact]
    public async Task Nothing_gets_through_a_cut()
    {
        _connection.IsCut = true;

        await FailsAsync(() => _connection.PushAsync(Batch, default));
        await FailsAsync(() => _connection.PullAsync(null, 10, default));
        await FailsAsync(() => _connection.ConnectAsync(new(Batch.DeviceId, 1, Batch.Epoch, 1, "test"), default));

        Assert.Equal(0, _inner.Pushes);
        Assert.Equal(0, _connection.LostReplies);
    }

    [Fact]
    public async Task A_cut_between_request_and_reply_loses_the_reply()
    {
        _inner.OnPush = () => _connection.IsCut = true;

        await FailsAsync(() => _connection.PushAsync(Batch, default));

        Assert.Equal(1, _inner.Pushes);
        Assert.Equal(1, _connection.LostReplies);
    }

    private static async Task FailsAsync(Func<Task> call) =>
        Assert.Equal(BackOfficeError.Transient, (await Assert.ThrowsAsync<BackOfficeException>(call)).Error);

    private sealed class RecordingBackOffice : IBackOffice
    {
        public int Pushes { get; private set; }

        public Action OnPush { get; set; } = () => { };

        public Task<BackOfficeHead> ConnectAsync(DeviceHello hello, CancellationToken cancellationToken) =>
            Task.FromResult(new BackOfficeHead(0, default, default));

        public Task<PushReply> PushAsync(PushBatch batch, CancellationToken cancellationToken)
        {
            Pushes++;
            OnPush();
            return Task.FromResult(new PushReply(Pushes, default, default, []));
        }

        public Task<ReadOnlyMemory<byte>?> GetHashAsync(DeviceId device, EpochId epoch, long sequence, CancellationToken cancellationToken) =>
            Task.FromResult<ReadOnlyMemory<byte>?>(null);

        public Task<PullPage> PullAsync(string? cursor, int limit, CancellationToken cancellationToken) =>
            Task.FromResult(new PullPage([], "end", false));
    }
}
