using PosEngine;
using PosEngine.Checkout;
using PosEngine.Connectivity;
using PosEngine.Pricing;
using PosEngine.Receipts;
using PosEngine.Tickets;
using Till.BackOffices;
using Till.Engines;
using Till.Screens;
using Till.Shop;

namespace Till.Demo;

/// <summary>A day at the till, told step by step, with the connection lost in the middle of it.</summary>
internal sealed class DemoStory(TillEngine engine, Cable cable, PriceList prices, StringWriter paper, Screen screen)
{
    private static readonly (string Name, string Pin) Ann = ShopReference.Staff[0];
    private static readonly (string Name, string Pin) Ben = ShopReference.Staff[1];

    /// <summary>What the policy refused without a connection.</summary>
    public ForbiddenActions Forbidden { get; } = new();

    private IPosEngine Pos => engine.Pos;

    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        Func<Task>[] scenes =
        [
            OpenUpAsync, SellOnlineAsync, GoWrongAsync, LoseConnectionAsync, SellOfflineAsync, TryForbiddenAsync, EmailAsync, ChangeCashierAsync, RestartAsync,
            ReconnectAsync, CloseUpAsync,
        ];
        foreach (var scene in scenes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await scene();
        }
    }

    private async Task OpenUpAsync()
    {
        screen.Chapter("Opening up");
        (await Pos.Sync.SyncNowAsync()).EnsureDone();
        await Pos.Catalog.Count.WaitForAsync(count => count > 0); // The index follows what was pulled.
        screen.Done($"The till knows {Pos.Catalog.Count.Value} items and {(await Pos.Session.ListEmployeesAsync()).Count} cashiers.");

        Refuse("Ann mistypes her PIN", (await Pos.Session.SignInAsync(IdOf(Ann), "4321")).Refusal);
        await SignInAsync(Ann);

        var early = Ring("Coffee");
        Refuse("A sale before the shift is open", (await Pos.Checkout.CompleteAsync(early, Payment.Cash(Money.Of(5m)))).Refusal);
        var shift = (await Pos.Shifts.OpenAsync(Money.Of(100m))).EnsureDone();
        screen.Done($"Shift {shift.Number} is open with a float of {Pos.Text.Of(shift.Cash.Float)}.");
        await PayAsync(early, Payment.Cash(Money.Of(5m)));
    }

    private async Task SellOnlineAsync()
    {
        screen.Chapter("Selling, with a connection");
        var ticket = Ring("Coffee", "Coffee", "Bread", "Medialuna");
        ticket.AddDiscount(Discount.Percent(new(ShopReference.IdOf("discount", "Loyalty card")), "Loyalty card", Rate.Percent(10))).EnsureDone();
        var receipt = await PayAsync(ticket, Payment.Cash(Money.Of(20m)));
        screen.Paper(TakePaper());
        await Pos.Receipts.Unsynchronised.WaitForAsync(receipts => receipts.Count == 0);
        screen.Done($"Receipt {receipt.Number} is {await StateOfAsync(receipt)}.");
    }

    private async Task GoWrongAsync()
    {
        screen.Chapter("What the engine does not let through");
        var ticket = Ring("Tea");
        Refuse("A barcode that no item has", ticket.Scan("4006381333931").Refusal);
        Refuse("Minus one cup of tea", ticket.ChangeQuantity(ticket.Current.Lines[0].Id, Quantity.Of(-1)).Refusal);
        Refuse("Too little cash", (await Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(2m)))).Refusal);
        Refuse("Half a penny", (await Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(2.205m)))).Refusal);
        await PayAsync(ticket, Payment.Cash(Money.Of(2.20m)));
    }

    private async Task LoseConnectionAsync()
    {
        screen.Chapter("The cable is pulled out");
        (await Pos.Sync.SyncNowAsync()).EnsureDone();
        cable.Unplug();
        Pos.Connectivity.ReportNetwork(isAvailable: false);
        await Pos.Connectivity.State.WaitForAsync(state => state == ConnectivityState.Offline);
        screen.Say("The till is offline. Selling goes on:");
    }

    private async Task SellOfflineAsync()
    {
        await PayAsync(Ring("Sandwich", "Juice"), Payment.Card(Money.Of(7.75m)));
        await PayAsync(Ring("Spanish Brunch", "Coffee", "Smoothies"), Payment.Card(Money.Of(10m)), Payment.Cash(Money.Of(5m)));

        var customer = (await Pos.Customers.SearchAsync("Morag"))[0];
        var ticket = Ring("Scone", "Tea");
        ticket.SetCustomer(customer.Id).EnsureDone();
        screen.Done($"{customer.Name} is on the ticket.");
        await PayAsync(ticket, Payment.Cash(Money.Of(10m)));

        var table = Ring("Soup", "Baguette");
        (await Pos.Tickets.ParkAsync(table, "Table 4")).EnsureDone();
        screen.Done($"Table 4 is parked with {Pos.Text.Of(table.Current.Totals.Gross)}.");
        await ShowReceiptsAsync();
    }

    private async Task TryForbiddenAsync()
    {
        screen.Chapter("What has to wait for the connection");
        var ticket = Ring("Cake");
        foreach (var refused in await Forbidden.TryAsync(Pos, ticket))
            screen.Refused(refused);
        await PayAsync(ticket, Payment.Card(ticket.Current.Totals.Gross));
        screen.Say("Everything the till can do right now:");
        screen.Capabilities(Pos.Capabilities.Current.Value);
    }

    private async Task EmailAsync()
    {
        screen.Chapter("A receipt by e-mail");
        var newest = (await Pos.Receipts.ListAsync(new() { Limit = 1 })).EnsureDone()[0];
        var request = (await Pos.Receipts.EmailAsync(newest.Id, "morag@example.com")).EnsureDone();
        screen.Done($"Receipt {newest.Number} goes to {request.Address}. {Pos.Capabilities.Decide(PosEngine.Capabilities.Capability.EmailReceipt).Message}");
    }

    private async Task ChangeCashierAsync()
    {
        screen.Chapter("Ben takes over");
        var tea = Ring("Tea");
        (await Pos.Session.LockAsync()).EnsureDone();
        Refuse("A sale at the locked till", (await Pos.Checkout.CompleteAsync(tea, Payment.Cash(Money.Of(5m)))).Refusal);
        await SignInAsync(Ben);
        Refuse("Ben tries to sign the device out of its account", (await Pos.Device.SignOutAsync()).Refusal);
    }

    private async Task RestartAsync()
    {
        screen.Chapter("The till is switched off and on again, still offline");
        var unsynchronised = Pos.Receipts.Unsynchronised.Value;
        await engine.RestartAsync();
        await SignInAsync(Ben);
        var kept = Pos.Receipts.Unsynchronised.Value;
        screen.Done($"{kept.Count} of {unsynchronised.Count} unsynchronised receipts are still here, {Pos.Text.Of(kept.Amount)} in total.");

        var open = Pos.Tickets.Open[0];
        screen.Done($"The ticket that was being rung up is still here: {open.Current.Lines[0].Name}.");
        await PayAsync(open, Payment.Cash(Money.Of(5m)));
        var table = (await Pos.Tickets.ResumeAsync(Pos.Tickets.Parked.Value[0].Id)).EnsureDone();
        screen.Done($"{table.Current.Name} is taken up again.");
        await PayAsync(table, Payment.Cash(Money.Of(10m)));
    }

    private async Task ReconnectAsync()
    {
        screen.Chapter("The cable is plugged in");
        cable.Plug();
        Pos.Connectivity.ReportNetwork(isAvailable: true);
        using (Pos.Receipts.Unsynchronised.Subscribe(receipts => screen.Aside($"  {receipts.Count} receipts wait for the back office")))
        {
            await Pos.Connectivity.State.WaitForAsync(state => state == ConnectivityState.Online);
            await Pos.Receipts.Unsynchronised.WaitForAsync(receipts => receipts.Count == 0);
        }

        await ShowReceiptsAsync();
    }

    private async Task CloseUpAsync()
    {
        screen.Chapter("Closing up");
        (await Pos.Shifts.PayOutAsync(Money.Of(12.50m), "Milk from the corner shop")).EnsureDone();
        var expected = Pos.Shifts.Current.Value!.Cash.Expected;
        var report = (await Pos.Shifts.CloseAsync(expected - Money.Of(0.20m))).EnsureDone();
        TakePaper();
        Pos.Hardware.Print(report).EnsureDone();
        await Pos.Hardware.FlushAsync();
        screen.Paper(TakePaper());
        (await Pos.Sync.SyncNowAsync()).EnsureDone();
    }

    private async Task SignInAsync((string Name, string Pin) employee)
    {
        await Pos.SignInAsync(employee);
        screen.Done($"{employee.Name} is signed in.");
    }

    private ITicket Ring(params string[] items)
    {
        var ticket = Pos.Tickets.Start();
        foreach (var item in items)
            ticket.Scan(prices.Find(item)!.Barcode).EnsureDone();
        return ticket;
    }

    private async Task<Receipt> PayAsync(ITicket ticket, params Payment[] payments)
    {
        TakePaper();
        var receipt = (await Pos.Checkout.CompleteAsync(ticket, payments)).EnsureDone();
        await Pos.Hardware.FlushAsync();
        var paid = string.Join(" + ", receipt.Payments.Select(payment => $"{payment.Type.Name} {Pos.Text.Of(payment.Amount)}"));
        var change = receipt.Change.IsZero ? "" : $", change {Pos.Text.Of(receipt.Change)}";
        var items = string.Join(", ", receipt.Lines.Select(line => line.Quantity == Quantity.One ? line.Name : $"{line.Quantity} × {line.Name}"));
        screen.Done($"{receipt.Number}  {Pos.Text.Of(receipt.Total)}  {items}  ({paid}{change})");
        return receipt;
    }

    private string TakePaper()
    {
        var text = paper.ToString().Trim('\n');
        paper.GetStringBuilder().Clear();
        return text;
    }

    private async Task ShowReceiptsAsync() => screen.Receipts((await Pos.Receipts.ListAsync()).EnsureDone(), Pos.Text);

    private async Task<string> StateOfAsync(Receipt receipt) =>
        Pos.Text.Of((await Pos.Receipts.FindByNumberAsync(receipt.Number)).EnsureDone().State);

    private void Refuse(string what, Refusal? refusal) => screen.Refused(what, refusal ?? throw new InvalidOperationException($"{what} was not refused."));

    private static EmployeeId IdOf((string Name, string Pin) employee) => new(ShopReference.IdOf("employee", employee.Name));
}
