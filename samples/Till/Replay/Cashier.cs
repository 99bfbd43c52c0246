using PosEngine;
using PosEngine.Checkout;
using PosEngine.Pricing;
using PosEngine.Tickets;
using Till.Engines;
using Till.SalesLogs;
using Till.Shop;

namespace Till.Replay;

/// <summary>Sells tickets of the log as planned, each from wherever an earlier run of the till left it.</summary>
/// <param name="engine">The till; switched off and on where the plan says so.</param>
/// <param name="prices">Barcodes, and the price of whatever has none.</param>
/// <param name="plan">Discounts, payments and restarts.</param>
internal sealed class Cashier(TillEngine engine, PriceList prices, ReplayPlan plan)
{
    /// <summary>Rings up the lines of a ticket that are not on it yet.</summary>
    /// <param name="ticket">The ticket of the log.</param>
    /// <param name="note">What marks it on the device.</param>
    public ITicket RingUp(LogTicket ticket, string note)
    {
        var open = engine.Pos.Tickets.Open.FirstOrDefault(candidate => candidate.Current.Note == note);
        if (open is { Current.Status: TicketStatus.InPayment })
            return open;
        if (open is null)
        {
            open = engine.Pos.Tickets.Start();
            open.SetNote(note).EnsureDone();
        }

        // Every line of the log is one piece, so that pieces tell how far the ticket was.
        var pieces = open.Current.Lines.Sum(line => line.Quantity.ToDecimal());
        foreach (var name in ticket.Items.Skip((int)pieces))
            Add(open, name);
        if (plan.DiscountOf(ticket.Number) is { } discount)
            Give(open, discount);
        return open;
    }

    /// <summary>Sells a ticket.</summary>
    public async Task SellAsync(LogTicket ticket, string note)
    {
        var restart = plan.RestartAt(ticket.Number);
        var open = RingUp(ticket, note);
        if (restart == PlannedRestart.BeforePayment)
        {
            await RestartAsync();
            open = RingUp(ticket, note);
        }

        if (plan.PaymentOf(ticket.Number) == PlannedPayment.SplitStepByStep)
            await PayStepByStepAsync(open, ticket, note, restart);
        else
            (await engine.Pos.Checkout.CompleteAsync(open, PaymentsFor(open, ticket))).EnsureDone();
        if (restart == PlannedRestart.AfterSale)
            await RestartAsync();
    }

    private async Task PayStepByStepAsync(ITicket open, LogTicket ticket, string note, PlannedRestart restart)
    {
        var payments = PaymentsFor(open, ticket);
        var session = engine.Pos.Checkout.Begin(open).EnsureDone();
        foreach (var payment in payments)
        {
            if (session.Payments.Value.Any(received => received.Type == payment.Type))
                continue;
            (await session.AddAsync(payment)).EnsureDone();
            if (restart == PlannedRestart.DuringPayment && payment == payments[0])
            {
                await RestartAsync();
                session = engine.Pos.Checkout.Begin(RingUp(ticket, note)).EnsureDone();
            }
        }

        (await session.CompleteAsync()).EnsureDone();
    }

    private async Task RestartAsync()
    {
        await engine.RestartAsync();
        await engine.Pos.SignInAsync(ShopReference.Staff[0]);
    }

    private void Add(ITicket open, string name)
    {
        if (prices.Find(name) is { } item)
        {
            open.Scan(item.Barcode).EnsureDone();
            return;
        }

        var openItem = engine.Pos.Catalog.FindBySku(prices.OpenItem.Sku).EnsureDone();
        open.Add(openItem, price: Money.Of(prices.OpenItem.Price), name: name == prices.OpenItem.Name ? null : name).EnsureDone();
    }

    private static void Give(ITicket open, PlannedDiscount planned)
    {
        var id = new DiscountId(ShopReference.IdOf("discount", planned.Name));
        var discount = planned.Percent > 0
            ? Discount.Percent(id, planned.Name, Rate.Percent(planned.Percent))
            : Discount.Fixed(id, planned.Name, Money.Of(planned.Amount));
        var first = open.Current.Lines[0];
        var given = planned.OnFirstLine ? first.Discounts : open.Current.Discounts;
        if (!given.Contains(discount))
            open.AddDiscount(discount, planned.OnFirstLine ? first.Id : null).EnsureDone();
    }

    private List<Payment> PaymentsFor(ITicket open, LogTicket ticket)
    {
        var number = ticket.Number;
        var due = open.Current.Totals.Gross.ToDecimal();
        var onCard = plan.CardShare(number, due);
        return plan.PaymentOf(number) switch
        {
            _ when due == 0 => [],
            PlannedPayment.ExactCash => [Cash(due)],
            PlannedPayment.Banknotes => [Cash(plan.HandedOver(number, due))],
            PlannedPayment.Card => [Card(due)],
            _ => [Card(onCard), Cash(plan.HandedOver(number, due - onCard))],
        };
    }

    private static Payment Cash(decimal pounds) => Payment.Cash(Money.Of(pounds));

    private static Payment Card(decimal pounds) => Payment.Card(Money.Of(pounds));
}
