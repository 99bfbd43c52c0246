using PosEngine.Reliability.Crash;
using PosEngine.Sync;

namespace PosEngine.Reliability.Simulation;

/// <summary>One run of the simulation: a few tills, one back office, and whatever happens to them. The same seed is the same run.</summary>
internal sealed class SimulatedShop : IAsyncDisposable
{
    private const int Events = 60;
    private static readonly TimeSpan HealingTime = TimeSpan.FromHours(6);
    private static readonly TimeSpan SettlingTime = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan HealingStep = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan QuietMax = TimeSpan.FromMinutes(80);

    private readonly TemporaryFolder _folder = new();
    private readonly SimulatedOffice _office;
    private readonly Invariants _invariants;
    private readonly Random _random;
    private readonly bool _hasImages;
    private readonly bool _hasTwins;
    private readonly bool _prunes;
    private readonly ParkedTickets? _parked;
    private readonly Refunds? _refunds;
    private readonly List<SimulatedTill> _tills = [];
    private int _powerCuts;
    private int _setBack;

    private SimulatedShop(int seed, Sabotage sabotage)
    {
        _random = new Random(seed);
        var shares = seed % 3 == 0 && sabotage is Sabotage.None or Sabotage.GivesTicketTwice or Sabotage.OpenTicketsLost;
        var refunds = sabotage == Sabotage.None ? seed % 3 == 1 && seed % 4 != 0 : sabotage is Sabotage.GivesRefundTwice or Sabotage.KeepsRefundRights or Sabotage.RefundsAnew;
        (_hasImages, _prunes, _hasTwins) = (seed % 4 == 0 && !shares && !refunds, seed % 5 == 0, seed % 6 == 5 && !refunds);
        _office = new SimulatedOffice(_random, sabotage);
        _invariants = new Invariants(_office);
        _office.Start();
        foreach (var change in TestShop.Reference())
            _office.Change(change);
        for (var number = 1; number <= (shares || refunds ? 2 + (seed % 2) : 1 + (seed % 3)); number++)
        {
            _tills.Add(new SimulatedTill(
                _folder.PathOf($"till-{number}"), _hasTwins ? 1 : number, new OfficeServer(_office), _random, sabotage, _prunes ? TimeSpan.FromDays(1) : null));
        }

        var waiting = new Waiting(_random, Advance, Tell);
        _parked = shares ? new ParkedTickets(_office, _tills, _random, waiting, Tell) : null;
        _refunds = refunds ? new Refunds(_office, _tills, _random, waiting, Tell, sabotage) : null;
    }

    /// <summary>What happened, in words, for a run that fails.</summary>
    public List<string> Story { get; } = [];

    /// <summary>Runs a seed. Throws where an invariant does not hold.</summary>
    /// <remarks>On a thread without a context, so that whatever goes on after a wait goes on at once, on the thread that made the clock move.</remarks>
    public static Task<SimulationFigures> RunAsync(int seed, Sabotage sabotage = Sabotage.None) => Task.Run(async () =>
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
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var till in _tills)
            await till.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<SimulationFigures> PlayAsync()
    {
        foreach (var till in _tills)
        {
            await till.StartAsync();
            till.Wire.Trouble = _random.Next(2) * _random.Next(50);
            _invariants.Check(till);   // Its first entries may be pruned with the first event that it has.
        }

        for (var i = 0; i < Events; i++)
        {
            var till = _tills[_random.Next(_tills.Count)];
            await HappenAsync(till);
            till.Wire.Deliver();
            _refunds?.Check();
            _invariants.Check(till);
            Invariants.CheckNumbersOfAll(_tills);
            _parked?.Check();
            _office.Settle();
        }

        HealAll(HealingTime);
        if (_parked is not null)
            await _parked.EndAsync(() => HealAll(HealingTime));
        if (_refunds is not null)
            await _refunds.EndAsync(() => HealAll(SettlingTime));
        return new(_tills.Sum(till => till.Given.Count), _powerCuts, _setBack, _office.Crashes, _office.Restores, _tills.Sum(till => till.Wire.Troubles))
        {
            ParkedTickets = _parked?.Count ?? 0, TakenOver = _parked?.TakenOver ?? 0, UnknownTakeovers = _parked?.Unknown ?? 0,
            Refunds = _refunds?.Count ?? 0, RefundedElsewhere = _refunds?.Elsewhere ?? 0, UnansweredRefunds = _refunds?.Unanswered ?? 0,
            RefusedRefunds = _refunds?.Refused ?? 0, ReleasedRefunds = _refunds?.Released ?? 0,
        };
    }

    private Task HappenAsync(SimulatedTill till) => (_parked ?? (object?)_refunds) is null || _random.Next(3) > 0 ? HappenToTillAsync(till) : _parked?.HappenAsync(till) ?? _refunds!.HappenAsync(till);

    private Task HappenToTillAsync(SimulatedTill till) => _random.Next(_hasImages || _prunes ? 24 : 20) switch
    {
        < 7 => SellAsync(till),
        < 10 => WaitAsync(till),
        10 => SwitchLineAsync(till, isUp: false),
        11 => SwitchLineAsync(till, isUp: true),
        12 => TroubleAsync(till),
        13 => CrashAsync(till),
        14 => RestartAsync(till),
        15 => MoveClockAsync(till),
        16 => HandleDiskAsync(till),
        17 or 18 => HappenAtOfficeAsync(),
        19 => MoveMoneyAsync(till),
        < 22 when _prunes => PassDayAsync(till),
        _ when _prunes => RestoreOfficeAsync(),
        _ => HandleDiskAsync(till),
    };

    private Task SellAsync(SimulatedTill till)
    {
        Tell(till, "sells");
        return till.SellAsync(twice: _random.Next(4) == 0);
    }

    private Task WaitAsync(SimulatedTill till)
    {
        Tell(till, "waits");
        Advance(till, TimeSpan.FromSeconds(_random.Next(1, 400)));
        return Task.CompletedTask;
    }

    private Task SwitchLineAsync(SimulatedTill till, bool isUp)
    {
        Tell(till, isUp ? "line up" : "line down");
        till.Wire.IsUp = isUp;
        till.Pos.Connectivity.ReportNetwork(isUp);
        return Task.CompletedTask;
    }

    private Task TroubleAsync(SimulatedTill till)
    {
        till.Wire.Trouble = _random.Next(70);
        Tell(till, $"trouble {till.Wire.Trouble}");
        return Task.CompletedTask;
    }

    private Task CrashAsync(SimulatedTill till)
    {
        _powerCuts++;
        Tell(till, "power cut");
        return till.CrashAsync();
    }

    private Task RestartAsync(SimulatedTill till)
    {
        Tell(till, "restarts");
        return till.RestartAsync();
    }

    private Task MoveClockAsync(SimulatedTill till)
    {
        Tell(till, "clock jumps");
        till.Time.AdjustTime(till.Time.GetUtcNow() + TimeSpan.FromMinutes(_random.Next(-600, _prunes ? 4_000 : 600)));
        return Task.CompletedTask;
    }

    /// <summary>Some days later, at the end of a shift, what is old may go.</summary>
    private async Task PassDayAsync(SimulatedTill till)
    {
        Tell(till, "closes its shift after some days");
        till.Time.AdjustTime(till.Time.GetUtcNow() + TimeSpan.FromDays(2));
        if (till.Pos.Shifts.Current.Value is not null)
            _ = await till.Pos.Shifts.CloseAsync(Money.Of(100));
    }

    private Task RestoreOfficeAsync()
    {
        if (_office.Backups == 0 || _random.Next(2) == 0)
        {
            Tell("is backed up");
            _office.BackUp();
        }
        else
        {
            Tell("is restored from a backup");
            _office.Restore(_random.Next(_office.Backups));
        }

        return Task.CompletedTask;
    }

    private async Task HandleDiskAsync(SimulatedTill till)
    {
        switch (_random.Next(_hasImages ? 5 : 1))
        {
            case 0:
                Tell(till, "is started twice");
                await till.StartSecondAsync();
                break;

            case < 3:
                var isBackup = _random.Next(2) == 0;
                Tell(till, isBackup ? "is backed up" : "has its disk copied");
                await till.TakeImageAsync(isBackup);
                break;

            default:
                Tell(till, "has its disk put back");
                _setBack += await till.PutBackAsync() ? 1 : 0;
                break;
        }
    }

    private Task HappenAtOfficeAsync()
    {
        switch (_random.Next(9))
        {
            case 0:
                Tell("crashes");
                _office.Crash();
                break;

            case < 3:
                Tell("is started");
                _office.Start();
                break;

            case 3:
                _office.CrashRate = _random.Next(3) * 10;
                Tell($"crashes at {_office.CrashRate} of 100 calls");
                break;

            case 4 when _office.Backups > 0:
                Tell("is restored from a backup");
                _office.Restore(_random.Next(_office.Backups));
                break;

            case < 6:
                Tell("is backed up");
                _office.BackUp();
                break;

            case 6:
                Tell("forgets its cursors");
                _office.ExpireCursors();
                break;

            default:
                Tell("changes an item");
                _office.Change(TestShop.Cake(_random.Next(4), _random.Next(5) == 0 ? null : _random.Next(100, 500)));
                break;
        }

        return Task.CompletedTask;
    }

    private async Task MoveMoneyAsync(SimulatedTill till)
    {
        if (till.Pos.Shifts.Current.Value is null)
            return;
        switch (_random.Next(4))
        {
            case 0:
                Tell(till, "is signed out");
                await till.SignOutAsync();
                break;

            case 1:
                Tell(till, "closes its shift");
                _ = await till.Pos.Shifts.CloseAsync(Money.Of(_random.Next(0, 500)));
                break;

            default:
                Tell(till, "pays in");
                (await till.Pos.Shifts.PayInAsync(Money.Of(_random.Next(1, 50)), "change")).EnsureDone();
                break;
        }
    }

    /// <summary>Everything is well again, and nobody says so: everything arrives, once.</summary>
    private void HealAll(TimeSpan time)
    {
        _office.CrashRate = 0;
        _office.Start();
        foreach (var till in _tills)
        {
            Tell(till, "heals");
            (till.Wire.IsUp, till.Wire.Trouble) = (true, 0);
            Heal(till, time);
            if (_hasTwins && till.Pos.Sync.Status.Value.Phase == SyncPhase.Forked)
                _invariants.Check(till); // Somebody has to give it a number of its own first.
            else
                _invariants.CheckEnd(till);
        }

        Invariants.CheckNumbersOfAll(_tills);
    }

    private void Heal(SimulatedTill till, TimeSpan time)
    {
        var (attempts, quiet) = (till.Wire.Attempts, TimeSpan.Zero);
        for (var waited = TimeSpan.Zero; waited < time; waited += HealingStep)
        {
            Advance(till, HealingStep);

            // An absurd Retry-After holds it up for an hour, and no longer.
            var isQuiet = till.Wire.Attempts == attempts && till.Pos.Sync.Status.Value.Pending > 0;
            (attempts, quiet) = (till.Wire.Attempts, isQuiet ? quiet + HealingStep : TimeSpan.Zero);
            if (quiet > QuietMax)
                throw new InvariantViolatedException($"S6: {till.Pos.Sync.Status.Value}, and nobody has tried anything for {quiet.TotalMinutes} minutes");
        }
    }

    private void Advance(SimulatedTill till, TimeSpan time)
    {
        _office.Time.Advance(time);
        till.Time.Advance(time);
    }

    private void Tell(SimulatedTill till, string what) => Story.Add($"{Story.Count,3} {till.Time.GetUtcNow():HH:mm:ss} till {_tills.IndexOf(till) + 1} {what}");

    private void Tell(string what) => Story.Add($"{Story.Count,3} {_office.Time.GetUtcNow():HH:mm:ss} back office {what}");
}

/// <summary>What a run went through.</summary>
internal sealed record SimulationFigures(int Receipts, int PowerCuts, int SetBack, int OfficeCrashes, int OfficeRestores, int Troubles)
{
    public int ParkedTickets { get; init; }

    public int TakenOver { get; init; }

    public int UnknownTakeovers { get; init; }

    public int Refunds { get; init; }

    public int RefundedElsewhere { get; init; }

    public int UnansweredRefunds { get; init; }

    public int RefusedRefunds { get; init; }

    public int ReleasedRefunds { get; init; }

    public static SimulationFigures operator +(SimulationFigures left, SimulationFigures right) => new(
        left.Receipts + right.Receipts, left.PowerCuts + right.PowerCuts, left.SetBack + right.SetBack, left.OfficeCrashes + right.OfficeCrashes,
        left.OfficeRestores + right.OfficeRestores, left.Troubles + right.Troubles)
    {
        ParkedTickets = left.ParkedTickets + right.ParkedTickets, TakenOver = left.TakenOver + right.TakenOver, UnknownTakeovers = left.UnknownTakeovers + right.UnknownTakeovers,
        Refunds = left.Refunds + right.Refunds, RefundedElsewhere = left.RefundedElsewhere + right.RefundedElsewhere, UnansweredRefunds = left.UnansweredRefunds + right.UnansweredRefunds,
        RefusedRefunds = left.RefusedRefunds + right.RefusedRefunds, ReleasedRefunds = left.ReleasedRefunds + right.ReleasedRefunds,
    };
}

/// <summary>An invariant did not hold.</summary>
internal sealed class SimulationFailedException(string message, Exception inner) : Exception(message, inner);
