using PosEngine.Checkout;
using PosEngine.Hardware;
using PosEngine.Journal;
using PosEngine.Storage;
using PosEngine.Support;

namespace PosEngine.Shifts;

/// <summary>Several drawers in one shift: each has its own cash, and together they are the shift's.</summary>
public sealed class DrawerTests
{
    private static readonly DrawerCash[] Floats = [new(1, Money.Of(100)), new(2, Money.Of(50))];

    [Fact]
    public async Task H1_H3_cash_goes_through_the_selected_drawer_and_every_receipt_and_movement_names_it()
    {
        await using var till = await ReadyAsync();
        await till.SellAsync();
        (await till.Pos.Shifts.SelectDrawerAsync(2)).EnsureDone();
        var second = await till.SellAsync(4);
        (await till.Pos.Shifts.PayOutAsync(Money.Of(3), "flowers")).EnsureDone();
        (await till.Pos.Shifts.SelectDrawerAsync(1)).EnsureDone();
        (await till.Pos.Shifts.PayInAsync(Money.Of(7), "change")).EnsureDone();

        var report = (await till.Pos.Shifts.CloseAsync([new(2, Money.Of(57)), new(1, Money.Of(110))])).Value;

        Assert.Equal(2, second.Drawer);
        Assert.Equal([1, 2], report.Drawers.Select(static drawer => drawer.Drawer));
        Assert.Equal(new CashSummary(Money.Of(100), Money.Of(5), Money.Of(7), Money.Zero, Money.Of(112), Money.Of(110)), report.Drawers[0].Cash);
        Assert.Equal(new CashSummary(Money.Of(50), Money.Of(10), Money.Zero, Money.Of(3), Money.Of(57), Money.Of(57)), report.Drawers[1].Cash);
        Assert.Equal(new CashSummary(Money.Of(150), Money.Of(15), Money.Of(7), Money.Of(3), Money.Of(169), Money.Of(167)), report.Cash);
        var drawers = (await till.EntriesAsync()).Where(static entry => entry.GetProperty("kind").GetString() is "receipt" or "cash-paid-in" or "cash-paid-out");
        Assert.Equal([1, 2, 2, 1], drawers.Select(static entry => entry.GetProperty("data").GetProperty("drawer").GetInt32()));
        var closed = Assert.Single(await till.EntriesAsync(EntryKinds.ShiftClosed)).GetProperty("data");
        Assert.Equal(16_900_000L, closed.GetProperty("expected").GetInt64());
        Assert.Equal([-200_000L, 0], closed.GetProperty("drawers").EnumerateArray().Select(static drawer => drawer.GetProperty("difference").GetInt64()));
        Assert.Equal(report.Drawers.AsEnumerable(), (await till.Pos.Shifts.ListClosedAsync()).Value[0].Drawers, DrawerComparer);
    }

    [Fact]
    public async Task The_selection_and_every_figure_are_the_same_after_a_restart_from_the_journal_alone()
    {
        await using var till = await ReadyAsync();
        (await till.Pos.Shifts.SelectDrawerAsync(2)).EnsureDone();
        await till.SellAsync();
        var before = till.Pos.Shifts.Current.Value!;
        await till.Pos.DisposeAsync();
        Sql.Run(till.DatabasePath, "DELETE FROM state");

        await till.StartAsync();
        await till.SignInAsync();

        Assert.Equal(2, till.Pos.Shifts.Drawer.Value);
        Assert.Equal(before.Drawers.AsEnumerable(), till.Pos.Shifts.Current.Value!.Drawers, DrawerComparer);
        Assert.Equal(2, (await till.SellAsync()).Drawer);
    }

    [Fact]
    public async Task The_drawer_stays_selected_in_the_next_shift_if_that_has_it()
    {
        await using var till = await ReadyAsync();
        (await till.Pos.Shifts.SelectDrawerAsync(2)).EnsureDone();
        (await till.Pos.Shifts.CloseAsync(Floats)).EnsureDone();

        var single = (await till.Pos.Shifts.OpenAsync(Money.Of(20))).Value;
        Assert.Equal((2, 2), (Assert.Single(single.Drawers).Drawer, till.Pos.Shifts.Drawer.Value));
        (await till.Pos.Shifts.CloseAsync(Money.Of(20))).EnsureDone();
        (await till.Pos.Shifts.OpenAsync([new(3, Money.Zero), new(1, Money.Zero)])).EnsureDone();

        Assert.Equal(3, till.Pos.Shifts.Drawer.Value);
    }

    [Fact]
    public async Task Drawers_that_are_not_there_named_twice_or_left_out_are_refused_and_nothing_is_written()
    {
        await using var till = await ReadyAsync();
        var shifts = till.Pos.Shifts;

        await till.AssertRefusedAsync(RefusalCodes.DrawerUnknown, async () => (await shifts.SelectDrawerAsync(3)).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.DrawerUncounted, async () => (await shifts.CloseAsync(Money.Of(150))).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.DrawerUncounted, async () => (await shifts.CloseAsync([new(1, Money.Of(1))])).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.DrawerUnknown, async () => (await shifts.CloseAsync([.. Floats, new(3, Money.Of(1))])).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.DrawerUnknown, async () => (await shifts.CloseAsync([.. Floats, Floats[0]])).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.AmountInvalid, async () => (await shifts.CloseAsync([Floats[0], new(2, Money.Of(-1))])).Refusal);
        (await shifts.CloseAsync(Floats)).EnsureDone();
        await till.AssertRefusedAsync(RefusalCodes.DrawerUnknown, async () => (await shifts.OpenAsync([])).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.DrawerUnknown, async () => (await shifts.OpenAsync([new(0, Money.Zero)])).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.DrawerUnknown, async () => (await shifts.OpenAsync([Floats[0], Floats[0]])).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.ShiftClosed, async () => (await shifts.SelectDrawerAsync(1)).Refusal);
    }

    [Fact]
    public async Task Only_the_drawer_that_cash_goes_through_springs_open()
    {
        var (first, second) = (new TestDevice("First"), new TestDevice("Second"));
        await using var till = await new TillHost { Devices = new() { Drawers = [first, second] } }.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync([.. Floats, new(3, Money.Zero)])).EnsureDone();
        (await till.Pos.Shifts.SelectDrawerAsync(2)).EnsureDone();
        await till.SellAsync();
        (await till.Pos.Shifts.OpenDrawerAsync("change")).EnsureDone();
        (await till.Pos.Shifts.SelectDrawerAsync(3)).EnsureDone();
        await till.SellAsync(); // Nobody can open it from here.
        await till.Pos.Hardware.FlushAsync();

        Assert.Equal((0, 2), (first.Done.Count, second.Done.Count));
        await till.AssertRefusedAsync(RefusalCodes.DrawerMissing, async () => (await till.Pos.Shifts.OpenDrawerAsync("change")).Refusal);
    }

    [Fact]
    public async Task H3_payments_without_a_receipt_are_on_the_report_and_count_in_the_shift_of_the_receipt()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp(4);
        var session = till.Pos.Checkout.Begin(ticket).Value;
        (await session.AddAsync(Payment.Cash(Money.Of(4)))).EnsureDone();
        (await session.AddAsync(Payment.Card(Money.Of(1)))).EnsureDone();

        var report = (await till.Pos.Shifts.CloseAsync(Money.Of(104))).Value;

        Assert.Equal([(PaymentType.Cash.Id, Money.Of(4), 1), (PaymentType.Card.Id, Money.Of(1), 1)], report.OpenPayments.Select(static open => (open.Type.Id, open.Amount, open.Count)));
        Assert.Equal((Money.Of(100), Money.Of(4)), (report.Cash.Expected, report.Cash.Difference!.Value));
        await till.RestartAsync();
        await till.SignInAsync();
        var next = (await till.Pos.Shifts.OpenAsync(Money.Of(100))).Value;
        Assert.Equal(2, next.OpenPayments.Length);
        session = till.Pos.Checkout.Begin(Assert.Single(till.Pos.Tickets.Open)).Value;
        (await session.AddAsync(Payment.Cash(Money.Of(5)))).EnsureDone();
        (await session.CompleteAsync()).EnsureDone();
        Assert.Empty(till.Pos.Shifts.Current.Value!.OpenPayments);
        Assert.Equal(Money.Of(109), till.Pos.Shifts.Current.Value.Cash.Expected);
    }

    private static bool DrawerComparer(DrawerReport one, DrawerReport other) =>
        (one.Drawer, one.Cash) == (other.Drawer, other.Cash) && one.ForeignCash.SequenceEqual(other.ForeignCash);

    private static async Task<TillHost> ReadyAsync()
    {
        var till = await new TillHost().StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Floats)).EnsureDone();
        return till;
    }
}
