using PosEngine.Journal;
using PosEngine.Sync;

namespace PosEngine.Conformance;

/// <summary>What docs/protocol.md asks of every back office, through the transport that the engine uses. Here: hello.</summary>
public abstract partial class BackOfficeConformance : Conformance
{
    private static int _numbers = 1_000;

    private IBackOffice Subject => Tested.Transport;

    [Fact]
    public async Task A_new_device_starts_at_nothing()
    {
        var head = await ConnectAsync(NewJournal());

        Assert.Equal(0, head.AckedThrough);
        Assert.True(head.HeadHash.IsEmpty);
    }

    [Fact]
    public async Task S2_what_was_acknowledged_is_there_at_the_next_connect()
    {
        var journal = NewJournal().Write(5);
        await ConnectAsync(journal);

        var reply = await PushAsync(journal.Whole());
        var head = await ConnectAsync(journal);

        AssertHead(journal.Last, reply);
        AssertHead(journal.Last, head);
        Assert.Empty(reply.Quarantined);
    }

    [Fact]
    public async Task No_more_may_be_pruned_than_was_acknowledged()
    {
        var journal = NewJournal().Write(3);
        Assert.Equal(0, (await ConnectAsync(journal)).PrunableThrough);

        var reply = await PushAsync(journal.Whole());

        Assert.InRange(reply.PrunableThrough, 0, reply.AckedThrough);
        Assert.InRange((await ConnectAsync(journal)).PrunableThrough, 0, reply.AckedThrough);
    }

    [Fact]
    public async Task S11_a_device_number_belongs_to_one_installation()
    {
        var first = NewJournal();
        await ConnectAsync(first);

        var refusal = await Assert.ThrowsAsync<BackOfficeException>(() => ConnectAsync(new TestJournal(first.DeviceNumber)));

        Assert.Equal(BackOfficeError.DeviceNumberTaken, refusal.Error);
        Assert.True(refusal.WasReached);
        await ConnectAsync(first);
    }

    [Fact]
    public async Task S11_an_installation_keeps_its_number()
    {
        var journal = NewJournal();
        await ConnectAsync(journal);

        var refusal = await Assert.ThrowsAsync<BackOfficeException>(() => Subject.ConnectAsync(journal.Hello with { DeviceNumber = NewJournal().DeviceNumber }, default));

        Assert.Equal(BackOfficeError.DeviceNumberTaken, refusal.Error);
    }

    [Fact]
    public async Task A_device_of_another_account_is_refused()
    {
        var journal = NewJournal();
        var account = (await ConnectAsync(journal)).Account;
        Assert.SkipWhen(account is null, "It does not say whose account it is.");

        var refusal = await Assert.ThrowsAsync<BackOfficeException>(() => Subject.ConnectAsync(journal.Hello with { Account = account + "0" }, default));

        Assert.Equal(BackOfficeError.OtherAccount, refusal.Error);
        Assert.True(refusal.WasReached);
        Assert.Equal(account, (await Subject.ConnectAsync(journal.Hello with { Account = account }, default)).Account);
    }

    /// <summary>Of a device that nobody else is.</summary>
    private static TestJournal NewJournal() => new(Interlocked.Increment(ref _numbers));

    private Task<BackOfficeHead> ConnectAsync(TestJournal journal) => Subject.ConnectAsync(journal.Hello, default);

    private Task<PushReply> PushAsync(PushBatch batch) => Subject.PushAsync(batch, default);

    private async Task AssertRefusedAsync(BackOfficeError error, PushBatch batch)
    {
        var refusal = await Assert.ThrowsAsync<BackOfficeException>(() => PushAsync(batch));
        Assert.Equal(error, refusal.Error);
        Assert.True(refusal.WasReached);
    }

    private static void AssertHead(JournalEntry expected, BackOfficeHead head)
    {
        Assert.Equal(expected.Sequence, head.AckedThrough);
        Assert.Equal(Hex(expected.Hash), Hex(head.HeadHash));
    }

    private static string Hex(ReadOnlyMemory<byte> hash) => Convert.ToHexStringLower(hash.Span);
}
