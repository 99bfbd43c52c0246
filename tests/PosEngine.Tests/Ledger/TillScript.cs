using PosEngine.Checkout;
using PosEngine.Storage;
using PosEngine.Support;
using PosEngine.Tickets;

namespace PosEngine.Ledger;

/// <summary>A day at a till, one step after the other, as random as it gets: sales, refusals, failing disks, restarts.</summary>
internal sealed class TillScript(TillHost till)
{
    public const int StepCount = 25;

    private readonly List<ITicket> _paid = [];
    private readonly List<IPaymentSession> _sessions = [];

    /// <summary>The numbers that were handed out, in order.</summary>
    public List<string> Numbers { get; } = [];

    /// <summary>Does a step. What it answers does not matter here, except where it is a new receipt.</summary>
    public async Task RunAsync(int step)
    {
        switch (step)
        {
            case 0 or 1 or 2:
                await CompleteAsync(till.RingUp(1 + step), Payment.Cash(Money.Of(20)));
                break;
            case 3:
                await CompleteAsync(till.RingUp(4), Payment.Card(Money.Of(6)), Payment.Cash(Money.Of(5)));
                break;
            case 4:
                await CompleteAsync(till.RingUp(2), Payment.Cash(Money.Of(1)));
                break;
            case 5:
                await CompleteAsync(till.RingUp(2), Payment.Cash(Money.Of(0.001m)));
                break;
            case 6 when _paid.Count > 0:
                await CompleteAsync(_paid[^1], Payment.Cash(Money.Of(20)));
                break;
            case 7:
                await CancelledAsync();
                break;
            case 8:
                if (till.Pos.Checkout.Begin(till.RingUp(3)).TryGet(out var begun, out _))
                    _sessions.Add(begun);
                break;
            case 9 or 10 when _sessions.Count > 0:
                _ = await _sessions[^1].AddAsync(step == 9 ? Payment.Card(Money.Of(2.50m)) : Payment.Cash(Money.Of(10)));
                break;
            case 11 when _sessions.Count > 0 && _sessions[^1].Payments.Value is [var first, ..]:
                _ = await _sessions[^1].RemoveAsync(first.Id);
                break;
            case 12 when _sessions.Count > 0:
                if ((await _sessions[^1].CompleteAsync()).TryGet(out var receipt, out _) && !Numbers.Contains(receipt.Number))
                    Numbers.Add(receipt.Number);
                break;
            case 13 when _sessions.Count > 0:
                _ = await _sessions[^1].CancelAsync();
                _sessions.RemoveAt(_sessions.Count - 1);
                break;
            case 14:
                _ = await till.Pos.Shifts.PayInAsync(Money.Of(3), "change");
                break;
            case 15:
                _ = await till.Pos.Shifts.PayOutAsync(Money.Of(2), "milk \"fresh\" \\ 🥛");
                break;
            case 16:
                _ = await till.Pos.Shifts.CloseAsync(Money.Of(42));
                _ = await till.Pos.Shifts.OpenAsync(Money.Of(50));
                break;
            case 17:
                _ = await till.Pos.Session.LockAsync();
                await till.SignInAsync();
                break;
            case 18:
                await ParkAsync();
                break;
            case 19:
                await SignOutAsync();
                break;
            case 20:
                till.Ledger().SaveState();
                break;
            case 21:
                await FailAsync();
                break;
            case 22:
                await ArmAsync(SqliteFaults.LoseNextCommit);
                break;
            case 23:
                await ArmAsync(SqliteFaults.MisreportNextCommit);
                break;
            case 24:
                await RestartAsync();
                break;
        }
    }

    private async Task RestartAsync()
    {
        await till.RestartAsync();
        await till.SignInAsync();
        _ = await till.Pos.Shifts.OpenAsync(Money.Of(10));
        _paid.Clear();
        _sessions.Clear();
        foreach (var ticket in till.Pos.Tickets.Open.Where(ticket => till.Ledger().State.Payments.ContainsKey(ticket.Id)))
            _sessions.Add(till.Pos.Checkout.Begin(ticket).Value);
    }

    private async Task CompleteAsync(ITicket ticket, params Payment[] payments)
    {
        if (!(await till.Pos.Checkout.CompleteAsync(ticket, payments)).TryGet(out var receipt, out _))
            return;
        if (!Numbers.Contains(receipt.Number))
            Numbers.Add(receipt.Number);
        _paid.Add(ticket);
    }

    private async Task CancelledAsync()
    {
        var ticket = till.RingUp();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(20)), new CancellationToken(canceled: true)));
        _ = await till.Pos.Tickets.DiscardAsync(ticket);
    }

    private async Task ParkAsync()
    {
        var ticket = till.RingUp();
        if ((await till.Pos.Tickets.ParkAsync(ticket, "Table 7")).IsDone && (await till.Pos.Tickets.ResumeAsync(ticket.Id)).TryGet(out var resumed, out _))
            await CompleteAsync(resumed, Payment.Cash(Money.Of(10)));
    }

    private async Task SignOutAsync()
    {
        var ticket = till.RingUp();
        _ = await till.Pos.Shifts.CloseAsync(Money.Of(1));
        _ = await till.Pos.Device.SignOutAsync();
        await CompleteAsync(ticket, Payment.Cash(Money.Of(20)));
        _ = await till.Pos.Device.SignInAsync();
        await till.SignInAsync();
        _ = await till.Pos.Shifts.OpenAsync(Money.Of(50));
    }

    /// <summary>The next commit fails. This one may as well, if the step before was the same.</summary>
    private async Task ArmAsync(Action<WriteSession> fault) => _ = await till.Ledger().RunAsync(
        transaction =>
        {
            fault(transaction.Session);
            return PosResult.Done;
        },
        CancellationToken.None);

    private async Task FailAsync() => await Assert.ThrowsAsync<FormatException>(() => till.Ledger().OnWriterAsync(transaction =>
    {
        transaction.Append(new StoreRecovered("never"), TillHost.Ann);
        throw new FormatException();
    }));
}
