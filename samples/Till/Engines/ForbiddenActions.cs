using PosEngine;
using PosEngine.Capabilities;
using PosEngine.Checkout;
using PosEngine.Tickets;

namespace Till.Engines;

/// <summary>Tries what the policy forbids without a connection, and keeps the capabilities whose refusal was met.</summary>
internal sealed class ForbiddenActions
{
    private static readonly Capability[] WithoutOperation =
    [
        Capability.Refund, Capability.CustomerRegistration, Capability.CustomerEditing, Capability.ItemEditing, Capability.StockDisplay, Capability.NegativeStockWarning,
    ];

    private readonly HashSet<Capability> _refused = [];

    /// <summary>What was refused so far, in the order of the engine's table.</summary>
    public IReadOnlyList<string> Refused => [.. Capability.All.Where(_refused.Contains).Select(capability => capability.Name)];

    /// <summary>Tries everything, and answers what the engine said to each.</summary>
    /// <param name="pos">The engine.</param>
    /// <param name="ticket">A ticket with lines that nobody pays at the moment.</param>
    public async Task<IReadOnlyList<CapabilityDecision>> TryAsync(IPosEngine pos, ITicket ticket)
    {
        var decisions = WithoutOperation.Select(capability => pos.Capabilities.Decide(capability)).ToList();
        var card = new Payment(PaymentType.IntegratedCard, ticket.Current.Totals.Gross);
        Add((await pos.Checkout.CompleteAsync(ticket, card)).Refusal);
        Add((await pos.Sync.SyncNowAsync()).Refusal);
        Add((await pos.Device.SignOutAsync()).Refusal);
        _refused.UnionWith(decisions.Where(decision => !decision.IsAllowed).Select(decision => decision.Capability));
        return decisions;

        void Add(Refusal? refusal)
        {
            if (refusal?.Decision is { } decision)
                decisions.Add(decision);
        }
    }
}
