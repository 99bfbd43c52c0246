using PosEngine.Connectivity;
using static PosEngine.Capabilities.CapabilityStatus;

namespace PosEngine.Capabilities;

/// <summary>The reference behaviour, row by row, written down a second time and on purpose in another form.</summary>
public sealed class LoyversePolicyTests
{
    public static TheoryData<string, CapabilityStatus, string?> Offline => new()
    {
        { "Sale", Available, null },
        { "ShiftManagement", Available, null },
        { "ReceiptList", Available, null },
        { "Refund", Unavailable, "refund_offline" },
        { "CustomerRegistration", Unavailable, "customer_registration_offline" },
        { "CustomerEditing", Unavailable, "customer_editing_offline" },
        { "CustomerAssignment", Limited, "customers_on_device" },
        { "ItemEditing", Unavailable, "item_editing_offline" },
        { "OpenTickets", Limited, "tickets_not_shared" },
        { "EmailReceipt", Deferred, "email_deferred" },
        { "IntegratedCardPayment", Unavailable, "card_terminal_offline" },
        { "AccountPayment", Limited, "account_as_last_known" },
        { "StoredValue", Unavailable, "stored_value_offline" },
        { "PointRedemption", Unavailable, "points_offline" },
        { "StockDisplay", Unavailable, "stock_offline" },
        { "NegativeStockWarning", Unavailable, "stock_offline" },
        { "SyncNow", Unavailable, "no_internet" },
        { "SignOut", Available, null },
        { "Essentials", Available, null },
    };

    public static TheoryData<string> Names => [.. Capability.All.Select(capability => capability.Name)];

    [Fact]
    public void P1_every_capability_has_a_row() => Assert.Equal(Names.Select(row => row.Data), Offline.Select(row => row.Data.Item1));

    [Theory]
    [MemberData(nameof(Names))]
    public void P1_online_everything_is_available(string name)
    {
        var decision = new TestTill(ConnectivityState.Online).Capabilities.Decide(new(name));

        Assert.Equal((Available, null, null, true), (decision.Status, decision.ReasonCode, decision.Message, decision.IsVisible));
    }

    [Theory]
    [MemberData(nameof(Offline))]
    public void P1_offline_each_row_is_as_in_the_table(string name, CapabilityStatus status, string? reason)
    {
        var till = new TestTill(ConnectivityState.Offline);

        var decision = till.Capabilities.Decide(new(name));

        Assert.Equal((status, reason), (decision.Status, decision.ReasonCode));
        Assert.Equal(status != Unavailable, decision.IsAllowed);
        Assert.Equal(reason is null, decision.Message is null);
        Assert.Equal(name is not ("StockDisplay" or "NegativeStockWarning"), decision.IsVisible);
        Assert.Equal(status == Unavailable ? reason : null, till.Capabilities.Check(new(name))?.Code);
    }

    [Theory]
    [MemberData(nameof(Offline))]
    public void P1_an_unknown_connection_is_as_offline_except_that_sync_now_may_try(string name, CapabilityStatus status, string? reason)
    {
        var decision = new TestTill(ConnectivityState.Unknown).Capabilities.Decide(new(name));

        Assert.Equal(name == "SyncNow" ? (Available, null) : (status, reason), (decision.Status, decision.ReasonCode));
    }

    [Theory]
    [InlineData("en", "No internet connection")]
    [InlineData("de", "Keine Internetverbindung")]
    public void Sync_now_without_internet_says_so(string language, string message) =>
        Assert.Equal(message, new TestTill(ConnectivityState.Offline, language: language).Capabilities.Check(Capability.SyncNow)!.Message);

    [Fact]
    public void Signing_out_offline_is_refused_with_the_count_and_amount_of_what_is_unsynchronised()
    {
        var till = new TestTill(ConnectivityState.Offline, language: "en-IE");
        till.Unsynchronised.Publish(new(3, Money.Of(41.7m)));

        var refusal = till.Capabilities.Check(Capability.SignOut)!;

        Assert.Equal(ReasonCodes.SignOutUnsynchronised, refusal.Code);
        Assert.Equal("Receipts not sent yet: 3 (€41.70 in total). Please connect to the internet before signing out.", refusal.Message);

        till.Connectivity.Publish(ConnectivityState.Online);
        Assert.Null(till.Capabilities.Check(Capability.SignOut));
    }
}
