using PosEngine.Capabilities;
using PosEngine.Checkout;
using PosEngine.Receipts;
using PosEngine.Support;

namespace PosEngine.Sync;

public sealed class DeviceTests
{
    [Theory]
    [InlineData("en-IE", "Receipts not sent yet: 2 ({0} in total). Please connect to the internet before signing out.")]
    [InlineData("de-DE", "Noch nicht gesendete Belege: 2 (zusammen {0}). Bitte stellen Sie vor dem Abmelden eine Internetverbindung her.")]
    public async Task D7_signing_out_is_refused_offline_while_receipts_are_unsynchronised(string language, string message)
    {
        await using var till = await TillHost.ReadyAsync(options => options.Language = new(language));
        till.GoOffline();
        await till.SellAsync(coffees: 1);
        await till.SellAsync(coffees: 2);
        (await till.Pos.Shifts.CloseAsync(Money.Of(107.50m))).EnsureDone();

        Refusal? refusal = null;
        await till.AssertRefusedAsync(ReasonCodes.SignOutUnsynchronised, async () => refusal = (await till.Pos.Device.SignOutAsync()).Refusal);

        Assert.Equal(message.Replace("{0}", till.Pos.Text.Of(Money.Of(7.50m)), StringComparison.Ordinal), refusal!.Message);
        Assert.Equal(till.Pos.Capabilities.Decide(Capability.SignOut), refusal.Decision);
        Assert.True(till.Pos.Device.IsSignedIn.Value);
    }

    [Fact]
    public async Task Offline_without_unsynchronised_receipts_signing_out_is_allowed()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.SellAsync();
        (await till.Pos.Shifts.CloseAsync(Money.Of(105))).EnsureDone();
        till.GoOffline();

        Assert.True((await till.Pos.Device.SignOutAsync()).IsDone);
    }

    [Fact]
    public async Task D7_a_receipt_that_is_written_together_with_the_sign_out_is_counted()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        var ticket = till.RingUp();

        // From within the writer's own commit, so that all three share the next transaction.
        Task<PosResult<Receipt>>? sale = null;
        Task<PosResult>? signOut = null;
        using var subscription = till.Pos.Journal.Head.Subscribe(head =>
        {
            if (sale is not null || head == 0 || till.Pos.Shifts.Current.Value!.Cash.PaidIn.IsZero)
                return;
            sale = till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)));
            Assert.False(sale.IsCompleted);
            _ = till.Pos.Shifts.CloseAsync(Money.Of(105));
            signOut = till.Pos.Device.SignOutAsync();
        });
        (await till.Pos.Shifts.PayInAsync(Money.Of(1), "")).EnsureDone();

        (await sale!).EnsureDone();
        Assert.Equal(ReasonCodes.SignOutUnsynchronised, (await signOut!).Refusal?.Code);
        Assert.Null(till.Pos.Shifts.Current.Value);
    }

    [Fact]
    public async Task Signing_out_is_refused_while_a_shift_is_open()
    {
        await using var till = await TillHost.ReadyAsync();

        await till.AssertRefusedAsync(RefusalCodes.ShiftOpen, async () => (await till.Pos.Device.SignOutAsync()).Refusal);
    }

    [Fact]
    public async Task Signed_out_nobody_signs_in_and_nobody_sells()
    {
        await using var till = await SignedOutAsync(TillHost.ReadyAsync());
        var ticket = till.Pos.Tickets.Start();

        Assert.False(till.Pos.Device.IsSignedIn.Value);
        Assert.Null(till.Pos.Session.Current.Value);
        await till.AssertRefusedAsync(RefusalCodes.DeviceSignedOut, async () => (await till.Pos.Session.SignInAsync(TillHost.Ann, TillHost.AnnsPin)).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.DeviceSignedOut, async () => (await till.Pos.Device.SignOutAsync()).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, async () => (await till.Pos.Shifts.OpenAsync(Money.Of(100))).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, () => Task.FromResult(ticket.Scan(TillHost.CoffeeCode).Refusal));
        await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, async () => (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)))).Refusal);
        await till.RestartAsync();
        await till.AssertRefusedAsync(RefusalCodes.DeviceSignedOut, async () => (await till.Pos.Session.SignInAsync(TillHost.Ann, TillHost.AnnsPin)).Refusal);
    }

    [Fact]
    public async Task D7_a_device_that_was_signed_out_by_a_lenient_policy_still_delivers_what_it_has()
    {
        await using var till = await TillHost.ReadyAsync(options => options.OfflinePolicy = OfflinePolicy.Loyverse.Allow(Capability.SignOut));
        till.GoOffline();
        var receipt = await till.SellAsync();
        await SignedOutAsync(Task.FromResult(till));
        Assert.Equal(new UnsynchronisedReceipts(1, receipt.Total), till.Pos.Receipts.Unsynchronised.Value);
        await till.RestartAsync();

        till.GoOnline();

        await till.AssertDeliveredAsync();
        var body = Assert.Single(await till.EntriesAsync("device-signed-out")).GetProperty("data");
        Assert.Equal((1, 500_000), (body.GetProperty("unsynchronised_receipts").GetInt32(), body.GetProperty("unsynchronised_amount").GetInt64()));
        (await till.Pos.Device.SignInAsync()).EnsureDone();
        await till.SignInAsync();
        Assert.Equal(SyncState.Synchronised, Assert.Single((await till.Pos.Receipts.ListAsync()).Value).State);
    }

    [Fact]
    public async Task Signed_in_again_the_device_goes_on_where_it_stood()
    {
        await using var till = await SignedOutAsync(TillHost.ReadyAsync());
        var states = new List<bool>();
        using var subscription = till.Pos.Device.IsSignedIn.Subscribe(states.Add);

        (await till.Pos.Device.SignInAsync()).EnsureDone();

        await till.AssertRefusedAsync(RefusalCodes.DeviceSignedIn, async () => (await till.Pos.Device.SignInAsync()).Refusal);
        await till.SignInAsync();
        Assert.Equal(2, (await till.Pos.Shifts.OpenAsync(Money.Of(100))).Value.Number);
        Assert.Equal("1-1001", (await till.SellAsync()).Number);
        Assert.Equal([false, true], states);
    }

    [Fact]
    public async Task The_device_has_the_same_identity_after_a_restart()
    {
        await using var till = await TillHost.ReadyAsync();
        var id = till.Pos.Device.Id;
        await till.RestartAsync();

        Assert.Equal((id, 1), (till.Pos.Device.Id, till.Pos.Device.Number));
    }

    private static async Task<TillHost> SignedOutAsync(Task<TillHost> starting)
    {
        var till = await starting;
        (await till.Pos.Shifts.CloseAsync(Money.Of(100))).EnsureDone();
        (await till.Pos.Device.SignOutAsync()).EnsureDone();
        return till;
    }
}
