using PosEngine.Pricing.Oracle;

namespace PosEngine.Pricing;

public sealed class PricerTests
{
    private static readonly Tax Vat = new() { Id = new(RandomTickets.Id(1)), Name = "VAT 20%", Rate = Rate.Percent(20m) };

    private static readonly PriceLine Coffee = new()
    {
        Id = new(RandomTickets.Id(1)),
        UnitPrice = Money.Of(2.50m),
        Quantity = Quantity.Of(3),
        Taxes = [Vat],
    };

    private static readonly PriceRequest Request = new() { Currency = Currency.EUR, Lines = [Coffee] };

    [Fact]
    public void A_ticket_of_one_line_is_that_line()
    {
        var priced = Pricer.Price(Request);

        Assert.Equal(new Totals(Money.Of(7.50m), Money.Zero, Money.Of(6.25m), Money.Of(1.25m), Money.Of(7.50m)), priced.Totals);
        Assert.Equal(Coffee.Id, Assert.Single(priced.Lines).Id);
        Assert.Equal(new TaxTotal(Vat, Money.Of(6.25m), Money.Of(1.25m)), Assert.Single(priced.Taxes));
    }

    [Fact]
    public void An_empty_ticket_comes_to_nothing()
    {
        var priced = Pricer.Price(Request with { Lines = [], Discounts = [Percent(10), Fixed(5m)] });

        Assert.Equal(default, priced.Totals);
        Assert.Equal([Money.Zero, Money.Zero], priced.Discounts.Select(discount => discount.Applied));
        Assert.Equal([Money.Zero, Money.Of(5m)], priced.Discounts.Select(discount => discount.Requested));
    }

    [Fact]
    public void Percentages_come_before_amounts_and_otherwise_the_order_given_counts()
    {
        var priced = Pricer.Price(Request with { Discounts = [Fixed(1m, id: 1), Percent(10, id: 2), Fixed(2m, id: 3), Percent(50, id: 4)] });

        Assert.Equal([2, 4, 1, 3], priced.Discounts.Select(discount => Number(discount.Discount.Id)));
        Assert.Equal([0.75m, 3.38m, 1m, 2m], priced.Discounts.Select(discount => discount.Applied.ToDecimal()));
    }

    [Fact]
    public void A_discount_of_the_ticket_leaves_returned_and_undiscountable_lines_alone()
    {
        var priced = Pricer.Price(Request with
        {
            Lines = [Coffee, Coffee with { Id = Line(2), IsDiscountable = false }, Coffee with { Id = Line(3), Quantity = Quantity.Of(-1) }],
            Discounts = [Percent(100)],
        });

        Assert.Equal([7.50m, 0m, 0m], priced.Lines.Select(line => line.TicketDiscountShares[0].ToDecimal()));
        Assert.Equal(Money.Of(5.00m), priced.Totals.Gross);
    }

    [Fact]
    public void A_tax_whose_rate_changed_in_between_is_a_tax_of_its_own()
    {
        var later = Vat with { Rate = Rate.Percent(21m) };
        var priced = Pricer.Price(Request with { Lines = [Coffee, Coffee with { Id = Line(2), Taxes = [later] }] });

        Assert.Equal([Vat, later], priced.Taxes.Select(total => total.Tax));
    }

    [Fact]
    public void Taxes_are_listed_in_the_order_of_their_first_line()
    {
        var added = new Tax { Id = new(RandomTickets.Id(2)), Name = "City", Rate = Rate.Percent(1m), Kind = TaxKind.Added };
        var priced = Pricer.Price(Request with { Lines = [Coffee with { Id = Line(2), Taxes = [added] }, Coffee with { Taxes = [Vat, added] }] });

        Assert.Equal([added, Vat], priced.Taxes.Select(total => total.Tax));
    }

    [Fact]
    public void A_request_that_contradicts_itself_is_an_error_that_says_where()
    {
        AssertInvalid(Request with { Lines = [Coffee, Coffee] }, "occurs twice");
        AssertInvalid(Request with { Lines = default }, "default array");
        AssertInvalid(Request with { Discounts = default }, "default array");
        AssertInvalid(Request with { Discounts = [Percent(10, id: 1), Fixed(1m, id: 1)] }, "occurs twice");
        AssertInvalid(Request with { Discounts = [Fixed(0.001m)] }, "finer than 0.01 EUR");
        AssertInvalid(Request with { Lines = [Coffee with { Taxes = default }] }, "default array");
        AssertInvalid(Request with { Lines = [Coffee with { Taxes = [Vat, Vat with { Rate = Rate.One }] }] }, "occurs twice");
        AssertInvalid(Request with { Lines = [Coffee with { Taxes = [Vat with { Rate = Rate.Percent(-100m) }] }] }, "take away the whole price");
        AssertInvalid(Request with { Lines = [Coffee with { Taxes = [Vat with { Kind = (TaxKind)7 }] }] }, "no known kind");
        AssertInvalid(Request with { Lines = [Coffee with { Discounts = [Fixed(0.001m)] }] }, "finer than 0.01 EUR");
        AssertInvalid(Request with { Policy = new() { Rounding = (RoundingMode)9 } }, "choice that does not exist");
        AssertInvalid(Request with { Policy = new() { TaxRounding = (TaxRounding)9 } }, "choice that does not exist");
        AssertInvalid(Request with { Policy = new() { CashRounding = (RoundingMode)9 } }, "choice that does not exist");
        AssertInvalid(Request with { Policy = new() { CashStep = Money.Zero } }, "A step is a multiple");
        AssertInvalid(Request with { Policy = new() { CashStep = Money.Of(0.055m) } }, "A step is a multiple");
    }

    [Fact]
    public void Taxes_components_and_stored_figures_that_make_no_sense_are_errors()
    {
        var other = Vat with { Id = new(RandomTickets.Id(2)), Name = "Other" };
        PriceRequest With(params ReadOnlySpan<Tax> taxes) => Request with { Lines = [Coffee with { Taxes = [.. taxes] }] };

        AssertInvalid(With(Vat with { BuildsOn = [other.Id] }, other with { BuildsOn = [Vat.Id] }), "in a circle");
        AssertInvalid(With(Vat with { BuildsOn = [Vat.Id] }), "in a circle");
        AssertInvalid(With(Vat with { BuildsOn = [other.Id] }, other with { Kind = TaxKind.Added }), "is added to the price");
        AssertInvalid(With(Vat with { BuildsOn = default }), "default array");
        AssertInvalid(With(Vat with { AmountPerUnit = Money.Of(1m) }), "amount per unit");
        AssertInvalid(With(Vat with { Rate = Rate.FromPartsPerMillion(long.MaxValue) }), "beyond");

        AssertInvalid(Request with { Lines = [Coffee with { PriceBaseQuantity = Quantity.Zero }] }, "price base quantity");
        AssertInvalid(Request with { Lines = [Coffee with { BusinessCase = BusinessCase.TipToEmployee }] }, "is no revenue");
        AssertInvalid(Request with { Lines = [Coffee with { Components = [new() { Name = "Part", Weight = Money.Of(1m) }] }] }, "beside those of its components");
        AssertInvalid(Request with { Lines = [Coffee with { Taxes = [], Components = [new() { Name = "Part", Weight = Money.Zero }] }] }, "weigh nothing");
        AssertInvalid(Request with { Lines = [Coffee with { Taxes = [], Components = [new() { Name = "Part", Weight = Money.Of(-1m) }] }] }, "less than nothing");
        AssertInvalid(Request with { Lines = [Coffee with { Stored = Pricer.Price(Request).Lines[0] with { Net = Money.Zero } }] }, "do not add up");
        AssertInvalid(Request with { Lines = [Coffee with { Taxes = [], Stored = Pricer.Price(Request).Lines[0] }] }, "do not fit");
        AssertInvalid(Request with { Lines = [Coffee with { Discounts = [Percent(1) with { Taxes = [] }] }] }, "taxes of its own");
        AssertInvalid(Request with { Prepaid = Money.Of(0.001m) }, "prepaid");
        AssertInvalid(Request with { Policy = new() { TotalStep = Money.Of(-1m) } }, "A step is a multiple");
        AssertInvalid(Request with { Policy = new() { DiscountOrder = (DiscountOrder)9 } }, "choice that does not exist");
        AssertInvalid(Request with { Policy = new() { TaxDate = (TaxDate)9 } }, "choice that does not exist");
    }

    [Fact]
    public void A_line_that_was_priced_before_keeps_its_figures()
    {
        var sold = Pricer.Price(Request with { Discounts = [Percent(10)] }).Lines[0];
        var taken = sold with { Subtotal = -sold.Subtotal, Net = -sold.Net, Tax = -sold.Tax, Gross = -sold.Gross, TaxShares = [-sold.Tax], TicketDiscountShares = [] };
        var exchange = Pricer.Price(Request with { Lines = [Coffee, Coffee with { Id = Line(2), Stored = taken }], Discounts = [Fixed(1m)] });

        Assert.Equal(taken with { Id = Line(2) }, exchange.Lines[1]);
        Assert.Equal(Money.Of(7.50m - 1m - 6.75m), exchange.Totals.Gross);
        Assert.Equal(exchange.Totals.Tax, exchange.Taxes[0].Amount);
    }

    [Fact]
    public void A_figure_that_money_cannot_hold_is_an_error_and_never_wraps()
    {
        var rich = Coffee with { UnitPrice = Money.FromUnits(long.MaxValue), Quantity = Quantity.Of(2) };
        Assert.Throws<OverflowException>(() => Pricer.Price(Request with { Lines = [rich] }));

        var half = Coffee with { UnitPrice = Money.Of(40_000_000_000_000m), Quantity = Quantity.One };
        Assert.Equal(half.UnitPrice, Pricer.Price(Request with { Lines = [half] }).Totals.Gross);
        Assert.Throws<OverflowException>(() => Pricer.Price(Request with { Lines = [half, half with { Id = Line(2) }] }));
        Assert.Throws<OverflowException>(() => Pricer.Price(Request with { Lines = [half, half with { Id = Line(2), Quantity = Quantity.Of(-1) }] }));
    }

    private static void AssertInvalid(PriceRequest request, string says) =>
        Assert.Contains(says, Assert.Throws<ArgumentException>(() => Pricer.Price(request)).Message, StringComparison.Ordinal);

    private static Discount Percent(int percent, int id = 1) => Discount.Percent(new(RandomTickets.Id(id)), $"{percent}%", Rate.Percent(percent));

    private static Discount Fixed(decimal amount, int id = 2) => Discount.Fixed(new(RandomTickets.Id(id)), $"{amount} off", Money.Of(amount));

    private static LineId Line(int number) => new(RandomTickets.Id(number));

    private static int Number(DiscountId id) => BitConverter.ToInt32(id.Value.ToByteArray());

    [Fact]
    public void M3_discounts_of_a_ticket_that_keeps_fractions_take_no_more_than_there_is()
    {
        var priced = Pricer.Price(new()
        {
            Currency = Currency.EUR,
            Policy = new() { LineRounding = LineRounding.OncePerTicket },
            Lines = [.. Enumerable.Range(1, 7).Select(static i => new PriceLine { Id = new(new Guid(i, 0, 0, new byte[8])), UnitPrice = Money.Of(0.105m), Quantity = Quantity.One })],
            Discounts =
            [
                Discount.Percent(new(new Guid(1, 0, 0, new byte[8])), "Everything", Rate.Percent(100)),
                Discount.Fixed(new(new Guid(2, 0, 0, new byte[8])), "And a little more", Money.Of(0.05m)),
            ],
        });

        // Of 0.735 they take whole cents; what is left rounds up.
        Assert.Equal((Money.Of(0.73m), Money.Of(0.01m)), (priced.Totals.Discount, priced.Totals.Gross));
    }

    [Theory]
    [InlineData(RoundedAmount.Tax)]
    [InlineData(RoundedAmount.Net)]
    public void A_discount_that_lowers_no_tax_lowers_the_net_by_all_of_it(RoundedAmount rounded)
    {
        var vat = Vat with { Rate = Rate.Percent(19m) };
        var totals = Pricer.Price(new()
        {
            Currency = Currency.EUR,
            Policy = new() { RoundedAmount = rounded, TaxBase = TaxBase.Undiscounted },
            Lines = [Coffee with { UnitPrice = Money.Of(119), Quantity = Quantity.One, Taxes = [vat] }],
            Discounts = [Fixed(19m)],
        }).Totals;

        Assert.Equal(new Totals(Money.Of(119), Money.Of(19), Money.Of(81), Money.Of(19), Money.Of(100)), totals);
    }

    [Fact]
    public void M3_a_line_that_is_less_when_it_is_rounded_gives_no_more_than_that()
    {
        PriceLine Of(int number, decimal price, bool isDiscountable = true) => new() { Id = Line(number), UnitPrice = Money.Of(price), Quantity = Quantity.One, IsDiscountable = isDiscountable };
        var priced = Pricer.Price(new()
        {
            Currency = Currency.EUR,
            Policy = new() { LineRounding = LineRounding.OncePerTicket },
            Lines = [Of(1, 10.016m), Of(2, 1.0055m), Of(3, 0.509m, isDiscountable: false)],
            Discounts = [Percent(100)],
        });

        Assert.Equal([10.02m, 1.00m, 0.51m], priced.Lines.Select(line => line.Subtotal.ToDecimal()));
        Assert.Equal([10.02m, 1.00m, 0m], priced.Lines.Select(line => line.TicketDiscountShares[0].ToDecimal()));
        Assert.Equal([0m, 0m, 0.51m], priced.Lines.Select(line => line.Gross.ToDecimal()));
    }

    [Fact]
    public void M3_a_discount_takes_no_more_than_the_rounded_lines_have()
    {
        PriceLine Of(int number, decimal price, bool isDiscountable = true) => new() { Id = Line(number), UnitPrice = Money.Of(price), Quantity = Quantity.One, IsDiscountable = isDiscountable };
        var request = new PriceRequest
        {
            Currency = Currency.EUR,
            Policy = new() { LineRounding = LineRounding.OncePerTicket },
            Lines = [Of(1, 1.004m), Of(2, 1.003m), Of(3, 1.003m), Of(4, 0.006m, isDiscountable: false), Of(5, 0.006m, isDiscountable: false)],
            Discounts = [Percent(100)],
        };
        var priced = Pricer.Price(request);

        // Of 3.01 the lines that it reaches have 3.00: the two others took what was left of the rounding.
        Assert.Equal((Money.Of(3.01m), Money.Of(3.00m)), (priced.Discounts[0].Requested, priced.Discounts[0].Applied));
        Assert.Equal(Money.Of(3.00m), Money.FromUnits(Pricer.Explain(request)["discount/1/applied"].Operands.Single(static operand => operand.Name == "reached").Units));
        Assert.All(priced.Lines, static line => Assert.False(line.Gross.IsNegative));
    }

    [Fact]
    public void M8_what_can_be_priced_can_be_explained_however_large_it_is()
    {
        var request = new PriceRequest
        {
            Currency = Currency.EUR,
            Policy = new() { LineRounding = LineRounding.OncePerTicket },
            Lines = [Coffee with { UnitPrice = Money.Of(60_000_000_000.00001m), Quantity = Quantity.One }, Coffee with { Id = Line(2), UnitPrice = Money.Of(60_000_000_000m), Quantity = Quantity.Of(0.999m) }],
        };

        new Doubter(request).Check(Pricer.Explain(request), Pricer.Price(request));
    }

    [Fact]
    public void Stored_figures_with_default_arrays_or_nulls_are_refused()
    {
        var sold = new PricedLine { Id = Coffee.Id, Subtotal = Money.Of(2), Net = Money.Of(2), Tax = Money.Zero, Gross = Money.Of(2) };
        var line = Coffee with { Taxes = [], Stored = sold, Share = new(sold, 1_000, 0, 1_000) };
        PricedLine[] wrong =
        [
            sold with { TaxShares = default }, sold with { Discounts = default }, sold with { Surcharges = default }, sold with { Components = default },
            sold with { TicketDiscountShares = default }, sold with { TicketSurchargeShares = default }, sold with { Discounts = [null!] }, sold with { Surcharges = [null!] }, sold with { Components = [null!] },
            sold with { Components = [new() { Net = default, Tax = default, Gross = default, TaxShares = default }] },
        ];
        Assert.All(wrong, figures =>
        {
            AssertInvalid(Request with { Lines = [line with { Share = null, Stored = figures }] }, "default array");
            AssertInvalid(Request with { Lines = [line with { Share = line.Share! with { Sold = figures } }] }, "default array");
        });
    }
}
