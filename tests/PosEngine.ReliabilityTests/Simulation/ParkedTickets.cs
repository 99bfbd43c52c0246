using PosEngine.Connectivity;
using PosEngine.Reliability.Crash;
using PosEngine.Tickets;

namespace PosEngine.Reliability.Simulation;

/// <summary>Tickets that the tills of a shop park and take over from each other, as their cashiers know them: each is sold once or given up, at one till, and none is lost.</summary>
/// <remarks>
/// Two ways to a second receipt are known, and the back office has to tell of it then: a till takes up its own ticket while nobody can be asked, and a back office that was restored has forgotten whom it gave one.
/// </remarks>
internal sealed class ParkedTickets(SimulatedOffice office, IReadOnlyList<SimulatedTill> tills, Random random, Waiting waiting, Action<SimulatedTill, string> tell)
{
    private const int RoundsMax = 8;

    private readonly Dictionary<TicketId, Fate> _fates = [];

    /// <summary>How many tickets were ever parked.</summary>
    public int Count => _fates.Count;

    /// <summary>How many went from one till to another.</summary>
    public int TakenOver { get; private set; }

    /// <summary>How often nobody knew whether a till had a ticket.</summary>
    public int Unknown { get; private set; }

    /// <summary>Somebody does something with a parked ticket, or with one that was.</summary>
    public async Task HappenAsync(SimulatedTill till)
    {
        if (!await till.GetReadyAsync())
            return;
        switch (random.Next(10))
        {
            case < 3:
                await ParkAsync(till);
                break;

            case < 5 when OneOf(till.Pos.Tickets.Parked.Value) is { } own:
                await ResumeAsync(till, own);
                break;

            case < 8 when OneOf(till.Pos.Tickets.Shared.Value) is { } shared:
                await TakeOverAsync(till, shared);
                break;

            default:
                if (OneOf(OpenAt(till)) is { } open)
                    await GoOnAsync(till, open, random.Next(10));
                break;
        }
    }

    /// <summary>After every event.</summary>
    public void Check()
    {
        var places = tills.SelectMany(static till => TillFile.ReadTickets(till.DatabasePath).Select(ticket => (Till: till, Ticket: ticket))).ToLookup(static place => place.Ticket.Id);
        foreach (var (id, fate) in _fates)
        {
            if (IsOneTills(fate))
            {
                Require(fate.Sales.Count + fate.Voids <= 1, $"T2: {fate} ended more than once");
                var open = places[id].Where(place => !place.Ticket.IsParked && !fate.HasEndedAt(place.Till)).Select(static place => place.Till.Number).ToList();
                Require(open.Count + fate.Sales.Count + fate.Voids <= 1, $"T2: {fate} is open at till {string.Join(" and ", open)}");
            }
        }
    }

    /// <summary>In the end, with a network that is well and tills that were started anew: whatever is parked anywhere can be taken up at some till, and paid.</summary>
    /// <param name="heal">Everything arrives everywhere.</param>
    public async Task EndAsync(Action heal)
    {
        foreach (var till in tills)
        {
            await till.RestartAsync();
            Require(till.UnsettledTakeovers == 0, $"T4: till {till.Number} was started anew, and {till.UnsettledTakeovers} of its takeovers are unsettled");
        }

        for (var round = 0; round < RoundsMax; round++)
        {
            heal();
            foreach (var till in tills)
                await SellAllAsync(till);
            Check();
        }

        heal();
        foreach (var (id, fate) in _fates)
        {
            Require(fate.Sales.Count + fate.Voids > 0, $"T4: {fate} was parked, and is nowhere in the end");
            Require(tills.All(till => till.Pos.Tickets.Parked.Value.All(parked => parked.Id != id)), $"T4: {fate} has ended and is still parked");
            CheckTold(fate);
        }
    }

    private async Task SellAllAsync(SimulatedTill till)
    {
        Require(await till.GetReadyAsync(), $"T4: nobody can sign in at till {till.Number} in the end");
        foreach (var open in OpenAt(till))
            await GoOnAsync(till, open, choice: 0);
        foreach (var own in till.Pos.Tickets.Parked.Value)
            await ResumeAsync(till, own, isEnd: true);
        foreach (var shared in till.Pos.Tickets.Shared.Value)
            await TakeOverAsync(till, shared, isEnd: true);
    }

    private async Task ParkAsync(SimulatedTill till)
    {
        var name = $"table {_fates.Count + 1}";
        tell(till, $"parks {name}");
        var ticket = TestShop.RingUp(till.Pos, random.Next(1, 5));
        (await till.Pos.Tickets.ParkAsync(ticket, name)).EnsureDone();
        _fates.Add(ticket.Id, new(name));
    }

    private async Task ResumeAsync(SimulatedTill till, ParkedTicket parked, bool isEnd = false)
    {
        // Over another one it may have heard since that it does not have this one any more.
        if (TillFile.ReadTickets(till.DatabasePath).SingleOrDefault(ticket => ticket.Id == parked.Id)?.Parking is not { } parking)
            return;
        tell(till, $"takes up its own {parked.Name}");
        var (troubles, canAsk) = (till.Wire.Troubles, till.Pos.Connectivity.State.Value == ConnectivityState.Online && till.Wire.IsUp);
        if (await waiting.ForAsync(till, till.Pos.Tickets.ResumeAsync(parked.Id), isEnd) is not { } result || !result.TryGet(out var ticket, out _))
            return;
        if (!office.IsGiven(till.Pos.Device.Id, parking))
        {
            Require(!canAsk || till.Wire.Troubles > troubles, $"T2: till {till.Number} has taken up {parked.Name} without having been given it");
            _fates[ticket.Id].WasTakenUnasked = true;
        }

        await GoOnAsync(till, ticket, isEnd ? 0 : random.Next(10));
    }

    private async Task TakeOverAsync(SimulatedTill till, SharedTicket shared, bool isEnd = false)
    {
        tell(till, $"takes over {shared.Name}");
        if (await waiting.ForAsync(till, till.Pos.Tickets.TakeOverAsync(shared.Id), isEnd) is not { } result)
            return;
        Unknown += result.Outcome == PosOutcome.Unknown ? 1 : 0;
        Require(!isEnd || result.Outcome != PosOutcome.Unknown, $"T4: nobody knows whether till {till.Number} has {shared.Name}, and the network is well");
        if (!result.TryGet(out var ticket, out _))
            return;
        Require(office.IsGiven(till.Pos.Device.Id, shared.Id), $"T2: till {till.Number} has taken over {shared.Name} without having been given it");
        TakenOver++;
        await GoOnAsync(till, ticket, isEnd ? 0 : random.Next(10));
    }

    /// <summary>What is made of a ticket that is open again: it is paid, parked again, given up, or left as it is.</summary>
    private async Task GoOnAsync(SimulatedTill till, ITicket ticket, int choice)
    {
        var fate = _fates[ticket.Id];
        switch (choice)
        {
            case < 5:
                tell(till, $"is paid {fate}");
                fate.Sales.Add((till, (await till.PayAsync(ticket)).Id));
                NoteSoldElsewhere(fate);
                break;

            case < 7:
                tell(till, $"parks {fate} again");
                (await till.Pos.Tickets.ParkAsync(ticket, fate.Name)).EnsureDone();
                break;

            case 7:
                tell(till, $"gives up {fate}");
                (await till.Pos.Tickets.DiscardAsync(ticket)).EnsureDone();
                fate.VoidedAt.Add(till);
                break;
        }
    }

    /// <summary>Of a ticket that several tills have sold, any receipt may be told as set aside from now on, and its till may hear of it at once.</summary>
    private static void NoteSoldElsewhere(Fate fate)
    {
        var isSoldTwice = fate.Sales.Select(static sale => sale.Till).Distinct().Count() > 1;
        foreach (var (till, receipt) in isSoldTwice ? fate.Sales : [])
            till.MayBeSetAside.Add(receipt);
    }

    private List<ITicket> OpenAt(SimulatedTill till) => [.. till.Pos.Tickets.Open.Where(ticket => _fates.ContainsKey(ticket.Id))];

    private T? OneOf<T>(IReadOnlyList<T> all) where T : class => all.Count == 0 ? null : all[random.Next(all.Count)];

    private bool IsOneTills(Fate fate) => !fate.WasTakenUnasked && office.Restores == 0;

    /// <summary>Of receipts that several tills have of one ticket, all but one are told as set aside.</summary>
    private static void CheckTold(Fate fate)
    {
        var receipts = fate.Sales.Select(static sale => sale.Till.List().Single(receipt => receipt.Id == sale.Receipt)).ToList();
        var sellers = fate.Sales.Select(static sale => sale.Till).Distinct().Count();
        var told = receipts.Count(static receipt => receipt.State == Receipts.SyncState.NeedsAttention);
        Require(told >= sellers - 1, $"T2: {fate} was sold by {sellers} tills, and {told} of the receipts are set aside");
    }

    private static void Require(bool holds, string violation)
    {
        if (!holds)
            throw new InvariantViolatedException(violation);
    }

    /// <summary>What became of a ticket.</summary>
    private sealed class Fate(string name)
    {
        public string Name => name;

        /// <summary>Whether its own till ever took it up without an answer.</summary>
        public bool WasTakenUnasked { get; set; }

        public List<(SimulatedTill Till, ReceiptId Receipt)> Sales { get; } = [];

        public List<SimulatedTill> VoidedAt { get; } = [];

        public int Voids => VoidedAt.Count;

        public bool HasEndedAt(SimulatedTill till) => VoidedAt.Contains(till) || Sales.Any(sale => sale.Till == till);

        public override string ToString() => name;
    }
}
