using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Receipts;
using PosEngine.Support;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Checkout;

/// <summary>A till with all ways to pay that somebody else keeps, and what the tests do with them.</summary>
internal static class ValueShop
{
    public const string Card = "6006-4711";
    public const string OtherCard = "6006-4712";

    public static readonly StoredValueAccount CardAccount = new(StoredValueKind.GiftCard, Card);
    public static readonly PaymentType GiftCard = new() { Id = new(new("0193b000-0000-7000-8000-0000000000f2")), Name = "Gift card", Kind = PaymentKind.GiftCard };
    public static readonly PaymentType StoreCredit = new() { Id = new(new("0193b000-0000-7000-8000-0000000000f3")), Name = "Store credit", Kind = PaymentKind.StoreCredit };
    public static readonly PaymentType OnAccount = new() { Id = new(new("0193b000-0000-7000-8000-0000000000f1")), Name = "On account", Kind = PaymentKind.OnAccount };
    public static readonly PaymentType Points = new() { Id = new(new("0193b000-0000-7000-8000-0000000000f4")), Name = "Points", Kind = PaymentKind.Points };
    public static readonly CustomerId Dora = new(new Guid("0193b000-0000-7000-8000-0000000000d4"));

    public static Payment Pay(decimal amount) => new(GiftCard, Money.Of(amount)) { Code = Card };

    public static ITicket RingUp(TillHost till, int coffees, CustomerId? customer)
    {
        var ticket = till.RingUp(coffees);
        ticket.SetCustomer(customer).EnsureDone();
        return ticket;
    }

    public static Task<Receipt> SellAsync(TillHost till, int coffees, params Payment[] payments) => SellAsync(till, coffees, null, payments);

    public static async Task<Receipt> SellAsync(TillHost till, int coffees, CustomerId? customer, params Payment[] payments) =>
        (await till.Pos.Checkout.CompleteAsync(RingUp(till, coffees, customer), payments)).Value;

    public static async Task<Receipt> ExchangeAsync(TillHost till, ITicket ticket, Receipt sale, params Payment[] payments)
    {
        till.Settle();
        return (await till.Pos.Checkout.ExchangeAsync(ticket, new() { ReceiptId = sale.Id }, payments)).Value;
    }

    public static async Task<Receipt> RefundAsync(TillHost till, Receipt sale)
    {
        till.Settle();
        return (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Value;
    }

    /// <summary>What is on a card, once the back office has heard of everything.</summary>
    public static Task<Money> BalanceAsync(TillHost till, string card = Card)
    {
        till.Settle();
        return BalanceNowAsync(till, card);
    }

    public static async Task<Money> BalanceNowAsync(TillHost till, string card = Card) =>
        Money.FromUnits((await till.BackOffice.GetBalanceAsync(new(StoredValueKind.GiftCard, card), default)).Available);

    public static async Task<Customers.Customer> CarlaAsync(TillHost till)
    {
        till.Settle();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        return (await till.Pos.Customers.FindAsync(TillHost.Carla)).Value;
    }

    public static long AmountOf(JsonElement intended) => intended.GetProperty("data").GetProperty("amount").GetInt64();

    public static async Task<IEnumerable<decimal>> IntendedAsync(TillHost till) => (await till.EntriesAsync(EntryKinds.ValueIntended)).Select(static entry => Money.FromUnits(AmountOf(entry)).ToDecimal());

    public static void Lose(TillHost till, LoopbackFault fault) => till.BackOffice.Fault = asked =>
    {
        if (asked != LoopbackCall.Move)
            return LoopbackFault.None;
        till.BackOffice.Fault = null;
        return fault;
    };

    /// <summary>A till with all ways to pay, and a gift card of 20.00; the customer may have points of a cent.</summary>
    public static async Task<TillHost> StartAsync(int? points = null, Action<PosEngineOptions>? configure = null)
    {
        var till = await StartEmptyAsync(configure);
        await SellCardAsync(till, 20);
        if (points is { } given)
            await GiveAsync(till, given);
        return till;
    }

    /// <summary>A till with all ways to pay, and 100.00 in its drawer.</summary>
    public static async Task<TillHost> StartEmptyAsync(Action<PosEngineOptions>? configure = null)
    {
        var till = new TillHost(configure);
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """[ "refunds", "refunds_otherwise", "training" ]""");
        foreach (var (type, kind) in new[] { (GiftCard, "gift_card"), (StoreCredit, "store_credit"), (OnAccount, "on_account"), (Points, "points") })
            till.SetReference("payment_type", $"{type.Id}", $$"""{ "id": "{{type.Id}}", "name": "{{type.Name}}", "type": "{{kind}}" }""");
        till.SetReference("customer", $"{Dora}", $$"""{ "id": "{{Dora}}", "name": "Dora" }""");
        till.StoredValue = new HeldKeeper(till.BackOffice);
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }

    public static async Task<Receipt> SellCardAsync(TillHost till, decimal amount)
    {
        var ticket = till.Pos.Tickets.Start();
        ticket.SellGiftCard(Card, Money.Of(amount)).EnsureDone();
        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(amount)))).Value;
        till.Settle();
        return receipt;
    }

    /// <summary>The customer comes with points, earned by an item that is worth nothing else.</summary>
    public static async Task GiveAsync(TillHost till, int points)
    {
        till.SetReference("settings", "shop", JsonSerializer.Serialize(new { loyalty = new { earn_rate = 50_000, point_value = Money.Of(0.01m).Units } }));
        till.SetReference("item", "0193b000-0000-7000-8000-000000000204", $$"""
            { "id": "0193b000-0000-7000-8000-000000000204", "name": "Gift", "barcodes": ["4012345678918"], "price": 100000, "taxes": [], "points": {{points}} }
            """);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        var ticket = till.Pos.Tickets.Start();
        ticket.Scan("4012345678918").EnsureDone();
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(1)))).EnsureDone();
        Assert.Equal(points, (await CarlaAsync(till)).Points);
    }
}
