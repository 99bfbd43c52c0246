using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace PosEngine.Sync;

/// <summary>What the back office in memory can do beyond the protocol: fail on command, and be looked into.</summary>
public sealed class LoopbackBackOfficeTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 13, 0, 0, TimeSpan.Zero));
    private readonly LoopbackBackOffice _backOffice;
    private readonly TestJournal _journal = new TestJournal().Write(3);

    public LoopbackBackOfficeTests() => _backOffice = new(_time);

    [Fact]
    public void Every_call_completes_before_it_returns()
    {
        Assert.True(_backOffice.ConnectAsync(_journal.Hello, default).IsCompletedSuccessfully);
        Assert.True(_backOffice.PushAsync(_journal.Whole(), default).IsCompletedSuccessfully);
        Assert.True(_backOffice.PullAsync(null, 10, default).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task An_unreachable_one_takes_nothing()
    {
        _backOffice.IsReachable = false;

        await AssertLostAsync(_journal.Whole());

        Assert.Empty(_backOffice.EntriesOf(_journal.Device));
    }

    [Fact]
    public async Task A_lost_request_takes_nothing_and_a_lost_reply_takes_everything()
    {
        _backOffice.Fault = call => call == LoopbackCall.Push ? LoopbackFault.LoseRequest : LoopbackFault.None;
        await AssertLostAsync(_journal.Whole());
        Assert.Empty(_backOffice.EntriesOf(_journal.Device));

        _backOffice.Fault = _ => LoopbackFault.LoseReply;
        await AssertLostAsync(_journal.Whole());
        Assert.Equal(3, _backOffice.EntriesOf(_journal.Device).Length);
    }

    [Fact]
    public async Task A_doubled_request_is_taken_once()
    {
        _backOffice.Fault = _ => LoopbackFault.Double;

        Assert.Equal(3, (await _backOffice.PushAsync(_journal.Whole(), default)).AckedThrough);

        Assert.Equal([1, 2, 3], _backOffice.EntriesOf(_journal.Device).Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task An_overtaken_request_arrives_after_the_next_one()
    {
        await _backOffice.PushAsync(_journal.Batch(1, 1), default);
        _backOffice.Fault = _ => LoopbackFault.Overtaken;
        await AssertLostAsync(_journal.Batch(3, 3));

        _backOffice.Fault = null;
        Assert.Equal(2, (await _backOffice.PushAsync(_journal.Batch(2, 2), default)).AckedThrough);

        Assert.Equal([1, 2, 3], _backOffice.EntriesOf(_journal.Device).Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task An_overtaken_request_that_is_refused_harms_nobody()
    {
        _backOffice.Fault = _ => LoopbackFault.Overtaken;
        await AssertLostAsync(_journal.Batch(3, 3));
        _backOffice.Fault = null;

        Assert.Equal(1, (await _backOffice.PushAsync(_journal.Batch(1, 1), default)).AckedThrough);
    }

    [Fact]
    public async Task Latency_is_waited_by_the_clock_that_was_given()
    {
        _backOffice.Latency = TimeSpan.FromSeconds(2);
        var call = _backOffice.ConnectAsync(_journal.Hello, default);
        Assert.False(call.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(_time.GetUtcNow(), (await call).ServerTime);
    }

    [Fact]
    public async Task S2_one_restored_from_a_backup_is_behind_what_it_acknowledged()
    {
        await _backOffice.PushAsync(_journal.Whole(), default);

        _backOffice.RollBackTo(_journal.Device, 1);

        Assert.Equal(1, (await _backOffice.ConnectAsync(_journal.Hello, default)).AckedThrough);
        Assert.Equal(3, (await _backOffice.PushAsync(_journal.Batch(2, 3), default)).AckedThrough);
    }

    [Fact]
    public async Task A_rollback_takes_later_epochs_along()
    {
        await _backOffice.PushAsync(_journal.Whole(), default);
        await _backOffice.PushAsync(_journal.Branch(2).Write(2).Whole(), default);

        _backOffice.RollBackTo(_journal.Device, 2);

        Assert.Equal([1, 2], _backOffice.EntriesOf(_journal.Device).Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task Entries_bodies_and_personal_data_can_be_looked_into()
    {
        _journal.Append("""{"kind":"receipt","data":{"number":"1-1001"}}""");
        var branch = _journal.Branch(4).Write(1);
        var personal = new PersonalData(2, new byte[] { 1 }, "{}"u8.ToArray());
        await _backOffice.PushAsync(_journal.Whole() with { Personal = [personal] }, default);
        await _backOffice.PushAsync(branch.Whole(), default);

        Assert.Equal([1, 2, 3, 4, 5], _backOffice.EntriesOf(_journal.Device).Select(entry => entry.Sequence));
        Assert.Equal([5], _backOffice.EntriesOf(_journal.Device, branch.Epoch.Id).Select(entry => entry.Sequence));
        Assert.Equal(["""{"kind":"receipt","data":{"number":"1-1001"}}"""], _backOffice.BodiesOf(_journal.Device, "receipt"));
        Assert.Equal([personal], _backOffice.PersonalDataOf(_journal.Device));
        Assert.Empty(_backOffice.EntriesOf(new TestJournal().Device));
    }

    [Fact]
    public async Task What_it_keeps_does_not_change_with_the_senders_buffer()
    {
        var body = """{"kind":"locked"}"""u8.ToArray();
        _journal.Append(body);
        await _backOffice.PushAsync(_journal.Whole(), default);

        Array.Clear(body);

        Assert.Equal(["""{"kind":"locked"}"""], _backOffice.BodiesOf(_journal.Device, "locked"));
    }

    [Fact]
    public async Task Expired_cursors_ask_for_everything_anew_without_what_was_removed()
    {
        _backOffice.SetReference("item", "a", "{}");
        _backOffice.SetReference("item", "b", "{}");
        _backOffice.RemoveReference("item", "a");
        var cursor = (await _backOffice.PullAsync(null, 10, default)).Cursor;

        _backOffice.ExpireCursors();

        var refusal = await Assert.ThrowsAsync<BackOfficeException>(() => _backOffice.PullAsync(cursor, 10, default));
        Assert.Equal(BackOfficeError.CursorExpired, refusal.Error);
        Assert.Equal([new("item", "b", "{}")], (await _backOffice.PullAsync(null, 10, default)).Changes);
    }

    [Fact]
    public void Reference_data_is_json() => Assert.ThrowsAny<JsonException>(() => _backOffice.SetReference("item", "a", "{"));

    private async Task AssertLostAsync(PushBatch batch)
    {
        var failure = await Assert.ThrowsAsync<BackOfficeException>(() => _backOffice.PushAsync(batch, default));
        Assert.Equal((BackOfficeError.Transient, false), (failure.Error, failure.WasReached));
    }
}
