using System.Reflection;
using System.Text;
using PosEngine.Checkout;
using PosEngine.Support;
using PosEngine.Sync;

namespace PosEngine.Capabilities;

/// <summary>A call of an operation.</summary>
/// <param name="Name">The interface and the method.</param>
/// <param name="Call">Calls it.</param>
/// <param name="Own">The refusals that are the operation's own, where the decision has nothing against it: the scene is not set for it, or the person may not do this very thing.</param>
internal sealed record Operation(string Name, Func<Scene, Task<Refusal?>> Call, params string[] Own)
{
    /// <summary>The capability that it is under, as its interface says.</summary>
    public Capability Capability => new(Operations.CapabilitiesOf(Operations.Methods.First(method => Operations.NameOf(method) == Name)).Single());
}

/// <summary>Every operation of the engine, found by reflection, and a call of each that can be refused.</summary>
internal static class Operations
{
    /// <summary>The methods that a UI can reach from the engine.</summary>
    public static IReadOnlyList<MethodInfo> Methods { get; } =
    [
        .. typeof(IPosEngine).Assembly.GetExportedTypes()
            .Where(type => type.IsInterface && IsReached(type))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(method => !method.IsSpecialName)),
    ];

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("ITicket.Scan", scene => Task.FromResult(scene.Ticket.Scan(TillHost.CoffeeCode).Refusal)),
        new("ITicket.Add", scene => Task.FromResult(scene.Ticket.Add(scene.Coffee).Refusal)),
        new("ITicket.TakeBack", scene => Task.FromResult(scene.Ticket.TakeBack(scene.Coffee, Quantity.One, "no receipt", approval: scene.Approval).Refusal), RefusalCodes.PermissionMissing),
        new("ITicket.ChangeQuantity", scene => Task.FromResult(scene.Ticket.ChangeQuantity(scene.Line, Quantity.Of(3), scene.Approval).Refusal)),
        new("ITicket.Remove", scene => Task.FromResult(scene.Ticket.Remove(scene.Line, approval: scene.Approval).Refusal), RefusalCodes.PermissionMissing),
        new("ITicket.AddDiscount", scene => Task.FromResult(scene.Ticket.AddDiscount(Scene.Discount, approval: scene.Approval).Refusal)),
        new("ITicket.RemoveDiscount", scene => Task.FromResult(scene.Ticket.RemoveDiscount(Scene.GivenDiscount.Id).Refusal)),
        new("ITicket.OverridePrice", scene => Task.FromResult(scene.Ticket.OverridePrice(scene.Line, Money.Of(1), approval: scene.Approval).Refusal), RefusalCodes.PermissionMissing),
        new("ITicket.OverrideTaxes", scene => Task.FromResult(scene.Ticket.OverrideTaxes(scene.Line, [], approval: scene.Approval).Refusal), RefusalCodes.PermissionMissing),
        new("ITicket.AddTip", scene => Task.FromResult(scene.Ticket.AddTip(Money.Of(1)).Refusal)),
        new("ITicket.SellGiftCard", scene => Task.FromResult(scene.Ticket.SellGiftCard("4711", Money.Of(1)).Refusal)),
        new("ICheckout.GetBalanceAsync", async scene => (await scene.Pos.Checkout.GetBalanceAsync(new(StoredValueKind.StoreCredit, $"{TillHost.Carla}"))).Refusal),
        new("ITicket.SettleAccount", scene => Task.FromResult(scene.Ticket.SettleAccount(Money.Of(1)).Refusal), RefusalCodes.CustomerNeeded),
        new("ITicket.SetModifiers", scene => Task.FromResult(scene.Ticket.SetModifiers(scene.Line, [new("Without milk", Money.Of(-0.10m), Quantity.One)], scene.Approval).Refusal), RefusalCodes.PermissionMissing),
        new("ITicket.AddSurcharge", scene => Task.FromResult(scene.Ticket.AddSurcharge(Scene.Surcharge, approval: scene.Approval).Refusal)),
        new("ITicket.RemoveSurcharge", scene => Task.FromResult(scene.Ticket.RemoveSurcharge(Scene.GivenSurcharge.Id).Refusal)),
        new("ITicket.SetDiningOption", scene => Task.FromResult(scene.Ticket.SetDiningOption("takeaway").Refusal)),
        new("ITicket.SetTaxFree", scene => Task.FromResult(scene.Ticket.SetTaxFree(true, scene.Approval).Refusal), RefusalCodes.PermissionMissing),
        new("ITicket.SetPrepaid", scene => Task.FromResult(scene.Ticket.SetPrepaid(Money.Of(1), scene.Approval).Refusal), RefusalCodes.PermissionMissing),
        new("ITicket.ConfirmAge", scene => Task.FromResult(scene.Ticket.ConfirmAge(18).Refusal)),
        new("ITicket.SetNote", scene => Task.FromResult(scene.Ticket.SetNote("no sugar").Refusal)),
        new("ITicket.SetCustomer", scene => Task.FromResult(scene.Ticket.SetCustomer(TillHost.Carla).Refusal), RefusalCodes.CustomerUnknown),
        new("ITickets.Start", scene => Task.FromResult<Refusal?>(scene.Start())),
        new("ITickets.StartPredefined", scene => Task.FromResult(scene.Pos.Tickets.StartPredefined(Scene.Table).Refusal), RefusalCodes.PredefinedTicketUnknown),
        new("ITickets.ParkAsync", async scene => (await scene.Pos.Tickets.ParkAsync(scene.Ticket, "table 4")).Refusal),
        new("ITickets.ResumeAsync", async scene => (await scene.Pos.Tickets.ResumeAsync(scene.Parked, scene.Approval)).Refusal, RefusalCodes.PermissionMissing),
        new("ITickets.TakeOverAsync", async scene => (await scene.Pos.Tickets.TakeOverAsync(Scene.ParkedElsewhere, scene.Approval)).Refusal, ReasonCodes.NoBackOffice, ReasonCodes.NoInternet, RefusalCodes.PermissionMissing),
        new("ITickets.DiscardAsync", async scene => (await scene.Pos.Tickets.DiscardAsync(scene.Ticket, scene.Approval)).Refusal, RefusalCodes.PermissionMissing),
        new("ICheckout.Begin", scene => Task.FromResult(scene.Pos.Checkout.Begin(scene.Ticket).Refusal)),
        new("ICheckout.CompleteAsync", async scene => (await scene.Pos.Checkout.CompleteAsync(scene.Ticket, Payment.Cash(Money.Of(50)))).Refusal),
        new("ICheckout.ExchangeAsync", async scene => (await scene.Pos.Checkout.ExchangeAsync(scene.Ticket, new() { ReceiptId = scene.Receipt.Id, Approval = scene.Approval }, [Payment.Cash(Money.Of(50))])).Refusal),
        new("ICheckout.GetExchangeDueAsync", async scene => (await scene.Pos.Checkout.GetExchangeDueAsync(scene.Ticket, new() { ReceiptId = scene.Receipt.Id }, PaymentType.Cash)).Refusal, RefusalCodes.RefundTooMuch),
        new("IPaymentSession.AddAsync", async scene => await scene.PayAsync(async session => (await session.AddAsync(Payment.Cash(Money.Of(1)))).Refusal)),
        new("IPaymentSession.RemoveAsync", async scene => await scene.PayAsync(async session => (await session.RemoveAsync(session.Payments.Value[0].Id)).Refusal)),
        new("IPaymentSession.CancelAsync", async scene => await scene.PayAsync(async session => (await session.CancelAsync()).Refusal)),
        new("IPaymentSession.CompleteAsync", async scene => await scene.PayAsync(async session => (await session.CompleteAsync()).Refusal), RefusalCodes.PaymentShort),
        new("IShifts.OpenAsync", async scene => (await scene.Pos.Shifts.OpenAsync(Money.Zero)).Refusal, RefusalCodes.ShiftOpen),
        new("IShifts.PayInAsync", async scene => (await scene.Pos.Shifts.PayInAsync(Money.Of(1), "change", scene.Approval)).Refusal, RefusalCodes.PermissionMissing),
        new("IShifts.PayOutAsync", async scene => (await scene.Pos.Shifts.PayOutAsync(Money.Of(1), "flowers", scene.Approval)).Refusal, RefusalCodes.PermissionMissing),
        new("IShifts.DropAsync", async scene => (await scene.Pos.Shifts.DropAsync(Money.Of(1), "bag 7", scene.Approval)).Refusal, RefusalCodes.PermissionMissing),
        new("IShifts.PayTipsOutAsync", async scene => (await scene.Pos.Shifts.PayTipsOutAsync(Money.Of(1), "Bob", scene.Approval)).Refusal, RefusalCodes.PermissionMissing),
        new("IShifts.SelectDrawerAsync", async scene => (await scene.Pos.Shifts.SelectDrawerAsync(1)).Refusal),
        new("IShifts.OpenDrawerAsync", async scene => (await scene.Pos.Shifts.OpenDrawerAsync("change", scene.Approval)).Refusal, RefusalCodes.DrawerMissing, RefusalCodes.PermissionMissing),
        new("IShifts.CloseAsync", async scene => (await scene.Pos.Shifts.CloseAsync(Money.Of(100), approval: scene.Approval)).Refusal, RefusalCodes.PermissionMissing),
        new("IShifts.ListClosedAsync", async scene => (await scene.Pos.Shifts.ListClosedAsync()).Refusal),
        new("IReceipts.RefundAsync", async scene => (await scene.Pos.Receipts.RefundAsync(new() { ReceiptId = scene.Receipt.Id, Approval = scene.Approval })).Refusal),
        new("IReceipts.ReleaseRefundAsync", async scene => (await scene.Pos.Receipts.ReleaseRefundAsync(scene.Receipt.Id)).Refusal),
        new("IReceipts.GetRefundableAsync", async scene => (await scene.Pos.Receipts.GetRefundableAsync(scene.Receipt.Id)).Refusal),
        new("IReceipts.ListAsync", async scene => (await scene.Pos.Receipts.ListAsync()).Refusal),
        new("IReceipts.GetAsync", async scene => (await scene.Pos.Receipts.GetAsync(scene.Receipt.Id)).Refusal),
        new("IReceipts.FindByNumberAsync", async scene => (await scene.Pos.Receipts.FindByNumberAsync("1-1001")).Refusal),
        new("IReceipts.ReprintAsync", async scene => (await scene.Pos.Receipts.ReprintAsync(scene.Receipt.Id)).Refusal, RefusalCodes.PrinterMissing, RefusalCodes.NotSignedIn),
        new("IReceipts.EmailAsync", async scene => (await scene.Pos.Receipts.EmailAsync(scene.Receipt.Id, "ann@example.com")).Refusal),
        new("IReceipts.SendToPhoneAsync", async scene => (await scene.Pos.Receipts.SendToPhoneAsync(scene.Receipt.Id, "0123456789")).Refusal),
        new("IReceipts.FindByBarcodeAsync", async scene => (await scene.Pos.Receipts.FindByBarcodeAsync("R1-1001")).Refusal),
        new("IReceipts.SearchBackOfficeAsync", async scene => (await scene.Pos.Receipts.SearchBackOfficeAsync(new())).Refusal, ReasonCodes.NoBackOffice, ReasonCodes.NoInternet, RefusalCodes.PermissionMissing),
        new("IReceipts.GetHistoryAsync", async scene => (await scene.Pos.Receipts.GetHistoryAsync(scene.Receipt.Id)).Refusal),
        new("IReceipts.GetDocumentAsync", async scene => (await scene.Pos.Receipts.GetDocumentAsync(scene.Receipt.Id)).Refusal),
        new("IReceipts.AddNoteAsync", async scene => (await scene.Pos.Receipts.AddNoteAsync(scene.Receipt.Id, "left an umbrella")).Refusal, RefusalCodes.NotSignedIn),
        new("ISync.SyncNowAsync", async scene => (await scene.Pos.Sync.SyncNowAsync()).Refusal, RefusalCodes.SyncFailed),
        new("IDevice.SignOutAsync", async scene => (await scene.Pos.Device.SignOutAsync(approval: scene.Approval)).Refusal, RefusalCodes.ShiftOpen),
        new("IDevice.ExportAsync", async scene => (await scene.Pos.Device.ExportAsync(scene.ExportPath)).Refusal, RefusalCodes.PermissionMissing, RefusalCodes.NotSignedIn),
        new("IDevice.RemoveAsync", async scene => (await scene.Pos.Device.RemoveAsync(scene.Approval)).Refusal, RefusalCodes.PermissionMissing, RefusalCodes.ShiftOpen, RefusalCodes.NotSignedIn),
        new("IDevice.BeginTrainingAsync", async scene => (await scene.Pos.Device.BeginTrainingAsync(scene.Approval)).Refusal, RefusalCodes.PermissionMissing, RefusalCodes.NotSignedIn),
        new("IDevice.EndTrainingAsync", async scene => (await scene.Pos.Device.EndTrainingAsync(scene.Approval)).Refusal, RefusalCodes.PermissionMissing, RefusalCodes.NotSignedIn),
        new("IDevice.SignInAsync", async scene => (await scene.Pos.Device.SignInAsync()).Refusal, RefusalCodes.DeviceSignedIn),
        new("ICatalog.FindByBarcode", scene => Task.FromResult(scene.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Refusal)),
        new("ICatalog.FindBySku", scene => Task.FromResult(scene.Pos.Catalog.FindBySku("COF").Refusal)),
        new("ICatalog.Find", scene => Task.FromResult(scene.Pos.Catalog.Find(scene.Coffee.Id).Refusal)),
        new("ICatalog.RegisterAsync", async scene => (await scene.Pos.Catalog.RegisterAsync(new() { Name = "Tea" })).Refusal),
        new("ICatalog.EditAsync", async scene => (await scene.Pos.Catalog.EditAsync(scene.Coffee.Id, new() { Name = "Tea" })).Refusal),
        new("IStock.GetAsync", async scene => (await scene.Pos.Stock.GetAsync([scene.Coffee.Id])).Refusal),
        new("IStock.CheckAsync", async scene => (await scene.Pos.Stock.CheckAsync(scene.Ticket)).Refusal),
        new("ICatalog.ImportAsync", async scene => (await scene.Pos.Catalog.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes("name,price\nTea,2.00\n")))).Refusal),
        new("ICustomers.FindAsync", async scene => (await scene.Pos.Customers.FindAsync(TillHost.Carla)).Refusal, RefusalCodes.CustomerUnknown, RefusalCodes.NotSignedIn),
        new("ICustomers.SearchBackOfficeAsync", async scene => (await scene.Pos.Customers.SearchBackOfficeAsync("a")).Refusal, ReasonCodes.NoBackOffice, ReasonCodes.NoInternet),
        new("ICustomers.RegisterAsync", async scene => (await scene.Pos.Customers.RegisterAsync(new() { Name = "Dora" })).Refusal),
        new("ICustomers.EditAsync", async scene => (await scene.Pos.Customers.EditAsync(TillHost.Carla, new() { Name = "Carla" })).Refusal),
        new("ISession.EnrolAsync", async scene => (await scene.Pos.Session.EnrolAsync("Dora", "4711")).Refusal, RefusalCodes.EmployeesManaged, RefusalCodes.NotSignedIn),
        new("ISession.SignInAsync", async scene => (await scene.Pos.Session.SignInAsync(scene.Bob, TillHost.BobsPin)).Refusal),
        new("ISession.SwitchAsync", async scene => (await ((Employees.ISession)scene.Pos.Session).SwitchAsync(scene.Bob, TillHost.BobsPin)).Refusal),
        new("ISession.ApproveAsync", async scene => (await scene.Pos.Session.ApproveAsync(scene.Approvable, scene.Ann, TillHost.AnnsPin)).Refusal, RefusalCodes.PermissionMissing, RefusalCodes.NotSignedIn),
        new("ITimeClock.ClockInAsync", async scene => (await scene.Pos.TimeClock.ClockInAsync(scene.Bob, TillHost.BobsPin)).Refusal),
        new("ITimeClock.BeginBreakAsync", async scene => (await scene.Pos.TimeClock.BeginBreakAsync(scene.Bob, TillHost.BobsPin)).Refusal, RefusalCodes.ClockedOut),
        new("ITimeClock.EndBreakAsync", async scene => (await scene.Pos.TimeClock.EndBreakAsync(scene.Bob, TillHost.BobsPin)).Refusal, RefusalCodes.ClockedOut),
        new("ITimeClock.ClockOutAsync", async scene => (await scene.Pos.TimeClock.ClockOutAsync(scene.Bob, TillHost.BobsPin)).Refusal, RefusalCodes.ClockedOut),
        new("ISession.LockAsync", async scene => (await scene.Pos.Session.LockAsync()).Refusal),
        new("IPosHardware.Print", scene => Task.FromResult(scene.Pos.Hardware.Print(scene.Pos.Shifts.Current.Value!).Refusal), RefusalCodes.PrinterMissing),
    ];

    /// <summary>Whether a call can take along somebody's approval: by itself, or with what it asks for.</summary>
    public static bool TakesApproval(MethodInfo method) => method.GetParameters().Any(static parameter =>
        parameter.ParameterType == typeof(Employees.Approval) || parameter.ParameterType.GetProperties().Any(static property => property.PropertyType == typeof(Employees.Approval)));

    public static string NameOf(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    /// <summary>What a method says that it is under, or else its interface.</summary>
    public static IReadOnlyList<string> CapabilitiesOf(MethodInfo method)
    {
        var own = method.GetCustomAttributes<UnderCapabilityAttribute>().ToList();
        return [.. (own.Count > 0 ? own : [.. method.DeclaringType!.GetCustomAttributes<UnderCapabilityAttribute>()]).Select(under => under.Name)];
    }

    public static bool MayBeRefused(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
            type = type.GetGenericArguments()[0];
        return type == typeof(PosResult) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(PosResult<>));
    }

    /// <summary>Everything but what others implement: back offices and devices, and the streams.</summary>
    private static bool IsReached(Type type) =>
        type.Namespace != "PosEngine.Hardware.Printing" && type != typeof(IBackOffice) && type != typeof(IBackOfficeServices) && type != typeof(IStoredValue) && !type.IsGenericType
        && (type.Namespace != typeof(Hardware.IPosHardware).Namespace || type == typeof(Hardware.IPosHardware));
}
