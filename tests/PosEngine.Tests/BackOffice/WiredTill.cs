using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using PosEngine.Capabilities;
using PosEngine.Checkout;
using PosEngine.Connectivity;
using PosEngine.Hardware;
using PosEngine.Receipts;
using PosEngine.Support;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.BackOffice;

/// <summary>A till that talks HTTP to the sample back office over a cable. Its clock stands still: nothing happens by waiting.</summary>
internal sealed class WiredTill : IAsyncDisposable
{
    public static readonly EmployeeId Ann = new(new Guid("0193b000-0000-7000-8000-0000000000a1"));
    public static readonly EmployeeId Bob = new(new Guid("0193b000-0000-7000-8000-0000000000b2"));
    public static readonly CustomerId Carla = new(new Guid("0193b000-0000-7000-8000-0000000000c3"));
    public static readonly ItemId Coffee = new(new Guid("0193b000-0000-7000-8000-000000000001"));
    public const string CoffeeCode = "4006381333931";
    public const string Pin = "1234";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static int _number = 100;

    private readonly TemporaryFolder _folder = new();
    private readonly PosEngineOptions _options;
    private RunningBackOffice _office;
    private readonly Cable _cable;
    private readonly HttpBackOffice _transport;

    private WiredTill(RunningBackOffice office, string language)
    {
        _office = office;
        _cable = new Cable(office.Address);
        _cable.Mend();
        _transport = new HttpBackOffice(new() { BaseAddress = _cable.Address, DeviceToken = RunningBackOffice.Token });
        _options = new PosEngineOptions { DatabasePath = _folder.PathOf("till.db"), DeviceNumber = Interlocked.Increment(ref _number), Currency = Currency.EUR, Language = new(language) };
        _options.Sync.FailuresToOffline = 1;
        Pos = Create();
    }

    public Engine Pos { get; private set; }

    private Engine Create() => new(new EngineParts
    {
        Options = _options,
        BackOffice = _transport,
        Devices = new() { CardTerminals = [new Terminal()] },
        Time = new ShopClock(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero)),
        Logger = NullLogger.Instance,
    });

    /// <summary>A till with Ann signed in, a shift open, and everything pulled.</summary>
    public static async Task<WiredTill> ReadyAsync(RunningBackOffice office, string language = "en-IE")
    {
        await SetReferenceAsync(office, "tax", "0193b000-0000-7000-8000-000000000020", """{ "id": "0193b000-0000-7000-8000-000000000020", "name": "VAT 20%", "rate": 200000, "type": "included" }""");
        await SetReferenceAsync(office, "item", $"{Coffee}", $$"""
            { "id": "{{Coffee}}", "name": "Coffee", "sku": "COF", "barcodes": ["{{CoffeeCode}}"], "price": 250000, "taxes": ["0193b000-0000-7000-8000-000000000020"] }
            """);
        await SetReferenceAsync(office, "customer", $"{Carla}", $$"""{ "id": "{{Carla}}", "name": "Carla" }""");
        await SetReferenceAsync(office, "settings", "shop", """{ "shop_name": "Corner", "shows_stock": true, "warns_of_negative_stock": true }""");
        foreach (var (id, name) in new[] { (Ann, "Ann"), (Bob, "Bob") })
        {
            var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(Pin), Encoding.UTF8.GetBytes(name), 10, HashAlgorithmName.SHA256, 32);
            await SetReferenceAsync(office, "employee", $"{id}", $$"""
                { "id": "{{id}}", "name": "{{name}}", "pin": { "algorithm": "pbkdf2-sha256", "iterations": 10, "salt": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}}",
                  "hash": "{{Convert.ToBase64String(hash)}}" }, "permissions": ["refunds", "refunds_without_receipt", "view_all_receipts", "cash_movements"] }
                """);
        }

        var till = new WiredTill(office, language);
        await till.Pos.StartAsync();
        await till.SynchroniseAsync();
        (await till.Pos.Session.SignInAsync(Ann, Pin)).EnsureDone();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }

    /// <summary>Pulls the cable. The till notices by itself, with its next exchange.</summary>
    public async Task CutAsync()
    {
        _cable.Cut();
        _ = await Pos.Sync.SyncNowAsync();
        await UntilAsync(Pos.Connectivity.State, static state => state == ConnectivityState.Offline);
    }

    /// <summary>Plugs it in again, and waits until everything has gone to the back office.</summary>
    public async Task MendAsync()
    {
        _cable.Mend();
        Pos.Connectivity.ReportNetwork(true);
        await SynchroniseAsync();
    }

    /// <summary>From now on the back office hears what is asked, and the till no answer.</summary>
    public void LoseReplies() => _cable.LosesReplies = true;

    /// <summary>Answers arrive again, from a back office that may be another one on the same database by now.</summary>
    public async Task HearAgainAsync(RunningBackOffice office)
    {
        (_office, _cable.Target, _cable.LosesReplies) = (office, office.Address, false);
        _cable.Cut();
        await MendAsync();
    }

    /// <summary>Switches the till off and on again, with the same person at it.</summary>
    public async Task RestartAsync()
    {
        await Pos.DisposeAsync();
        Pos = Create();
        await Pos.StartAsync();
        await SynchroniseAsync();
        (await Pos.Session.SignInAsync(Ann, Pin)).EnsureDone();
    }

    public async Task SynchroniseAsync()
    {
        await UntilAsync(Pos.Connectivity.State, static state => state == ConnectivityState.Online);
        await UntilAsync(Pos.Sync.Status, static status => status is { Phase: SyncPhase.Idle, Pending: 0 });
    }

    public ITicket RingUp(int coffees = 2)
    {
        var ticket = Pos.Tickets.Start();
        for (var i = 0; i < coffees; i++)
            ticket.Scan(CoffeeCode).EnsureDone();
        return ticket;
    }

    public async Task<Receipt> SellAsync(Func<Money, Payment> pay)
    {
        var ticket = RingUp();
        return (await Pos.Checkout.CompleteAsync(ticket, pay(ticket.Current.Totals.Gross))).Value;
    }

    public Task<Receipt> SellAsync() => SellAsync(Payment.Cash);

    /// <summary>Makes sure that an operation is refused by the policy with a code, as its decision says, and that the journal does not hear of it.</summary>
    public async Task AssertRefusedAsync(string code, Capability capability, Func<Task<Refusal?>> operation, object? subject = null)
    {
        var head = Pos.Journal.Head.Value;
        var refusal = await operation();
        Assert.Equal(code, refusal?.Code);
        Assert.Equal(Pos.Capabilities.Decide(capability, subject), refusal!.Decision);
        Assert.Equal(head, Pos.Journal.Head.Value);
    }

    /// <summary>Makes sure that the back office has the till's journal and receipts, each once.</summary>
    public async Task AssertDeliveredAsync(int receipts, decimal gross)
    {
        var summary = (await _office.GetAsync($"v1/admin/devices/{Pos.Device.Id}/summary", _office.Admin)).Json;
        Assert.Equal(Pos.Journal.Head.Value, summary.GetProperty("entries").GetInt64());
        Assert.Equal((receipts, Money.Of(gross).Units), (summary.GetProperty("receipts").GetInt32(), summary.GetProperty("gross").GetInt64()));
    }

    public async ValueTask DisposeAsync()
    {
        await Pos.DisposeAsync();
        _transport.Dispose();
        await _cable.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task SetReferenceAsync(RunningBackOffice office, string kind, string id, string json) =>
        Assert.Equal(204, (await office.PutAsync($"v1/admin/reference/{kind}/{id}", json)).Status);

    /// <summary>Waits for a value of a stream.</summary>
    public static async Task UntilAsync<T>(IPosStream<T> stream, Func<T, bool> isThere)
    {
        var there = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watching = stream.Subscribe(value =>
        {
            if (isThere(value))
                there.TrySetResult();
        });
        await there.Task.WaitAsync(Patience);
    }

    /// <summary>A terminal that is there, and that nobody calls.</summary>
    private sealed class Terminal : ICardTerminal
    {
        public string Name => "Terminal";

        public ValueTask<CardResult> ChargeAsync(PaymentId attempt, Money amount, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<CardResult> QueryAsync(PaymentId attempt, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
