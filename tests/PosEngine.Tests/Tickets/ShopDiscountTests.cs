using PosEngine.Catalog;
using PosEngine.Checkout;
using PosEngine.Support;

namespace PosEngine.Tickets;

/// <summary>Discounts of the shop, put on tickets by their ids.</summary>
public sealed class ShopDiscountTests
{
    private static readonly DiscountId Happy = new(ShopReference.Id(1));
    private static readonly DiscountId OneOff = new(ShopReference.Id(2));
    private static readonly DiscountId Goodwill = new(ShopReference.Id(3));
    private static readonly DiscountId Haggled = new(ShopReference.Id(4));
    private static readonly DiscountId Staff = new(ShopReference.Id(5));

    [Fact]
    public async Task They_are_listed_with_what_they_take_off()
    {
        await using var till = await ReadyAsync();

        var (happy, oneOff, goodwill, haggled, staff) = (Find(till, Happy), Find(till, OneOff), Find(till, Goodwill), Find(till, Haggled), Find(till, Staff));

        Assert.Equal([Staff, Goodwill, Haggled, Happy, OneOff], till.Pos.Catalog.Discounts.Value.Select(discount => discount.Id));
        Assert.Equal((DiscountType.Percent, Rate.Percent(10), null, false), (happy.Type, happy.Rate, happy.Amount, happy.IsOpen));
        Assert.Equal((DiscountType.Amount, null, Money.Of(1), false), (oneOff.Type, oneOff.Rate, oneOff.Amount, oneOff.IsOpen));
        Assert.Equal((true, Money.Of(0.50m), Money.Of(2)), (goodwill.IsOpen, goodwill.AmountMin, goodwill.AmountMax));
        Assert.Equal((true, Rate.Zero, Rate.Percent(15)), (haggled.IsOpen, haggled.RateMin, haggled.RateMax));
        Assert.True(staff.IsRestricted);
    }

    [Fact]
    public async Task By_its_id_one_is_on_a_line_or_the_ticket_and_the_receipt_names_it()
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp();

        ticket.AddDiscount(Happy, ticket.Current.Lines[0].Id).EnsureDone();
        Assert.Equal(Money.Of(4.50m), ticket.Current.Totals.Gross);
        ticket.AddDiscount(OneOff).EnsureDone();
        Assert.Equal(Money.Of(3.50m), ticket.Current.Totals.Gross);
        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)))).Value;

        var body = Assert.Single(await till.EntriesAsync("receipt")).GetProperty("data");
        var (line, whole) = (body.GetProperty("lines")[0].GetProperty("discounts")[0], body.GetProperty("discounts")[0]);
        Assert.Equal(($"{Happy}", "Happy hour", 100_000), (line.GetProperty("id").GetString(), line.GetProperty("name").GetString(), line.GetProperty("rate").GetInt64()));
        Assert.Equal(($"{OneOff}", "One off", 100_000), (whole.GetProperty("id").GetString(), whole.GetProperty("name").GetString(), whole.GetProperty("amount").GetInt64()));
        Assert.Equal(Money.Of(1.50m), receipt.Totals.Discount);
    }

    [Fact]
    public async Task Of_one_whose_value_is_open_it_is_said_how_much_within_its_limits()
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp();

        foreach (var refused in new[]
        {
            ticket.AddDiscount(Goodwill), ticket.AddDiscount(Goodwill, amount: Money.Of(0.49m)), ticket.AddDiscount(Goodwill, amount: Money.Of(2.01m)), ticket.AddDiscount(Goodwill, rate: Rate.Percent(10)),
            ticket.AddDiscount(Haggled), ticket.AddDiscount(Haggled, rate: Rate.Percent(15.0001m)), ticket.AddDiscount(Haggled, amount: Money.Of(1)), ticket.AddDiscount(Haggled, rate: Rate.FromPartsPerMillion(-1)),
            ticket.AddDiscount(Happy, rate: Rate.Percent(10)), ticket.AddDiscount(OneOff, amount: Money.Of(1)),
        })
            Assert.Equal(RefusalCodes.DiscountValueInvalid, refused.Refusal?.Code);
        Assert.Equal(RefusalCodes.AmountPrecision, ticket.AddDiscount(Goodwill, amount: Money.Of(1.001m)).Refusal?.Code);
        Assert.Equal(Money.Of(5), ticket.Current.Totals.Gross);

        ticket.AddDiscount(Goodwill, amount: Money.Of(2)).EnsureDone();
        ticket.RemoveDiscount(Goodwill).EnsureDone();
        ticket.AddDiscount(Haggled, rate: Rate.Percent(15)).EnsureDone();
        Assert.Equal(Money.Of(4.25m), ticket.Current.Totals.Gross);
    }

    [Fact]
    public async Task A_restricted_one_needs_the_permission_or_an_approval_of_that_value()
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp();
        var refusal = ticket.AddDiscount(Staff, rate: Rate.Percent(20)).Refusal!;
        Assert.Equal(RefusalCodes.PermissionMissing, refusal.Code);

        var approval = (await till.Pos.Session.ApproveAsync(refusal, TillHost.Bob, TillHost.BobsPin)).Value;
        Assert.Equal(RefusalCodes.ApprovalInvalid, ticket.AddDiscount(Staff, rate: Rate.Percent(50), approval: approval).Refusal?.Code);
        ticket.AddDiscount(Staff, rate: Rate.Percent(20), approval: approval).EnsureDone();

        Assert.True(Assert.Single(ticket.Current.Discounts).IsRestricted);
    }

    [Fact]
    public async Task One_that_the_shop_does_not_give_any_more_is_refused_and_stays_where_it_was_given()
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp();
        ticket.AddDiscount(Happy).EnsureDone();

        till.BackOffice.RemoveReference("discount", $"{Happy}");
        await till.PullAsync();

        Assert.Equal(RefusalCodes.DiscountUnlisted, ticket.AddDiscount(Happy, ticket.Current.Lines[0].Id).Refusal?.Code);
        Assert.Equal(Money.Of(4.50m), ticket.Current.Totals.Gross);
    }

    [Theory]
    [InlineData("\"type\": \"percent\", \"rate\": 1000001")]
    [InlineData("\"type\": \"amount\", \"amount\": -1")]
    [InlineData("\"type\": \"amount\", \"minimum\": 5, \"maximum\": 4")]
    [InlineData("\"type\": \"percent\", \"maximum\": 1000001")]
    [InlineData("\"type\": \"points\"")]
    [InlineData("\"rate\": 100000")]
    public async Task One_that_makes_no_sense_is_left_out(string members)
    {
        await using var till = new TillHost();
        till.List("discount", 1, "Happy hour", members);
        till.List("discount", 2, "One off", "\"type\": \"amount\", \"amount\": 100000");
        await till.StartAsync();

        Assert.Equal(OneOff, Assert.Single(till.Pos.Catalog.Discounts.Value).Id);
    }

    private static ShopDiscount Find(TillHost till, DiscountId id) => till.Pos.Catalog.Discounts.Value.Single(discount => discount.Id == id);

    /// <summary>Bob may give restricted discounts, Ann may not.</summary>
    private static async Task<TillHost> ReadyAsync()
    {
        var till = new TillHost();
        till.List("discount", 1, "Happy hour", "\"type\": \"percent\", \"rate\": 100000");
        till.List("discount", 2, "One off", "\"type\": \"amount\", \"amount\": 100000");
        till.List("discount", 3, "Goodwill", "\"type\": \"amount\", \"minimum\": 50000, \"maximum\": 200000");
        till.List("discount", 4, "Haggled", "\"type\": \"percent\", \"maximum\": 150000");
        till.List("discount", 5, "Staff", "\"type\": \"percent\", \"restricted\": true, \"order\": -1");
        till.SetEmployee(TillHost.Bob, "Bob", TillHost.BobsPin, """["restricted_discounts"]""");
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }
}
