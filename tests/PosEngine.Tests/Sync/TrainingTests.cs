using PosEngine.Checkout;
using PosEngine.Hardware;
using PosEngine.Support;

namespace PosEngine.Sync;

public sealed class TrainingTests
{
    [Fact]
    public async Task A_sale_in_training_is_none()
    {
        await using var till = await StartAsync();
        var real = await till.SellAsync();
        var before = till.Pos.Shifts.Current.Value!;
        till.GoOffline();
        (await till.Pos.Device.BeginTrainingAsync()).EnsureDone();
        Assert.True(till.Pos.Device.IsTraining.Value);

        var practised = await till.SellAsync();
        await till.SellAsync();
        (await till.Pos.Device.EndTrainingAsync()).EnsureDone();

        Assert.Equal(("T1-1", true), (practised.Number, practised.IsTraining));
        var after = till.Pos.Shifts.Current.Value!;
        Assert.Equal((2, Money.Of(10)), (after.TrainingCount, after.TrainingTotal));
        Assert.Equal(
            (before.ReceiptCount, before.Totals, before.Cash, before.Running, before.Payments.Length), (after.ReceiptCount, after.Totals, after.Cash, after.Running, after.Payments.Length));
        Assert.Equal([real.Number], (await till.Pos.Receipts.ListAsync()).Value.Select(static receipt => receipt.Number));
        Assert.Equal(0, till.Pos.Receipts.Unsynchronised.Value.Count);
        Assert.Equal("1-1002", (await till.SellAsync()).Number);
        Assert.Equal(["training-begun", "training-receipt", "training-receipt", "training-ended"],
            (await till.EntriesAsync()).Select(static entry => entry.GetProperty("kind").GetString()!).Where(static kind => kind.StartsWith("training", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Its_numbers_go_on_over_restarts_and_a_second_completion_gives_the_first()
    {
        await using var till = await StartAsync();
        (await till.Pos.Device.BeginTrainingAsync()).EnsureDone();
        var ticket = till.RingUp();
        var first = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)))).Value;
        Assert.Equal(first.Id, (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)))).Value.Id);

        await till.RestartAsync();
        await till.SignInAsync();

        Assert.True(till.Pos.Device.IsTraining.Value);
        Assert.Equal("T1-2", (await till.SellAsync()).Number);
        Assert.True((await till.Pos.Receipts.GetAsync(first.Id)).Value.IsTraining);
    }

    [Fact]
    public async Task Training_and_real_sales_do_not_mix()
    {
        await using var till = await StartAsync();
        var real = till.RingUp();
        (await till.Pos.Device.BeginTrainingAsync()).EnsureDone();
        var practice = till.RingUp();

        await till.AssertRefusedAsync(RefusalCodes.TrainingTicket, async () => (await till.Pos.Checkout.CompleteAsync(real, Payment.Cash(Money.Of(5)))).Refusal);
        (await till.Pos.Device.EndTrainingAsync()).EnsureDone();
        await till.AssertRefusedAsync(RefusalCodes.TrainingTicket, async () => (await till.Pos.Checkout.CompleteAsync(practice, Payment.Cash(Money.Of(5)))).Refusal);
        Assert.Equal("1-1001", (await till.Pos.Checkout.CompleteAsync(real, Payment.Cash(Money.Of(5)))).Value.Number);
    }

    [Fact]
    public async Task A_payment_in_steps_does_not_mix_them_either_and_can_be_given_up()
    {
        await using var till = await StartAsync();
        var (real, begun) = (till.RingUp(), till.RingUp());
        var payment = till.Pos.Checkout.Begin(begun).Value;
        (await payment.AddAsync(Payment.Card(Money.Of(4)))).EnsureDone();
        (await till.Pos.Device.BeginTrainingAsync()).EnsureDone();

        await till.AssertRefusedAsync(RefusalCodes.TrainingTicket, () => Task.FromResult(till.Pos.Checkout.Begin(real).Refusal));
        Assert.Equal(Tickets.TicketStatus.Open, real.Current.Status);
        await till.AssertRefusedAsync(RefusalCodes.TrainingTicket, async () => (await payment.AddAsync(Payment.Cash(Money.Of(1)))).Refusal);
        (await payment.CancelAsync()).EnsureDone();
        var practice = till.Pos.Checkout.Begin(till.RingUp()).Value;
        (await till.Pos.Device.EndTrainingAsync()).EnsureDone();
        await till.AssertRefusedAsync(RefusalCodes.TrainingTicket, async () => (await practice.AddAsync(Payment.Cash(Money.Of(5)))).Refusal);
    }

    [Fact]
    public async Task Nothing_real_is_done_in_training()
    {
        await using var till = await StartAsync();
        var sale = await till.SellAsync();
        (await till.Pos.Device.BeginTrainingAsync()).EnsureDone();
        var practised = await till.SellAsync();

        await till.AssertRefusedAsync(RefusalCodes.TrainingMode, async () => (await till.Pos.Shifts.PayInAsync(Money.Of(1), "")).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.TrainingMode, async () => (await till.Pos.Shifts.CloseAsync(Money.Of(1))).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.TrainingMode, async () => (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.TrainingMode, async () => (await till.Pos.Receipts.EmailAsync(practised.Id, "ann@example.com")).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.TrainingMode, async () => (await till.Pos.Checkout.CompleteAsync(till.RingUp(), new Payment(PaymentType.IntegratedCard, Money.Of(5)))).Refusal);
        (await till.Pos.Device.EndTrainingAsync()).EnsureDone();
        await till.AssertRefusedAsync(RefusalCodes.TrainingMode, async () => (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = practised.Id })).Refusal);
    }

    [Fact]
    public async Task What_was_paid_step_by_step_in_training_is_in_no_drawer()
    {
        await using var till = await StartAsync();
        (await till.Pos.Device.BeginTrainingAsync()).EnsureDone();
        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        (await session.AddAsync(Payment.Cash(Money.Of(3)))).EnsureDone();

        Assert.Empty(till.Pos.Shifts.Current.Value!.OpenPayments);
        (await session.AddAsync(Payment.Cash(Money.Of(2)))).EnsureDone();
        Assert.True((await session.CompleteAsync()).Value.IsTraining);
        Assert.Equal(Money.Of(100), till.Pos.Shifts.Current.Value!.Cash.Expected);
    }

    [Fact]
    public async Task Its_paper_is_marked_at_both_ends_and_the_drawer_stays_closed()
    {
        var (printer, drawer) = (new TestDevice("printer"), new TestDevice("drawer"));
        await using var till = await StartAsync(new ConnectedDevices { Printers = [printer], Drawers = [drawer] });
        (await till.Pos.Device.BeginTrainingAsync()).EnsureDone();

        await till.SellAsync();
        await till.Pos.Hardware.FlushAsync();

        var paper = Assert.Single(printer.Done).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(("TRAINING – NOT A RECEIPT", "TRAINING – NOT A RECEIPT"), (paper[0], paper[^1]));
        Assert.Empty(drawer.Done);
    }

    private static async Task<TillHost> StartAsync(ConnectedDevices? devices = null)
    {
        var till = new TillHost { Devices = devices ?? new ConnectedDevices() };
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """["training", "refunds"]""");
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }
}
