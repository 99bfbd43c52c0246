using Xunit.Sdk;

namespace PosEngine.Sync;

/// <summary>What the tests for other back offices say to whoever has one that does not keep to the protocol.</summary>
public sealed class BrokenBackOfficeTests
{
    [Fact]
    public async Task One_that_acknowledges_too_much_is_told_so()
    {
        var tests = await TestsOfAsync(new AcknowledgesTooMuch(new LoopbackBackOffice()));

        var failure = await Assert.ThrowsAnyAsync<XunitException>(tests.S1_the_same_batch_again_gives_the_same_answer);

        Assert.Contains("has the entries through 4 and acknowledges 5: the device would never send what is in between", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_takes_what_it_should_refuse_is_told_so()
    {
        var tests = await TestsOfAsync(new TakesAnything(new LoopbackBackOffice()));

        var failure = await Assert.ThrowsAnyAsync<XunitException>(tests.S1_a_batch_after_the_head_is_a_gap_and_takes_nothing);

        Assert.Contains("did what it has to refuse with Gap", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_that_is_skipped_says_what_it_would_need()
    {
        var tests = await TestsOfAsync(new LoopbackBackOffice());

        string? said = null;
        try
        {
            await tests.S7_pages_follow_each_other_without_gaps();
        }
        catch (SkipException skipped)
        {
            said = skipped.Message;   // caught by hand: what asserts exceptions lets this one through
        }

        Assert.Contains("TestedBackOffice.SetReferenceAsync", said, StringComparison.Ordinal);
    }

    private static async Task<BackOfficeConformance> TestsOfAsync(IBackOffice backOffice)
    {
        var tests = new Tests(new(backOffice));
        await tests.InitializeAsync();
        return tests;
    }

    private sealed class Tests(TestedBackOffice tested) : BackOfficeConformance
    {
        protected override Task<TestedBackOffice> CreateAsync() => Task.FromResult(tested);
    }

    private sealed class AcknowledgesTooMuch(IBackOffice inner) : Around(inner)
    {
        public override async Task<PushReply> PushAsync(PushBatch batch, CancellationToken cancellationToken)
        {
            var reply = await base.PushAsync(batch, cancellationToken);
            return reply with { AckedThrough = reply.AckedThrough + 1 };
        }
    }

    private sealed class TakesAnything(IBackOffice inner) : Around(inner)
    {
        public override Task<PushReply> PushAsync(PushBatch batch, CancellationToken cancellationToken) =>
            Task.FromResult(new PushReply(batch.Entries[^1].Sequence, batch.Entries[^1].Hash, default, []));
    }

    private abstract class Around(IBackOffice inner) : IBackOffice
    {
        public Task<BackOfficeHead> ConnectAsync(DeviceHello hello, CancellationToken cancellationToken) => inner.ConnectAsync(hello, cancellationToken);

        public virtual Task<PushReply> PushAsync(PushBatch batch, CancellationToken cancellationToken) => inner.PushAsync(batch, cancellationToken);

        public Task<ReadOnlyMemory<byte>?> GetHashAsync(DeviceId device, EpochId epoch, long sequence, CancellationToken cancellationToken) =>
            inner.GetHashAsync(device, epoch, sequence, cancellationToken);

        public Task<PullPage> PullAsync(string? cursor, int limit, CancellationToken cancellationToken) => inner.PullAsync(cursor, limit, cancellationToken);
    }
}
