using System.Globalization;
using BackOffice.Storage;

namespace BackOffice.Pages;

/// <summary>Adds up the receipts of a range of days, a currency at a time.</summary>
internal static class SalesQueries
{
    private const string Where = "receipt.day BETWEEN @first AND @last AND receipt.currency = @currency";

    public static async Task<IReadOnlyList<SalesView>> ListAsync(StoreSession session, DateOnly first, DateOnly last)
    {
        var days = new { first = Text(first), last = Text(last) };
        var views = new List<SalesView>();
        foreach (var currency in await session.QueryAsync<string>("SELECT DISTINCT currency FROM receipt WHERE day BETWEEN @first AND @last ORDER BY currency", days))
            views.Add(await AddUpAsync(session, currency, new { days.first, days.last, currency }));
        return views;
    }

    private static async Task<SalesView> AddUpAsync(StoreSession session, string currency, object range) => new(
        currency,
        await session.QueryAsync<DaySales>(
            $"""
            SELECT day, COUNT(*) AS Receipts, CAST(SUM(net) AS BIGINT) AS Net, CAST(SUM(tax) AS BIGINT) AS Tax, CAST(SUM(gross) AS BIGINT) AS Gross,
                CAST(COALESCE(SUM(refund), 0) AS BIGINT) AS Refunds, CAST(SUM(returns) AS BIGINT) AS Returns
            FROM receipt WHERE {Where} GROUP BY day ORDER BY day
            """,
            range),
        await session.QueryAsync<TaxTotal>(
            $"""
            SELECT receipt_tax.name, CAST(SUM(receipt_tax.net) AS BIGINT) AS Net, CAST(SUM(receipt_tax.amount) AS BIGINT) AS Amount
            FROM receipt JOIN receipt_tax ON receipt_tax.receipt = receipt.id
            WHERE {Where} GROUP BY receipt_tax.name ORDER BY receipt_tax.name
            """,
            range),
        await session.QueryAsync<PaymentTotal>(
            $"""
            SELECT name, CAST(SUM(amount) AS BIGINT) AS Amount
            FROM (
                SELECT receipt_payment.name, receipt_payment.amount
                FROM receipt JOIN receipt_payment ON receipt_payment.receipt = receipt.id WHERE {Where}
                UNION ALL
                SELECT 'Change', -receipt.change FROM receipt WHERE {Where} AND receipt.change <> 0) AS parts
            GROUP BY name ORDER BY name
            """,
            range),
        await session.QueryAsync<ItemTotal>(
            $"""
            SELECT receipt_line.name, CAST(SUM(receipt_line.quantity) AS BIGINT) AS Quantity, CAST(SUM(receipt_line.gross) AS BIGINT) AS Gross
            FROM receipt JOIN receipt_line ON receipt_line.receipt = receipt.id
            WHERE {Where} GROUP BY receipt_line.name ORDER BY SUM(receipt_line.gross) DESC, receipt_line.name LIMIT 100
            """,
            range));

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
