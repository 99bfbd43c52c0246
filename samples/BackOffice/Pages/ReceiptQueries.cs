using System.Globalization;
using BackOffice.Receipts;
using BackOffice.Storage;

namespace BackOffice.Pages;

/// <summary>Reads what the pages show of receipts and shifts.</summary>
internal static class ReceiptQueries
{
    /// <summary>Receipts, newest first, that arrived before an entry; of one device or of all.</summary>
    /// <returns>A page, and the entry before which the next one begins; null after the last.</returns>
    public static async Task<(IReadOnlyList<ReceiptView> Receipts, long? Older)> ListAsync(StoreSession session, Guid? device, long before, int limit)
    {
        var rows = await session.QueryAsync<ReceiptRow>(
            """
            SELECT receipt.entry, receipt.id, device.number AS Device, receipt.number, receipt.completed, receipt.currency, receipt.gross, receipt.change, receipt.note, entry.body
            FROM receipt
            JOIN entry ON entry.position = receipt.entry
            JOIN epoch ON epoch.key = entry.epoch
            JOIN device ON device.id = epoch.device
            WHERE epoch.device = COALESCE(@device, epoch.device) AND receipt.entry < @before
            ORDER BY receipt.entry DESC LIMIT @limit
            """,
            new { device = device?.ToString(), before, limit });

        var receipts = new List<ReceiptView>();
        foreach (var row in rows)
            receipts.Add(await ToViewAsync(session, row));
        return (receipts, rows.Count == limit ? rows[^1].Entry : null);
    }

    public static async Task<IReadOnlyList<ShiftView>> ListShiftsAsync(StoreSession session)
    {
        var rows = await session.QueryAsync<ShiftRow>(
            """
            SELECT device.number AS Device, shift.number, shift.opened, shift.closed, shift.receipts, shift.gross, shift.expected, shift.counted, shift.difference
            FROM shift JOIN device ON device.id = shift.device
            ORDER BY COALESCE(shift.opened, shift.closed) DESC LIMIT 100
            """);
        return [.. rows.Select(row => new ShiftView(
            PageText.Device(row.Device), row.Number, Time(row.Opened), Time(row.Closed), row.Receipts,
            Amount(row.Gross), Amount(row.Expected), Amount(row.Counted), Amount(row.Difference)))];
    }

    private static async Task<ReceiptView> ToViewAsync(StoreSession session, ReceiptRow receipt)
    {
        var lines = await session.QueryAsync<LineRow>(
            """
            SELECT receipt_line.name, receipt_line.quantity, refunded.amount
            FROM receipt_line LEFT JOIN refunded ON refunded.entry = @Entry AND refunded.ordinal = receipt_line.ordinal
            WHERE receipt_line.receipt = @Id ORDER BY receipt_line.ordinal
            """,
            receipt);
        var payments = await session.QueryAsync<PaymentRow>("SELECT name, amount FROM receipt_payment WHERE receipt = @Id ORDER BY ordinal", receipt);
        var issuer = await Issuer.FindAsync(session, receipt.Id, receipt.Body);
        return new(
            issuer?.ShopName is { } shop ? $"{PageText.Device(receipt.Device)}, {shop}" : PageText.Device(receipt.Device),
            receipt.Number,
            Time(receipt.Completed)!,
            string.Join(", ", lines.Select(line => line.Amount is > 0 and var amount ? $"{line.Name} reduced by {PageText.Amount(amount)}" : $"{PageText.Quantity(line.Quantity)} × {line.Name}")),
            receipt.Note,
            PageText.Money(receipt.Gross, receipt.Currency),
            string.Join(", ", payments.Select(payment => $"{payment.Name} {PageText.Money(payment.Amount, receipt.Currency)}")));
    }

    private static string? Time(string? text) => text is null ? null : PageText.Time(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture));

    private static string? Amount(long? amount) => amount is { } value ? PageText.Amount(value) : null;

    private sealed record ReceiptRow(
        long Entry, string Id, long? Device, string Number, string Completed, string Currency, long Gross, long Change, string? Note, byte[] Body);

    private sealed record LineRow(string Name, long Quantity, long? Amount);

    private sealed record PaymentRow(string Name, long Amount);

    private sealed record ShiftRow(
        long? Device, long Number, string? Opened, string? Closed, long? Receipts, long? Gross, long? Expected, long? Counted, long? Difference);
}
