using PosEngine.Support;

namespace PosEngine.Capabilities;

/// <summary>A policy that the back office sends with the settings.</summary>
public sealed class PulledPolicyTests
{
    [Fact]
    public async Task The_back_offices_policy_holds_over_a_restart_and_whoever_watches_hears_of_it()
    {
        await using var till = await TillHost.ReadyAsync();
        var seen = new List<string?>();
        using var watching = till.Pos.Capabilities.Watch(Capability.OpenTickets).Subscribe(decision => seen.Add(decision.ReasonCode));
        await SetAsync(till, """{ "shop_name": "Corner", "offline_policy": { "base": "strict" } }""");
        till.GoOffline();

        Assert.Equal([null, ReasonCodes.NoInternet], seen);
        Assert.Equal("Strict", till.Pos.Capabilities.Explain(Capability.OpenTickets).Policy);
        await till.RestartAsync();
        await till.SignInAsync();
        await till.AssertRefusedAsync(ReasonCodes.NoInternet, async () => (await till.Pos.Tickets.ParkAsync(till.RingUp(), "table 1")).Refusal);

        till.GoOnline();
        await SetAsync(till, """{ "shop_name": "Corner" }""");
        till.GoOffline();
        (await till.Pos.Tickets.ParkAsync(till.RingUp(), "table 1")).EnsureDone();
    }

    [Fact]
    public async Task It_brings_the_words_of_its_own_reasons_and_its_own_capabilities()
    {
        await using var till = await TillHost.ReadyAsync();
        var drone = new Capability("DroneDelivery");
        await SetAsync(till, """
            { "offline_policy": { "custom_capabilities": ["DroneDelivery"], "rules": [ { "capability": "DroneDelivery", "decision": "unavailable", "reason": "no_drones" } ],
              "texts": { "en": { "no_drones": "No drones today." }, "de": { "no_drones": "Heute keine Drohnen." } } } }
            """);
        till.GoOffline();

        Assert.Equal("No drones today.", till.Pos.Capabilities.Decide(drone).Message);
        Assert.Contains(till.Pos.Capabilities.Decide(drone), till.Pos.Capabilities.Current.Value);
    }

    [Fact]
    public async Task One_that_cannot_be_read_leaves_the_one_before()
    {
        await using var till = await TillHost.ReadyAsync();
        await SetAsync(till, """{ "shop_name": "Corner", "offline_policy": { "base": "strict" } }""");

        await SetAsync(till, """{ "shop_name": "Other", "offline_policy": { "base": "lax" } }""");

        Assert.Equal(("Corner", "Strict"), (till.Pos.Settings.Current.Value.ShopName, till.Pos.Settings.Current.Value.OfflinePolicy?.Name));
        await till.RestartAsync();
        Assert.Equal(("Corner", "Strict"), (till.Pos.Settings.Current.Value.ShopName, till.Pos.Settings.Current.Value.OfflinePolicy?.Name));
    }

    private static async Task SetAsync(TillHost till, string settings)
    {
        till.SetReference("settings", "shop", settings);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
    }
}
