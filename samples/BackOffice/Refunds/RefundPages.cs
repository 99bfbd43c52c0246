using System.Globalization;
using System.Security.Claims;
using BackOffice.Access;
using BackOffice.Pages;
using BackOffice.Storage;

namespace BackOffice.Refunds;

/// <summary>The owner sees who may refund what, and ends a right that nothing will come of.</summary>
internal static class RefundPages
{
    private const int RowsMax = 200;

    public static void MapRefundPages(this IEndpointRouteBuilder app) => app.MapGroup("").AddEndpointFilter(LocalOnly.CheckAsync).RequireAuthorization().MapRefunds();

    private static void MapRefunds(this RouteGroupBuilder pages)
    {
        pages.MapGet("/refunds", ShowAsync);
        pages.MapPost("/refunds/{receipt:guid}/end", EndAsync);
    }

    /// <summary>The rights of a device that have not ended.</summary>
    public static async Task<IReadOnlyList<RefundRightView>> ListAsync(StoreSession session, Guid device)
    {
        var rights = await session.QueryAsync<OpenRight>(
            """
            SELECT refund_right.receipt, receipt.number, refund_right.granted
            FROM refund_right
            JOIN receipt ON receipt.id = refund_right.receipt
            LEFT JOIN receipt AS refund ON refund.id = refund_right.refund
            LEFT JOIN refund_ended ON refund_ended.device = refund_right.device AND refund_ended.refund = refund_right.refund
            WHERE refund_right.device = @device AND refund.id IS NULL AND refund_ended.refund IS NULL
            ORDER BY refund_right.granted
            """,
            new { device = device.ToString() });
        return [.. rights.Select(right => new RefundRightView(right.Receipt, right.Number, PageText.Time(DateTimeOffset.FromUnixTimeMilliseconds(right.Granted))))];
    }

    private static Task<IResult> ShowAsync(IBackOfficeStore store, CancellationToken cancellationToken) => store.ReadAsync<IResult>(async session =>
    {
        var rows = await session.QueryAsync<ExcessRow>(
            """
            SELECT refund_excess.entry, device.number AS Device, refund.number, refund.completed, receipt.number AS Receipt,
                refund.gross, refund.currency, quarantine.reason, quarantine.cleared
            FROM refund_excess
            JOIN receipt AS refund ON refund.entry = refund_excess.entry
            JOIN receipt ON receipt.id = refund_excess.receipt
            JOIN quarantine ON quarantine.entry = refund_excess.entry
            JOIN entry ON entry.position = refund_excess.entry
            JOIN epoch ON epoch.key = entry.epoch
            JOIN device ON device.id = epoch.device
            ORDER BY refund_excess.entry DESC LIMIT @RowsMax
            """,
            new { RowsMax });
        return new PageResult<RefundsPage>(new() { [nameof(RefundsPage.Refunds)] = rows.Select(ToView).ToList() });
    }, cancellationToken);

    private static ExcessView ToView(ExcessRow row) => new(
        row.Entry, PageText.Device(row.Device), row.Number, PageText.Time(DateTimeOffset.Parse(row.Completed, CultureInfo.InvariantCulture)), row.Receipt,
        PageText.Money(row.Gross, row.Currency), row.Reason, row.Cleared is not null);

    private static async Task<IResult> EndAsync(Guid receipt, IFormCollection form, ClaimsPrincipal owner, IBackOfficeStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        _ = form;   // read, so that it has to be one of ours
        var device = await store.WriteAsync(async session =>
        {
            await RefundTable.LockAsync(session, receipt);
            if (await RefundTable.FindRightAsync(session, receipt) is not { } right)
                return null;
            if (await RefundTable.HasEndedAsync(session, right.Device, right.Refund))
                return right.Device;
            await RefundTable.EndAsync(session, right.Device, right.Refund);
            var number = await session.FindAsync<string>("SELECT number FROM receipt WHERE id = @receipt", new { receipt = receipt.ToString() }) ?? receipt.ToString();
            await OwnerActs.AddAsync(session, owner, OwnerActs.RefundEnded, right.Device, $"Receipt {number}", time.GetUtcNow());
            return right.Device;
        }, cancellationToken);
        return Results.LocalRedirect(device is null ? "/" : $"/devices/{device}");
    }

    private sealed record ExcessRow(
        long Entry, long? Device, string Number, string Completed, string Receipt, long Gross, string Currency, string Reason, long? Cleared);

    private sealed record OpenRight(string Receipt, string Number, long Granted);
}
