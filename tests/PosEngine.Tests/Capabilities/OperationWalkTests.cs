using System.Reflection;
using System.Text;
using PosEngine.Checkout;
using PosEngine.Connectivity;
using PosEngine.Receipts;
using PosEngine.Support;
using PosEngine.Tickets;

namespace PosEngine.Capabilities;

/// <summary>Every operation of the engine, the capability that it is under, and a call of it.</summary>
public sealed class OperationWalkTests
{
    private static readonly (string Operation, Capability? Capability, Func<Scene, Task<Refusal?>> Call)[] Operations =
    [
        ("ITicket.Scan", Capability.Sale, scene => Task.FromResult(scene.Ticket.Scan(TillHost.CoffeeCode).Refusal)),
        ("ITicket.Add", Capability.Sale, scene => Task.FromResult(scene.Ticket.Add(scene.Coffee).Refusal)),
        ("ITicket.ChangeQuantity", Capability.Sale, scene => Task.FromResult(scene.Ticket.ChangeQuantity(scene.Line, Quantity.Of(3)).Refusal)),
        ("ITicket.Remove", Capability.Sale, scene => Task.FromResult(scene.Ticket.Remove(scene.Line).Refusal)),
        ("ITicket.AddDiscount", Capability.Sale, scene => Task.FromResult(scene.Ticket.AddDiscount(Scene.Discount).Refusal)),
        ("ITicket.RemoveDiscount", Capability.Sale, scene => Task.FromResult(scene.Ticket.RemoveDiscount(Scene.GivenDiscount.Id).Refusal)),
        ("ITicket.OverridePrice", Capability.Sale, scene => Task.FromResult(Unless(RefusalCodes.PermissionMissing, scene.Ticket.OverridePrice(scene.Line, Money.Of(1)).Refusal))),
        ("ITicket.OverrideTaxes", Capability.Sale, scene => Task.FromResult(Unless(RefusalCodes.PermissionMissing, scene.Ticket.OverrideTaxes(scene.Line, []).Refusal))),
        ("ITicket.AddTip", Capability.Sale, scene => Task.FromResult(scene.Ticket.AddTip(Money.Of(1)).Refusal)),
        ("ITicket.SetModifiers", Capability.Sale, scene => Task.FromResult(scene.Ticket.SetModifiers(scene.Line, []).Refusal)),
        ("ITicket.AddSurcharge", Capability.Sale, scene => Task.FromResult(scene.Ticket.AddSurcharge(Scene.Surcharge).Refusal)),
        ("ITicket.RemoveSurcharge", Capability.Sale, scene => Task.FromResult(scene.Ticket.RemoveSurcharge(Scene.GivenSurcharge.Id).Refusal)),
        ("ITicket.SetDiningOption", Capability.Sale, scene => Task.FromResult(scene.Ticket.SetDiningOption("takeaway").Refusal)),
        ("ITicket.SetTaxFree", Capability.Sale, scene => Task.FromResult(scene.Ticket.SetTaxFree(true).Refusal)),
        ("ITicket.SetPrepaid", Capability.Sale, scene => Task.FromResult(scene.Ticket.SetPrepaid(Money.Of(1)).Refusal)),
        ("ITicket.SetNote", Capability.Sale, scene => Task.FromResult(scene.Ticket.SetNote("no sugar").Refusal)),
        ("ITicket.SetCustomer", Capability.CustomerAssignment, scene => Task.FromResult(scene.Ticket.SetCustomer(TillHost.Carla).Refusal)),
        ("ITickets.Start", null, scene => Task.FromResult<Refusal?>(scene.Start())),
        ("ITickets.ParkAsync", Capability.OpenTickets, async scene => (await scene.Pos.Tickets.ParkAsync(scene.Ticket, "table 4")).Refusal),
        ("ITickets.ResumeAsync", Capability.OpenTickets, async scene => (await scene.Pos.Tickets.ResumeAsync(scene.Parked)).Refusal),
        ("ITickets.DiscardAsync", Capability.Sale, async scene => (await scene.Pos.Tickets.DiscardAsync(scene.Ticket)).Refusal),
        ("ICheckout.Begin", Capability.Sale, scene => Task.FromResult(scene.Pos.Checkout.Begin(scene.Ticket).Refusal)),
        ("ICheckout.CompleteAsync", Capability.Sale, async scene => (await scene.Pos.Checkout.CompleteAsync(scene.Ticket, Payment.Cash(Money.Of(50)))).Refusal),
        ("IPaymentSession.AddAsync", Capability.Sale, async scene => await scene.PayAsync(async session => (await session.AddAsync(Payment.Cash(Money.Of(1)))).Refusal)),
        ("IPaymentSession.RemoveAsync", Capability.Sale, async scene => await scene.PayAsync(async session => (await session.RemoveAsync(session.Payments.Value[0].Id)).Refusal)),
        ("IPaymentSession.CancelAsync", Capability.Sale, async scene => await scene.PayAsync(async session => (await session.CancelAsync()).Refusal)),
        ("IPaymentSession.CompleteAsync", Capability.Sale, async scene => Unless(RefusalCodes.PaymentShort, await scene.PayAsync(async session => (await session.CompleteAsync()).Refusal))),
        ("IShifts.OpenAsync", Capability.ShiftManagement, async scene => Unless(RefusalCodes.ShiftOpen, (await scene.Pos.Shifts.OpenAsync(Money.Zero)).Refusal)),
        ("IShifts.PayInAsync", Capability.ShiftManagement, async scene => (await scene.Pos.Shifts.PayInAsync(Money.Of(1), "change")).Refusal),
        ("IShifts.PayOutAsync", Capability.ShiftManagement, async scene => (await scene.Pos.Shifts.PayOutAsync(Money.Of(1), "flowers")).Refusal),
        ("IShifts.SelectDrawerAsync", Capability.ShiftManagement, async scene => (await scene.Pos.Shifts.SelectDrawerAsync(1)).Refusal),
        ("IShifts.OpenDrawerAsync", Capability.ShiftManagement, async scene => Unless(RefusalCodes.DrawerMissing, (await scene.Pos.Shifts.OpenDrawerAsync("change")).Refusal)),
        ("IShifts.CloseAsync", Capability.ShiftManagement, async scene => (await scene.Pos.Shifts.CloseAsync(Money.Of(100))).Refusal),
        ("IShifts.ListClosedAsync", Capability.ShiftManagement, async scene => (await scene.Pos.Shifts.ListClosedAsync()).Refusal),
        ("IReceipts.RefundAsync", Capability.Refund, async scene => (await scene.Pos.Receipts.RefundAsync(new() { ReceiptId = scene.Receipt.Id })).Refusal),
        ("IReceipts.ReleaseRefundAsync", null, async scene => (await scene.Pos.Receipts.ReleaseRefundAsync(scene.Receipt.Id)).Refusal),
        ("IReceipts.GetRefundableAsync", Capability.ReceiptList, async scene => (await scene.Pos.Receipts.GetRefundableAsync(scene.Receipt.Id)).Refusal),
        ("IReceipts.ListAsync", Capability.ReceiptList, async scene => (await scene.Pos.Receipts.ListAsync()).Refusal),
        ("IReceipts.GetAsync", Capability.ReceiptList, async scene => (await scene.Pos.Receipts.GetAsync(scene.Receipt.Id)).Refusal),
        ("IReceipts.FindByNumberAsync", Capability.ReceiptList, async scene => (await scene.Pos.Receipts.FindByNumberAsync("1-1001")).Refusal),
        ("IReceipts.ReprintAsync", Capability.ReceiptList, async scene => Unless(RefusalCodes.PrinterMissing, (await scene.Pos.Receipts.ReprintAsync(scene.Receipt.Id)).Refusal)),
        ("IReceipts.EmailAsync", Capability.EmailReceipt, async scene => (await scene.Pos.Receipts.EmailAsync(scene.Receipt.Id, "ann@example.com")).Refusal),
        ("IReceipts.SendToPhoneAsync", Capability.EmailReceipt, async scene => (await scene.Pos.Receipts.SendToPhoneAsync(scene.Receipt.Id, "0123456789")).Refusal),
        ("IReceipts.FindByBarcodeAsync", Capability.ReceiptList, async scene => (await scene.Pos.Receipts.FindByBarcodeAsync("R1-1001")).Refusal),
        ("IReceipts.SearchBackOfficeAsync", Capability.ReceiptList, async scene => Unless(ReasonCodes.NoBackOffice, Unless(ReasonCodes.NoInternet, (await scene.Pos.Receipts.SearchBackOfficeAsync(new())).Refusal))),
        ("IReceipts.GetHistoryAsync", Capability.ReceiptList, async scene => (await scene.Pos.Receipts.GetHistoryAsync(scene.Receipt.Id)).Refusal),
        ("IReceipts.GetDocumentAsync", Capability.ReceiptList, async scene => (await scene.Pos.Receipts.GetDocumentAsync(scene.Receipt.Id)).Refusal),
        ("IReceipts.AddNoteAsync", Capability.ReceiptList, async scene => (await scene.Pos.Receipts.AddNoteAsync(scene.Receipt.Id, "left an umbrella")).Refusal),
        ("ISync.SyncNowAsync", Capability.SyncNow, async scene => Unless(RefusalCodes.SyncFailed, (await scene.Pos.Sync.SyncNowAsync()).Refusal)),
        ("IDevice.SignOutAsync", Capability.SignOut, async scene => Unless(RefusalCodes.ShiftOpen, (await scene.Pos.Device.SignOutAsync()).Refusal)),
        ("IDevice.SignInAsync", null, async scene => Unless(RefusalCodes.DeviceSignedIn, (await scene.Pos.Device.SignInAsync()).Refusal)),
        ("ICatalog.FindByBarcode", null, scene => Task.FromResult(scene.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Refusal)),
        ("ICatalog.FindBySku", null, scene => Task.FromResult(scene.Pos.Catalog.FindBySku("COF").Refusal)),
        ("ICatalog.Find", null, scene => Task.FromResult(scene.Pos.Catalog.Find(scene.Coffee.Id).Refusal)),
        ("ICatalog.RegisterAsync", Capability.ItemEditing, async scene => (await scene.Pos.Catalog.RegisterAsync(new() { Name = "Tea" })).Refusal),
        ("ICatalog.EditAsync", Capability.ItemEditing, async scene => (await scene.Pos.Catalog.EditAsync(scene.Coffee.Id, new() { Name = "Tea" })).Refusal),
        ("IStock.GetAsync", Capability.StockDisplay, async scene => (await scene.Pos.Stock.GetAsync([scene.Coffee.Id])).Refusal),
        ("IStock.CheckAsync", Capability.NegativeStockWarning, async scene => (await scene.Pos.Stock.CheckAsync(scene.Ticket)).Refusal),
        ("ICatalog.ImportAsync", null, async scene => (await scene.Pos.Catalog.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes("name,price\nTea,2.00\n")))).Refusal),
        ("ICustomers.FindAsync", null, async scene => (await scene.Pos.Customers.FindAsync(TillHost.Carla)).Refusal),
        ("ICustomers.SearchBackOfficeAsync", null, async scene => Unless(ReasonCodes.NoBackOffice, Unless(ReasonCodes.NoInternet, (await scene.Pos.Customers.SearchBackOfficeAsync("a")).Refusal))),
        ("ICustomers.RegisterAsync", Capability.CustomerRegistration, async scene => (await scene.Pos.Customers.RegisterAsync(new() { Name = "Dora" })).Refusal),
        ("ICustomers.EditAsync", Capability.CustomerEditing, async scene => (await scene.Pos.Customers.EditAsync(TillHost.Carla, new() { Name = "Carla" })).Refusal),
        ("ISession.EnrolAsync", null, async scene => Unless(RefusalCodes.EmployeesManaged, (await scene.Pos.Session.EnrolAsync("Dora", "4711")).Refusal)),
        ("ISession.SignInAsync", null, async scene => (await scene.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).Refusal),
        ("ISession.SwitchAsync", null, async scene => (await ((Employees.ISession)scene.Pos.Session).SwitchAsync(TillHost.Bob, TillHost.BobsPin)).Refusal),
        ("ISession.LockAsync", null, async scene => (await scene.Pos.Session.LockAsync()).Refusal),
        ("IPosHardware.Print", null, scene => Task.FromResult(Unless(RefusalCodes.PrinterMissing, scene.Pos.Hardware.Print(scene.Pos.Shifts.Current.Value!).Refusal))),
    ];

    [Fact]
    public void P1_every_operation_that_can_be_refused_is_in_the_walk()
    {
        var operations = typeof(IPosEngine).Assembly.GetExportedTypes()
            .Where(type => type.IsInterface && type != typeof(Sync.IBackOffice))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(MayBeRefused).Select(method => $"{type.Name}.{method.Name}"))
            .Distinct();

        Assert.Equal(operations.Order(), Operations.Select(operation => operation.Operation).Where(name => name != "ITickets.Start").Order());
    }

    [Theory]
    [InlineData(ConnectivityState.Online)]
    [InlineData(ConnectivityState.Offline)]
    [InlineData(ConnectivityState.Unknown)]
    public async Task P2_what_the_till_says_may_be_done_is_what_it_does(ConnectivityState connectivity)
    {
        foreach (var (operation, capability, call) in Operations)
        {
            await using var till = new TillHost();
            await WalkAsync(await Scene.BeginAsync(till, connectivity), operation, capability, call);
        }
    }

    [Theory]
    [InlineData(ConnectivityState.Offline)]
    [InlineData(ConnectivityState.Unknown)]
    public async Task P2_a_policy_that_refuses_everything_is_obeyed_by_every_operation(ConnectivityState connectivity)
    {
        // One till for all: nothing changes on it.
        await using var till = new TillHost(RefuseEverything);
        var scene = await Scene.BeginAsync(till, connectivity);
        foreach (var (operation, capability, call) in Operations.Where(operation => operation.Capability is not null))
        {
            Assert.Equal(ReasonOf(capability!), scene.Pos.Capabilities.Decide(capability!, scene.Ticket).ReasonCode);
            await WalkAsync(scene, operation, capability, call);
        }
    }

    private static async Task WalkAsync(Scene scene, string operation, Capability? capability, Func<Scene, Task<Refusal?>> call)
    {
        var decision = capability is null ? null : scene.Pos.Capabilities.Decide(capability, scene.Ticket);
        var head = scene.Pos.Journal.Head.Value;

        var refusal = await call(scene);

        var expected = decision is { IsAllowed: false } ? decision.ReasonCode : null;
        Assert.True(expected == refusal?.Code, $"{operation}: decided {expected ?? "allowed"}, answered {refusal?.ToString() ?? "done"}");
        Assert.True(refusal is null || head == scene.Pos.Journal.Head.Value, $"{operation}: refused, and the journal grew");
    }

    /// <summary>Each capability for a reason of its own, so that an operation under another one is noticed.</summary>
    private static void RefuseEverything(PosEngineOptions options)
    {
        foreach (var capability in Capability.All)
        {
            options.Texts[ReasonOf(capability)] = $"{capability} is not possible.";
            options.OfflinePolicy = options.OfflinePolicy.Refuse(capability, ReasonOf(capability));
        }
    }

    private static string ReasonOf(Capability capability) => $"no_{capability}";

    private static bool MayBeRefused(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
            type = type.GetGenericArguments()[0];
        return type == typeof(PosResult) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(PosResult<>));
    }

    /// <summary>A refusal that says the scene is not set for the operation, not that it may not be done.</summary>
    private static Refusal? Unless(string code, Refusal? refusal) => refusal?.Code == code ? null : refusal;

    /// <summary>A till with a receipt, a ticket with a line and a discount, and a parked ticket; then the connection as wanted.</summary>
    private sealed record Scene(Engine Pos, Receipt Receipt, ITicket Ticket, LineId Line, TicketId Parked, Catalog.Item Coffee, ITicket InPayment, IPaymentSession? Session)
    {
        public static Pricing.Discount Discount { get; } = Pricing.Discount.Percent(new(new Guid(1, 0, 0, new byte[8])), "Friends", Rate.Percent(10));

        public static Pricing.Discount GivenDiscount { get; } = Pricing.Discount.Percent(new(new Guid(2, 0, 0, new byte[8])), "Happy hour", Rate.Percent(10));

        public static Pricing.Surcharge Surcharge { get; } = Pricing.Surcharge.Percent(new(new Guid(3, 0, 0, new byte[8])), "Service", Rate.Percent(10));

        public static Pricing.Surcharge GivenSurcharge { get; } = Pricing.Surcharge.Percent(new(new Guid(4, 0, 0, new byte[8])), "Night", Rate.Percent(10));

        public static async Task<Scene> BeginAsync(TillHost till, ConnectivityState connectivity)
        {
            till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """["refunds"]""");
            till.SetReference("settings", "shop", """{ "shows_stock": true, "warns_of_negative_stock": true }""");
            await till.StartAsync();
            await till.SignInAsync();
            (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
            var receipt = await till.SellAsync();
            var parked = till.RingUp();
            (await till.Pos.Tickets.ParkAsync(parked, "table 1")).EnsureDone();
            var inPayment = till.RingUp();
            IPaymentSession? session = till.Pos.Checkout.Begin(inPayment).Value;
            (await session.AddAsync(Payment.Card(Money.Of(4)))).EnsureDone();
            var ticket = till.RingUp();
            ticket.AddDiscount(GivenDiscount).EnsureDone();
            ticket.AddSurcharge(GivenSurcharge).EnsureDone();
            var coffee = till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Value;
            if (connectivity == ConnectivityState.Offline)
                till.GoOffline();
            if (connectivity == ConnectivityState.Unknown)
            {
                // Nothing was tried yet: a till that was switched on in a network that does not answer at all.
                till.Transport = new Silence();
                await till.RestartAsync();
                await till.SignInAsync();
                ticket = till.Pos.Tickets.Open.Single(open => open.Id == ticket.Id);
                inPayment = till.Pos.Tickets.Open.Single(open => open.Id == inPayment.Id);
                session = null;
            }

            Assert.Equal(connectivity, till.Pos.Connectivity.State.Value);
            return new Scene(till.Pos, receipt, ticket, ticket.Current.Lines[0].Id, parked.Id, coffee, inPayment, session);
        }

        /// <summary>Does something with the payment that was begun; after a restart, that is begun again first.</summary>
        public async Task<Refusal?> PayAsync(Func<IPaymentSession, Task<Refusal?>> call)
        {
            if (Session is { } session)
                return await call(session);
            return Pos.Checkout.Begin(InPayment).TryGet(out var again, out var refusal) ? await call(again) : refusal;
        }

        public Refusal? Start() => Pos.Tickets.Start().Current.Lines.IsEmpty ? null : throw new InvalidOperationException("A new ticket is empty.");
    }

    /// <summary>A back office that was never heard of: it fails once, too little to be offline, and says that it was not reached.</summary>
    private sealed class Silence : Sync.IBackOffice
    {
        public Task<Sync.BackOfficeHead> ConnectAsync(Sync.DeviceHello hello, CancellationToken cancellationToken) => Fail<Sync.BackOfficeHead>();

        public Task<Sync.PushReply> PushAsync(Sync.PushBatch batch, CancellationToken cancellationToken) => Fail<Sync.PushReply>();

        public Task<ReadOnlyMemory<byte>?> GetHashAsync(DeviceId device, EpochId epoch, long sequence, CancellationToken cancellationToken) => Fail<ReadOnlyMemory<byte>?>();

        public Task<Sync.PullPage> PullAsync(string? cursor, int limit, CancellationToken cancellationToken) => Fail<Sync.PullPage>();

        private static Task<T> Fail<T>() => Task.FromException<T>(new Sync.BackOfficeException(Sync.BackOfficeError.Transient, "No answer."));
    }
}
