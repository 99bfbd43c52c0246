using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Benchmarks;

/// <summary>A till as in a shop: the production threads, a real file, the reference data pulled, then the connection lost. It sells offline.</summary>
internal sealed class BenchTill : IAsyncDisposable
{
    private static readonly EmployeeId Employee = new(new Guid("0193b000-0000-7000-8000-0000000000a1"));
    private static readonly Guid Tax = new("0193b000-0000-7000-8000-000000000020");

    private readonly ServiceProvider _provider;

    private BenchTill(ServiceProvider provider) => _provider = provider;

    public IPosEngine Pos => _provider.GetRequiredService<IPosEngine>();

    public static string Barcode(int item) => (4_000_000_000_000L + item).ToString(CultureInfo.InvariantCulture);

    public static async Task<BenchTill> StartAsync(string folder, int items = 1_000)
    {
        var backOffice = new LoopbackBackOffice();
        Fill(backOffice, items);
        var services = new ServiceCollection();
        services.AddPosEngine(options =>
        {
            options.DatabasePath = Path.Combine(folder, "till.db");
            options.DeviceNumber = 1;
            options.Currency = Currency.EUR;
        }).AddBackOffice(backOffice);
        var till = new BenchTill(services.BuildServiceProvider());
        await till.Pos.StartAsync();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        backOffice.IsReachable = false;
        till.Pos.Connectivity.ReportNetwork(false);
        (await till.Pos.Session.SignInAsync(Employee, "1234")).EnsureDone();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }

    public ITicket RingUp(int lines)
    {
        var ticket = Pos.Tickets.Start();
        for (var i = 0; i < lines; i++)
            ticket.Scan(Barcode(i)).EnsureDone();
        return ticket;
    }

    public async ValueTask DisposeAsync() => await _provider.DisposeAsync();

    public static string ItemJson(int i) => string.Create(CultureInfo.InvariantCulture,
        $$"""{ "id": "{{ItemId(i)}}", "name": "Item number {{i}}", "sku": "SKU{{i}}", "barcodes": ["{{Barcode(i)}}"], "price": {{(i % 900 + 100) * 1_000}}, "taxes": ["{{Tax}}"] }""");

    private static Guid ItemId(int i) => new(i, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1);

    private static void Fill(LoopbackBackOffice backOffice, int items)
    {
        var salt = Encoding.ASCII.GetBytes("benchmark");
        var hash = Rfc2898DeriveBytes.Pbkdf2("1234"u8, salt, 1, HashAlgorithmName.SHA256, 32);
        backOffice.SetReference("tax", Tax.ToString(), $$"""{ "id": "{{Tax}}", "name": "VAT 20%", "rate": 200000, "type": "included" }""");
        backOffice.SetReference("employee", Employee.ToString(), $$"""
            { "id": "{{Employee}}", "name": "Ann", "pin": { "algorithm": "pbkdf2-sha256", "iterations": 1, "salt": "{{Convert.ToBase64String(salt)}}", "hash": "{{Convert.ToBase64String(hash)}}" } }
            """);
        for (var i = 0; i < items; i++)
            backOffice.SetReference("item", ItemId(i).ToString(), ItemJson(i));
    }
}
