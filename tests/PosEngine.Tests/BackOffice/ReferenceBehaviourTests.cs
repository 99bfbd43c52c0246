using PosEngine.Capabilities;
using PosEngine.Checkout;
using PosEngine.Customers;
using PosEngine.Receipts;

namespace PosEngine.BackOffice;

/// <summary>What must hold offline, row by row, from the till to the sample back office over HTTP, with the connection really cut.</summary>
public abstract class ReferenceBehaviourTests(OfficeFixture fixture)
{
    private static readonly CustomerDetails Dora = new() { Name = "Dora" };

    private static readonly PaymentType Voucher = new() { Id = new(new Guid("00000000-0000-7000-8000-000000000009")), Name = "Voucher", Kind = PaymentKind.Other };

    [Fact]
    public async Task P1_sales_in_cash_by_card_and_otherwise_go_on_and_arrive_by_themselves_once_and_in_order()
    {
        await using var till = await StartAsync();
        var online = await till.SellAsync();
        await till.SynchroniseAsync();
        await till.CutAsync();

        Assert.Equal(CapabilityStatus.Available, till.Pos.Capabilities.Decide(Capability.Sale).Status);
        var offline = new[] { await till.SellAsync(), await till.SellAsync(Payment.Card), await till.SellAsync(static amount => new(Voucher, amount)) };
        Assert.Equal(3, till.Pos.Receipts.Unsynchronised.Value.Count);
        Assert.Equal(offline.Select(receipt => Number(receipt) - 1), new[] { online }.Concat(offline).SkipLast(1).Select(Number));

        await till.MendAsync();
        await till.AssertDeliveredAsync(receipts: 4, gross: 20);
    }

    [Fact]
    public async Task P1_shifts_are_closed_and_opened_with_cash_movements_and_reports()
    {
        await using var till = await StartAsync();
        await till.SellAsync();
        await till.CutAsync();

        (await till.Pos.Shifts.PayInAsync(Money.Of(20), "change")).EnsureDone();
        (await till.Pos.Shifts.PayOutAsync(Money.Of(5), "milk")).EnsureDone();
        var closed = (await till.Pos.Shifts.CloseAsync(Money.Of(120))).Value;
        Assert.Equal(Money.Of(120), closed.Cash.Expected);
        (await till.Pos.Shifts.OpenAsync(Money.Of(120))).EnsureDone();
        Assert.Equal(closed.Id, Assert.Single((await till.Pos.Shifts.ListClosedAsync()).Value).Id);

        await till.MendAsync();
        await till.AssertDeliveredAsync(receipts: 1, gross: 5);
    }

    [Fact]
    public async Task P1_the_list_of_receipts_is_there_and_says_which_are_unsynchronised()
    {
        await using var till = await StartAsync();
        await till.SellAsync();
        await till.SynchroniseAsync();
        await till.CutAsync();
        await till.SellAsync();

        Assert.Equal([SyncState.Unsynchronised, SyncState.Synchronised], await StatesAsync(till));
        Assert.Equal("Unsynchronised", till.Pos.Text.Of(SyncState.Unsynchronised));
        await till.MendAsync();
        Assert.Equal([SyncState.Synchronised, SyncState.Synchronised], await StatesAsync(till));
    }

    [Fact]
    public async Task P1_refunds_wait_for_the_connection()
    {
        await using var till = await StartAsync();
        var (one, two) = (await till.SellAsync(), await till.SellAsync());
        await till.SynchroniseAsync();
        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = one.Id })).EnsureDone();
        await till.SynchroniseAsync();
        await till.CutAsync();

        await till.AssertRefusedAsync(ReasonCodes.RefundOffline, Capability.Refund, async () => (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = two.Id })).Refusal, two);
        await till.MendAsync();
        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = two.Id })).EnsureDone();
        await till.SynchroniseAsync();
        await till.AssertDeliveredAsync(receipts: 4, gross: 0);
    }

    [Fact]
    public async Task P1_customers_are_registered_and_edited_online_only()
    {
        await using var till = await StartAsync();
        var dora = (await till.Pos.Customers.RegisterAsync(Dora)).Value;
        (await till.Pos.Customers.EditAsync(dora.Id, Dora with { Phone = "1" })).EnsureDone();
        await till.CutAsync();

        await till.AssertRefusedAsync(ReasonCodes.CustomerRegistrationOffline, Capability.CustomerRegistration, async () => (await till.Pos.Customers.RegisterAsync(Dora)).Refusal);
        await till.AssertRefusedAsync(ReasonCodes.CustomerEditingOffline, Capability.CustomerEditing, async () => (await till.Pos.Customers.EditAsync(dora.Id, Dora)).Refusal);
        await till.MendAsync();
        (await till.Pos.Customers.EditAsync(dora.Id, Dora with { Phone = "2" })).EnsureDone();
    }

    [Fact]
    public async Task P1_a_customer_who_is_kept_on_the_device_is_put_on_a_ticket()
    {
        await using var till = await StartAsync();
        Assert.NotEmpty((await till.Pos.Customers.SearchBackOfficeAsync("Carla")).Value);
        await till.CutAsync();

        Assert.Equal((CapabilityStatus.Limited, ReasonCodes.CustomersOnDevice), Decided(till, Capability.CustomerAssignment));
        Assert.Equal(ReasonCodes.NoInternet, (await till.Pos.Customers.SearchBackOfficeAsync("Carla")).Refusal?.Code);
        var carla = Assert.Single(await till.Pos.Customers.SearchAsync("Carla"));
        var ticket = till.RingUp();
        ticket.SetCustomer(carla.Id).EnsureDone();
        Assert.Equal(carla.Id, (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)))).Value.CustomerId);
        await till.MendAsync();
        await till.AssertDeliveredAsync(receipts: 1, gross: 5);
    }

    [Fact]
    public async Task P1_items_are_added_and_edited_online_only()
    {
        await using var till = await StartAsync();
        var tea = (await till.Pos.Catalog.RegisterAsync(new() { Name = "Tea", Price = Money.Of(2) })).Value;
        await till.CutAsync();

        await till.AssertRefusedAsync(ReasonCodes.ItemEditingOffline, Capability.ItemEditing, async () => (await till.Pos.Catalog.RegisterAsync(new() { Name = "Cake" })).Refusal);
        await till.AssertRefusedAsync(ReasonCodes.ItemEditingOffline, Capability.ItemEditing, async () => (await till.Pos.Catalog.EditAsync(tea.Id, new() { Name = "Green tea" })).Refusal);
        await till.MendAsync();
        (await till.Pos.Catalog.EditAsync(tea.Id, new() { Name = "Green tea", Price = Money.Of(2) })).EnsureDone();
    }

    [Fact]
    public async Task P1_tickets_are_parked_and_taken_up_again_though_not_shared()
    {
        await using var till = await StartAsync();
        Assert.Equal((CapabilityStatus.Available, null), Decided(till, Capability.OpenTickets));
        await till.CutAsync();

        Assert.Equal((CapabilityStatus.Limited, ReasonCodes.TicketsNotShared), Decided(till, Capability.OpenTickets));
        var ticket = till.RingUp();
        (await till.Pos.Tickets.ParkAsync(ticket, "table 1")).EnsureDone();
        var resumed = (await till.Pos.Tickets.ResumeAsync(ticket.Id)).Value;
        (await till.Pos.Checkout.CompleteAsync(resumed, Payment.Cash(Money.Of(5)))).EnsureDone();
        await till.MendAsync();
        await till.AssertDeliveredAsync(receipts: 1, gross: 5);
    }

    [Fact]
    public async Task P1_an_email_is_kept_and_reaches_the_back_office_after_reconnecting()
    {
        await using var till = await StartAsync();
        var receipt = await till.SellAsync();
        await till.SynchroniseAsync();
        await till.CutAsync();

        Assert.Equal((CapabilityStatus.Deferred, ReasonCodes.EmailDeferred), Decided(till, Capability.EmailReceipt));
        Assert.True((await till.Pos.Receipts.EmailAsync(receipt.Id, "ann@example.com")).Value.IsDeferred);
        await till.MendAsync();
        Assert.Equal("waiting", await fixture.Database.ReadAsync<string>("SELECT state FROM email_outbox"));
    }

    [Fact]
    public async Task P1_the_card_terminal_waits_for_the_connection()
    {
        await using var till = await StartAsync();
        Assert.Equal((CapabilityStatus.Available, null), Decided(till, Capability.IntegratedCardPayment));
        await till.CutAsync();

        var payment = new Payment(PaymentType.IntegratedCard, Money.Of(5));
        await till.AssertRefusedAsync(
            ReasonCodes.CardTerminalOffline, Capability.IntegratedCardPayment, async () => (await till.Pos.Checkout.CompleteAsync(till.RingUp(), payment)).Refusal, payment);
        await till.MendAsync();
        Assert.Equal((CapabilityStatus.Available, null), Decided(till, Capability.IntegratedCardPayment));
    }

    [Fact]
    public async Task P1_stock_is_shown_online_and_hidden_offline_though_it_is_switched_on()
    {
        await using var till = await StartAsync();
        (await till.Pos.Stock.GetAsync([WiredTill.Coffee])).EnsureDone();
        (await till.Pos.Stock.CheckAsync(till.RingUp())).EnsureDone();
        await till.CutAsync();

        Assert.False(till.Pos.Capabilities.Decide(Capability.StockDisplay).IsVisible);
        Assert.False(till.Pos.Capabilities.Decide(Capability.NegativeStockWarning).IsVisible);
        await till.AssertRefusedAsync(ReasonCodes.StockOffline, Capability.StockDisplay, async () => (await till.Pos.Stock.GetAsync([WiredTill.Coffee])).Refusal);
        await till.AssertRefusedAsync(ReasonCodes.StockOffline, Capability.NegativeStockWarning, async () => (await till.Pos.Stock.CheckAsync(till.RingUp())).Refusal);
        await till.MendAsync();
        Assert.True(till.Pos.Capabilities.Decide(Capability.StockDisplay).IsVisible);
    }

    [Theory]
    [InlineData("en", "No internet connection")]
    [InlineData("de", "Keine Internetverbindung")]
    public async Task P1_sync_now_runs_online_and_says_why_not_offline(string language, string message)
    {
        await using var till = await StartAsync(language);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        await till.CutAsync();

        await till.AssertRefusedAsync(ReasonCodes.NoInternet, Capability.SyncNow, async () => (await till.Pos.Sync.SyncNowAsync()).Refusal);
        Assert.Equal(message, till.Pos.Capabilities.Decide(Capability.SyncNow).Message);
        await till.MendAsync();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
    }

    [Fact]
    public async Task P1_D7_signing_the_device_out_never_loses_a_receipt()
    {
        await using var till = await StartAsync();
        await till.CutAsync();
        await till.SellAsync();
        (await till.Pos.Shifts.CloseAsync(Money.Of(105))).EnsureDone();

        await till.AssertRefusedAsync(ReasonCodes.SignOutUnsynchronised, Capability.SignOut, async () => (await till.Pos.Device.SignOutAsync()).Refusal);
        Assert.Contains("1 (€5.00", till.Pos.Capabilities.Decide(Capability.SignOut).Message, StringComparison.Ordinal);
        await till.MendAsync();
        (await till.Pos.Device.SignOutAsync()).EnsureDone();
        await till.SynchroniseAsync();
        await till.AssertDeliveredAsync(receipts: 1, gross: 5);
    }

    [Fact]
    public async Task P1_the_cashier_changes_and_the_till_is_locked_by_pin_always()
    {
        await using var till = await StartAsync();
        await till.CutAsync();

        (await ((Employees.ISession)till.Pos.Session).SwitchAsync(WiredTill.Bob, WiredTill.Pin)).EnsureDone();
        Assert.Equal(WiredTill.Bob, (await till.SellAsync()).EmployeeId);
        (await till.Pos.Session.LockAsync()).EnsureDone();
        await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, Capability.Sale, () => Task.FromResult(till.Pos.Tickets.Start().Scan(WiredTill.CoffeeCode).Refusal));
        (await till.Pos.Session.SignInAsync(WiredTill.Ann, WiredTill.Pin)).EnsureDone();
        await till.MendAsync();
        await till.AssertDeliveredAsync(receipts: 1, gross: 5);
    }

    [Fact]
    public async Task P1_a_policy_that_the_back_office_sends_holds_when_the_cable_is_pulled()
    {
        await using var till = await StartAsync();
        var sale = await till.SellAsync();
        Assert.Equal(204, (await fixture.Office.PutAsync("v1/admin/reference/settings/shop", """{ "offline_policy": { "base": "permissive" } }""")).Status);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        await till.CutAsync();

        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).EnsureDone();
        await till.MendAsync();
        await till.AssertDeliveredAsync(receipts: 2, gross: 0);
    }

    private Task<WiredTill> StartAsync(string language = "en-IE") => WiredTill.ReadyAsync(fixture.Office, language);

    private static (CapabilityStatus, string?) Decided(WiredTill till, Capability capability)
    {
        var decision = till.Pos.Capabilities.Decide(capability);
        return (decision.Status, decision.ReasonCode);
    }

    private static async Task<IEnumerable<SyncState>> StatesAsync(WiredTill till) => (await till.Pos.Receipts.ListAsync()).Value.Select(receipt => receipt.State);

    private static int Number(Receipt receipt) => int.Parse(receipt.Number.Split('-')[^1], System.Globalization.CultureInfo.InvariantCulture);
}

public sealed class ReferenceBehaviourOnSqliteTests(SqliteOffice office) : ReferenceBehaviourTests(office), IClassFixture<SqliteOffice>;

public sealed class ReferenceBehaviourOnPostgresTests(PostgresOffice office) : ReferenceBehaviourTests(office), IClassFixture<PostgresOffice>;
