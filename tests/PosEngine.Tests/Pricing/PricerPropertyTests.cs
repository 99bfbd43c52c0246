using PosEngine.Pricing.Oracle;

namespace PosEngine.Pricing;

/// <summary>A sample of every property of pricing; the reliability tests run them all by the hundred thousand.</summary>
public sealed class PricerPropertyTests(ITestOutputHelper output)
{
    private const int Cases = 1_000;

    private readonly Sightings _seen = new();

    private PricingProperties Properties => new(PricingSubject.Engine, Cases, _seen);

    [Fact]
    public void M1_every_figure_is_the_one_that_exact_fractions_give()
    {
        Properties.Figures_are_exact();
        _seen.MustHaveOccurred(output, "cases", "roundings", "ties", "uneven allocations", "allocation ties", "capped discounts");
    }

    [Fact]
    public void M1_amounts_at_the_edge_of_the_range_are_exact_or_an_error()
    {
        Properties.Extremes_are_exact_or_an_error();
        _seen.MustHaveOccurred(output, "cases", "roundings", "overflows", "uneven allocations");
    }

    [Fact]
    public void M2_lines_add_up_to_the_totals_and_shares_to_their_tax() => Properties.Lines_add_up();

    [Fact]
    public void M2_totals_without_tax_are_subtotal_less_discounts_plus_surcharges() =>
        Properties.Discounts_and_surcharges_are_all_there_is_between_subtotal_and_gross();

    [Fact]
    public void M3_shares_of_a_discount_or_surcharge_add_up_to_what_was_applied()
    {
        Properties.Shares_add_up();
        _seen.MustHaveOccurred(output, "cases", "capped discounts");
    }

    [Fact]
    public void M3_a_discount_takes_the_smaller_of_what_it_asks_for_and_what_there_is() => Properties.Discounts_take_no_more_than_there_is();

    [Fact]
    public void M4_cash_is_rounded_to_the_step_and_a_payout_mirrors_a_payment() => Properties.Cash_is_rounded_to_the_step();

    [Fact]
    public void M4_total_plus_rounding_is_payments_less_change_for_sales_and_payouts()
    {
        Properties.Settlements_settle();
        _seen.MustHaveOccurred(output, "settlements", "cash roundings");
    }

    [Fact]
    public void M5_what_goes_back_in_any_steps_is_what_was_paid() => Properties.Returns_give_back_what_was_paid();

    [Fact]
    public void M6_a_returned_ticket_mirrors_its_sale() => Properties.Returns_mirror_their_sale();

    [Fact]
    public void M8_every_figure_has_a_step_and_every_step_comes_to_its_figure() => Properties.Explanations_explain();
}
