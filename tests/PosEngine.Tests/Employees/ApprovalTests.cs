using PosEngine.Checkout;
using PosEngine.Pricing;
using PosEngine.Receipts;
using PosEngine.Shifts;
using PosEngine.Support;

namespace PosEngine.Employees;

/// <summary>Bob may do everything, Ann nothing but sell.</summary>
public sealed class ApprovalTests
{
    [Fact]
    public async Task A_manager_allows_one_price_and_both_are_on_record()
    {
        await using var till = await StartAsync();
        var ticket = till.RingUp();
        var line = ticket.Current.Lines[0].Id;
        var refusal = ticket.OverridePrice(line, Money.Of(1)).Refusal!;
        Assert.True(refusal.CanBeApproved);

        var approval = (await till.Pos.Session.ApproveAsync(refusal, TillHost.Bob, TillHost.BobsPin)).Value;
        Assert.Equal(Money.Of(1), ticket.OverridePrice(line, Money.Of(1), approval: approval).Value.UnitPrice);
        (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(2)))).EnsureDone();

        Assert.Equal("Ann", till.Pos.Session.Current.Value!.Name);
        var approved = Assert.Single(await till.EntriesAsync("operation-approved"));
        Assert.Equal((TillHost.Ann.Value, TillHost.Bob.Value), (approved.GetProperty("employee").GetGuid(), approved.GetProperty("data").GetProperty("by").GetGuid()));
        Assert.Equal($"{ticket.Id} | {line} | 1", approved.GetProperty("data").GetProperty("arguments").GetString());
        var overridden = Assert.Single(await till.EntriesAsync("price-overridden"));
        Assert.Equal((TillHost.Ann.Value, TillHost.Bob.Value), (overridden.GetProperty("employee").GetGuid(), overridden.GetProperty("data").GetProperty("approved_by").GetGuid()));
    }

    [Fact]
    public async Task It_counts_once_for_these_arguments_for_this_person_and_for_five_minutes()
    {
        await using var till = await StartAsync();
        var ticket = till.RingUp();
        var line = ticket.Current.Lines[0].Id;

        var approval = await ApproveAsync(till, ticket.OverridePrice(line, Money.Of(1)).Refusal);
        Assert.Equal(RefusalCodes.ApprovalInvalid, ticket.OverridePrice(line, Money.Of(2), approval: approval).Refusal?.Code);
        Assert.Equal(RefusalCodes.ApprovalInvalid, ticket.Remove(line, approval: approval).Refusal?.Code);
        Assert.True(ticket.OverridePrice(line, Money.Of(1), approval: approval).IsDone);
        Assert.Equal(RefusalCodes.ApprovalInvalid, ticket.OverridePrice(line, Money.Of(1), approval: approval).Refusal?.Code);

        var late = await ApproveAsync(till, ticket.OverridePrice(line, Money.Of(3)).Refusal);
        till.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(RefusalCodes.ApprovalInvalid, ticket.OverridePrice(line, Money.Of(3), approval: late).Refusal?.Code);

        var anns = await ApproveAsync(till, ticket.OverridePrice(line, Money.Of(3)).Refusal);
        till.SetEmployee(TillHost.Carl, "Carl", "2222", isTrusted: false);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        (await till.Pos.Session.SignInAsync(TillHost.Carl, "2222")).EnsureDone();
        Assert.Equal(RefusalCodes.ApprovalInvalid, ticket.OverridePrice(line, Money.Of(3), approval: anns).Refusal?.Code);
    }

    [Fact]
    public async Task Whatever_is_allowed_on_a_ticket_names_both_once_it_is_paid()
    {
        await using var till = await StartAsync();
        var ticket = till.RingUp(3);
        var line = ticket.Current.Lines[0].Id;
        var discount = Discount.Percent(new(new Guid(1, 0, 0, new byte[8])), "Family", Rate.Percent(10)) with { IsRestricted = true };
        var surcharge = Surcharge.Fixed(new(new Guid(3, 0, 0, new byte[8])), "Night", Money.Of(1)) with { IsRestricted = true };
        PriceModifier old = new("Yesterday's", Money.Of(-0.50m), Quantity.One);

        ticket.SetModifiers(line, [old], await ApproveAsync(till, ticket.SetModifiers(line, [old]).Refusal)).EnsureDone();
        ticket.AddDiscount(discount, line, await ApproveAsync(till, ticket.AddDiscount(discount, line).Refusal)).EnsureDone();
        ticket.AddSurcharge(surcharge, approval: await ApproveAsync(till, ticket.AddSurcharge(surcharge).Refusal)).EnsureDone();
        ticket.SetTaxFree(true, await ApproveAsync(till, ticket.SetTaxFree(true).Refusal)).EnsureDone();
        ticket.SetPrepaid(Money.Of(2), await ApproveAsync(till, ticket.SetPrepaid(Money.Of(2)).Refusal)).EnsureDone();
        ticket.SetPrepaid(Money.Of(1)).EnsureDone();
        ticket.SetTaxFree(false).EnsureDone();
        (await till.Pos.Tickets.ParkAsync(ticket, "table 4")).EnsureDone();
        ticket = (await till.Pos.Tickets.ResumeAsync(ticket.Id)).Value;
        (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(10)))).EnsureDone();

        var overridden = Assert.Single(await till.EntriesAsync("price-overridden")).GetProperty("data");
        Assert.Equal((250_000, 200_000), (overridden.GetProperty("from").GetInt64(), overridden.GetProperty("to").GetInt64()));
        Assert.Equal(TillHost.Bob.Value, overridden.GetProperty("approved_by").GetGuid());
        var used = await till.EntriesAsync("permission-used");
        Assert.Equal(["add_discount", "add_surcharge", "set_tax_free", "set_prepaid"], used.Select(static entry => entry.GetProperty("data").GetProperty("operation").GetString()));
        Assert.All(used, static entry => Assert.Equal((TillHost.Ann.Value, TillHost.Bob.Value), (entry.GetProperty("employee").GetGuid(), entry.GetProperty("data").GetProperty("approved_by").GetGuid())));
        var (family, night, prepaid) = (used[0].GetProperty("data"), used[1].GetProperty("data"), used[3].GetProperty("data"));
        Assert.Equal((line.Value, "Family", 100_000), (family.GetProperty("line").GetGuid(), family.GetProperty("name").GetString(), family.GetProperty("rate").GetInt64()));
        Assert.Equal(("Night", 100_000, false), (night.GetProperty("name").GetString(), night.GetProperty("amount").GetInt64(), night.TryGetProperty("line", out _)));
        Assert.Equal(200_000, prepaid.GetProperty("amount").GetInt64());
    }

    [Fact]
    public async Task What_is_refused_for_another_reason_gives_it_back()
    {
        await using var till = await StartAsync();
        var approval = await ApproveAsync(till, (await till.Pos.Shifts.PayInAsync(Money.Of(5), "change")).Refusal);
        (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        (await till.Pos.Shifts.CloseAsync(Money.Of(100))).EnsureDone();
        await till.SignInAsync();

        Assert.Equal(RefusalCodes.ShiftClosed, (await till.Pos.Shifts.PayInAsync(Money.Of(5), "change", approval)).Refusal?.Code);
        (await till.Pos.Shifts.OpenAsync(Money.Of(1))).EnsureDone();
        Assert.Equal(Money.Of(5), (await till.Pos.Shifts.PayInAsync(Money.Of(5), "change", approval)).Value.Cash.PaidIn);

        var paid = Assert.Single(await till.EntriesAsync("cash-paid-in"));
        Assert.Equal((TillHost.Ann.Value, TillHost.Bob.Value), (paid.GetProperty("employee").GetGuid(), paid.GetProperty("approved_by").GetGuid()));
        Assert.Equal(RefusalCodes.ApprovalInvalid, (await till.Pos.Shifts.PayInAsync(Money.Of(5), "change", approval)).Refusal?.Code);
    }

    [Fact]
    public async Task What_is_refused_on_a_ticket_for_another_reason_gives_it_back()
    {
        await using var till = await StartAsync();
        var ticket = till.RingUp(3);
        var line = ticket.Current.Lines[0].Id;
        var coffee = till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Value;
        var discount = Discount.Percent(new(new Guid(1, 0, 0, new byte[8])), "Family", Rate.Percent(10)) with { IsRestricted = true };

        var removal = await ApproveAsync(till, ticket.Remove(line).Refusal);
        var returned = await ApproveAsync(till, ticket.TakeBack(coffee, Quantity.One, "broken").Refusal);
        var given = await ApproveAsync(till, ticket.AddDiscount(discount).Refusal);
        var freed = await ApproveAsync(till, ticket.SetTaxFree(true).Refusal);
        var session = till.Pos.Checkout.Begin(ticket).Value;
        Func<Refusal?>[] steps =
        [
            () => ticket.AddDiscount(discount, approval: given).Refusal, () => ticket.SetTaxFree(true, freed).Refusal, () => ticket.TakeBack(coffee, Quantity.One, "broken", approval: returned).Refusal,
            () => ticket.Remove(line, approval: removal).Refusal,
        ];

        Assert.All(steps, static step => Assert.Equal(RefusalCodes.TicketInPayment, step()?.Code));
        (await session.CancelAsync()).EnsureDone();
        Assert.All(steps, static step => Assert.Null(step()));
        Assert.Equal(RefusalCodes.ApprovalInvalid, ticket.TakeBack(coffee, Quantity.One, "broken", approval: returned).Refusal?.Code);
    }

    [Fact]
    public async Task It_is_for_what_was_asked_and_no_more()
    {
        await using var till = await StartAsync();
        var ticket = till.RingUp(2);
        var line = ticket.Current.Lines[0].Id;
        var discount = Discount.Percent(new(new Guid(1, 0, 0, new byte[8])), "Family", Rate.Percent(10)) with { IsRestricted = true };

        var tenPercent = await ApproveAsync(till, ticket.AddDiscount(discount).Refusal);
        Assert.Equal(
            RefusalCodes.ApprovalInvalid,
            ticket.AddDiscount(Discount.Percent(discount.Id, discount.Name, Rate.Percent(100)) with { IsRestricted = true }, approval: tenPercent).Refusal?.Code);
        var oneOff = await ApproveAsync(till, ticket.ChangeQuantity(line, Quantity.One).Refusal);
        ticket.ChangeQuantity(line, Quantity.Of(20)).EnsureDone();
        Assert.Equal(RefusalCodes.ApprovalInvalid, ticket.ChangeQuantity(line, Quantity.One, oneOff).Refusal?.Code);
        var prepaid = await ApproveAsync(till, ticket.SetPrepaid(Money.Of(1)).Refusal);
        Assert.Equal(RefusalCodes.ApprovalInvalid, ticket.SetPrepaid(Money.Of(2), prepaid).Refusal?.Code);

        Tax tax = new() { Id = new(new Guid(4, 0, 0, new byte[8])), Name = "VAT", Rate = Rate.Percent(20) };
        var taxed = await ApproveAsync(till, ticket.OverrideTaxes(line, [tax]).Refusal);
        Assert.All(
            [tax with { Rate = Rate.Zero }, tax with { Kind = TaxKind.Added }, tax with { Rate = Rate.Zero, AmountPerUnit = Money.Of(1) }],
            other => Assert.Equal(RefusalCodes.ApprovalInvalid, ticket.OverrideTaxes(line, [other], approval: taxed).Refusal?.Code));
        ticket.OverrideTaxes(line, [tax], approval: taxed).EnsureDone();

        (await till.Pos.Shifts.CloseAsync(Money.Of(100))).EnsureDone();
        (await till.Pos.Shifts.OpenAsync([new(1, Money.Of(100)), new(2, Money.Of(100))])).EnsureDone();
        var paidOut = await ApproveAsync(till, (await till.Pos.Shifts.PayOutAsync(Money.Of(1), "flowers")).Refusal);
        (await till.Pos.Shifts.SelectDrawerAsync(2)).EnsureDone();
        Assert.Equal(RefusalCodes.ApprovalInvalid, (await till.Pos.Shifts.PayOutAsync(Money.Of(1), "flowers", paidOut)).Refusal?.Code);
    }

    [Fact]
    public async Task It_is_for_the_gift_card_that_was_asked_for_and_for_the_money_that_was_counted()
    {
        await using var till = await StartAsync();
        PaymentType giftCard = new() { Id = new(new Guid(9, 0, 0, new byte[8])), Name = "Gift card", Kind = PaymentKind.GiftCard };
        var sold = await till.SellAsync();

        RefundRequest back = new() { ReceiptId = sold.Id, PayBackBy = giftCard, PayBackCode = "A" };
        var refund = await ApproveAsync(till, (await till.Pos.Receipts.RefundAsync(back)).Refusal);
        Assert.Equal(RefusalCodes.ApprovalInvalid, (await till.Pos.Receipts.RefundAsync(back with { PayBackCode = "B", Approval = refund })).Refusal?.Code);
        (await till.Pos.Receipts.RefundAsync(back with { PayBackCode = " A ", Approval = refund })).EnsureDone();

        var ticket = till.Pos.Tickets.Start();
        var coffee = till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Value;
        ticket.TakeBack(coffee, Quantity.One, "torn", approval: await ApproveAsync(till, ticket.TakeBack(coffee, Quantity.One, "torn").Refusal)).EnsureDone();
        var payment = new Payment(giftCard, ticket.Current.Totals.Payable) { Code = "A" };
        var paid = await ApproveAsync(till, (await till.Pos.Checkout.CompleteAsync(ticket, payment)).Refusal);
        Assert.Equal(RefusalCodes.ApprovalInvalid, (await till.Pos.Checkout.CompleteAsync(ticket, payment with { Code = "B", Approval = paid })).Refusal?.Code);
        (await till.Pos.Checkout.CompleteAsync(ticket, payment with { Approval = paid })).EnsureDone();

        (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        (await till.Pos.Shifts.CloseAsync(till.Pos.Shifts.Current.Value!.Cash.Expected)).EnsureDone();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        await till.SignInAsync();
        DrawerCash Counted(int dollars) => new(1, Money.Of(100)) { Foreign = [new(Currency.USD, Money.Of(dollars))] };
        var closing = await ApproveAsync(till, (await till.Pos.Shifts.CloseAsync([Counted(10)])).Refusal);
        Assert.Equal(RefusalCodes.ApprovalInvalid, (await till.Pos.Shifts.CloseAsync([Counted(0)], approval: closing)).Refusal?.Code);
        Assert.Equal(RefusalCodes.ApprovalInvalid, (await till.Pos.Shifts.CloseAsync([new(1, Money.Of(100))], approval: closing)).Refusal?.Code);
        (await till.Pos.Shifts.CloseAsync([Counted(10)], approval: closing)).EnsureDone();
    }

    [Fact]
    public async Task D10_the_same_refund_again_gives_the_first_receipt_though_its_approval_is_used_up()
    {
        await using var till = await StartAsync();
        RefundRequest back = new() { ReceiptId = (await till.SellAsync()).Id, RefundId = new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch)) };
        back = back with { Approval = await ApproveAsync(till, (await till.Pos.Receipts.RefundAsync(back)).Refusal) };

        var first = (await till.Pos.Receipts.RefundAsync(back)).Value;
        Assert.Equal(first.Id, (await till.Pos.Receipts.RefundAsync(back)).Value.Id);
        Assert.Equal(first.Id, (await till.Pos.Receipts.RefundAsync(back with { Approval = null })).Value.Id);
        await till.RestartAsync();
        await till.SignInAsync();
        Assert.Equal(first.Id, (await till.Pos.Receipts.RefundAsync(back with { Approval = null })).Value.Id);
        Assert.Equal(RefusalCodes.PermissionMissing, (await till.Pos.Receipts.RefundAsync(back with { Approval = null, RefundId = (await till.SellAsync()).Id })).Refusal?.Code);
    }

    [Fact]
    public async Task What_makes_nothing_cheaper_needs_nobody()
    {
        await using var till = await StartAsync();
        ItemId tea = new(new Guid("0193b000-0000-7000-8000-0000000000e1"));
        till.SetReference("item", tea.ToString(), $$"""
            { "id": "{{tea}}", "name": "Tea", "price": 200000, "taxes": [], "modifiers": [ { "name": "No milk", "price": -20000, "quantity": 1000 } ] }
            """);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        var ticket = till.Pos.Tickets.Start();
        var line = ticket.Add(till.Pos.Catalog.Find(tea).Value).Value.Id;
        PriceModifier offered = new("No milk", Money.Of(-0.20m), Quantity.One);

        ticket.SetModifiers(line, [offered, new("Honey", Money.Of(0.50m), Quantity.One)]).EnsureDone();
        Assert.Equal(RefusalCodes.PermissionMissing, ticket.SetModifiers(line, [offered with { Quantity = Quantity.Of(5) }]).Refusal?.Code);
        Assert.Equal(RefusalCodes.PermissionMissing, ticket.SetModifiers(line, [new("Honey", Money.Of(0.50m), Quantity.Of(-1))]).Refusal?.Code);
        ticket.SetTaxFree(false).EnsureDone();
        ticket.SetPrepaid(Money.Zero).EnsureDone();
    }

    [Fact]
    public async Task Whoever_may_not_do_it_either_approves_nothing_and_wrong_pins_count()
    {
        await using var till = await StartAsync();
        till.SetEmployee(TillHost.Carl, "Carl", "2222", """["price_overrides"]""", isTrusted: false);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        var refusal = (await till.Pos.Shifts.PayInAsync(Money.Of(5), "")).Refusal!;

        await till.AssertRefusedAsync(RefusalCodes.PermissionMissing, async () => (await till.Pos.Session.ApproveAsync(refusal, TillHost.Carl, "2222")).Refusal);
        for (var i = 0; i < 3; i++)
            Assert.Equal(RefusalCodes.PinWrong, (await till.Pos.Session.ApproveAsync(refusal, TillHost.Bob, "0000")).Refusal?.Code);
        await till.AssertRefusedAsync(RefusalCodes.PinLocked, async () => (await till.Pos.Session.ApproveAsync(refusal, TillHost.Bob, TillHost.BobsPin)).Refusal);
        Assert.All(await till.EntriesAsync("pin-failed"), static entry => Assert.Equal("approval", entry.GetProperty("data").GetProperty("purpose").GetString()));
    }

    [Fact]
    public async Task A_refusal_for_another_reason_cannot_be_approved()
    {
        await using var till = await StartAsync();
        var refusal = (await till.Pos.Session.SignInAsync(TillHost.Bob, "0000")).Refusal!;

        Assert.False(refusal.CanBeApproved);
        await Assert.ThrowsAsync<ArgumentException>(() => till.Pos.Session.ApproveAsync(refusal, TillHost.Bob, TillHost.BobsPin));
    }

    [Fact]
    public async Task Every_permission_keeps_its_operation_from_whoever_lacks_it_and_an_approval_opens_it()
    {
        await using var till = await StartAsync();
        var receipt = await till.SellAsync();
        var ticket = till.RingUp(3);
        var line = ticket.Current.Lines[0].Id;
        var discount = Discount.Percent(new(new Guid(1, 0, 0, new byte[8])), "Family", Rate.Percent(10)) with { IsRestricted = true };
        var surcharge = Surcharge.Percent(new(new Guid(3, 0, 0, new byte[8])), "Night", Rate.Percent(10)) with { IsRestricted = true };
        var coffee = till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Value;

        await AssertApprovableAsync(till, approval => Task.FromResult(ticket.AddDiscount(discount, approval: approval).Refusal));
        await AssertApprovableAsync(till, approval => Task.FromResult(ticket.AddSurcharge(surcharge, approval: approval).Refusal));
        await AssertApprovableAsync(till, approval => Task.FromResult(ticket.SetModifiers(line, [new("Yesterday's", Money.Of(-0.50m), Quantity.One)], approval).Refusal));
        await AssertApprovableAsync(till, approval => Task.FromResult(ticket.SetTaxFree(true, approval).Refusal));
        await AssertApprovableAsync(till, approval => Task.FromResult(ticket.SetPrepaid(Money.Of(1), approval).Refusal));
        await AssertApprovableAsync(till, approval => Task.FromResult(ticket.OverrideTaxes(line, [], approval: approval).Refusal));
        await AssertApprovableAsync(till, approval => Task.FromResult(ticket.TakeBack(coffee, Quantity.One, "no receipt", approval: approval).Refusal));
        await AssertApprovableAsync(till, approval => Task.FromResult(ticket.ChangeQuantity(line, Quantity.Of(2), approval).Refusal));
        await AssertApprovableAsync(till, approval => Task.FromResult(ticket.Remove(line, "wrong", approval).Refusal));
        await AssertApprovableAsync(till, async approval => (await till.Pos.Tickets.DiscardAsync(ticket, approval)).Refusal);
        await AssertApprovableAsync(till, async approval => (await till.Pos.Shifts.PayOutAsync(Money.Of(1), "flowers", approval)).Refusal);
        await AssertApprovableAsync(till, async approval => (await till.Pos.Shifts.DropAsync(Money.Of(1), "bag", approval)).Refusal);
        await AssertApprovableAsync(till, async approval => (await till.Pos.Shifts.PayTipsOutAsync(Money.Of(1), "Ann", approval)).Refusal);
        await AssertApprovableAsync(till, async approval => (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = receipt.Id, Approval = approval })).Refusal);

        (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        var bobs = till.RingUp();
        (await till.Pos.Tickets.ParkAsync(bobs, "Bob's")).EnsureDone();
        (await till.Pos.Shifts.CloseAsync(Money.Of(100))).EnsureDone();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        await till.SignInAsync();
        await AssertApprovableAsync(till, async approval => (await till.Pos.Tickets.ResumeAsync(bobs.Id, approval)).Refusal);
        Assert.Equal(RefusalCodes.PermissionMissing, (await till.Pos.Receipts.GetAsync(receipt.Id)).Refusal?.Code);
        Assert.Empty((await till.Pos.Receipts.ListAsync()).Value);
        Assert.Equal(RefusalCodes.PermissionMissing, (await till.Pos.Receipts.FindByNumberAsync(receipt.Number)).Refusal?.Code);
        await AssertApprovableAsync(till, async approval => (await till.Pos.Device.BeginTrainingAsync(approval)).Refusal);
        await AssertApprovableAsync(till, async approval => (await till.Pos.Device.EndTrainingAsync(approval)).Refusal);
        await AssertApprovableAsync(till, async approval => (await till.Pos.Shifts.CloseAsync(Money.Of(100), null, approval)).Refusal);
        await AssertApprovableAsync(till, async approval => (await till.Pos.Device.SignOutAsync(isForced: true, approval)).Refusal);
    }

    private static async Task AssertApprovableAsync(TillHost till, Func<Approval?, Task<Refusal?>> operation)
    {
        var head = till.Pos.Journal.Head.Value;
        var refusal = await operation(null);
        Assert.Equal(RefusalCodes.PermissionMissing, refusal?.Code);
        Assert.Equal(head, till.Pos.Journal.Head.Value);
        Assert.Null((await operation(await ApproveAsync(till, refusal)))?.ToString());
    }

    private static async Task<Approval> ApproveAsync(TillHost till, Refusal? refusal) => (await till.Pos.Session.ApproveAsync(refusal!, TillHost.Bob, TillHost.BobsPin)).Value;

    private static async Task<TillHost> StartAsync()
    {
        var till = new TillHost();
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, isTrusted: false);
        till.SetReference("role", "0193b000-0000-7000-8000-0000000000d4", """
            { "id": "0193b000-0000-7000-8000-0000000000d4", "name": "Manager", "permissions": ["restricted_discounts", "refunds", "refunds_otherwise", "refunds_without_receipt", "price_overrides", "tax_overrides", "manage_settings", "training"] }
            """);
        till.SetEmployee(TillHost.Bob, "Bob", TillHost.BobsPin, role: "0193b000-0000-7000-8000-0000000000d4");
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }
}
