using Microsoft.Extensions.Time.Testing;
using PosEngine.Reliability.Crash;
using PosEngine.Tickets;

namespace PosEngine.Reliability.Faults;

/// <summary>What a till answered when a ticket was paid.</summary>
/// <param name="Ticket">The ticket.</param>
/// <param name="Outcome">The answer.</param>
/// <param name="Receipt">The receipt, or that which there may be.</param>
/// <param name="From">The moment on the disk at which it was told.</param>
/// <param name="To">The moment through which it was the last word on the ticket.</param>
internal sealed record Answer(TicketId Ticket, PosOutcome Outcome, ReceiptId? Receipt, int From, int To = int.MaxValue);

/// <summary>Somebody with a few customers at a till whose disk fails now and then: tells what the till answered, and comes back to what could not be sold.</summary>
internal sealed class Cashier(string path, Func<int> moment)
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

        await SellAllAsync(till, [.. Enumerable.Range(1, 3).Select(coffees => TestShop.RingUp(till, coffees))]);
        _time.Advance(TimeSpan.FromSeconds(2)); // Idle: the log is written back.
        await SellAllAsync(till, [TestShop.RingUp(till), TestShop.RingUp(till)]);
        await InsistAsync(async () => till.Shifts.Current.Value is null ? PosOutcome.Done : (await till.Shifts.CloseAsync(Money.Of(1))).Outcome);
    }

    /// <summary>Sells one ticket after the other, and only then those again that could not be sold.</summary>
    private async Task SellAllAsync(IPosEngine till, IReadOnlyList<ITicket> tickets)
    {
        for (var patience = PatienceMax; tickets.Count > 0; patience--)
        {
            Assert.True(patience > 0, "The disk is well, and the till still does not sell.");
            var again = new List<ITicket>();
            foreach (var ticket in tickets)
            {
                if (!await IsSoldAsync(till, ticket))
                    again.Add(ticket);
            }

            tickets = again;
        }
    }

    private async Task<bool> IsSoldAsync(IPosEngine till, ITicket ticket)
    {
        var last = _answers.FindLastIndex(answer => answer.Ticket == ticket.Id);
        if (last >= 0)
            _answers[last] = _answers[last] with { To = moment() };
        var result = await TestShop.PayAsync(till, ticket);
        _answers.Add(new Answer(ticket.Id, result.Outcome, result.IsDone ? result.Value.Id : result.UnknownReceipt, moment()));
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
