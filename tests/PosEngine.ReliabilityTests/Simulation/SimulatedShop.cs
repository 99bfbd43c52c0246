using PosEngine.Journal;
using PosEngine.Receipts;
using PosEngine.Reliability.Crash;
using PosEngine.Sync;

namespace PosEngine.Reliability.Simulation;

/// <summary>One run of the simulation: a few tills, one back office, and whatever happens to them. The same seed is the same run.</summary>
internal sealed class SimulatedShop : IAsyncDisposable
{
    private const int Events = 60;
    private static readonly TimeSpan HealingTime = TimeSpan.FromHours(6);

    private readonly TemporaryFolder _folder = new();
    private readonly LoopbackBackOffice _backOffice;
    private readonly Random _random;
    private readonly Sabotage _sabotage;
    private readonly List<SimulatedTill> _tills = [];

    private SimulatedShop(int seed, Sabotage sabotage)
    {
        (_random, _sabotage) = (new Random(seed), sabotage);
        _backOffice = new LoopbackBackOffice();
        TestShop.Furnish(_backOffice);
        for (var number = 1; number <= 1 + (seed % 3); number++)
            _tills.Add(new SimulatedTill(_folder.PathOf($"till-{number}"), number, _backOffice, _random, sabotage));
    }

    /// <summary>What happened, in words, for a run that fails.</summary>
    public List<string> Story { get; } = [];

    /// <summary>Runs a seed. Throws where an invariant does not hold.</summary>
    public static async Task<SimulationFigures> RunAsync(int seed, Sabotage sabotage = Sabotage.None)
    {
        await using var shop = new SimulatedShop(seed, sabotage);
        try
        {
            return await shop.PlayAsync();
        }
        catch (Exception e)
        {
            throw new SimulationFailedException($"Seed {seed}: {e.Message}\n{string.Join('\n', shop.Story.TakeLast(25))}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var till in _tills)
            await till.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<SimulationFigures> PlayAsync()
    {
        foreach (var till in _tills)
            await till.StartAsync();
        for (var i = 0; i < Events; i++)
        {
            var till = _tills[_random.Next(_tills.Count)];
            await HappenAsync(till);
            await CheckAsync(till);
        }

        await HealAsync();
        return new(_tills.Sum(till => till.Given.Count), Story.Count(what => what.Contains("crash", StringComparison.Ordinal)));
    }

    private async Task HappenAsync(SimulatedTill till)
    {
        switch (_random.Next(20))
        {
            case < 8:
                Tell(till, "sells");
                await till.SellAsync(twice: _random.Next(4) == 0);
                break;
            case < 11:
                Tell(till, "waits");
                Advance(till, TimeSpan.FromSeconds(_random.Next(1, 400)));
                break;
            case 11:
                Tell(till, "line down");
                till.Wire.IsUp = false;
                till.Pos.Connectivity.ReportNetwork(false);
                break;
            case 12:
                Tell(till, "line up");
                till.Wire.IsUp = true;
                till.Pos.Connectivity.ReportNetwork(true);
                break;
            case 13:
                till.Wire.Trouble = _random.Next(70);
                Tell(till, $"trouble {till.Wire.Trouble}");
                break;
            case 14 or 15:
                Tell(till, "crash");
                await till.CrashAsync();
                break;
            case 16:
                Tell(till, "restart");
                await till.RestartAsync();
                break;
            case 17:
                await RollBackAsync(till);
                break;
            case 18:
                Tell(till, "clock jumps");
                till.Time.AdjustTime(till.Time.GetUtcNow() + TimeSpan.FromMinutes(_random.Next(-600, 600)));
                break;
            default:
                await MoveMoneyAsync(till);
                break;
        }
    }

    private async Task MoveMoneyAsync(SimulatedTill till)
    {
        if (till.Pos.Shifts.Current.Value is null)
            return;
        if (_random.Next(3) == 0)
        {
            Tell(till, "closes its shift");
            _ = await till.Pos.Shifts.CloseAsync(Money.Of(_random.Next(0, 500)));
            return;
        }

        Tell(till, "pays in");
        (await till.Pos.Shifts.PayInAsync(Money.Of(_random.Next(1, 50)), "change")).EnsureDone();
    }

    /// <summary>The back office is restored from an older backup. The tills have what it lost.</summary>
    private Task RollBackAsync(SimulatedTill till)
    {
        var device = till.Pos.Device.Id;
        var head = _backOffice.EntriesOf(device).Length;
        var to = head - _random.Next(0, Math.Min(head, 12) + 1);
        Tell(till, $"back office restored to {to} of {head}");
        _backOffice.RollBackTo(device, to);
        return Task.CompletedTask;
    }

    /// <summary>What must hold whatever happened.</summary>
    private async Task CheckAsync(SimulatedTill till)
    {
        Assert.Null(till.Wire.Violation);
        var journal = await JournalOf(till);
        AssertPrefix(till, journal);

        var receipts = (await till.Pos.Receipts.ListAsync(new ReceiptQuery { Limit = 500 })).Value;
        Assert.True(
            till.Given.Select(given => given.Number).SequenceEqual(receipts.Select(receipt => receipt.Number).Reverse()),
            $"D2: till {till.Number} gave {string.Join(' ', till.Given.Select(given => given.Number))} and has {string.Join(' ', receipts.Select(receipt => receipt.Number).Reverse())}");
        Assert.Equal(Enumerable.Range(1001, till.Given.Count).Select(number => $"{till.Number}-{number}"), till.Given.Select(given => given.Number));

        var status = till.Pos.Sync.Status.Value;
        Assert.True(status.Pending == 0 || status.NextAttempt is not null, $"S6: {status.Pending} entries pend and no attempt is scheduled: {status}");
    }

    /// <summary>S1: the back office has the beginning of the till's journal, byte for byte, and nothing else.</summary>
    private void AssertPrefix(SimulatedTill till, List<JournalEntry> journal)
    {
        var there = _backOffice.EntriesOf(till.Pos.Device.Id);
        Assert.True(there.Length <= journal.Count, $"S1: the back office has {there.Length} entries of {journal.Count}");
        foreach (var (own, theirs) in journal.Zip(there))
        {
            Assert.True(
                own.Sequence == theirs.Sequence && own.Hash.Span.SequenceEqual(theirs.Hash.Span) && own.Body.Span.SequenceEqual(theirs.Body.Span),
                $"S1: entry {own.Sequence} of till {till.Number} is another one at the back office");
        }
    }

    /// <summary>The network is well again, and nobody says so: everything arrives, once.</summary>
    private async Task HealAsync()
    {
        foreach (var till in _tills)
        {
            Tell(till, "heals");
            (till.Wire.IsUp, till.Wire.Trouble) = (true, 0);
            for (var waited = TimeSpan.Zero; waited < HealingTime; waited += TimeSpan.FromMinutes(5))
                Advance(till, TimeSpan.FromMinutes(5));

            await CheckAsync(till);
            var journal = await JournalOf(till);
            Assert.True(_backOffice.EntriesOf(till.Pos.Device.Id).Length == journal.Count, $"S1: the back office has {_backOffice.EntriesOf(till.Pos.Device.Id).Length} of {journal.Count} entries in the end");
            Assert.True((await till.Pos.Journal.VerifyAsync()).IsValid, "D3: the chain is broken");
            var receipts = (await till.Pos.Receipts.ListAsync(new ReceiptQuery { Limit = 500 })).Value;
            Assert.All(receipts, receipt => Assert.Equal(SyncState.Synchronised, receipt.State));
        }
    }

    private void Advance(SimulatedTill till, TimeSpan time)
    {
        if (_sabotage != Sabotage.DeadTimers)
            till.Time.Advance(time);
    }

    private static async Task<List<JournalEntry>> JournalOf(SimulatedTill till)
    {
        var journal = new List<JournalEntry>();
        await foreach (var entry in till.Pos.Journal.ReadAsync())
            journal.Add(entry);
        return journal;
    }

    private void Tell(SimulatedTill till, string what) => Story.Add($"{Story.Count,3} {till.Time.GetUtcNow():HH:mm:ss} till {till.Number} {what}");
}

/// <summary>What a run went through.</summary>
internal sealed record SimulationFigures(int Receipts, int Crashes);

/// <summary>An invariant did not hold.</summary>
internal sealed class SimulationFailedException(string message, Exception inner) : Exception(message, inner);
