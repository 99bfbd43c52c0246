using BackOffice.Access;
using BackOffice.Accounts;
using BackOffice.Protocol;
using BackOffice.Refunds;
using BackOffice.Storage;

namespace BackOffice.Pages;

/// <summary>Pages that show what came from the devices.</summary>
internal static class PageEndpoints
{
    private const int RowsPerPage = 50;

    public static void MapPages(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").AddEndpointFilter(LocalOnly.CheckAsync).RequireAuthorization();
        pages.MapGet("/", ShowDevicesAsync);
        pages.MapGet("/devices/{device:guid}", ShowDeviceAsync);
        pages.MapGet("/receipts", ShowReceiptsAsync);
        pages.MapGet("/shifts", ShowShiftsAsync);
        pages.MapGet("/hours", ShowHoursAsync);
        pages.MapGet("/sales", ShowSalesAsync);
        pages.MapGet("/quarantine", ShowQuarantineAsync);
    }

    private static Task<IResult> ShowDevicesAsync(IBackOfficeStore store, TimeProvider time, CancellationToken cancellationToken) =>
        ShowAsync<DevicesPage>(store, async session => new()
        {
            [nameof(DevicesPage.Devices)] = await DeviceQueries.ListAsync(session, time.GetUtcNow()),
        }, cancellationToken);

    private static Task<IResult> ShowDeviceAsync(
        Guid device, IBackOfficeStore store, TimeProvider time, CancellationToken cancellationToken, long before = long.MaxValue) =>
        store.ReadAsync<IResult>(async session =>
        {
            if (await DeviceQueries.FindAsync(session, device, time.GetUtcNow()) is not { } view)
                return ProtocolError.NotFound("The device was never here.");

            var (receipts, older) = await ReceiptQueries.ListAsync(session, device, before, RowsPerPage);
            return new PageResult<DevicePage>(new()
            {
                [nameof(DevicePage.Device)] = view,
                [nameof(DevicePage.Quarantined)] = await DeviceQueries.ListQuarantinedAsync(session, device),
                [nameof(DevicePage.RefundRights)] = await RefundPages.ListAsync(session, device),
                [nameof(DevicePage.HeldValues)] = await ValuePages.ListAsync(session, device),
                [nameof(DevicePage.OwnerActs)] = await OwnerActs.ListAsync(session, device),
                [nameof(DevicePage.Receipts)] = receipts,
                [nameof(DevicePage.Older)] = older,
            });
        }, cancellationToken);

    private static Task<IResult> ShowReceiptsAsync(IBackOfficeStore store, CancellationToken cancellationToken, long before = long.MaxValue) =>
        ShowAsync<ReceiptsPage>(store, async session =>
        {
            var (receipts, older) = await ReceiptQueries.ListAsync(session, device: null, before, RowsPerPage);
            return new() { [nameof(ReceiptsPage.Receipts)] = receipts, [nameof(ReceiptsPage.Older)] = older };
        }, cancellationToken);

    private static Task<IResult> ShowShiftsAsync(IBackOfficeStore store, CancellationToken cancellationToken) =>
        ShowAsync<ShiftsPage>(store, async session => new() { [nameof(ShiftsPage.Shifts)] = await ReceiptQueries.ListShiftsAsync(session) }, cancellationToken);

    private static Task<IResult> ShowHoursAsync(IBackOfficeStore store, TimeProvider time, CancellationToken cancellationToken) =>
        ShowAsync<HoursPage>(store, async session => new() { [nameof(HoursPage.Rows)] = await Hours.ListAsync(session, time.GetUtcNow().AddDays(-31)) }, cancellationToken);

    private static Task<IResult> ShowQuarantineAsync(IBackOfficeStore store, CancellationToken cancellationToken) =>
        ShowAsync<QuarantinePage>(
            store,
            async session => new() { [nameof(QuarantinePage.Entries)] = await DeviceQueries.ListQuarantinedAsync(session, device: null) },
            cancellationToken);

    private static Task<IResult> ShowSalesAsync(
        IBackOfficeStore store, TimeProvider time, CancellationToken cancellationToken, DateOnly? from = null, DateOnly? to = null)
    {
        var last = to ?? DateOnly.FromDateTime(time.GetUtcNow().Date);
        var first = from ?? last.AddDays(-29);
        return ShowAsync<SalesPage>(store, async session => new()
        {
            [nameof(SalesPage.First)] = first,
            [nameof(SalesPage.Last)] = last,
            [nameof(SalesPage.Currencies)] = await SalesQueries.ListAsync(session, first, last),
        }, cancellationToken);
    }

    private static Task<IResult> ShowAsync<TPage>(
        IBackOfficeStore store, Func<StoreSession, Task<Dictionary<string, object?>>> read, CancellationToken cancellationToken)
        where TPage : Microsoft.AspNetCore.Components.IComponent =>
        store.ReadAsync<IResult>(async session => new PageResult<TPage>(await read(session)), cancellationToken);
}
