using PosEngine.Checkout;
using PosEngine.Employees;
using PosEngine.Pricing;
using PosEngine.Support;

namespace PosEngine.Tickets;

public sealed class RestrictedDiscountTests
{
    private static readonly Discount Family = Discount.Percent(new(new Guid("0193b000-0000-7000-8000-0000000000d1")), "Family", Rate.Percent(20)) with { IsRestricted = true };

    private static readonly Surcharge Night = Surcharge.Fixed(new(new Guid("0193b000-0000-7000-8000-0000000000d2")), "Night", Money.Of(1)) with { IsRestricted = true };

    [Fact]
    public async Task Whoever_has_no_permission_gives_none()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();

        Assert.Equal(RefusalCodes.PermissionMissing, ticket.AddDiscount(Family).Refusal!.Code);
        Assert.Equal(RefusalCodes.PermissionMissing, ticket.AddDiscount(Family, ticket.Current.Lines[0].Id).Refusal!.Code);
        Assert.Equal(RefusalCodes.PermissionMissing, ticket.AddSurcharge(Night).Refusal!.Code);
        Assert.Equal(RefusalCodes.PermissionMissing, ticket.AddSurcharge(Night, ticket.Current.Lines[0].Id).Refusal!.Code);

        Assert.Empty(ticket.Current.Discounts);
        Assert.Empty(ticket.Current.Surcharges);
        ticket.AddSurcharge(Night with { IsRestricted = false }).EnsureDone();
        ticket.AddDiscount(Family with { IsRestricted = false }).EnsureDone();
    }

    [Fact]
    public async Task At_a_locked_till_nobody_gives_one()
    {
        await using var till = await TillHost.ReadyAsync();
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """["restricted_discounts"]""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        await till.SignInAsync();
        var ticket = till.RingUp();
        (await till.Pos.Session.LockAsync()).EnsureDone();

        Assert.Equal(RefusalCodes.NotSignedIn, ticket.AddDiscount(Family).Refusal!.Code);
    }

    [Fact]
    public async Task Whoever_has_the_permission_gives_one_and_the_receipt_says_so()
    {
        await using var till = await TillHost.ReadyAsync();
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """["something-newer", "restricted_discounts"]""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        await till.SignInAsync();
        var ticket = till.RingUp();

        ticket.AddDiscount(Family).EnsureDone();
        ticket.AddSurcharge(Night).EnsureDone();
        var sold = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)))).Value;
        await till.RestartAsync();
        await till.SignInAsync();

        Assert.True((await till.Pos.Session.ListEmployeesAsync()).Single(employee => employee.Id == TillHost.Ann).Permissions.HasFlag(Permissions.RestrictedDiscounts));
        var receipt = (await till.Pos.Receipts.GetAsync(sold.Id)).Value;
        Assert.True(Assert.Single(receipt.Discounts).IsRestricted);
        Assert.True(Assert.Single(receipt.Surcharges).IsRestricted);
        Assert.Equal(Money.Of(5), receipt.Total);
    }
}
