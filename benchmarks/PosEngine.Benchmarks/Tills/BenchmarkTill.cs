using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PosEngine.Checkout;
using PosEngine.Receipts;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Benchmarks.Tills;

/// <summary>A till as an application gets it from <c>AddPosEngine</c>, with its threads and its file on the disk, and without a back office.</summary>
internal sealed class BenchmarkTill : IAsyncDisposable
{
    private const string Pin = "1234";
    private static readonly EmployeeId Cashier = new(new Guid("0193b000-0000-7000-8000-0000000000a1"));

    private readonly ScratchFolder _folder = new();
    private readonly int _items;
    private readonly TimeProvider _time;
    private ServiceProvider _services;

    private BenchmarkTill(int items, TimeProvider time)
    {
        _items = items;
        _time = time;
        _services = Build(null);
    }

    public IPosEngine Pos => _services.GetRequiredService<IPosEngine>();

    public string DatabasePath => _folder.PathOf("till.db");

    /// <summary>A till that knows its items, with a cashier signed in and a shift open.</summary>
    public static async Task<BenchmarkTill> StartAsync(int items, TimeProvider? time = null)
    {
        var till = new BenchmarkTill(items, time ?? TimeProvider.System);
        await till.PullAsync();
        await till.OpenAsync();
        await till.CatalogLoadedAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }

    /// <summary>Switches it off.</summary>
    public ValueTask CloseAsync() => _services.DisposeAsync();

    /// <summary>Somebody is there who may see everything.</summary>
    public async Task SignInAsync() => (await Pos.Session.SignInAsync(Cashier, Pin)).EnsureDone();

    /// <summary>Switches it on.</summary>
    public Task OpenAsync()
    {
        _services = Build(null);
        return Pos.StartAsync();
    }

    /// <summary>Waits until every item is in memory.</summary>
    public async Task CatalogLoadedAsync()
    {
        var isLoaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = Pos.Catalog.Count.Subscribe(count =>
        {
            if (count >= _items)
                isLoaded.TrySetResult();
        });
        await isLoaded.Task;
    }

    /// <summary>Rings up one of each of the first items.</summary>
    public ITicket RingUp(int lines)
    {
        var ticket = Pos.Tickets.Start();
        for (var i = 0; i < lines; i++)
            ticket.Scan(Assortment.BarcodeOf(i)).EnsureDone();
        return ticket;
    }

    /// <summary>Completes a ticket, paid with a note that gives change.</summary>
    public async Task<Receipt> PayAsync(ITicket ticket) =>
        (await Pos.Checkout.CompleteAsync(ticket, Payment.Cash(ticket.Current.Totals.Gross + Money.Of(5)))).EnsureDone();

    /// <summary>How long the body of the newest entry is.</summary>
    public async Task<int> LastBodyBytesAsync()
    {
        await foreach (var entry in Pos.Journal.ReadAsync(Pos.Journal.Head.Value))
            return entry.Body.Length;
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Dispose();
    }

    /// <summary>Fetches items and employees once. From then on the till stands alone, so that nothing runs beside what is measured.</summary>
    private async Task PullAsync()
    {
        var backOffice = new LoopbackBackOffice();
        var salt = Encoding.ASCII.GetBytes("benchmark");
        var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(Pin), salt, 10, HashAlgorithmName.SHA256, 32);
        backOffice.SetReference("employee", Cashier.ToString(), $$"""
            { "id": "{{Cashier}}", "name": "Ann", "pin": { "algorithm": "pbkdf2-sha256", "iterations": 10, "salt": "{{Convert.ToBase64String(salt)}}", "hash": "{{Convert.ToBase64String(hash)}}" }, "permissions": ["view_all_receipts"] }
            """);
        Assortment.Offer(backOffice, _items);
        await using var services = Build(backOffice);
        var pos = services.GetRequiredService<IPosEngine>();
        await pos.StartAsync();
        (await pos.Sync.SyncNowAsync()).EnsureDone();
    }

    private ServiceProvider Build(LoopbackBackOffice? backOffice)
    {
        var services = new ServiceCollection();
        services.AddSingleton(_time);
        var builder = services.AddPosEngine(options =>
        {
            options.DatabasePath = DatabasePath;
            options.DeviceNumber = 1;
            options.Currency = Currency.EUR;
            options.Language = new("en-IE");
        });
        if (backOffice is not null)
            builder.AddBackOffice(backOffice);
        return services.BuildServiceProvider();
    }
}
