using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using PosEngine.Sync;

namespace PosEngine.Reliability.Crash;

/// <summary>A shop with one item and one employee, and its till as it runs in production: real threads, real clock, real disk.</summary>
internal static class TestShop
{
    public const string Barcode = "4006381333931";
    private const string Pin = "1234";
    private static readonly EmployeeId Ann = new(new Guid("0193b000-0000-7000-8000-0000000000a1"));

    /// <summary>Makes the database, with what a back office would have sent.</summary>
    public static async Task CreateAsync(string path)
    {
        var backOffice = new LoopbackBackOffice();
        var salt = Encoding.UTF8.GetBytes("Ann");
        var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(Pin), salt, 10, HashAlgorithmName.SHA256, 32);
        backOffice.SetReference("tax", "0193b000-0000-7000-8000-000000000020", """{ "id": "0193b000-0000-7000-8000-000000000020", "name": "VAT 20%", "rate": 200000, "type": "included" }""");
        backOffice.SetReference("item", "0193b000-0000-7000-8000-000000000001", $$"""
            { "id": "0193b000-0000-7000-8000-000000000001", "name": "Coffee", "sku": "COF", "barcodes": ["{{Barcode}}"], "price": 250000, "taxes": ["0193b000-0000-7000-8000-000000000020"] }
            """);
        backOffice.SetReference("employee", Ann.ToString(), $$"""
            { "id": "{{Ann}}", "name": "Ann", "pin": { "algorithm": "pbkdf2-sha256", "iterations": 10, "salt": "{{Convert.ToBase64String(salt)}}", "hash": "{{Convert.ToBase64String(hash)}}" } }
            """);
        await using var till = Till(path, backOffice);
        await till.StartAsync();
        (await till.Sync.SyncNowAsync()).EnsureDone();
    }

    /// <summary>Starts the till, offline, with Ann signed in and a shift open.</summary>
    public static async Task<IPosEngine> OpenAsync(string path)
    {
        var till = Till(path, backOffice: null);
        try
        {
            await till.StartAsync();
            (await till.Session.SignInAsync(Ann, Pin)).EnsureDone();
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

    private static Engine Till(string path, IBackOffice? backOffice) => new(new EngineParts
    {
        Options = new PosEngineOptions { DatabasePath = path, DeviceNumber = 1, Currency = Currency.EUR, Language = new("en-IE") },
        BackOffice = backOffice,
        Logger = NullLogger.Instance,
    });
}
