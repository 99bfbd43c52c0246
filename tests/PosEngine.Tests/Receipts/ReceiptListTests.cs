using PosEngine.Support;

namespace PosEngine.Receipts;

public sealed class ReceiptListTests
{
    [Fact]
    public async Task The_list_of_a_till_that_has_sold_nothing_is_empty()
    {
        await using var till = await new TillHost().StartAsync();

        Assert.Empty((await till.Pos.Receipts.ListAsync()).EnsureDone());
        Assert.Equal(RefusalCodes.ReceiptUnknown, (await till.Pos.Receipts.FindByNumberAsync("1-1001")).Refusal?.Code);
    }
}
