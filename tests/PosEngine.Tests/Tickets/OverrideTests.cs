using System.Collections.Immutable;
using PosEngine.Checkout;
using PosEngine.Journal;
using PosEngine.Pricing;
using PosEngine.Receipts;
using PosEngine.Support;

namespace PosEngine.Tickets;

/// <summary>Prices and taxes against the catalogue: by permission, and on record with who did it.</summary>
public sealed class OverrideTests
{
    private static readonly Tax Reduced = new() { Id = new(new Guid("0193b000-0000-7000-8000-000000000007")), Name = "VAT 5%", Rate = Rate.Percent(5), Category = TaxCategory.Reduced };

    [Fact]
    public async Task Whoever_has_no_permission_overrides_nothing()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        var line = ticket.Current.Lines[0];

        Assert.Equal(RefusalCodes.PermissionMissing, ticket.OverridePrice(line.Id, Money.Of(1)).Refusal!.Code);
        Assert.Equal(RefusalCodes.PermissionMissing, ticket.OverrideTaxes(line.Id, []).Refusal!.Code);

        Assert.Equal(line, ticket.Current.Lines[0]);
        var manager = await ManagerAsync(till);
        manager.OverridePrice(manager.Current.Lines[0].Id, Money.Of(1)).EnsureDone();
    }

    [Fact]
    public async Task An_overridden_price_is_sold_and_on_record_before_the_receipt_with_who_did_it_and_why()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = await ManagerAsync(till);
        var line = ticket.Current.Lines[0].Id;

        ticket.OverridePrice(line, Money.Of(2), "a scratch").EnsureDone();
        ticket.OverridePrice(line, Money.Of(2)).EnsureDone(); // No change, and nothing to be said about it.
        ticket.Scan(TillHost.CoffeeCode).EnsureDone(); // A new one, at the catalogue's price.
        till.Time.Advance(TimeSpan.FromSeconds(2));
        await till.RestartAsync();
        await till.SignInAsync();
        var receipt = (await till.Pos.Checkout.CompleteAsync(Assert.Single(till.Pos.Tickets.Open), Payment.Cash(Money.Of(20)))).Value;

        Assert.Equal([Money.Of(2), Money.Of(2.50m)], receipt.Lines.Select(static sold => sold.UnitPrice));
        Assert.Equal(Money.Of(6.50m), receipt.Total);
        Assert.True(receipt.IsPricedRight());
        var entries = await till.EntriesAsync();
        Assert.Equal(["price-overridden", "issuer", "receipt"], entries.TakeLast(3).Select(static entry => entry.GetProperty("kind").GetString()));
        var (head, data) = (entries[^3], entries[^3].GetProperty("data"));
        Assert.Equal((TillHost.Ann.Value, line.Value), (head.GetProperty("employee").GetGuid(), data.GetProperty("line").GetGuid()));
        Assert.Equal((250_000L, 200_000L, "a scratch"), (data.GetProperty("from").GetInt64(), data.GetProperty("to").GetInt64(), data.GetProperty("reason").GetString()));
        Assert.Equal(receipt.TicketId.Value, data.GetProperty("ticket").GetGuid());
        await till.AssertDeliveredAsync();
    }

    [Fact]
    public async Task Overridden_taxes_hold_whatever_the_dining_option_and_are_on_record()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = await ManagerAsync(till);

        ticket.OverrideTaxes(ticket.Current.Lines[0].Id, [Reduced]).EnsureDone();
        ticket.SetDiningOption("takeaway").EnsureDone();
        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(20)))).Value;

        Assert.Equal([Reduced], receipt.Lines[0].Taxes);
        Assert.True(receipt.IsPricedRight());
        var data = Assert.Single(await till.EntriesAsync(EntryKinds.TaxOverridden)).GetProperty("data");
        Assert.Equal(("VAT 20%", "VAT 5%"), (data.GetProperty("taxes_from")[0].GetProperty("name").GetString(), data.GetProperty("taxes_to")[0].GetProperty("name").GetString()));
    }

    [Fact]
    public async Task T3_what_was_overridden_on_a_ticket_that_is_given_up_is_on_record_all_the_same()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = await ManagerAsync(till);
        ticket.OverridePrice(ticket.Current.Lines[0].Id, Money.Zero).EnsureDone();
        ticket.Remove(ticket.Current.Lines[0].Id).EnsureDone();

        (await till.Pos.Tickets.DiscardAsync(ticket)).EnsureDone();

        Assert.Equal([EntryKinds.PriceOverridden, EntryKinds.LineVoided, EntryKinds.TicketAbandoned], (await till.EntriesAsync()).TakeLast(3).Select(static entry => entry.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task A_price_below_zero_or_of_no_line_is_refused()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = await ManagerAsync(till);
        ImmutableArray<Tax> none = [];

        Assert.Equal(RefusalCodes.AmountInvalid, ticket.OverridePrice(ticket.Current.Lines[0].Id, Money.Of(-1)).Refusal!.Code);
        Assert.Equal(RefusalCodes.LineUnknown, ticket.OverridePrice(default, Money.Of(1)).Refusal!.Code);
        Assert.Equal(RefusalCodes.LineUnknown, ticket.OverrideTaxes(default, none).Refusal!.Code);
    }

    /// <summary>A ticket of two coffees in the hands of somebody who may.</summary>
    private static async Task<ITicket> ManagerAsync(TillHost till)
    {
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """["price_overrides", "tax_overrides"]""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        await till.SignInAsync();
        return till.RingUp();
    }
}
