using Till.BackOffices;
using Till.Replay;

namespace PosEngine.Samples.Till;

public sealed class ReplayPlanTests
{
    private static readonly int[] Tickets = [.. Enumerable.Range(1, 9_684)];

    [Fact]
    public void The_same_seed_decides_the_same_whatever_was_asked_before()
    {
        var asked = new ReplayPlan(new Dice(7));
        var all = Tickets.Select(DecisionsOf(asked)).ToList();

        Assert.Equal(all[5_000], DecisionsOf(new ReplayPlan(new Dice(7)))(Tickets[5_000]));
        Assert.Equal(all, Tickets.Reverse().Select(DecisionsOf(asked)).Reverse());
    }

    [Fact]
    public void Another_seed_decides_otherwise() =>
        Assert.NotEqual(Tickets.Select(DecisionsOf(new ReplayPlan(new Dice(1)))), Tickets.Select(DecisionsOf(new ReplayPlan(new Dice(2)))));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public void Every_kind_of_event_occurs_in_a_log_of_the_usual_length(long seed)
    {
        var plan = new ReplayPlan(new Dice(seed));

        Assert.Equal(6, Tickets.Select(ticket => plan.DiscountOf(ticket)?.Name).Distinct().Count());
        Assert.Equal(Enum.GetValues<PlannedPayment>(), Tickets.Select(plan.PaymentOf).Distinct().Order());
        Assert.Equal(Enum.GetValues<PlannedRestart>(), Tickets.Select(plan.RestartAt).Distinct().Order());
        Assert.Equal(Enum.GetValues<ConnectionFault>(), Tickets.Select(plan.FaultAt).Distinct().Order());
        Assert.InRange(Tickets.Count(plan.IsCut), Tickets.Length / 5, Tickets.Length / 2);
    }

    [Fact]
    public void Banknotes_cover_what_is_due_and_the_smallest_sale_can_still_be_split()
    {
        var plan = new ReplayPlan(new Dice(3));

        Assert.All(Tickets, ticket => Assert.InRange(plan.HandedOver(ticket, 17.35m), 17.35m, 50m));
        Assert.All(Tickets, ticket => Assert.InRange(plan.CardShare(ticket, 0.55m), 0.13m, 0.42m));
    }

    private static Func<int, object> DecisionsOf(ReplayPlan plan) => ticket =>
        (plan.DiscountOf(ticket), plan.PaymentOf(ticket), plan.HandedOver(ticket, 10.01m), plan.CardShare(ticket, 10.01m), plan.RestartAt(ticket),
            plan.IsCut(ticket), plan.FaultAt(ticket), plan.TriesForbidden(ticket), plan.CountDifference(DateOnly.FromDayNumber(ticket)));
}
