using System.Text.Json.Nodes;
using PosEngine.Sync;

namespace PosEngine.Conformance;

// What customers owe.
public abstract partial class BackOfficeServicesConformance
{
    private const string Owed = "owed";

    [Fact]
    public async Task What_a_customer_owes_is_the_sum_of_the_receipts_and_is_told_with_the_customer()
    {
        var (till, other) = (await DeviceAsync(), await DeviceAsync());
        var request = Customer("""{"name":"Ann"}""");
        await Subject.SaveAsync(request, default);

        till.SellTo(request.Id, 500_000, ("on_account", 500_000));
        till.SellTo(request.Id, 0, ("on_account", 200_000), ("cash", -200_000));
        other.SellTo(request.Id, -150_000, ("on_account", -150_000));
        other.SellTo(null, 100_000, ("on_account", 100_000));
        other.SellTo(request.Id, 250_000, "receivable_settlement", ("cash", 250_000));
        Assert.Empty((await PushAsync(till)).Quarantined);
        Assert.Empty((await PushAsync(other)).Quarantined);
        await PushAsync(till);

        Assert.Equal(300_000, await BalanceAsync(request.Id, Owed));
    }

    [Theory]
    [InlineData("owed")]
    [InlineData("credit_limit")]
    [InlineData("price_list")]
    public async Task What_a_customer_owes_or_may_owe_or_buys_by_no_device_changes(string member)
    {
        var request = Customer("""{"name":"Ann"}""");
        await Subject.SaveAsync(request, default);

        await AssertRefusedAsync(BackOfficeError.Rejected, () => Subject.SaveAsync(request with { Key = TestReceipts.NewId(), IsNew = false, Json = $$"""{"{{member}}":0}""" }, default));
    }

    private async Task<long?> BalanceAsync(string customer, string member) => (long?)JsonNode.Parse((await FindAsync(customer))!)![member];
}
