using System.Globalization;
using System.Text.Json;
using BackOffice.Projections;
using BackOffice.Storage;

namespace BackOffice.Pages;

/// <summary>Reads what the pages show of devices.</summary>
internal static class DeviceQueries
{
    // A till says hello every half minute unless it was told otherwise.
    private static readonly TimeSpan OnlineWithin = TimeSpan.FromMinutes(2);

    private const string Select =
        """
        SELECT
            device.id, device.number, device.software, device.last_seen AS LastSeen, COALESCE(device.told_head, 0) AS ToldHead,
            (SELECT COUNT(*) FROM epoch JOIN entry ON entry.epoch = epoch.key WHERE epoch.device = device.id) AS Entries,
            (SELECT COALESCE(MAX(entry.sequence), 0) FROM epoch JOIN entry ON entry.epoch = epoch.key WHERE epoch.device = device.id) AS Head,
            (SELECT COUNT(*) FROM epoch JOIN entry ON entry.epoch = epoch.key JOIN quarantine ON quarantine.entry = entry.position
                WHERE epoch.device = device.id AND quarantine.cleared IS NULL) AS Quarantined,
            (SELECT COALESCE(MAX(audit.through), 0) FROM epoch JOIN audit ON audit.epoch = epoch.key WHERE epoch.device = device.id) AS Verified,
            (SELECT MIN(audit.broken) FROM epoch JOIN audit ON audit.epoch = epoch.key WHERE epoch.device = device.id) AS Broken
        FROM device
        """;

    public static async Task<IReadOnlyList<DeviceView>> ListAsync(StoreSession session, DateTimeOffset now)
    {
        var views = new List<DeviceView>();
        foreach (var device in await session.QueryAsync<DeviceRow>($"{Select} ORDER BY device.number, device.first_seen"))
            views.Add(await ToViewAsync(session, device, now));
        return views;
    }

    public static async Task<DeviceView?> FindAsync(StoreSession session, Guid device, DateTimeOffset now) =>
        await session.FindAsync<DeviceRow>($"{Select} WHERE device.id = @id", new { id = device.ToString() }) is { } row
            ? await ToViewAsync(session, row, now)
            : null;

    /// <summary>Entries that nobody has looked at, newest first; of one device or of all.</summary>
    public static async Task<IReadOnlyList<QuarantineView>> ListQuarantinedAsync(StoreSession session, Guid? device)
    {
        var rows = await session.QueryAsync<QuarantineRow>(
            """
            SELECT quarantine.entry, epoch.device, device.number, entry.sequence, quarantine.reason
            FROM quarantine
            JOIN entry ON entry.position = quarantine.entry
            JOIN epoch ON epoch.key = entry.epoch
            JOIN device ON device.id = epoch.device
            WHERE quarantine.cleared IS NULL AND epoch.device = COALESCE(@device, epoch.device)
            ORDER BY quarantine.entry DESC LIMIT 100
            """,
            new { device = device?.ToString() });
        return [.. rows.Select(row => new QuarantineView(row.Entry, PageText.Device(row.Number), row.Sequence, row.Reason))];
    }

    private static async Task<DeviceView> ToViewAsync(StoreSession session, DeviceRow device, DateTimeOffset now)
    {
        var totals = await session.QueryAsync<TotalRow>(
            """
            SELECT receipt.currency, COUNT(*) AS Receipts, CAST(SUM(receipt.gross) AS BIGINT) AS Gross
            FROM epoch
            JOIN entry ON entry.epoch = epoch.key
            JOIN receipt ON receipt.entry = entry.position
            WHERE epoch.device = @Id GROUP BY receipt.currency ORDER BY receipt.currency
            """,
            device);
        var lastSeen = DateTimeOffset.FromUnixTimeMilliseconds(device.LastSeen);

        return new(
            device.Id,
            PageText.Device(device.Number),
            device.Software,
            now - lastSeen < OnlineWithin,
            PageText.Time(lastSeen),
            Math.Max(0, device.ToldHead - device.Head),
            await FindClockOffsetAsync(session, device.Id),
            device.Entries,
            totals.Sum(total => total.Receipts),
            totals.Count == 0 ? "–" : string.Join(", ", totals.Select(total => PageText.Money(total.Gross, total.Currency))),
            device.Quarantined,
            device.Verified,
            device.Broken);
    }

    /// <summary>As its last entry says. What cannot be read says nothing; the quarantine says so elsewhere.</summary>
    private static async Task<string> FindClockOffsetAsync(StoreSession session, string device)
    {
        var body = await session.FindAsync<byte[]>(
            """
            SELECT entry.body FROM epoch JOIN entry ON entry.epoch = epoch.key
            WHERE epoch.device = @device ORDER BY epoch.key DESC, entry.sequence DESC LIMIT 1
            """,
            new { device });
        try
        {
            return body is not null && EntryBody.Read(body).ClockOffset is { } milliseconds
                ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1_000m:+0.0;-0.0;0.0} s")
                : "–";
        }
        catch (JsonException)
        {
            return "–";
        }
    }

    // Of a computed column SQLite tells no type while there are no rows, so these have no constructor to match.
    private sealed record DeviceRow
    {
        public string Id { get; init; } = "";

        public long? Number { get; init; }

        public string? Software { get; init; }

        public long LastSeen { get; init; }

        public long ToldHead { get; init; }

        public long Entries { get; init; }

        public long Head { get; init; }

        public long Quarantined { get; init; }

        public long Verified { get; init; }

        public long? Broken { get; init; }
    }

    private sealed record TotalRow
    {
        public string Currency { get; init; } = "";

        public long Receipts { get; init; }

        public long Gross { get; init; }
    }

    private sealed record QuarantineRow(long Entry, string Device, long? Number, long Sequence, string Reason);
}
