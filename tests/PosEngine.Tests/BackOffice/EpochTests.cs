namespace PosEngine.BackOffice;

/// <summary>A device whose history branched: every branch is kept, none is mixed with another.</summary>
public abstract class EpochTests(OfficeFixture fixture)
{
    private readonly RunningBackOffice _office = fixture.Office;

    [Fact]
    public async Task S4_a_branch_goes_on_from_its_parent_and_both_are_kept()
    {
        var device = new TestDevice().Sell(5);
        await PushAsync(device);
        var branch = device.Branch(3).Sell(4);

        var answer = await PushAsync(branch);

        Assert.Equal((200, 7, branch.HeadHash), (answer.Status, answer.AckedThrough, answer.HeadHash));
        var summary = await _office.SummaryAsync(device);
        Assert.Equal((9, 9, 0), (summary.GetProperty("entries").GetInt32(), summary.GetProperty("receipts").GetInt32(), summary.GetProperty("gaps").GetInt32()));
        Assert.True(summary.GetProperty("chain_valid").GetBoolean());
    }

    [Fact]
    public async Task Hello_in_a_new_epoch_acknowledges_what_it_shares_with_its_parent()
    {
        var device = new TestDevice().Sell(5);
        await PushAsync(device);

        var answer = await HelloAsync(device.Branch(3));

        Assert.Equal((200, 3, device.HashOf(3)), (answer.Status, answer.AckedThrough, answer.HeadHash));
    }

    [Fact]
    public async Task S8_hello_in_a_new_epoch_tells_what_is_set_aside_of_what_it_shares_with_its_parent()
    {
        var device = new TestDevice().Write("{}").Sell().Write("{}");
        await _office.PostAsync(device.HelloPath, device.Hello());
        Assert.Equal([1L, 3L], (await _office.PostAsync(device.EntriesPath, device.Push())).Quarantined.Select(entry => entry.Sequence));

        var hello = await _office.PostAsync(device.HelloPath, device.Branch(after: 2).Hello());

        Assert.Equal([1L], hello.Json.GetProperty("set_aside").EnumerateArray().Select(sequence => sequence.GetInt64()));
    }

    [Fact]
    public async Task S2_hello_never_acknowledges_entries_of_the_parent_that_are_not_here()
    {
        var device = new TestDevice().Sell(5);
        await _office.PostAsync(device.EntriesPath, device.Push(through: 2));

        var answer = await HelloAsync(device.Branch(5));

        Assert.Equal((200, 2, device.HashOf(2)), (answer.Status, answer.AckedThrough, answer.HeadHash));
    }

    [Fact]
    public async Task S4_older_epochs_come_first_or_it_is_a_gap()
    {
        var device = new TestDevice().Sell(5);
        await _office.PostAsync(device.EntriesPath, device.Push(through: 2));
        var branch = device.Branch(5).Sell(1);

        var early = await PushAsync(branch);
        await PushAsync(device);
        var late = await PushAsync(branch);

        Assert.Equal((409, "gap", 2), (early.Status, early.Error, early.AckedThrough));
        Assert.Equal((200, 6), (late.Status, late.AckedThrough));
    }

    [Fact]
    public async Task S4_a_parent_with_another_hash_is_a_fork()
    {
        var device = new TestDevice().Sell(3);
        await PushAsync(device);
        var push = device.Branch(2).Sell(1).PushNode();
        push["epoch"]!["parent"]!["hash"] = device.HashOf(1);

        Assert.Equal("fork", (await _office.PostAsync(device.EntriesPath, push.ToJsonString())).Error);
    }

    [Fact]
    public async Task S4_an_epoch_cannot_change_its_beginning()
    {
        var device = new TestDevice().Sell(3);
        await PushAsync(device);
        var branch = device.Branch(2).Sell(2);
        await _office.PostAsync(branch.EntriesPath, branch.Push(through: 3));
        var push = branch.PushNode();
        push["epoch"]!["parent"]!["epoch"] = TestDevice.NewId();

        Assert.Equal("fork", (await _office.PostAsync(device.EntriesPath, push.ToJsonString())).Error);
    }

    [Fact]
    public async Task S4_a_second_beginning_is_a_fork_and_becomes_a_branch_that_shares_nothing()
    {
        var device = new TestDevice().Sell(2);
        await PushAsync(device);
        var branch = device.Branch(0).Sell(3);
        var rootless = branch.PushNode();
        rootless["epoch"]!["parent"] = null;

        Assert.Equal("fork", (await _office.PostAsync(device.EntriesPath, rootless.ToJsonString())).Error);
        Assert.Equal((200, 3), ((await PushAsync(branch)).Status, (await PushAsync(branch)).AckedThrough));
    }

    [Fact]
    public async Task An_epoch_that_does_not_begin_after_its_parent_is_malformed()
    {
        var device = new TestDevice().Sell(3);
        await PushAsync(device);
        var push = device.Branch(2).Sell(2).PushNode();
        push["epoch"]!["first_sequence"] = 4;

        Assert.Equal(422, (await _office.PostAsync(device.EntriesPath, push.ToJsonString())).Status);
    }

    [Fact]
    public async Task An_epoch_of_which_nothing_was_accepted_leaves_no_trace()
    {
        var device = new TestDevice().Sell(1);
        var forged = device.Branch(0).Sell(1).PushNode();
        forged["epoch"]!["parent"] = null;
        forged["entries"]![0]!["hash"] = new string('0', 64);
        Assert.Equal("fork", (await _office.PostAsync(device.EntriesPath, forged.ToJsonString())).Error);

        Assert.Equal(200, (await PushAsync(device)).Status);
    }

    [Fact]
    public async Task S8_the_same_receipt_in_two_epochs_was_one_sale_and_another_of_its_id_is_set_aside()
    {
        var body = Bodies.Receipt(TestDevice.NewId(), "1-1001");
        var device = new TestDevice().Write(body.ToJsonString());
        await PushAsync(device);
        var repaired = device.Branch(0).Write(body.ToJsonString());
        body["data"]!["number"] = "1-1002";
        var forged = device.Branch(0).Write(body.ToJsonString());

        Assert.Empty((await PushAsync(repaired)).Quarantined);
        Assert.Contains("another receipt", Assert.Single((await PushAsync(forged)).Quarantined).Reason);
        Assert.Equal(1, (await _office.SummaryAsync(device)).GetProperty("receipts").GetInt32());
    }

    private Task<Answer> PushAsync(TestDevice device) => _office.PostAsync(device.EntriesPath, device.Push());

    private Task<Answer> HelloAsync(TestDevice device) => _office.PostAsync(device.HelloPath, device.Hello());
}

public sealed class EpochOnSqliteTests(SqliteOffice office) : EpochTests(office), IClassFixture<SqliteOffice>;

public sealed class EpochOnPostgresTests(PostgresOffice office) : EpochTests(office), IClassFixture<PostgresOffice>;
