namespace PosEngine.BackOffice;

/// <summary>Pushing: exactly once, in order, and nothing of a batch that does not fit.</summary>
public abstract class IngestTests(OfficeFixture fixture)
{
    private readonly RunningBackOffice _office = fixture.Office;

    [Fact]
    public async Task S1_a_batch_sent_twice_is_stored_once_and_answered_alike()
    {
        var device = new TestDevice().Sell(3);

        var first = await _office.PostAsync(device.EntriesPath, device.Push());
        var second = await _office.PostAsync(device.EntriesPath, device.Push());

        Assert.Equal((200, 3, device.HeadHash), (first.Status, first.AckedThrough, first.HeadHash));
        Assert.Equal((200, 3, device.HeadHash), (second.Status, second.AckedThrough, second.HeadHash));
        await AssertStoredAsync(device, entries: 3, receipts: 3);
    }

    [Fact]
    public async Task S1_an_old_batch_is_answered_with_the_head_of_today()
    {
        var device = new TestDevice().Sell(5);
        await _office.PostAsync(device.EntriesPath, device.Push());

        var answer = await _office.PostAsync(device.EntriesPath, device.Push(from: 2, through: 3));

        Assert.Equal((200, 5, device.HeadHash), (answer.Status, answer.AckedThrough, answer.HeadHash));
    }

    [Fact]
    public async Task S1_a_batch_that_overlaps_adds_only_what_is_new()
    {
        var device = new TestDevice().Sell(6);
        await _office.PostAsync(device.EntriesPath, device.Push(through: 4));

        Assert.Equal(6, (await _office.PostAsync(device.EntriesPath, device.Push(from: 3))).AckedThrough);

        await AssertStoredAsync(device, entries: 6, receipts: 6);
    }

    [Fact]
    public async Task S1_a_batch_after_the_head_is_a_gap_that_tells_the_head()
    {
        var device = new TestDevice().Sell(5);
        await _office.PostAsync(device.EntriesPath, device.Push(through: 2));

        var answer = await _office.PostAsync(device.EntriesPath, device.Push(from: 4));

        Assert.Equal((409, "gap", 2, device.HashOf(2)), (answer.Status, answer.Error, answer.AckedThrough, answer.HeadHash));
        await AssertStoredAsync(device, entries: 2, receipts: 2);
    }

    [Fact]
    public async Task A_gap_before_the_first_entry_goes_back_to_nothing()
    {
        var device = new TestDevice().Sell(3);

        var answer = await _office.PostAsync(device.EntriesPath, device.Push(from: 2));

        Assert.Equal((409, "gap", 0, null), (answer.Status, answer.Error, answer.AckedThrough, answer.HeadHash));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public async Task A_batch_with_a_hole_or_a_repetition_is_no_batch(long sequence)
    {
        var device = new TestDevice().Sell(2);
        var push = device.PushNode();
        push["entries"]![1]!["sequence"] = sequence;

        var answer = await _office.PostAsync(device.EntriesPath, push.ToJsonString());

        Assert.Equal((422, "malformed"), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task S4_another_entry_of_a_known_sequence_is_a_fork_that_tells_the_head()
    {
        var device = new TestDevice().Sell(3);
        await _office.PostAsync(device.EntriesPath, device.Push());
        var push = device.PushNode();
        push["entries"]![1]!["hash"] = device.HashOf(3);

        var answer = await _office.PostAsync(device.EntriesPath, push.ToJsonString());

        Assert.Equal((409, "fork", 3, device.HeadHash), (answer.Status, answer.Error, answer.AckedThrough, answer.HeadHash));
    }

    [Fact]
    public async Task D3_a_forged_hash_is_a_fork_and_takes_nothing()
    {
        var device = new TestDevice().Sell(3);
        var push = device.PushNode();
        push["entries"]![2]!["hash"] = device.HashOf(1);

        var answer = await _office.PostAsync(device.EntriesPath, push.ToJsonString());

        Assert.Equal((409, "fork", 0), (answer.Status, answer.Error, answer.AckedThrough));
        await AssertStoredAsync(device, entries: 0, receipts: 0);
    }

    [Fact]
    public async Task D3_a_changed_body_is_a_fork()
    {
        var device = new TestDevice().Sell(2);
        var push = device.PushNode();
        push["entries"]![1]!["body"] = ((string)push["entries"]![1]!["body"]!).Replace("Coffee", "Coffin", StringComparison.Ordinal);

        Assert.Equal("fork", (await _office.PostAsync(device.EntriesPath, push.ToJsonString())).Error);
    }

    [Fact]
    public async Task The_hash_of_an_entry_can_be_asked_for()
    {
        var device = new TestDevice().Sell(2);
        await _office.PostAsync(device.EntriesPath, device.Push());
        var path = $"v1/devices/{device.Id}/epochs/{device.EpochId}/entries";

        Assert.Equal(device.HashOf(1), (await _office.GetAsync($"{path}/1/hash")).Json.GetProperty("hash").GetString());
        Assert.Equal((404, "not_found"), ((await _office.GetAsync($"{path}/3/hash")).Status, (await _office.GetAsync($"{path}/3/hash")).Error));
        Assert.Equal(404, (await _office.GetAsync($"v1/devices/{device.Id}/epochs/{TestDevice.NewId()}/entries/1/hash")).Status);
    }

    [Fact]
    public async Task S1_two_requests_that_race_store_every_entry_once()
    {
        var device = new TestDevice().Sell(40);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _office.PostAsync(device.EntriesPath, device.Push()))));

        Assert.All(answers, answer => Assert.Equal((200, 40, device.HeadHash), (answer.Status, answer.AckedThrough, answer.HeadHash)));
        await AssertStoredAsync(device, entries: 40, receipts: 40);
    }

    [Fact]
    public async Task S1_two_histories_that_race_leave_one_of_them_whole()
    {
        var device = new TestDevice().Sell(1);
        var push = device.PushNode();
        var other = device.Branch(0).Sell(1).PushNode();
        other["epoch"] = push["epoch"]!.DeepClone();

        var answers = await Task.WhenAll(
            Task.Run(() => _office.PostAsync(device.EntriesPath, push.ToJsonString())),
            Task.Run(() => _office.PostAsync(device.EntriesPath, other.ToJsonString())));

        Assert.Equal([200, 409], answers.Select(answer => answer.Status).Order());
        await AssertStoredAsync(device, entries: 1, receipts: 1);
    }

    [Fact]
    public async Task Devices_that_push_at_once_do_not_mix()
    {
        var devices = Enumerable.Range(0, 6).Select(_ => new TestDevice().Sell(10)).ToArray();

        await Task.WhenAll(devices.SelectMany(device => Enumerable.Range(0, 10)
            .Select(i => Task.Run(() => _office.PostAsync(device.EntriesPath, device.Push(through: i + 1))))));

        foreach (var device in devices)
        {
            await _office.PostAsync(device.EntriesPath, device.Push());
            await AssertStoredAsync(device, entries: 10, receipts: 10);
        }
    }

    private async Task AssertStoredAsync(TestDevice device, long entries, long receipts)
    {
        var summary = await _office.SummaryAsync(device);
        Assert.Equal(
            (entries, receipts, receipts * 500_000, 0, 0, 0, 0, true),
            (Number("entries"), Number("receipts"), Number("gross"), Number("quarantined"), Number("duplicates"), Number("gaps"), Number("out_of_order"),
                summary.GetProperty("chain_valid").GetBoolean()));

        long Number(string name) => summary.GetProperty(name).GetInt64();
    }
}

public sealed class IngestOnSqliteTests(SqliteOffice office) : IngestTests(office), IClassFixture<SqliteOffice>;

public sealed class IngestOnPostgresTests(PostgresOffice office) : IngestTests(office), IClassFixture<PostgresOffice>;
