using System.Globalization;
using BackOffice.Audit;
using BackOffice.Storage;

namespace BackOffice.Pages;

/// <summary>Reads what the pages show.</summary>
internal static class PageQueries
{
    public static async Task<IReadOnlyList<DeviceView>> ListDevicesAsync(StoreSession session)
    {
        var devices = await session.QueryAsync<DeviceRow>("SELECT id, software, last_seen AS LastSeen FROM device ORDER BY number, first_seen");
        var views = new List<DeviceView>();
        foreach (var device in devices)
            views.Add(await ToViewAsync(session, device));
        return views;
    }

    public static async Task<DeviceView?> FindDeviceAsync(StoreSession session, Guid device) =>
        await session.FindAsync<DeviceRow>("SELECT id, software, last_seen AS LastSeen FROM device WHERE id = @id", new { id = device.ToString() }) is { } row
            ? await ToViewAsync(session, row)
            : null;

    public static Task<IReadOnlyList<QuarantineView>> ListQuarantinedAsync(StoreSession session, Guid device) => session.QueryAsync<QuarantineView>(
        """
        SELECT entry.sequence, quarantine.reason
        FROM epoch
        JOIN entry ON entry.epoch = epoch.key
        JOIN quarantine ON quarantine.entry = entry.position
        WHERE epoch.device = @device ORDER BY quarantine.entry DESC LIMIT 100
        """,
        new { device = device.ToString() });

    /// <summary>Receipts, newest first, that arrived before an entry.</summary>
    public static Task<IReadOnlyList<ReceiptRow>> ListReceiptsAsync(StoreSession session, Guid device, long before, int limit) => session.QueryAsync<ReceiptRow>(
        """
        SELECT receipt.entry, receipt.id, receipt.number, receipt.completed, receipt.currency, receipt.gross, receipt.note
        FROM receipt
        JOIN entry ON entry.position = receipt.entry
        JOIN epoch ON epoch.key = entry.epoch
        WHERE epoch.device = @device AND receipt.entry < @before
        ORDER BY receipt.entry DESC LIMIT @limit
        """,
        new { device = device.ToString(), before, limit });

    public static async Task<ReceiptView> ToViewAsync(StoreSession session, ReceiptRow receipt)
    {
        var lines = await session.QueryAsync<LineRow>("SELECT name, quantity FROM receipt_line WHERE receipt = @Id ORDER BY ordinal", receipt);
        var payments = await session.QueryAsync<PaymentRow>("SELECT name, amount FROM receipt_payment WHERE receipt = @Id ORDER BY ordinal", receipt);
        return new(
            receipt.Number,
            PageText.Time(DateTimeOffset.Parse(receipt.Completed, CultureInfo.InvariantCulture)),
            string.Join(", ", lines.Select(line => $"{PageText.Quantity(line.Quantity)} × {line.Name}")),
            receipt.Note,
            PageText.Money(receipt.Gross, receipt.Currency),
            string.Join(", ", payments.Select(payment => $"{payment.Name} {PageText.Money(payment.Amount, receipt.Currency)}")));
    }

    private static async Task<DeviceView> ToViewAsync(StoreSession session, DeviceRow device)
    {
        var summary = (await DeviceSummary.FindAsync(session, Guid.Parse(device.Id)))!;
        var totals = await session.QueryAsync<TotalRow>(
            """
            SELECT receipt.currency, CAST(SUM(receipt.gross) AS BIGINT) AS Gross
            FROM epoch
            JOIN entry ON entry.epoch = epoch.key
            JOIN receipt ON receipt.entry = entry.position
            WHERE epoch.device = @Id GROUP BY receipt.currency ORDER BY receipt.currency
            """,
            device);

        return new(
            device.Id,
            summary.Number is { } number ? $"Device {number}" : "A device without a number",
            device.Software,
            PageText.Time(DateTimeOffset.FromUnixTimeMilliseconds(device.LastSeen)),
            summary.Entries,
            summary.Receipts,
            totals.Count == 0 ? "–" : string.Join(", ", totals.Select(total => PageText.Money(total.Gross, total.Currency))),
            summary.Quarantined,
            summary.ChainValid);
    }

    private sealed record DeviceRow(string Id, string? Software, long LastSeen);

    private sealed record TotalRow(string Currency, long Gross);

    private sealed record LineRow(string Name, long Quantity);

    private sealed record PaymentRow(string Name, long Amount);
}

/// <summary>A projected receipt.</summary>
internal sealed record ReceiptRow(long Entry, string Id, string Number, string Completed, string Currency, long Gross, string? Note);
