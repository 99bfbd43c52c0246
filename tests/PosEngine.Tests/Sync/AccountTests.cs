using PosEngine.Connectivity;
using PosEngine.Storage;
using PosEngine.Support;

namespace PosEngine.Sync;

/// <summary>A till belongs to the account that it first synchronised with. A token of another shop's, given by mistake, opens nothing of either.</summary>
public sealed class AccountTests
{
    private static readonly ItemId TheirItem = new(new Guid("0193b000-0000-7000-8000-0000000000ff"));

    [Fact]
    public async Task Another_shops_back_office_gets_nothing_and_teaches_nothing_and_selling_goes_on()
    {
        await using var till = await StartAsync();
        var (own, acknowledged) = (till.BackOffice, till.Pos.Journal.Acknowledged.Value);
        var other = Other(till);
        till.Transport = other;
        await till.RestartAsync();
        await till.SignInAsync();

        var receipt = await till.SellAsync();
        var refused = await till.Pos.Sync.SyncNowAsync();

        Assert.False(refused.IsDone);
        var status = till.Pos.Sync.Status.Value;
        Assert.Equal(SyncPhase.PausedUnauthorised, status.Phase);
        Assert.Contains("'bakery'", status.Problem, StringComparison.Ordinal);
        Assert.Contains("'corner'", status.Problem, StringComparison.Ordinal);
        Assert.Equal(ConnectivityState.Offline, till.Pos.Connectivity.State.Value);
        Assert.Empty(other.EntriesOf(till.Pos.Device.Id));
        Assert.False(till.Pos.Catalog.Find(TheirItem).IsDone);
        Assert.Equal(acknowledged, till.Pos.Journal.Acknowledged.Value);

        till.Transport = own;
        await till.RestartAsync();
        Assert.Equal(SyncPhase.Idle, till.Pos.Sync.Status.Value.Phase);
        Assert.Equal(till.Pos.Journal.Head.Value, till.Pos.Journal.Acknowledged.Value);
        await till.SignInAsync();
        Assert.Equal(Receipts.SyncState.Synchronised, (await till.Pos.Receipts.GetHistoryAsync(receipt.Id)).Value.State);
    }

    [Fact]
    public async Task A_back_office_that_asks_for_nothing_is_found_out_by_what_it_says()
    {
        await using var till = await StartAsync();
        var other = Other(till);
        till.Transport = new Careless(other);
        await till.RestartAsync();
        await till.SignInAsync();
        await till.SellAsync();

        Assert.Equal(SyncPhase.PausedUnauthorised, till.Pos.Sync.Status.Value.Phase);
        Assert.Empty(other.EntriesOf(till.Pos.Device.Id));
        Assert.False(till.Pos.Catalog.Find(TheirItem).IsDone);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Neither_a_backup_nor_damage_makes_it_forget_whose_it_is(bool isDamaged)
    {
        await using var till = await StartAsync();
        await till.SellAsync();
        if (isDamaged)
        {
            await till.Pos.DisposeAsync();
            Sql.Run(till.DatabasePath, "UPDATE journal SET body = x'00' WHERE seq = 3; DELETE FROM state");
        }
        else
        {
            using var copies = new TemporaryFolder();
            await till.Pos.Storage.BackupAsync(copies.PathOf("copy.db"));
            await till.Pos.DisposeAsync();
            File.Move(copies.PathOf("copy.db"), till.DatabasePath, overwrite: true);
        }

        var other = Other(till);
        till.Transport = other;
        await till.StartAsync();

        Assert.Equal(SyncPhase.PausedUnauthorised, till.Pos.Sync.Status.Value.Phase);
        Assert.Empty(other.EntriesOf(till.Pos.Device.Id));
    }

    [Fact]
    public async Task A_back_office_that_lost_everything_and_is_set_up_again_for_the_account_gets_everything_again()
    {
        await using var till = await StartAsync();
        await till.SellAsync();
        var anew = new LoopbackBackOffice(till.Time) { Account = "corner" };
        till.Transport = anew;

        await till.RestartAsync();

        Assert.Equal(till.Pos.Journal.Head.Value, anew.EntriesOf(till.Pos.Device.Id).Length);
    }

    [Fact]
    public async Task One_that_does_not_say_whose_it_is_is_believed()
    {
        await using var till = await StartAsync();
        till.BackOffice.Account = null;

        await till.SellAsync();

        Assert.Equal(till.Pos.Journal.Head.Value, till.Pos.Journal.Acknowledged.Value);
    }

    private static async Task<TillHost> StartAsync()
    {
        var till = new TillHost();
        till.BackOffice.Account = "corner";
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }

    private static LoopbackBackOffice Other(TillHost till)
    {
        var other = new LoopbackBackOffice(till.Time) { Account = "bakery" };
        other.SetReference("item", $"{TheirItem}", $$"""{ "id": "{{TheirItem}}", "name": "Rye bread", "price": 250000, "taxes": [] }""");
        return other;
    }

    /// <summary>Takes every device for one of its own.</summary>
    private sealed class Careless(LoopbackBackOffice office) : IBackOffice
    {
        public Task<BackOfficeHead> ConnectAsync(DeviceHello hello, CancellationToken cancellationToken) => office.ConnectAsync(hello with { Account = null }, cancellationToken);

        public Task<PushReply> PushAsync(PushBatch batch, CancellationToken cancellationToken) => office.PushAsync(batch, cancellationToken);

        public Task<ReadOnlyMemory<byte>?> GetHashAsync(DeviceId device, EpochId epoch, long sequence, CancellationToken cancellationToken) =>
            office.GetHashAsync(device, epoch, sequence, cancellationToken);

        public Task<PullPage> PullAsync(string? cursor, int limit, CancellationToken cancellationToken) => office.PullAsync(cursor, limit, cancellationToken);
    }
}
