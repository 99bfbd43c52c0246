using PosEngine.Checkout;
using PosEngine.Receipts;
using PosEngine.Support;

namespace PosEngine.Capabilities;

/// <summary>Refunds that a policy lets be offline, up to limits, against a whole till.</summary>
public sealed class LimitedRefundTests
{
    private const string Policy = """
        {
          "rules": [ { "capability": "Refund", "decision": "limited", "reason": "small_refunds", "when": { "own_receipt": true, "in_cash": true, "amount_max": 5.00, "paid_back_max": 9.00 } } ],
          "texts": { "en": { "small_refunds": "Up to 5.00, in cash." } }
        }
        """;

    [Fact]
    public async Task Only_cash_up_to_an_amount_per_receipt()
    {
        await using var till = await ReadyAsync();
        var small = await till.SellAsync(2);
        var large = await till.SellAsync(3);
        var ticket = till.RingUp(1);
        var card = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Card(ticket.Current.Totals.Gross))).Value;
        till.GoOffline();

        await RefuseAsync(till, new() { ReceiptId = large.Id });
        await RefuseAsync(till, new() { ReceiptId = card.Id });
        await RefuseAsync(till, new() { ReceiptId = small.Id, PayBackBy = PaymentType.Card });
        Assert.False(till.Pos.Capabilities.Decide(Capability.Refund, large).IsAllowed);
        Assert.True(till.Pos.Capabilities.Decide(Capability.Refund, new PlannedRefund(large, Money.Of(5), IsInCash: true)).IsAllowed);
        Assert.Equal("Up to 5.00, in cash.", till.Pos.Capabilities.Decide(Capability.Refund).Message);

        (await RefundAsync(till, new() { ReceiptId = card.Id, PayBackBy = PaymentType.Cash })).EnsureDone();
        (await RefundAsync(till, new() { ReceiptId = large.Id, Lines = [new(large.Lines[0].Id, Quantity.Of(2))] })).EnsureDone();
    }

    [Fact]
    public async Task Up_to_an_amount_until_the_back_office_has_heard_of_them()
    {
        await using var till = await ReadyAsync();
        var receipts = new List<Receipt>();
        for (var i = 0; i < 3; i++)
            receipts.Add(await till.SellAsync(2));
        till.GoOffline();

        (await RefundAsync(till, new() { ReceiptId = receipts[0].Id })).EnsureDone();
        Assert.Equal(Money.Of(5), till.Pos.Receipts.Unsynchronised.Value.PaidBack);
        await RefuseAsync(till, new() { ReceiptId = receipts[1].Id });
        (await RefundAsync(till, new() { ReceiptId = receipts[1].Id, Lines = [new(receipts[1].Lines[0].Id, Quantity.One)] })).EnsureDone();
        await till.RestartAsync();
        await till.SignInAsync();
        await RefuseAsync(till, new() { ReceiptId = receipts[2].Id });

        till.GoOnline();
        till.Settle();
        Assert.Equal(Money.Zero, till.Pos.Receipts.Unsynchronised.Value.PaidBack);
        till.GoOffline();
        (await RefundAsync(till, new() { ReceiptId = receipts[2].Id })).EnsureDone();
    }

    [Fact]
    public async Task Two_at_once_do_not_get_past_the_limit_together()
    {
        await using var till = await ReadyAsync();
        var (one, two) = (await till.SellAsync(2), await till.SellAsync(2));
        till.GoOffline();

        var results = await Task.WhenAll(RefundAsync(till, new() { ReceiptId = one.Id }), RefundAsync(till, new() { ReceiptId = two.Id }));

        _ = Assert.Single(results, result => result.IsDone);
        _ = Assert.Single(results, result => result.Refusal?.Code == ReasonCodes.RefundOffline);
    }

    private static async Task<TillHost> ReadyAsync()
    {
        var till = new TillHost(static options => options.OfflinePolicy = OfflinePolicy.Parse(Policy));
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """["refunds", "refunds_otherwise"]""");
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }

    private static Task<PosResult<Receipt>> RefundAsync(TillHost till, RefundRequest request) => till.Pos.Receipts.RefundAsync(request);

    private static Task RefuseAsync(TillHost till, RefundRequest request) => till.AssertRefusedAsync(ReasonCodes.RefundOffline, async () => (await RefundAsync(till, request)).Refusal);
}
