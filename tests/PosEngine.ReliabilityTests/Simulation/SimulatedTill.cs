using System.Runtime.CompilerServices;
using PosEngine.Ledger;
using PosEngine.Receipts;
using PosEngine.Reliability.Crash;
using PosEngine.Storage;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Reliability.Simulation;

/// <summary>A receipt that a cashier was given.</summary>
/// <param name="Number">The number on the paper.</param>
/// <param name="Id">Its id.</param>
/// <param name="Sequence">Its entry.</param>
/// <param name="IsGreeted">Whether the back office had answered a hello of that till.</param>
internal sealed record GivenReceipt(string Number, ReceiptId Id, long Sequence, bool IsGreeted);

/// <summary>A till of the simulation: the real engine on a real file, single-threaded, with a clock and a line of its own. Remembers what its cashier was told.</summary>
internal sealed class SimulatedTill(string folder, int number, OfficeServer server, Random random, Sabotage sabotage, TimeSpan? retention) : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _zombies = [];
    private readonly HashSet<string> _printed = [];
    private Engine? _engine;
    private HttpBackOffice? _transport;
    private TillImage? _image;
    private int _lives;

    // How many epochs there were when an image that nothing marks was put back: it has not noticed until there are more.
    private int? _unnoticedSince;

    public int Number => number;

    public SimulatedClock Time { get; } = new(isDead: sabotage == Sabotage.DeadTimers);

    public Wire Wire => field ??= new(server, Time, random, sabotage);

    /// <summary>The receipts that are to be on this till, in order.</summary>
    public List<GivenReceipt> Given { get; private set; } = [];

    /// <summary>The state of each receipt as a UI knows it that was told of every change.</summary>
    public Dictionary<string, SyncState> Told { get; } = [];

    /// <summary>Whether an older state of its disk was ever put back.</summary>
    public bool WasSetBack { get; private set; }

    /// <summary>Its receipts that may be set aside: of tickets that another till has a receipt of too, and refunds of something of which more went back than was sold.</summary>
    public HashSet<ReceiptId> MayBeSetAside { get; } = [];

    /// <summary>How many takeovers it has asked for, as its journal has it, and not come to an end with.</summary>
    public int UnsettledTakeovers => Ledger(Pos).State.Takeovers.Count;

    public Engine Pos => _engine!;

    public string DatabasePath => Path.Combine(folder, $"life-{_lives}", "till.db");

    /// <summary>Switches it on, and whoever is there signs in and opens the shift, as far as the till knows anybody yet.</summary>
    public async Task StartAsync()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DatabasePath)!);
        _transport = Wire.Connect();
        _engine = TestShop.Till(DatabasePath, _transport, Time, number, retention);
        await _engine.StartAsync();
        Told.Clear();
        foreach (var receipt in List())
            Told[receipt.Number] = receipt.State;
        Pos.Receipts.StateChanges.Subscribe(Hear);
        await GetReadyAsync();
    }

    /// <summary>The receipts, newest first, also while nobody may see them.</summary>
    public List<ReceiptSummary> List() => Readers(Pos).Query(connection =>
        ReceiptTable.List(connection, Ledger(Pos).Identity, Ledger(Pos).State.Outbox.Acked, new ReceiptQuery { Limit = 500 }));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_ledger")]
    private static extern ref DeviceLedger Ledger(Engine engine);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_readers")]
    private static extern ref Readers Readers(Engine engine);

    /// <returns>Whether somebody can sell.</returns>
    public async Task<bool> GetReadyAsync()
    {
        if (!Pos.Device.IsSignedIn.Value)
            (await Pos.Device.SignInAsync()).EnsureDone();
        if (Pos.Session.Current.Value is null && !(await TestShop.SignInAsync(Pos)).IsDone)
            return false;
        if (Pos.Shifts.Current.Value is null)
            _ = await Pos.Shifts.OpenAsync(Money.Of(100));
        return true;
    }

    public async Task SellAsync(bool twice)
    {
        if (!await GetReadyAsync())
            return;
        var coffees = random.Next(1, 5);
        ITicket ticket = TestShop.RingUp(Pos, coffees);
        var given = await PayAsync(ticket);
        if (!twice)
            return;
        var again = (await TestShop.PayAsync(Pos, sabotage == Sabotage.PaysCopy ? TestShop.RingUp(Pos, coffees) : ticket)).Value;
        Assert.True(again.Id == given.Id, $"D10: one ticket was paid as {given.Number} and as {again.Number}");
    }

    /// <summary>Somebody pays, and is given a receipt.</summary>
    public async Task<Receipt> PayAsync(ITicket ticket)
    {
        var isDoubtful = _unnoticedSince is not null && !HasNoticed(TillFile.Read(DatabasePath));
        var given = (await TestShop.PayAsync(Pos, ticket)).Value;
        Remember(given, isDoubtful);
        return given;
    }

    /// <summary>Somebody was given a receipt.</summary>
    /// <param name="given">The receipt.</param>
    /// <param name="isDoubtful">Whether its number may have been printed before.</param>
    public void Remember(Receipt given, bool isDoubtful = false)
    {
        Given.Add(new(given.Number, given.Id, Pos.Journal.Head.Value, Wire.IsGreeted));
        Assert.True(isDoubtful || !_printed.Contains(given.Number), $"D8: {given.Number} was printed before");
        _printed.Add(given.Number);
    }

    /// <summary>The plug is pulled: what the disk has goes on in another folder, and nobody hears of the old process again.</summary>
    public async Task CrashAsync()
    {
        var path = DatabasePath;
        _lives++;
        CopyDatabase(path, DatabasePath, withLog: sabotage != Sabotage.LogLostInCrash);
        if (sabotage == Sabotage.OpenTicketsLost)
            Execute(DatabasePath, "DELETE FROM ticket WHERE status = 0");
        await AbandonAsync();
        await StartAsync();
    }

    public async Task RestartAsync()
    {
        await Pos.DisposeAsync();
        _transport!.Dispose();
        Tamper();
        await StartAsync();
    }

    /// <summary>Somebody copies the till's disk as it is, or has the till write a backup.</summary>
    public async Task TakeImageAsync(bool isBackup)
    {
        var path = Path.Combine(folder, $"image-{_lives}-{Pos.Journal.Head.Value}");
        var head = Pos.Journal.Head.Value;
        if (isBackup)
            await Pos.Storage.BackupAsync(path);
        else
            CopyDatabase(DatabasePath, path, withLog: true);
        if (isBackup && sabotage == Sabotage.BackupWithoutMark)
            Execute(path, "DELETE FROM start_mark; PRAGMA wal_checkpoint(TRUNCATE)");
        _image = new(path, head, isBackup);
    }

    /// <summary>The disk is replaced by what was copied last, if anything: what was sold since is not on it.</summary>
    public async Task<bool> PutBackAsync()
    {
        if (_image is not { } image)
            return false;
        _lives++;
        CopyDatabase(image.Path, DatabasePath, withLog: true);
        Given = [.. Given.Where(given => given.Sequence <= image.Head)];
        WasSetBack = true;
        Wire.Restart();
        _unnoticedSince = image.IsBackup ? null : TillFile.Read(DatabasePath).Epochs.Count;
        await AbandonAsync();
        await StartAsync();
        return true;
    }

    /// <summary>The owner signs the device out of its account and in again.</summary>
    public async Task SignOutAsync()
    {
        if (Pos.Shifts.Current.Value is not null)
            _ = await Pos.Shifts.CloseAsync(Money.Of(100));
        var entries = Pos.Journal.Head.Value;
        if ((await Pos.Device.SignOutAsync()).IsDone && sabotage == Sabotage.DataDeletedAtSignOut)
        {
            _lives++;
            await AbandonAsync();
            await StartAsync();
        }

        Assert.True(Pos.Journal.Head.Value >= entries, $"D7: of {entries} entries, signing out left {Pos.Journal.Head.Value}");
        await GetReadyAsync();
    }

    /// <summary>Somebody starts a second till on the same database.</summary>
    public async Task StartSecondAsync()
    {
        if (sabotage == Sabotage.LockRemoved)
            File.Delete(DatabasePath + "-lock");
        await using var second = TestShop.Till(DatabasePath, backOffice: null, Time, number);
        try
        {
            await second.StartAsync();
        }
        catch (StoreInUseException)
        {
            return;
        }

        Assert.Fail($"D5: two engines have the database of till {number}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var zombie in _zombies)
            await zombie.DisposeAsync();
        if (_engine is not null)
            await _engine.DisposeAsync();
        _transport?.Dispose();
    }

    private bool HasNoticed(TillFile file)
    {
        if (file.Epochs.Count > _unnoticedSince)
            _unnoticedSince = null;
        return _unnoticedSince is null;
    }

    private void Hear(ReceiptStateChange? change)
    {
        if (change is not null)
            Told[change.Number] = change.State;
    }

    private async Task AbandonAsync()
    {
        if (sabotage == Sabotage.OldProcessGoesOn)
        {
            _zombies.Add(Pos);
            return;
        }

        var wasUp = Wire.IsUp;
        Wire.IsUp = false;
        await Pos.DisposeAsync();
        _transport!.Dispose();
        Wire.IsUp = wasUp;
    }

    private void Tamper()
    {
        if (sabotage == Sabotage.NumberSkipped)
            Execute(DatabasePath, "UPDATE receipt SET number = number + 1 WHERE seq = (SELECT max(seq) FROM receipt)");
        else if (sabotage == Sabotage.BodyChanged)
            Execute(DatabasePath, "UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), '\"kind\"', '\"kinD\"') AS BLOB) WHERE seq = 2 AND seq < (SELECT seq FROM state)");
    }

    private static void Execute(string path, string sql)
    {
        using var connection = Store.OpenPlain(path);
        Store.Execute(connection, sql);
    }

    private static void CopyDatabase(string from, string to, bool withLog)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        foreach (var suffix in withLog ? (string[])["", "-wal"] : [""])
        {
            if (File.Exists(from + suffix))
                File.Copy(from + suffix, to + suffix, overwrite: true);
        }
    }

    /// <summary>A copy of the till's disk.</summary>
    private sealed record TillImage(string Path, long Head, bool IsBackup);
}
