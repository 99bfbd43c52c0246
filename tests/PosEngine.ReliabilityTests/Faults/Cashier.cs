using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using PosEngine.Receipts;
using PosEngine.Reliability.Crash;
using PosEngine.Tickets;

namespace PosEngine.Reliability.Faults;

/// <summary>What a till answered when a ticket was paid, or refunded.</summary>
/// <param name="Ticket">The ticket; a refund has one of its own.</param>
/// <param name="Outcome">The answer.</param>
/// <param name="Receipt">The receipt, or that which there may be.</param>
/// <param name="From">The moment on the disk at which it was told.</param>
/// <param name="To">The moment through which it was the last word on the ticket.</param>
internal sealed record Answer(TicketId Ticket, PosOutcome Outcome, ReceiptId? Receipt, int From, int To = int.MaxValue);

/// <summary>Somebody with a few customers at a till whose disk fails now and then: tells what the till answered, and comes back to what could not be sold.</summary>
/// <param name="path">The database.</param>
/// <param name="moment">The moment on the disk.</param>
/// <param name="takesUnknownForRefused">On purpose, to see that it is noticed.</param>
internal sealed class Cashier(string path, Func<int> moment, bool takesUnknownForRefused)
{
    private const int PatienceMax = 50;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));
    private readonly List<Answer> _answers = [];

    public IReadOnlyList<Answer> Answers => _answers;

    public async Task WorkAsync()
    {
        await using var till = TestShop.Till(path, simulated: _time);
        await StartAsync(till);
        await InsistAsync(async () => (await TestShop.SignInAsync(till)).Outcome);
        await InsistAsync(async () => till.Shifts.Current.Value is null ? (await till.Shifts.OpenAsync(Money.Of(100))).Outcome : PosOutcome.Done);

        var taken = TestShop.RingUp(till, 3);
        await DoAllAsync(Sale(till, TestShop.RingUp(till)), Sale(till, TestShop.RingUp(till, 2)), Sale(till, taken));
        _time.Advance(TimeSpan.FromSeconds(2)); // Idle: the log is written back.
        await DoAllAsync(Sale(till, TestShop.RingUp(till)), Sale(till, TestShop.RingUp(till)));
        await DoAllAsync(Refund(till, 1, taken, [new(taken.Current.Lines[0].Id, Quantity.One)]));
        await DoAllAsync(Refund(till, 2, taken, []));
        await InsistAsync(async () => till.Shifts.Current.Value is null ? PosOutcome.Done : (await till.Shifts.CloseAsync(Money.Of(1))).Outcome);
    }

    private static (TicketId, Func<Task<PosResult<Receipt>>>) Sale(Engine till, ITicket ticket) => (ticket.Id, () => TestShop.PayAsync(till, ticket));

    private (TicketId, Func<Task<PosResult<Receipt>>>) Refund(Engine till, int number, ITicket sold, ImmutableArray<RefundedLine> lines)
    {
        var sale = _answers.Last(answer => answer.Ticket == sold.Id).Receipt!.Value;
        var id = new Guid(number, 0, 0, new byte[8]);
        return (new TicketId(id), () => till.Receipts.RefundAsync(new() { ReceiptId = sale, RefundId = new ReceiptId(id), Lines = lines }));
    }

    /// <summary>Sells or refunds one ticket after the other, and only then, a little later, those again that could not be.</summary>
    private async Task DoAllAsync(params (TicketId Ticket, Func<Task<PosResult<Receipt>>> Do)[] tasks)
    {
        for (var patience = PatienceMax; tasks.Length > 0; patience--)
        {
            Assert.True(patience > 0, "The disk is well, and the till still does not sell.");
            var again = new List<(TicketId, Func<Task<PosResult<Receipt>>>)>();
            foreach (var task in tasks)
            {
                if (!await IsDoneAsync(task.Ticket, task.Do))
                    again.Add(task);
            }

            tasks = [.. again];
            if (tasks.Length > 0)
                _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private async Task<bool> IsDoneAsync(TicketId ticket, Func<Task<PosResult<Receipt>>> work)
    {
        var last = _answers.FindLastIndex(answer => answer.Ticket == ticket);
        if (last >= 0)
            _answers[last] = _answers[last] with { To = moment() };
        var result = await work();
        var outcome = takesUnknownForRefused && result.Outcome == PosOutcome.Unknown ? PosOutcome.Refused : result.Outcome;
        _answers.Add(new Answer(ticket, outcome, result.IsDone ? result.Value.Id : result.UnknownReceipt, moment()));
        Assert.True(result.IsDone || result.Refusal!.Code is RefusalCodes.StoreUnavailable or RefusalCodes.StoreFull or RefusalCodes.StoreReadOnly or RefusalCodes.OutcomeUnknown, result.Refusal?.ToString());
        return result.IsDone;
    }

    private static async Task StartAsync(Engine till)
    {
        for (var patience = PatienceMax; ; patience--)
        {
            try
            {
                await till.StartAsync();
                return;
            }
            catch (PosEngineException) when (patience > 0)
            {
                // It says so, and can be started again.
            }
        }
    }

    private static async Task InsistAsync(Func<Task<PosOutcome>> work)
    {
        for (var patience = PatienceMax; await work() != PosOutcome.Done; patience--)
            Assert.True(patience > 0, "The disk is well, and the till still refuses.");
    }
}
