using PosEngine.Support;

namespace PosEngine.Sync;

/// <summary>"12 of 40 sent", while it happens.</summary>
public sealed class SyncProgressTests
{
    [Fact]
    public async Task It_tells_how_much_is_sent_of_how_much_and_what_was_fetched()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        await till.SellAsync();
        wire.FailWith(() => new BackOfficeException(BackOfficeError.Transient, "busy"));
        for (var sale = 0; sale < 5; sale++)
            await till.SellAsync();
        wire.Mend();

        // The back office takes no more than two at a time.
        wire.OnPush = (batch, cancellationToken) => batch.Entries.Length > 2
            ? Task.FromException<PushReply>(new BackOfficeException(BackOfficeError.TooLarge, "too large") { WasReached = true })
            : till.BackOffice.PushAsync(batch, cancellationToken);
        till.BackOffice.SetReference("settings", "shop", """{ "shop_name": "Corner" }""");
        List<SyncProgress> seen = [];
        using var watching = till.Pos.Sync.Progress.Subscribe(seen.Add);
        seen.Clear();

        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal([new(0, 5, 0), new(2, 5, 0), new(4, 5, 0), new(5, 5, 0), new(5, 5, 1)], seen.Where(progress => progress != default));
        Assert.Equal(new SyncProgress(5, 5, 1), till.Pos.Sync.Progress.Value);
    }

    [Fact]
    public async Task What_is_sold_meanwhile_is_sent_too()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        await till.SellAsync();
        wire.FailWith(() => new BackOfficeException(BackOfficeError.Transient, "busy"));
        await till.SellAsync();
        wire.Mend();
        var answer = new TaskCompletionSource();
        wire.OnPush = async (batch, cancellationToken) =>
        {
            await answer.Task;
            return await till.BackOffice.PushAsync(batch, cancellationToken);
        };

        var synchronising = till.Pos.Sync.SyncNowAsync();
        Assert.Equal((SyncPhase.Pushing, new SyncProgress(0, 1, 0)), (till.Pos.Sync.Status.Value.Phase, till.Pos.Sync.Progress.Value));
        await till.SellAsync();
        List<SyncProgress> seen = [];
        using var watching = till.Pos.Sync.Progress.Subscribe(seen.Add);
        answer.SetResult();
        (await synchronising).EnsureDone();

        Assert.Contains(new SyncProgress(1, 2, 0), seen);
        Assert.Contains(new SyncProgress(2, 2, 0), seen);
    }

    [Fact]
    public async Task A_till_without_a_back_office_has_none()
    {
        await using var till = await new TillHost { StandsAlone = true }.StartAsync();

        Assert.Equal(default, till.Pos.Sync.Progress.Value);
    }
}
