using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PosEngine.Checkout;
using PosEngine.Employees;
using PosEngine.Receipts;
using PosEngine.Reliability.Vfs;
using PosEngine.Scheduling;
using PosEngine.Storage;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Reliability.Crash;

/// <summary>A shop with one item and one employee, and its till: as it runs in production, with real threads and a real clock, or on the caller's thread with a clock of its own.</summary>
internal static class TestShop
{
    public const string Barcode = "4006381333931";
    private const string Pin = "1234";
    private const string Tax = "0193b000-0000-7000-8000-000000000020";
    private static readonly EmployeeId Ann = new(new Guid("0193b000-0000-7000-8000-0000000000a1"));

    /// <summary>Makes the database, with what a back office would have sent.</summary>
    public static async Task CreateAsync(string path, FakeTimeProvider? simulated = null) => (await SynchroniseAsync(path, simulated)).EnsureDone();

    /// <summary>The snapshot that an update of a database makes.</summary>
    public static string SnapshotOf(string path) => $"{path}-before-{Schema.Version}";

    /// <summary>Makes the database of a till that the first version of the library sold with for a while.</summary>
    public static async Task CreateOfVersion1Async(string path, FakeTimeProvider? simulated = null)
    {
        await CreateAsync(path, simulated);
        await using (var till = await OpenAsync(path, simulated))
        {
            for (var sale = 1; sale <= 5; sale++)
                (await PayAsync(till, RingUp(till, sale))).EnsureDone();
        }

        using var connection = Store.OpenPlain(path);
        Store.Execute(connection, "DROP TABLE receipt_index; DROP TABLE receipt_stretch; DROP TABLE retry; DROP TABLE released_refund; DROP TABLE asked_change; DROP INDEX receipt_by_returned; ALTER TABLE receipt DROP COLUMN returned; ALTER TABLE pull DROP COLUMN acked; DROP TABLE account; DROP INDEX receipt_by_customer; DROP TABLE receipt_event; DROP TABLE acknowledgement; DROP TABLE pin_index; DROP TABLE refund; DROP TABLE absent; DROP TABLE start_mark; DROP TABLE chore; PRAGMA user_version = 1; PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <summary>Starts the till once, online with a back office that knows the shop and not the till.</summary>
    public static async Task<PosResult<SyncReport>> SynchroniseAsync(string path, FakeTimeProvider? simulated = null)
    {
        var backOffice = new LoopbackBackOffice(simulated);
        Furnish(backOffice);
        await using var till = Till(path, backOffice, simulated);
        await till.StartAsync();
        return await till.Sync.SyncNowAsync();
    }

    /// <summary>Gives it to a back office.</summary>
    public static void Furnish(LoopbackBackOffice backOffice)
    {
        foreach (var (kind, id, json) in Reference())
            backOffice.SetReference(kind, id, json!);
    }

    /// <summary>The item, its tax and the employee.</summary>
    public static IEnumerable<ReferenceChange> Reference()
    {
        var salt = Encoding.UTF8.GetBytes("Ann");
        var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(Pin), salt, 10, HashAlgorithmName.SHA256, 32);
        yield return new("tax", Tax, $$"""{ "id": "{{Tax}}", "name": "VAT 20%", "rate": 200000, "type": "included" }""");
        yield return new("item", "0193b000-0000-7000-8000-000000000001", $$"""
            { "id": "0193b000-0000-7000-8000-000000000001", "name": "Coffee", "sku": "COF", "barcodes": ["{{Barcode}}"], "price": 250000, "taxes": ["{{Tax}}"] }
            """);
        yield return new("employee", Ann.ToString(), $$"""
            { "id": "{{Ann}}", "name": "Ann", "pin": { "algorithm": "pbkdf2-sha256", "iterations": 10, "salt": "{{Convert.ToBase64String(salt)}}", "hash": "{{Convert.ToBase64String(hash)}}" }, "permissions": ["refunds", "view_all_receipts", "void_lines", "open_drawer", "manage_all_tickets", "cash_movements", "close_others_shift"] }
            """);
    }

    /// <summary>One of a few cakes that nobody buys, with its price in cents; without one where it is gone.</summary>
    public static ReferenceChange Cake(int number, int? cents)
    {
        var id = $"0193b000-0000-7000-8000-00000000010{number}";
        return new("item", id, cents is null ? null : $$"""{ "id": "{{id}}", "name": "Cake {{number}}", "price": {{cents * 1_000}}, "taxes": ["{{Tax}}"] }""");
    }

    public static Task<PosResult<Employee>> SignInAsync(IPosEngine till) => till.Session.SignInAsync(Ann, Pin);

    public static ITicket RingUp(IPosEngine till, int coffees = 1)
    {
        var ticket = till.Tickets.Start();
        for (var i = 0; i < coffees; i++)
            ticket.Scan(Barcode).EnsureDone();
        return ticket;
    }

    public static Task<PosResult<Receipt>> PayAsync(IPosEngine till, ITicket ticket) => till.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(50)));

    /// <summary>Starts the till, offline unless it is given a back office, with Ann signed in and a shift open.</summary>
    public static async Task<IPosEngine> OpenAsync(string path, FakeTimeProvider? simulated = null, IBackOffice? backOffice = null, TimeSpan? retention = null)
    {
        var till = Till(path, backOffice, simulated, retention: retention);
        try
        {
            await till.StartAsync();
            (await SignInAsync(till)).EnsureDone();
            if (till.Shifts.Current.Value is null)
                (await till.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
            return till;
        }
        catch
        {
            await till.DisposeAsync();
            throw;
        }
    }

    /// <summary>A till that is not switched on yet.</summary>
    public static Engine Till(string path, IBackOffice? backOffice = null, FakeTimeProvider? simulated = null, int number = 1, TimeSpan? retention = null) => new(new EngineParts
    {
        Options = new PosEngineOptions { DatabasePath = path, DeviceNumber = number, Currency = Currency.EUR, Language = new("en-IE"), JournalRetention = retention },
        BackOffice = backOffice,
        Logger = NullLogger.Instance,
        Time = simulated ?? TimeProvider.System,
        Scheduler = simulated is null ? new ThreadScheduler() : new InlineScheduler(),
        Random = simulated is null ? Random.Shared : new Random(1),
        Files = new SimulatedFiles(),
        FreeSpace = static _ => null, // What a disk has is found out by writing to it.
    });
}
