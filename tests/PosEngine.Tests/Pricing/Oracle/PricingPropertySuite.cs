namespace PosEngine.Pricing.Oracle;

/// <summary>Every property of pricing, with a number of random tickets each. Each assembly of tests says how many.</summary>
public abstract class PricingPropertySuite(ITestOutputHelper output, int cases)
{
    private readonly Sightings _seen = new();

    private PricingProperties Properties => new(PricingSubject.Engine, cases, _seen);

    [Fact]
    public void M1_every_figure_is_the_one_that_exact_fractions_give() =>
        Run(Properties.Figures_are_exact, "roundings", "ties", "uneven allocations", "allocation ties", "capped discounts");

    [Fact]
    public void M1_an_invoice_has_one_amount_for_a_category_and_rate() => Run(Properties.Invoices_are_exact, "rates of both kinds", "tax category Standard", "tax category Reduced");

    [Fact]
    public void M1_amounts_at_the_edge_of_the_range_are_exact_or_an_error() =>
        Run(new PricingProperties(PricingSubject.Engine, 2 * cases, _seen).Extremes_are_exact_or_an_error, "roundings", "overflows", "uneven allocations", "huge stored figures", "huge taxes per unit");

    [Fact]
    public void M2_lines_add_up_to_the_totals_and_shares_to_their_tax() => Run(Properties.Lines_add_up, "overflows");

    [Fact]
    public void M2_totals_without_tax_are_subtotal_less_discounts_plus_surcharges() =>
        Run(Properties.Discounts_and_surcharges_are_all_there_is_between_subtotal_and_gross, "overflows");

    [Fact]
    public void M2_what_is_to_be_paid_is_the_gross_but_for_small_roundings() => Run(Properties.Roundings_are_small, "rounded nets of undiscounted prices", "total steps");

    [Fact]
    public void M3_no_discount_takes_a_line_below_zero() => Run(Properties.Discounts_take_no_line_below_zero, "discounted lines that keep fractions");

    [Fact]
    public void M3_shares_of_a_discount_or_surcharge_add_up_to_what_was_applied() => Run(Properties.Shares_add_up, "capped discounts", "overflows");

    [Fact]
    public void M3_a_discount_takes_the_smaller_of_what_it_asks_for_and_what_there_is() =>
        Run(Properties.Discounts_take_no_more_than_there_is, "capped discounts", "overflows");

    [Fact]
    public void M3_what_does_not_divide_goes_to_the_largest_remainders() => Run(Properties.Shares_go_to_the_largest_remainders, "uneven allocations", "allocation ties", "overflows");

    [Fact]
    public void M4_cash_is_rounded_to_the_step_and_a_payout_mirrors_a_payment() => Run(Properties.Cash_is_rounded_to_the_step, "ties", "overflows");

    [Fact]
    public void M4_total_plus_rounding_is_payments_less_change_for_sales_and_payouts() =>
        Run(Properties.Settlements_settle, "settlements", "cash roundings", "changes", "payouts", "exact payments");

    [Fact]
    public void M5_what_goes_back_in_any_steps_is_what_was_paid() =>
        Run(Properties.Returns_give_back_what_was_paid, "returned lines", "returned composites", "overflows");

    [Fact]
    public void M5_everything_refunded_in_steps_leaves_nothing() => Run(Properties.Refunds_leave_nothing, "refunds in one step", "refunds in several steps", "refunds by amount", "refunds of all that was left by amount", "goods back for nothing", "different ways", "different ways and a coin", "rounded refunds", "rounded payouts", "cash steps", "prepaid amounts", "composites", "points given back", "points kept");

    [Fact]
    public void M5_exchanges_between_refunds_leave_nothing_either() =>
        Run(Properties.Exchanges_leave_nothing, "customer pays", "customer is paid", "even exchanges", "credit in cash", "credit by card", "credit in points", "refunded exchanges", "rounded exchanges");

    [Fact]
    public void M6_a_returned_ticket_mirrors_its_sale() => Run(Properties.Returns_mirror_their_sale, "tax-free tickets", "overflows");

    [Fact]
    public void M7_a_receipt_that_was_stored_is_priced_again_to_the_last_unit() =>
        Run(Properties.Stored_receipts_are_priced_again, "cash steps", "cash modes of their own", "tax dates of lines", "prepaid amounts", "restricted discounts", "restricted surcharges", "listed prices", "discounts of lists", "overflows");

    [Fact]
    public void M7_a_refund_that_was_stored_is_priced_again_to_the_last_unit() => Run(Properties.Stored_refunds_are_priced_again, "composites", "carried discounts", "carried surcharges");

    [Fact]
    public void M8_what_was_paid_and_what_goes_back_is_explained() =>
        Run(Properties.Receipts_are_explained, "explained by Returned", "explained by Exchanged", "explained by ToStep", "explained by FixedAmount", "explained by ListPrice");

    [Fact]
    public void M8_every_figure_has_a_step_and_every_step_comes_to_its_figure() => Run(Properties.Explanations_explain, "overflows");

    [Fact]
    public void A_ticket_priced_step_by_step_has_every_figure_that_pricing_from_scratch_gives() =>
        Run(() => TicketEdits.Agree(cases, _seen), "lines added", "quantities changed", "lines removed", "discounts", "surcharges", "tax-free", "dining options", "prepaid", "line discounts", "price lists", "prices of lists", "discounts of lists", "overflows");

    private void Run(Action property, params string[] mustHaveOccurred)
    {
        property();
        _seen.MustHaveOccurred(output, [.. mustHaveOccurred, "cases"]);
    }
}
