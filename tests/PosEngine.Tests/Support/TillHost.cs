using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PosEngine.Checkout;
using PosEngine.Hardware;
using PosEngine.Journal;
using PosEngine.Receipts;
using PosEngine.Scheduling;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Support;

/// <summary>A whole till on a real SQLite file, single-threaded, with a back office in memory and a clock of its own. It can be restarted.</summary>
internal sealed class TillHost : IAsyncDisposable
{
    public static readonly EmployeeId Ann = new(new Guid("0193b000-0000-7000-8000-0000000000a1"));
    public static readonly EmployeeId Bob = new(new Guid("0193b000-0000-7000-8000-0000000000b2"));
    public static readonly EmployeeId Carl = new(new Guid("0193b000-0000-7000-8000-0000000000e5"));
    public static readonly CustomerId Carla = new(new Guid("0193b000-0000-7000-8000-0000000000c3"));
    public const string AnnsPin = "1234";
    public const string BobsPin = "9876";
    private const string TrustedWith = """ "view_all_receipts", "void_lines", "open_drawer", "manage_all_tickets", "cash_movements", "close_others_shift" """;
    public const string CoffeeCode = "4006381333931";

    private readonly TemporaryFolder _folder = new();
    private readonly Action<PosEngineOptions>? _configure;

    public TillHost(Action<PosEngineOptions>? configure = null)
    {
        _configure = configure;
        Time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("shop", TimeSpan.FromHours(1), "shop", "shop"));
        BackOffice = new LoopbackBackOffice(Time);
        SetReference("tax", "0193b000-0000-7000-8000-000000000020", """{ "id": "0193b000-0000-7000-8000-000000000020", "name": "VAT 20%", "rate": 200000, "type": "included" }""");
        SetReference("item", "0193b000-0000-7000-8000-000000000001", $$"""
            { "id": "0193b000-0000-7000-8000-000000000001", "name": "Coffee", "sku": "COF", "barcodes": ["{{CoffeeCode}}"], "price": 250000, "taxes": ["0193b000-0000-7000-8000-000000000020"] }
            """);
        SetReference("item", "0193b000-0000-7000-8000-000000000002", """
            { "id": "0193b000-0000-7000-8000-000000000002", "name": "Anything", "sku": "OPEN", "taxes": ["0193b000-0000-7000-8000-000000000020"] }
            """);
        SetReference("customer", Carla.ToString(), $$"""{ "id": "{{Carla}}", "name": "Carla", "email": "carla@example.com" }""");
        SetEmployee(Ann, "Ann", AnnsPin);
        SetEmployee(Bob, "Bob", BobsPin);
    }

    public ShopClock Time { get; } = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    public LoopbackBackOffice BackOffice { get; }

    public IBackOffice? Transport { get; set; }

    /// <summary>Who keeps gift cards and the like; null for the back office.</summary>
    public IStoredValue? StoredValue { get; set; }

    /// <summary>Whether the till has no back office at all.</summary>
    public bool StandsAlone { get; init; }

    public ConnectedDevices Devices { get; set; } = new();

    public IEngineScheduler Scheduler { get; set; } = new InlineScheduler();

    /// <summary>The free bytes on the till's disk; null for what there really are.</summary>
    public Func<string, long?>? FreeSpace { get; init; }

    public ILogger Logger { get; set; } = NullLogger.Instance;

    public string DatabasePath => _folder.PathOf("till.db");

    public Engine Pos { get; private set; } = null!;

    public PosEngineOptions Options()
    {
        var options = new PosEngineOptions { DatabasePath = DatabasePath, DeviceNumber = 1, Currency = Currency.EUR, Language = new("en-IE") };
        _configure?.Invoke(options);
        return options;
    }

    /// <summary>A till that has just been switched on, nobody signed in.</summary>
    public async Task<TillHost> StartAsync()
    {
        Pos = Create();
        await Pos.StartAsync();
        return this;
    }

    /// <summary>A till that is not switched on yet.</summary>
    public Engine Create() => new(new EngineParts
    {
        Options = Options(),
        BackOffice = StandsAlone ? null : Transport ?? BackOffice,
        StoredValue = StoredValue,
        Devices = Devices,
        Time = Time,
        Logger = Logger,
        Scheduler = Scheduler,
        Random = new Random(1),
        FreeSpace = FreeSpace,
    });

    /// <summary>A till with Ann signed in and a shift of 100.00 open.</summary>
    public static async Task<TillHost> ReadyAsync(Action<PosEngineOptions>? configure = null)
    {
        var till = await new TillHost(configure).StartAsync();
        Assert.Equal(new SyncStatus(SyncPhase.Idle, 0), till.Pos.Sync.Status.Value);
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }

    /// <summary>The same with an employee who has these permissions besides: a JSON array.</summary>
    public static async Task<TillHost> ReadyAsync(string permissions, Action<PosEngineOptions>? configure = null)
    {
        var till = new TillHost(configure);
        till.SetEmployee(Ann, "Ann", AnnsPin, permissions);
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }

    public async Task SignInAsync() => (await Pos.Session.SignInAsync(Ann, AnnsPin)).EnsureDone();

    public async Task RestartAsync()
    {
        await Pos.DisposeAsync();
        await StartAsync();
    }

    /// <summary>The network goes, and the till notices.</summary>
    public void GoOffline()
    {
        BackOffice.IsReachable = false;
        Pos.Connectivity.ReportNetwork(false);
    }

    public void GoOnline()
    {
        BackOffice.IsReachable = true;
        Pos.Connectivity.ReportNetwork(true);
    }

    public ITicket RingUp(int coffees = 2)
    {
        var ticket = Pos.Tickets.Start();
        for (var i = 0; i < coffees; i++)
            ticket.Scan(CoffeeCode).EnsureDone();
        return ticket;
    }

    public async Task<Receipt> SellAsync(int coffees = 2)
    {
        var ticket = RingUp(coffees);
        return (await Pos.Checkout.CompleteAsync(ticket, Payment.Cash(ticket.Current.Totals.Gross))).Value;
    }

    /// <summary>Lets time pass until the till has told the back office everything, as long as that takes.</summary>
    public void Settle()
    {
        for (var i = 0; Pos.Sync.Status.Value is not { Phase: SyncPhase.Idle, Pending: 0 }; i++)
        {
            Assert.True(i < 100, $"Still not there: {Pos.Sync.Status.Value}");
            Time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    /// <summary>Makes sure that the back office has the till's journal: every entry once, in order, to the byte.</summary>
    public async Task AssertDeliveredAsync()
    {
        var own = new List<JournalEntry>();
        await foreach (var entry in Pos.Journal.ReadAsync())
            own.Add(entry);
        Assert.Equal(own.Select(Fingerprint), BackOffice.EntriesOf(Pos.Device.Id).Select(Fingerprint));
        Assert.True((await Pos.Journal.VerifyAsync()).IsValid);

        static string Fingerprint(JournalEntry entry) => $"{entry.Sequence} {Convert.ToHexString(entry.Hash.Span)} {Encoding.UTF8.GetString(entry.Body.Span)}";
    }

    /// <summary>The back office changes something that the till keeps a copy of. The till hears of it with the next pull.</summary>
    public void SetReference(string kind, string id, string json) => BackOffice.SetReference(kind, id, json);

    /// <summary>The bodies of the till's journal, of one kind or all, in order.</summary>
    public async Task<IReadOnlyList<JsonElement>> EntriesAsync(string? kind = null)
    {
        var bodies = new List<JsonElement>();
        await foreach (var entry in Pos.Journal.ReadAsync(kinds: kind is null ? null : [kind]))
        {
            if (entry.IsArchived)
                continue;
            using var body = JsonDocument.Parse(entry.Body);
            bodies.Add(body.RootElement.Clone());
        }

        return bodies;
    }

    /// <summary>Makes sure that an operation is refused with a code, and that the journal does not hear of it.</summary>
    public async Task AssertRefusedAsync(string code, Func<Task<Refusal?>> operation)
    {
        var head = Pos.Journal.Head.Value;
        Assert.Equal(code, (await operation())?.Code);
        Assert.Equal(head, Pos.Journal.Head.Value);
    }

    public async ValueTask DisposeAsync()
    {
        if (Pos is not null)
            await Pos.DisposeAsync();
        _folder.Dispose();
    }

    /// <param name="id">Who.</param>
    /// <param name="name">The name.</param>
    /// <param name="pin">The PIN.</param>
    /// <param name="permissions">A JSON array of permissions.</param>
    /// <param name="role">The id of a role; null for none.</param>
    /// <param name="isTrusted">Whether the employee has those besides that a clerk who is alone in a shop has.</param>
    public void SetEmployee(EmployeeId id, string name, string pin, string permissions = "[]", bool isTrusted = true, string? role = null)
    {
        if (isTrusted)
            permissions = $"[{TrustedWith}{(permissions == "[]" ? "" : ",")}{permissions[1..]}";
        var salt = Encoding.UTF8.GetBytes(name);
        var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(pin), salt, 10, HashAlgorithmName.SHA256, 32);
        SetReference("employee", id.ToString(), $$"""
            { "id": "{{id}}", "name": "{{name}}", "pin": { "algorithm": "pbkdf2-sha256", "iterations": 10, "salt": "{{Convert.ToBase64String(salt)}}", "hash": "{{Convert.ToBase64String(hash)}}" }, "permissions": {{permissions}}{{(role is null ? "" : $", \"role\": \"{role}\"")}} }
            """);
    }
}
