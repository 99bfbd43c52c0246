using PosEngine.Capabilities;
using PosEngine.Support;

namespace PosEngine.Sync;

public sealed class DeviceTests
{
    [Fact]
    public async Task D7_signing_out_is_refused_while_receipts_are_unsynchronised_with_their_number_and_amount()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        await till.SellAsync(coffees: 2);
        await till.SellAsync(coffees: 1);
        var head = till.Pos.Journal.Head.Value;

        var refusal = (await till.Pos.Device.SignOutAsync()).Refusal!;

        Assert.Equal(ReasonCodes.SignOutUnsynchronised, refusal.Code);
        Assert.Equal("Receipts not sent yet: 2 (€7.50 in total). Please connect to the internet before signing out.", refusal.Message);
        Assert.Equal(head, till.Pos.Journal.Head.Value);
        Assert.True(till.Pos.Device.IsSignedIn.Value);
    }

    [Fact]
    public async Task D7_what_a_signed_out_device_still_has_is_delivered_and_nobody_sells_on_it()
    {
        await using var till = await TillHost.ReadyAsync(options => options.OfflinePolicy = OfflinePolicy.Loyverse.Allow(Capability.SignOut));
        till.GoOffline();
        await till.SellAsync();
        (await till.Pos.Shifts.CloseAsync(Money.Of(105))).EnsureDone();
        (await till.Pos.Device.SignOutAsync()).EnsureDone();
        await till.RestartAsync();

        Assert.False(till.Pos.Device.IsSignedIn.Value);
        Assert.Equal(RefusalCodes.DeviceSignedOut, (await till.Pos.Session.SignInAsync(TillHost.Ann, TillHost.AnnsPin)).Refusal?.Code);
        Assert.Equal(1, till.Pos.Receipts.Unsynchronised.Value.Count);

        till.GoOnline();
        Assert.Single(till.BackOffice.BodiesOf(till.Pos.Device.Id, "receipt"));
        Assert.Equal(0, till.Pos.Receipts.Unsynchronised.Value.Count);
        (await till.Pos.Device.SignInAsync()).EnsureDone();
        await till.SignInAsync();
    }

    [Fact]
    public async Task A_device_with_an_open_shift_is_not_signed_out()
    {
        await using var till = await TillHost.ReadyAsync();

        Assert.Equal(RefusalCodes.ShiftOpen, (await till.Pos.Device.SignOutAsync()).Refusal?.Code);
    }
}
