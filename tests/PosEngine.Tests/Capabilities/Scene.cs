using System.Text;
using System.Text.Json;
using PosEngine.Checkout;
using PosEngine.Connectivity;
using PosEngine.Employees;
using PosEngine.Receipts;
using PosEngine.Support;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Capabilities;

/// <summary>Who stands at the till.</summary>
internal enum Person
{
    SignedOut,

    /// <summary>Somebody without any permission.</summary>
    Cashier,

    /// <summary>Somebody with all of them.</summary>
    Manager,
}

/// <summary>A till with a receipt, a ticket with a line, a discount and a surcharge, a parked ticket and one in payment; then the connection and the person as wanted.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private static readonly string EveryPermission = $"[{string.Join(", ", Enum.GetValues<Permissions>().Where(permission => permission != 0)
        .Select(permission => $"\"{JsonNamingPolicy.SnakeCaseLower.ConvertName(permission.ToString())}\""))}]";

    private readonly TillHost _till;

    private Scene(TillHost till) => _till = till;

    public static ParkingId ParkedElsewhere { get; } = new(new Guid(6, 0, 0, new byte[8]));

    /// <summary>A manager.</summary>
    public EmployeeId Ann { get; private set; } = TillHost.Ann;

    /// <summary>A cashier, but on a till that stands alone, where everybody may do everything.</summary>
    public EmployeeId Bob { get; private set; } = TillHost.Bob;

    /// <summary>What the last call was refused with; null where it was done.</summary>
    public Refusal? Refusal { get; set; }

    /// <summary>What the next call takes along.</summary>
    public Approval? Approval { get; set; }

    public static PredefinedTicketId Table { get; } = new(new Guid(5, 0, 0, new byte[8]));

    public static Pricing.Discount Discount { get; } = Pricing.Discount.Percent(new(new Guid(1, 0, 0, new byte[8])), "Friends", Rate.Percent(10));

    public static Pricing.Discount GivenDiscount { get; } = Pricing.Discount.Percent(new(new Guid(2, 0, 0, new byte[8])), "Happy hour", Rate.Percent(10));

    public static Pricing.Surcharge Surcharge { get; } = Pricing.Surcharge.Percent(new(new Guid(3, 0, 0, new byte[8])), "Service", Rate.Percent(10));

    public static Pricing.Surcharge GivenSurcharge { get; } = Pricing.Surcharge.Percent(new(new Guid(4, 0, 0, new byte[8])), "Night", Rate.Percent(10));

    /// <summary>What somebody with the permission may approve.</summary>
    public Refusal Approvable => Ticket.OverridePrice(Line, Money.Of(1)).Refusal is { CanBeApproved: true } refused ? refused : new()
    {
        Code = RefusalCodes.PermissionMissing, Message = "", Operation = new("override_price", "", Permissions.PriceOverrides),
    };

    public string ExportPath => _till.DatabasePath + "-export";

    public Engine Pos => _till.Pos;

    public Receipt Receipt { get; private set; } = null!;

    public ITicket Ticket { get; private set; } = null!;

    public LineId Line => Ticket.Current.Lines[0].Id;

    public TicketId Parked { get; private set; }

    public Catalog.Item Coffee { get; private set; } = null!;

    public ITicket InPayment { get; private set; } = null!;

    /// <summary>Null after a restart: the payment is begun again first.</summary>
    public IPaymentSession? Session { get; private set; }

    public static async Task<Scene> BeginAsync(ConnectivityState connectivity, Person person, Action<PosEngineOptions>? configure = null)
    {
        var scene = new Scene(new TillHost(configure));
        await scene.SetAsync(connectivity);
        if (person == Person.Cashier)
            (await ((ISession)scene.Pos.Session).SwitchAsync(scene.Bob, TillHost.BobsPin)).EnsureDone();
        if (person == Person.SignedOut)
            (await scene.Pos.Session.LockAsync()).EnsureDone();
        Assert.Equal(connectivity, scene.Pos.Connectivity.State.Value);
        return scene;
    }

    /// <summary>The same on a till without a back office.</summary>
    public static async Task<Scene> BeginAloneAsync(Person person)
    {
        var scene = new Scene(new TillHost { StandsAlone = true });
        await scene._till.StartAsync();
        scene.Ann = (await scene.Pos.Session.EnrolAsync("Ann", TillHost.AnnsPin)).Value.Id;
        (await scene.Pos.Session.SignInAsync(scene.Ann, TillHost.AnnsPin)).EnsureDone();
        scene.Bob = (await scene.Pos.Session.EnrolAsync("Bob", TillHost.BobsPin)).Value.Id;
        (await scene.Pos.Catalog.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes($"sku,name,price,barcodes\nCOF,Coffee,2.50,{TillHost.CoffeeCode}\n")))).EnsureDone();
        await scene.FillAsync();
        if (person == Person.SignedOut)
            (await scene.Pos.Session.LockAsync()).EnsureDone();
        return scene;
    }

    /// <summary>Puts back what an operation has used up.</summary>
    /// <returns>False where only another scene will do.</returns>
    public async Task<bool> RenewAsync(string operation)
    {
        switch (operation.Split('.')[0], operation.Split('.')[1])
        {
            case ("ICheckout", "GetExchangeDueAsync"):
                return true;
            case ("ICheckout", "ExchangeAsync"):
                (Receipt, Ticket) = (await _till.SellAsync(), RingUp());
                return true;
            case ("ITicket" or "ICheckout", _) or ("ITickets", "ParkAsync" or "DiscardAsync"):
                Ticket = RingUp();
                return true;
            case ("ITickets", "ResumeAsync"):
                (await Pos.Tickets.ParkAsync(Pos.Tickets.Open.Single(ticket => ticket.Id == Parked), "table 1")).EnsureDone();
                return true;
            case ("IPaymentSession", "CompleteAsync" or "CancelAsync" or "RemoveAsync"):
                (InPayment, Session) = await BeginPaymentAsync();
                return true;
            case ("IReceipts", "RefundAsync"):
                Receipt = await _till.SellAsync();
                return true;
            case ("IShifts", "OpenAsync" or "CloseAsync") or ("ISession", _) or ("IDevice", _):
                return false;
            default:
                return true;
        }
    }

    /// <summary>Does something with the payment that was begun.</summary>
    public async Task<Refusal?> PayAsync(Func<IPaymentSession, Task<Refusal?>> call)
    {
        if (Session is { } session)
            return await call(session);
        return Pos.Checkout.Begin(InPayment).TryGet(out var again, out var refusal) ? await call(again) : refusal;
    }

    public Refusal? Start() => Pos.Tickets.Start().Current.Lines.IsEmpty ? null : throw new InvalidOperationException("A new ticket is empty.");

    /// <summary>What the engine passes to the decision on a capability.</summary>
    public object? SubjectOf(Operation operation) => operation.Capability == Capability.Refund && !operation.Name.StartsWith("ITicket.", StringComparison.Ordinal) ? Receipt : Ticket;

    /// <summary>Has a manager allow the next call what it was refused.</summary>
    public async Task ApproveAsync(Refusal refusal) => Approval = (await Pos.Session.ApproveAsync(refusal, Ann, TillHost.AnnsPin)).Value;

    /// <summary>Who allowed what was written after an entry.</summary>
    public async Task<IReadOnlyList<EmployeeId>> ApproversAfterAsync(long head)
    {
        var approvers = new List<EmployeeId>();
        await foreach (var entry in Pos.Journal.ReadAsync(head + 1))
        {
            using var body = JsonDocument.Parse(entry.Body);
            if (body.RootElement.TryGetProperty("approved_by", out var approver))
                approvers.Add(new(approver.GetGuid()));
        }

        return approvers;
    }

    public async Task<IReadOnlyList<string>> KindsAfterAsync(long head)
    {
        var kinds = new List<string>();
        await foreach (var entry in Pos.Journal.ReadAsync(head + 1))
        {
            using var body = JsonDocument.Parse(entry.Body);
            kinds.Add(body.RootElement.GetProperty("kind").GetString()!);
        }

        return kinds;
    }

    public ValueTask DisposeAsync() => _till.DisposeAsync();

    private async Task SetAsync(ConnectivityState connectivity)
    {
        _till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, EveryPermission);
        _till.SetEmployee(TillHost.Bob, "Bob", TillHost.BobsPin, isTrusted: false);
        _till.SetReference("settings", "shop", """{ "shows_stock": true, "warns_of_negative_stock": true }""");
        await ParkElsewhereAsync();
        _till.SetReference("predefined_ticket", $"{Table}", $$"""{ "id": "{{Table}}", "name": "table 7" }""");
        await _till.StartAsync();
        await _till.SignInAsync();
        await FillAsync();
        if (connectivity == ConnectivityState.Offline)
            _till.GoOffline();
        if (connectivity != ConnectivityState.Unknown)
            return;

        // Nothing was tried yet: a till that was switched on in a network that does not answer at all.
        _till.Transport = new Silence();
        await _till.RestartAsync();
        await _till.SignInAsync();
        Ticket = Pos.Tickets.Open.Single(open => open.Id == Ticket.Id);
        InPayment = Pos.Tickets.Open.Single(open => open.Id == InPayment.Id);
        Session = null;
    }

    /// <summary>Another till of the shop has parked a ticket, and Carl did it.</summary>
    private async Task ParkElsewhereAsync()
    {
        var other = new TestJournal(deviceNumber: 9);
        other.Append(TestJournal.Body("ticket-parked", $$"""
            {"ticket":"{{Table}}","name":"table 9","gross":100000,"content":{"policy":{"rounding":"half_away_from_zero","tax_rounding":"once_per_tax"},"taxes":[],
             "lines":[{"id":"{{Table}}","name":"Tea","unit_price":100000,"quantity":1000,"taxes":[]}],"parked_by":"{{TillHost.Carl}}","parking":"{{ParkedElsewhere}}"} }
            """));
        await _till.BackOffice.ConnectAsync(other.Hello, default);
        await _till.BackOffice.PushAsync(other.Whole(), default);
    }

    private async Task FillAsync()
    {
        (await Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        Receipt = await _till.SellAsync();
        var parked = _till.RingUp();
        Parked = parked.Id;
        (await Pos.Tickets.ParkAsync(parked, "table 1")).EnsureDone();
        (InPayment, Session) = await BeginPaymentAsync();
        Ticket = RingUp();
        Coffee = Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Value;
    }

    private ITicket RingUp()
    {
        var ticket = _till.RingUp();
        ticket.AddDiscount(GivenDiscount).EnsureDone();
        ticket.AddSurcharge(GivenSurcharge).EnsureDone();
        return ticket;
    }

    private async Task<(ITicket Ticket, IPaymentSession Session)> BeginPaymentAsync()
    {
        var ticket = _till.RingUp();
        var session = Pos.Checkout.Begin(ticket).Value;
        (await session.AddAsync(Payment.Card(Money.Of(4)))).EnsureDone();
        return (ticket, session);
    }

    /// <summary>A back office that was never heard of: it fails once, too little to be offline, and says that it was not reached.</summary>
    private sealed class Silence : IBackOffice
    {
        public Task<BackOfficeHead> ConnectAsync(DeviceHello hello, CancellationToken cancellationToken) => Fail<BackOfficeHead>();

        public Task<PushReply> PushAsync(PushBatch batch, CancellationToken cancellationToken) => Fail<PushReply>();

        public Task<ReadOnlyMemory<byte>?> GetHashAsync(DeviceId device, EpochId epoch, long sequence, CancellationToken cancellationToken) => Fail<ReadOnlyMemory<byte>?>();

        public Task<PullPage> PullAsync(string? cursor, int limit, CancellationToken cancellationToken) => Fail<PullPage>();

        private static Task<T> Fail<T>() => Task.FromException<T>(new BackOfficeException(BackOfficeError.Transient, "No answer."));
    }
}
