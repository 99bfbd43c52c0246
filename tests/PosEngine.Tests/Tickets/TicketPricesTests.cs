using System.Globalization;
using PosEngine.Catalog;
using PosEngine.Checkout;
using PosEngine.Pricing;
using PosEngine.Receipts;
using PosEngine.Support;

namespace PosEngine.Tickets;

/// <summary>Whatever pricing can do, a cashier can ring up: from the catalogue to the receipt, whose figures are then worked out again.</summary>
public sealed class TicketPricesTests
{
    private static readonly Tax Full = new() { Id = new(Id(1)), Name = "VAT 19%", Rate = Rate.Percent(19) };
    private static readonly Tax Reduced = new() { Id = new(Id(2)), Name = "VAT 7%", Rate = Rate.Percent(7), Category = TaxCategory.Reduced };
    private static readonly Item Ham = new() { Id = new(Id(10)), Name = "Ham", Price = Money.Of(2.49m), PriceBaseQuantity = Quantity.Of(0.1m), IsWeighed = true, Taxes = [Reduced] };
    private static readonly Item Burger = new() { Id = new(Id(11)), Name = "Burger", Price = Money.Of(9.90m), Taxes = [Full] };
    private static readonly Surcharge Service = Surcharge.Percent(new(Id(20)), "Service", Rate.Percent(10));
    private static readonly Surcharge Delivery = Surcharge.Fixed(new(Id(21)), "Delivery", Money.Of(2.50m)) with { Taxes = [Full] };

    private static readonly Item Menu = new()
    {
        Id = new(Id(12)),
        Name = "Menu",
        Price = Money.Of(10),
        Components = [new() { Name = "Food", Weight = Money.Of(7), Taxes = [Reduced] }, new() { Name = "Drink", Weight = Money.Of(3), Taxes = [Full] }],
    };

    private static readonly Item Soup = new()
    {
        Id = new(Id(13)),
        Name = "Soup",
        Price = Money.Of(5.35m),
        Taxes = [Full],
        TaxRules = [new() { DiningOption = "takeaway", Taxes = [Reduced] }, new() { From = new(2026, 11, 25), Taxes = [Reduced with { Rate = Rate.Percent(5) }] }],
    };

    [Fact]
    public async Task A_price_may_be_that_of_100_grams()
    {
        await using var till = await TillHost.ReadyAsync();

        var receipt = await SellAsync(till, ticket => ticket.Add(Ham, Quantity.Of(0.250m)).EnsureDone());

        Assert.Equal(Money.Of(6.23m), receipt.Total);
        Assert.Equal(Quantity.Of(0.1m), receipt.Lines[0].PriceBaseQuantity);
    }

    [Fact]
    public async Task Modifiers_change_the_price_of_each_piece()
    {
        await using var till = await TillHost.ReadyAsync("""["price_overrides", "tax_overrides"]""");

        var receipt = await SellAsync(till, ticket =>
        {
            var line = ticket.Add(Burger, Quantity.Of(2)).Value;
            ticket.SetModifiers(line.Id, [new("Cheese", Money.Of(1.20m), Quantity.Of(2)), new("No onions", Money.Of(-0.30m), Quantity.One)]).EnsureDone();
        });

        Assert.Equal(Money.Of(24.00m), receipt.Total);
        Assert.Equal(["Cheese", "No onions"], receipt.Lines[0].Modifiers.Select(modifier => modifier.Name));
    }

    [Fact]
    public async Task Modifiers_cannot_take_more_than_the_price()
    {
        await using var till = await TillHost.ReadyAsync("""["price_overrides", "tax_overrides"]""");
        var ticket = till.Pos.Tickets.Start();
        var line = ticket.Add(Burger).Value;

        Assert.Equal(RefusalCodes.AmountInvalid, ticket.SetModifiers(line.Id, [new("Nothing", Money.Of(-9.91m), Quantity.One)]).Refusal?.Code);
        Assert.Equal(RefusalCodes.LineUnknown, ticket.SetModifiers(new(Id(99)), []).Refusal?.Code);
        ticket.SetModifiers(line.Id, [new("Nothing", Money.Of(-9.90m), Quantity.One)]).EnsureDone();
        Assert.Equal(Money.Zero, ticket.Current.Totals.Gross);
    }

    [Fact]
    public async Task A_line_with_modifiers_takes_no_other_scan()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.Pos.Tickets.Start();
        var line = ticket.Scan(TillHost.CoffeeCode).Value;
        ticket.SetModifiers(line.Id, [new("Shot", Money.Of(1), Quantity.One)]).EnsureDone();

        ticket.Scan(TillHost.CoffeeCode).EnsureDone();

        Assert.Equal(2, ticket.Current.Lines.Length);
    }

    [Fact]
    public async Task A_menu_is_taxed_by_its_parts()
    {
        await using var till = await TillHost.ReadyAsync();

        var receipt = await SellAsync(till, ticket => ticket.Add(Menu).EnsureDone());

        Assert.Equal([Money.Of(0.46m), Money.Of(0.48m)], receipt.Priced.Taxes.Select(tax => tax.Amount));
        Assert.Equal([Money.Of(7), Money.Of(3)], receipt.Priced.Lines[0].Components.Select(part => part.Gross));
    }

    [Fact]
    public async Task Surcharges_are_shared_out_or_carried_with_taxes_of_their_own()
    {
        await using var till = await TillHost.ReadyAsync();

        var receipt = await SellAsync(till, ticket =>
        {
            ticket.Add(Menu).EnsureDone();
            ticket.AddSurcharge(Service).EnsureDone();
            ticket.AddSurcharge(Delivery).EnsureDone();
        });

        Assert.Equal((Money.Of(13.50m), Money.Of(3.50m)), (receipt.Total, receipt.Totals.Surcharge));
        Assert.Equal([Service, Delivery], receipt.Surcharges);
        Assert.Equal(Money.Of(0.40m), receipt.Priced.Surcharges[1].Carried!.Tax);
    }

    [Fact]
    public async Task A_surcharge_is_added_once_and_can_be_taken_back()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.Pos.Tickets.Start();
        var line = ticket.Add(Burger).Value;

        ticket.AddSurcharge(Service, line.Id).EnsureDone();
        Assert.Equal(Money.Of(10.89m), ticket.Current.Totals.Gross);
        Assert.Equal(RefusalCodes.SurchargeRepeated, ticket.AddSurcharge(Service, line.Id).Refusal?.Code);
        Assert.Equal(RefusalCodes.SurchargeUnknown, ticket.RemoveSurcharge(Service.Id).Refusal?.Code);
        Assert.Equal(RefusalCodes.AmountPrecision, ticket.AddSurcharge(Surcharge.Fixed(new(Id(22)), "Odd", Money.Of(0.001m))).Refusal?.Code);
        ticket.RemoveSurcharge(Service.Id, line.Id).EnsureDone();

        Assert.Equal(Money.Of(9.90m), ticket.Current.Totals.Gross);
    }

    [Fact]
    public async Task A_tip_is_the_employees_or_the_employers_revenue()
    {
        await using var till = await TillHost.ReadyAsync();

        var receipt = await SellAsync(till, ticket =>
        {
            ticket.Add(Burger).EnsureDone();
            ticket.AddSurcharge(Service).EnsureDone();
            ticket.AddTip(Money.Of(1.50m)).EnsureDone();
            ticket.AddTip(Money.Of(1.19m), [Full]).EnsureDone();
        });

        Assert.Equal([BusinessCase.Sale, BusinessCase.TipToEmployee, BusinessCase.TipToEmployer], receipt.Lines.Select(line => line.BusinessCase));
        Assert.Equal([Money.Of(1.74m), Money.Zero, Money.Of(0.19m)], receipt.Priced.Lines.Select(line => line.Tax));
        Assert.Equal(Money.Of(13.58m), receipt.Total);
        var ticket = till.Pos.Tickets.Start();
        Assert.Equal(RefusalCodes.AmountInvalid, ticket.AddTip(Money.Zero).Refusal?.Code);
        Assert.Equal(RefusalCodes.AmountPrecision, ticket.AddTip(Money.Of(0.001m)).Refusal?.Code);
    }

    [Fact]
    public async Task Taxes_follow_the_dining_option()
    {
        await using var till = await TillHost.ReadyAsync();

        var receipt = await SellAsync(till, ticket =>
        {
            ticket.Add(Soup).EnsureDone();
            Assert.Equal([Full], ticket.Current.Lines[0].Taxes);
            ticket.SetDiningOption("takeaway").EnsureDone();
            ticket.Add(Soup).EnsureDone();
        });

        Assert.Equal("takeaway", receipt.DiningOption);
        Assert.All(receipt.Lines, line => Assert.Equal([Reduced], line.Taxes));
        Assert.Equal(Money.Of(0.70m), receipt.Totals.Tax);
    }

    [Theory]
    [InlineData(TaxDate.Payment, "5")]
    [InlineData(TaxDate.LineAdded, "19")]
    [InlineData(TaxDate.BusinessDate, "19")]
    public async Task Taxes_are_those_of_the_day_that_the_policy_names(TaxDate date, string percent)
    {
        await using var till = await TillHost.ReadyAsync(options => options.PricingPolicy = new() { TaxDate = date });
        var ticket = till.Pos.Tickets.Start();
        ticket.Add(Soup).EnsureDone();
        till.Time.Advance(TimeSpan.FromHours(20)); // Past midnight.

        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(10)))).Value;

        Assert.Equal(Rate.Percent(decimal.Parse(percent, CultureInfo.InvariantCulture)), receipt.Lines[0].Taxes[0].Rate);
        Assert.True(receipt.IsPricedRight());
    }

    [Fact]
    public async Task A_payment_begun_before_midnight_keeps_its_taxes_after_a_restart()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.Pos.Tickets.Start();
        ticket.Add(Soup).EnsureDone();
        (await till.Pos.Checkout.Begin(ticket).Value.AddAsync(Payment.Card(Money.Of(5)))).EnsureDone();
        till.Time.Advance(TimeSpan.FromHours(20));
        await till.RestartAsync();
        await till.SignInAsync();

        var session = till.Pos.Checkout.Begin(till.Pos.Tickets.Open[0]).Value;
        (await session.AddAsync(Payment.Cash(Money.Of(0.35m)))).EnsureDone();

        Assert.Equal([Full], (await session.CompleteAsync()).Value.Lines[0].Taxes);
    }

    [Fact]
    public async Task A_customer_may_pay_no_taxes()
    {
        await using var till = await TillHost.ReadyAsync("""["price_overrides", "tax_overrides"]""");

        var receipt = await SellAsync(till, ticket =>
        {
            ticket.Add(Burger).EnsureDone();
            ticket.SetTaxFree(true).EnsureDone();
        });

        Assert.True(receipt.IsTaxFree);
        Assert.Equal((Money.Of(8.32m), Money.Zero), (receipt.Total, receipt.Totals.Tax));
    }

    [Fact]
    public async Task A_ticket_explains_its_figures_as_its_receipt_does()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.Pos.Tickets.Start();
        ticket.Add(Burger, Quantity.Of(3)).EnsureDone();
        ticket.AddSurcharge(Service).EnsureDone();
        var explanation = ticket.Explain();

        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(50)))).Value;

        Assert.Equal("Line 1, subtotal (Burger): 9.90 × 3 = 29.70", explanation["line/1/subtotal"].ToString(CultureInfo.GetCultureInfo("en-IE")));
        Assert.Equal("Zeile 1, Betrag (Burger): 9,90 × 3 = 29,70", explanation["line/1/subtotal"].ToString(CultureInfo.GetCultureInfo("de-DE")));
        Assert.StartsWith(explanation.ToString(CultureInfo.InvariantCulture) + "\nPayment 1, amount (Cash): ", receipt.Explain().ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    /// <summary>Rings up, restarts, pays, and reads the receipt back from the journal: nothing is lost on the way, and its figures can be worked out again.</summary>
    private static async Task<Receipt> SellAsync(TillHost till, Action<ITicket> ringUp)
    {
        var ticket = till.Pos.Tickets.Start();
        ringUp(ticket);
        var before = ticket.Current;
        await till.RestartAsync();
        await till.SignInAsync();
        var found = Assert.Single(till.Pos.Tickets.Open);
        Assert.Equal(before.Priced, found.Current.Priced);

        var receipt = (await till.Pos.Checkout.CompleteAsync(found, Payment.Card(found.Current.Totals.Payable))).Value;
        var read = (await till.Pos.Receipts.GetAsync(receipt.Id)).Value;
        Assert.Equal(before.Priced, read.Priced);
        Assert.True(read.IsPricedRight());
        return read;
    }

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
