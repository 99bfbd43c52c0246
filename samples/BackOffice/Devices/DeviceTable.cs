using BackOffice.Storage;

namespace BackOffice.Devices;

/// <summary>Installations and their numbers.</summary>
internal static class DeviceTable
{
    /// <summary>Notes that the device was here, and locks it.</summary>
    public static Task TouchAsync(StoreSession session, Guid device, DateTimeOffset now) => session.ExecuteAsync(
        """
        INSERT INTO device (id, first_seen, last_seen) VALUES (@id, @now, @now)
        ON CONFLICT (id) DO UPDATE SET last_seen = excluded.last_seen
        """,
        new { id = device.ToString(), now = now.ToUnixTimeMilliseconds() });

    /// <summary>Whoever else writes for the device waits until the transaction ends. (SQLite has one writer anyway; other databases lock the row.)</summary>
    public static Task LockAsync(StoreSession session, Guid device) =>
        session.ExecuteAsync("UPDATE device SET last_seen = last_seen WHERE id = @id", new { id = device.ToString() });

    public static Task<int?> FindNumberAsync(StoreSession session, Guid device) =>
        session.FindAsync<int?>("SELECT number FROM device WHERE id = @id", new { id = device.ToString() });

    public static async Task<bool> IsTakenAsync(StoreSession session, int number) =>
        await session.FindAsync<string>("SELECT id FROM device WHERE number = @number", new { number }) is not null;

    public static Task BindAsync(StoreSession session, Guid device, HelloRequest hello) => session.ExecuteAsync(
        "UPDATE device SET number = @DeviceNumber, software = @Software, told_head = @HeadSequence WHERE id = @id",
        new { id = device.ToString(), hello.DeviceNumber, hello.Software, hello.HeadSequence });
}
