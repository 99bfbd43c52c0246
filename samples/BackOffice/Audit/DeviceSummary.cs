using BackOffice.Storage;

namespace BackOffice.Audit;

/// <summary>What the back office has of a device, counted and computed again from what is stored rather than from what was believed while storing it.</summary>
/// <param name="Device">The installation.</param>
/// <param name="Number">Its number; null before its first hello.</param>
/// <param name="Entries">Journal entries.</param>
/// <param name="Receipts">Receipts projected from them.</param>
/// <param name="Net">Σ of the receipts without tax, in hundred-thousandths.</param>
/// <param name="Tax">Σ of their taxes.</param>
/// <param name="Gross">Σ of the receipts.</param>
/// <param name="RefundCount">How many of them are refunds.</param>
/// <param name="Refunds">Σ of the totals of those; zero or below.</param>
/// <param name="ReturnCount">How many lines of the others gave something back, deposits apart.</param>
/// <param name="Returns">Σ of those lines; zero or below.</param>
/// <param name="Quarantined">Entries set aside.</param>
/// <param name="Duplicates">Entries that are here more than once.</param>
/// <param name="Gaps">Entries that are missing between those that are here.</param>
/// <param name="OutOfOrder">Entries that were stored after a later one of their epoch.</param>
/// <param name="ChainValid">Whether every hash follows from the stored bytes.</param>
internal sealed record DeviceSummary(
    Guid Device,
    int? Number,
    long Entries,
    long Receipts,
    long Net,
    long Tax,
    long Gross,
    long RefundCount,
    long Refunds,
    long ReturnCount,
    long Returns,
    long Quarantined,
    long Duplicates,
    long Gaps,
    long OutOfOrder,
    bool ChainValid)
{
    /// <returns>Null where the device is unknown.</returns>
    public static async Task<DeviceSummary?> FindAsync(StoreSession session, Guid device)
    {
        var id = new { device = device.ToString() };
        if (await session.FindAsync<DeviceRow>("SELECT id, number FROM device WHERE id = @device", id) is not { } row)
            return null;

        var counts = await session.SingleAsync<Counts>(
            """
            SELECT
                (SELECT COUNT(*) FROM epoch JOIN entry ON entry.epoch = epoch.key WHERE epoch.device = @device) AS Entries,
                (SELECT COUNT(*) FROM epoch JOIN entry ON entry.epoch = epoch.key JOIN quarantine ON quarantine.entry = entry.position
                    WHERE epoch.device = @device) AS Quarantined,
                (SELECT COUNT(*) - COUNT(DISTINCT epoch.id || ' ' || entry.sequence)
                    FROM epoch JOIN entry ON entry.epoch = epoch.key WHERE epoch.device = @device) AS Duplicates,
                (SELECT CAST(COALESCE(SUM(missing), 0) AS BIGINT) FROM (
                    SELECT MAX(entry.sequence) - epoch.first_sequence + 1 - COUNT(DISTINCT entry.sequence) AS missing
                    FROM epoch JOIN entry ON entry.epoch = epoch.key WHERE epoch.device = @device
                    GROUP BY epoch.key, epoch.first_sequence) AS gaps) AS Gaps,
                (SELECT COUNT(*) FROM (
                    SELECT entry.sequence, LAG(entry.sequence) OVER (PARTITION BY entry.epoch ORDER BY entry.position) AS previous
                    FROM epoch JOIN entry ON entry.epoch = epoch.key WHERE epoch.device = @device) AS arrivals
                    WHERE previous > sequence) AS OutOfOrder
            """,
            id);
        var totals = await session.SingleAsync<Totals>(
            """
            SELECT
                COUNT(*) AS Receipts, CAST(COALESCE(SUM(receipt.net), 0) AS BIGINT) AS Net, CAST(COALESCE(SUM(receipt.tax), 0) AS BIGINT) AS Tax, CAST(COALESCE(SUM(receipt.gross), 0) AS BIGINT) AS Gross,
                COUNT(receipt.refund) AS RefundCount, CAST(COALESCE(SUM(receipt.refund), 0) AS BIGINT) AS Refunds,
                CAST(COALESCE(SUM(receipt.return_count), 0) AS BIGINT) AS ReturnCount, CAST(COALESCE(SUM(receipt.returns), 0) AS BIGINT) AS Returns
            FROM epoch JOIN entry ON entry.epoch = epoch.key JOIN receipt ON receipt.entry = entry.position
            WHERE epoch.device = @device
            """,
            id);

        return new(
            device, (int?)row.Number, counts.Entries, totals.Receipts, totals.Net, totals.Tax, totals.Gross, totals.RefundCount, totals.Refunds, totals.ReturnCount, totals.Returns,
            counts.Quarantined, counts.Duplicates, counts.Gaps, counts.OutOfOrder, await ChainAudit.IsValidAsync(session, device));
    }

    private sealed record DeviceRow(string Id, long? Number);

    private sealed record Totals(long Receipts, long Net, long Tax, long Gross, long RefundCount, long Refunds, long ReturnCount, long Returns);

    private sealed record Counts(long Entries, long Quarantined, long Duplicates, long Gaps, long OutOfOrder);
}
