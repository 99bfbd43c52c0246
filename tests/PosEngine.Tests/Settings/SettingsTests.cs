using PosEngine.Support;

namespace PosEngine.Settings;

public sealed class SettingsTests
{
    [Fact]
    public async Task A_till_that_was_never_connected_has_the_defaults()
    {
        await using var till = await new TillHost { StandsAlone = true }.StartAsync();

        Assert.Equal(ShopSettings.Default, till.Pos.Settings.Current.Value);
    }

    [Fact]
    public async Task Settings_follow_the_back_office_and_survive_a_restart()
    {
        await using var till = await new TillHost().StartAsync();
        var told = new List<string>();
        using var subscription = till.Pos.Settings.Current.Subscribe(settings => told.Add(settings.ShopName));

        await SetAsync(till, """{ "shop_name": "Corner", "receipt_header": "1 Main St", "receipt_footer": "Thanks", "shows_stock": true, "warns_of_negative_stock": true, "future": [1] }""");
        var settings = new ShopSettings { ShopName = "Corner", ReceiptHeader = "1 Main St", ReceiptFooter = "Thanks", ShowsStock = true, WarnsOfNegativeStock = true };
        Assert.Equal(settings, till.Pos.Settings.Current.Value);
        await till.RestartAsync();
        Assert.Equal(settings, till.Pos.Settings.Current.Value);

        await SetAsync(till, """{ "shop_name": null }""");
        Assert.Equal(ShopSettings.Default, till.Pos.Settings.Current.Value);
        Assert.Equal(["", "Corner"], told);
    }

    [Theory]
    [InlineData("""{ "shop_name": 7 }""")]
    [InlineData("""{ "shows_stock": "yes" }""")]
    [InlineData("[]")]
    public async Task Settings_that_cannot_be_read_leave_those_before(string json)
    {
        await using var till = await new TillHost().StartAsync();
        await SetAsync(till, """{ "shop_name": "Corner" }""");

        await SetAsync(till, json);

        Assert.Equal("Corner", till.Pos.Settings.Current.Value.ShopName);
        await till.RestartAsync();
        Assert.Equal("Corner", till.Pos.Settings.Current.Value.ShopName);
    }

    [Fact]
    public async Task A_kind_that_this_version_does_not_know_is_skipped()
    {
        await using var till = await new TillHost().StartAsync();
        till.SetReference("loyalty_programme", "gold", """{ "points": 3 }""");

        await SetAsync(till, """{ "shop_name": "Corner" }""");

        Assert.Equal("Corner", till.Pos.Settings.Current.Value.ShopName);
    }

    private static async Task SetAsync(TillHost till, string json)
    {
        till.SetReference("settings", "shop", json);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
    }
}
