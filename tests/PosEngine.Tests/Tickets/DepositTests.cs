using PosEngine.Checkout;
using PosEngine.Pricing;
using PosEngine.Receipts;
using PosEngine.Support;

namespace PosEngine.Tickets;

/// <summary>A deposit (Pfand) is an item of its own that follows its drink, and may be handed back.</summary>
public sealed class DepositTests
{
    private const string WaterCode = "4012345678901";
    private static readonly Catalog.Item Pfand = new() { Id = new(new("0193b000-0000-7000-8000-000000000101")), Name = "Pfand", Price = Money.Of(0.25m), BusinessCase = BusinessCase.Deposit };

    [Fact]
    public async Task A_deposit_is_rung_up_with_its_drink_and_follows_its_quantity()
    {
        await using var till = await StartAsync();
        var ticket = till.Pos.Tickets.Start();
        var water = ticket.Scan(WaterCode).Value;
        ticket.Scan(WaterCode).EnsureDone();
        ticket.AddDiscount(Discount.Percent(new(new Guid(1, 0, 0, new byte[8])), "Half", Rate.Percent(50))).EnsureDone();

        ticket.ChangeQuantity(water.Id, Quantity.Of(6)).EnsureDone();

        var deposit = ticket.Current.Lines[1];
        Assert.Equal((water.Id, Quantity.Of(6), BusinessCase.Deposit), (deposit.ParentId, deposit.Quantity, deposit.BusinessCase));
        Assert.Equal([Money.Of(3), Money.Of(1.50m)], ticket.Current.Priced.Lines.Select(line => line.Gross));
    }

    [Fact]
    public async Task A_deposit_goes_with_its_drink_and_only_with_it()
    {
        await using var till = await StartAsync();
        var ticket = till.Pos.Tickets.Start();
        var water = ticket.Scan(WaterCode).Value;
        var deposit = ticket.Current.Lines[1];

        Assert.Equal(RefusalCodes.LineFollows, ticket.Remove(deposit.Id).Refusal?.Code);
        Assert.Equal(RefusalCodes.LineFollows, ticket.ChangeQuantity(deposit.Id, Quantity.Of(2)).Refusal?.Code);
        ticket.Remove(water.Id).EnsureDone();

        Assert.Empty(ticket.Current.Lines);
    }

    [Fact]
    public async Task A_deposit_and_a_tip_are_given_no_discount_of_their_own()
    {
        await using var till = await StartAsync();
        var ticket = till.Pos.Tickets.Start();
        var water = ticket.Scan(WaterCode).Value;
        var tip = ticket.AddTip(Money.Of(1)).Value;
        var half = Discount.Percent(new(new Guid(1, 0, 0, new byte[8])), "Half", Rate.Percent(50));

        var refusal = ticket.AddDiscount(half, ticket.Current.Lines[1].Id).Refusal!;
        Assert.Equal((RefusalCodes.LineNotDiscountable, "No discount can be given on Pfand."), (refusal.Code, refusal.Message));
        Assert.Equal(RefusalCodes.LineNotDiscountable, ticket.AddDiscount(half, tip.Id).Refusal?.Code);
        ticket.AddDiscount(half, water.Id).EnsureDone();
        Assert.All(ticket.Current.Lines.Skip(1), static line => Assert.Empty(line.Discounts));
    }

    [Fact]
    public async Task A_drink_whose_deposit_nobody_knows_is_refused()
    {
        await using var till = await StartAsync();
        till.BackOffice.RemoveReference("item", Pfand.Id.ToString());
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        var ticket = till.Pos.Tickets.Start();

        Assert.Equal(RefusalCodes.ItemUnknown, ticket.Scan(WaterCode).Refusal?.Code);
        Assert.Empty(ticket.Current.Lines);
    }

    [Fact]
    public async Task Deposits_handed_back_lower_the_total()
    {
        await using var till = await StartAsync();
        var ticket = till.Pos.Tickets.Start();
        ticket.Scan(WaterCode).EnsureDone();
        var returned = ticket.Add(Pfand, Quantity.Of(-3)).Value;

        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(1)))).Value;

        Assert.Equal(BusinessCase.DepositReturn, returned.BusinessCase);
        Assert.Equal((Money.Of(0.50m), Money.Of(0.50m)), (receipt.Total, receipt.Change));
        Assert.True(receipt.IsPricedRight());
    }

    [Fact]
    public async Task Whoever_says_what_a_deposit_without_a_price_comes_to_pays_out_what_they_like_and_needs_a_permission()
    {
        await using var till = await StartAsync();
        var crate = Pfand with { Price = null };
        var ticket = till.Pos.Tickets.Start();

        var refusal = ticket.Add(crate, Quantity.Of(-1), Money.Of(100)).Refusal;

        Assert.Equal((RefusalCodes.PermissionMissing, false), (refusal?.Code, refusal?.CanBeApproved));
        Assert.Empty(ticket.Current.Lines);
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """["refunds_without_receipt"]""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        Assert.Equal(BusinessCase.DepositReturn, ticket.Add(crate, Quantity.Of(-1), Money.Of(3)).Value.BusinessCase);
    }

    [Fact]
    public async Task What_was_handed_back_is_not_turned_into_a_sale_and_taking_back_anything_else_needs_a_permission()
    {
        await using var till = await StartAsync();
        var ticket = till.Pos.Tickets.Start();
        var returned = ticket.Add(Pfand, Quantity.Of(-3)).Value;

        Assert.Equal(RefusalCodes.QuantityInvalid, ticket.Add(till.Pos.Catalog.FindByBarcode(WaterCode).Value, Quantity.Of(-1)).Refusal?.Code);
        Assert.Equal(RefusalCodes.QuantityInvalid, ticket.ChangeQuantity(returned.Id, Quantity.Of(3)).Refusal?.Code);
        ticket.ChangeQuantity(returned.Id, Quantity.Of(-4)).EnsureDone();
        Assert.Equal(Money.Of(-1), ticket.Current.Totals.Gross);
    }

    [Fact]
    public async Task M4_a_total_below_zero_is_paid_out_and_leaves_the_drawer()
    {
        await using var till = await StartAsync(options => options.PricingPolicy = new() { CashStep = Money.Of(0.10m) });
        var ticket = till.Pos.Tickets.Start();
        ticket.Add(Pfand, Quantity.Of(-3)).EnsureDone();

        Assert.Equal(RefusalCodes.PaymentOver, (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Card(Money.Of(1)))).Refusal?.Code);
        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, [])).Value;

        Assert.Equal((Money.Of(-0.75m), Money.Of(0.80m), Money.Of(-0.05m)), (receipt.Total, receipt.Change, receipt.CashRounding));
        var shift = till.Pos.Shifts.Current.Value!;
        Assert.Equal(Money.Of(99.20m), shift.Cash.Expected);
        Assert.Equal(Money.Of(-0.80m), Assert.Single(shift.Payments).Amount);
    }

    private static async Task<TillHost> StartAsync(Action<PosEngineOptions>? configure = null)
    {
        var till = await TillHost.ReadyAsync(configure);
        till.SetReference("item", Pfand.Id.ToString(), $$"""{ "id": "{{Pfand.Id}}", "name": "Pfand", "price": 25000, "taxes": [], "business_case": "deposit" }""");
        till.SetReference("item", "0193b000-0000-7000-8000-000000000102", $$"""
            { "id": "0193b000-0000-7000-8000-000000000102", "name": "Water", "barcodes": ["{{WaterCode}}"], "price": 100000, "taxes": [], "deposit": "{{Pfand.Id}}" }
            """);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        return till;
    }
}
