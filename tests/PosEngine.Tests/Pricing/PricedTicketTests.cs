namespace PosEngine.Pricing;

public sealed class PricedTicketTests
{
    private static readonly PricedLine Line = new()
    {
        Id = default,
        Subtotal = Money.Of(1m),
        Net = Money.Of(1m),
        Tax = Money.Zero,
        Gross = Money.Of(1m),
        TaxShares = [Money.Zero],
        TicketDiscountShares = [Money.Zero],
    };

    private static readonly PricedTicket Ticket = new() { Lines = [Line], Totals = new(Money.Of(1m), Money.Zero, Money.Of(1m), Money.Zero, Money.Of(1m)) };

    [Fact]
    public void Two_answers_are_equal_if_every_figure_is()
    {
        var same = Ticket with { Lines = [Line with { TaxShares = [Money.Zero] }] };

        Assert.Equal(Ticket, same);
        Assert.Equal(Ticket.GetHashCode(), same.GetHashCode());
        Assert.Equal(Line.GetHashCode(), same.Lines[0].GetHashCode());
        Assert.NotEqual(Ticket, Ticket with { Totals = default });
        Assert.NotEqual(Ticket, Ticket with { Lines = [] });
        Assert.NotEqual(Ticket, Ticket with { Lines = [Line with { TaxShares = [Money.Of(1m)] }] });
        Assert.NotEqual(Ticket, Ticket with { Lines = [Line with { TicketDiscountShares = [] }] });
        Assert.NotEqual(Ticket, Ticket with { Lines = [Line with { Net = Money.Zero }] });
    }

    [Fact]
    public void What_was_deferred_is_worked_out_once_and_a_changed_copy_keeps_the_rest()
    {
        var asked = 0;
        var deferred = PricedTicket.Defer(Ticket.Totals, () =>
        {
            asked++;
            return Ticket;
        });

        Assert.Equal(Ticket.Totals, deferred.Totals);
        Assert.Equal(0, asked);
        Assert.Equal(Ticket, deferred);
        Assert.Empty((deferred with { Lines = [] }).Lines);
        Assert.Equal(Ticket.Lines, (deferred with { Totals = default }).Lines);
        Assert.Equal(1, asked);
    }
}
