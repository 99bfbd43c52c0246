using Microsoft.Extensions.Time.Testing;
using PosEngine.Reliability.Crash;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Reliability.Simulation;

/// <summary>A till of the simulation: the real engine on a real file, single-threaded, with a clock and a line of its own. Remembers what its cashier was told.</summary>
internal sealed class SimulatedTill(string folder, int number, LoopbackBackOffice backOffice, Random random, Sabotage sabotage) : IAsyncDisposable
{
    private Engine? _engine;
    private int _lives;

    public int Number => number;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    public Wire Wire { get; } = new(backOffice, random, sabotage);

    /// <summary>Every receipt that a cashier was given, in order.</summary>
    public List<(string Number, ReceiptId Id)> Given { get; } = [];

    public Engine Pos => _engine!;

    public string DatabasePath => Path.Combine(folder, $"life-{_lives}", "till.db");

    /// <summary>Switches it on, and whoever is there signs in and opens the shift, as far as the till knows anybody yet.</summary>
    public async Task StartAsync()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DatabasePath)!);
        _engine = TestShop.Till(DatabasePath, Wire, Time, number);
        await _engine.StartAsync();
        await GetReadyAsync();
    }

    public async Task GetReadyAsync()
    {
        if (Pos.Session.Current.Value is null && !(await TestShop.SignInAsync(Pos)).IsDone)
            return;
        if (Pos.Shifts.Current.Value is null)
            _ = await Pos.Shifts.OpenAsync(Money.Of(100));
    }

    public async Task SellAsync(bool twice)
    {
        await GetReadyAsync();
        if (Pos.Session.Current.Value is null)
            return;
        ITicket ticket = TestShop.RingUp(Pos, random.Next(1, 5));
        var given = (await TestShop.PayAsync(Pos, ticket)).Value;
        Given.Add((given.Number, given.Id));
        if (twice)
            Assert.Equal(given.Id, (await TestShop.PayAsync(Pos, ticket)).Value.Id);
    }

    /// <summary>The plug is pulled: what the disk has goes on in another folder, and nobody hears of the old process again.</summary>
    public async Task CrashAsync()
    {
        var (old, path) = (_engine!, DatabasePath);
        _lives++;
        Directory.CreateDirectory(Path.GetDirectoryName(DatabasePath)!);
        foreach (var suffix in sabotage == Sabotage.LogLostInCrash ? [""] : (string[])["", "-wal"])
        {
            if (File.Exists(path + suffix))
                File.Copy(path + suffix, DatabasePath + suffix);
        }

        await AbandonAsync(old);
        await StartAsync();
    }

    public async Task RestartAsync()
    {
        await Pos.DisposeAsync();
        await StartAsync();
    }

    public ValueTask DisposeAsync() => _engine?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task AbandonAsync(Engine old)
    {
        var wasUp = Wire.IsUp;
        Wire.IsUp = false;
        await old.DisposeAsync();
        Wire.IsUp = wasUp;
    }
}
