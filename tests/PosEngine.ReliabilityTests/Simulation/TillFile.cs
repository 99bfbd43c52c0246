using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Storage;

namespace PosEngine.Reliability.Simulation;

/// <summary>A till's database as SQL shows it.</summary>
/// <param name="Device">Whose it is.</param>
/// <param name="Journal">Its entries.</param>
/// <param name="Epochs">Its epochs in order: id, first sequence, tag.</param>
/// <param name="Acked">The watermark.</param>
/// <param name="Cursor">How far reference data was pulled.</param>
/// <param name="Reference">The reference data.</param>
/// <param name="LastClosed">The last entry of a closed shift.</param>
internal sealed record TillFile(
    DeviceId Device, List<JournalEntry> Journal, List<(EpochId Id, long First, string? Tag)> Epochs, long Acked, string? Cursor, Dictionary<(string Kind, string Id), string> Reference, long LastClosed)
{
    public long Head => Journal.Count;

    public static TillFile Read(string path)
    {
        using var connection = Store.OpenPlain(path);
        var rows = new
        {
            Device = connection.Rows("SELECT id FROM device", static row => row.Id(0)).Single(),
            Epochs = connection.Rows("SELECT id, first_seq, tag, acked FROM epoch ORDER BY first_seq", static row =>
                (Id: new EpochId(row.Id(0)), First: row.GetInt64(1), Tag: row.IsDBNull(2) ? null : row.GetString(2), Acked: row.GetInt64(3))),
        };
        return new(
            new(rows.Device),
            connection.Rows("SELECT seq, body, hash FROM journal ORDER BY seq", static row => new JournalEntry(row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2))),
            [.. rows.Epochs.Select(static epoch => (epoch.Id, epoch.First, epoch.Tag))],
            rows.Epochs.Max(static epoch => epoch.Acked),
            connection.Rows("SELECT cursor FROM pull", static row => row.IsDBNull(0) ? null : row.GetString(0)).SingleOrDefault(),
            connection.Rows("SELECT kind, id, data FROM reference", static row => (Key: (row.GetString(0), row.GetString(1)), Data: row.GetString(2))).ToDictionary(static row => row.Key, static row => row.Data),
            connection.Rows("SELECT coalesce(max(seq), 0) FROM shift", static row => row.GetInt64(0)).Single());
    }

    /// <summary>The bodies after a sequence.</summary>
    public static List<(long Sequence, byte[] Body)> ReadBodies(string path, long after, out DeviceId device)
    {
        using var connection = Store.OpenPlain(path);
        device = new(connection.Rows("SELECT id FROM device", static row => row.Id(0)).Single());
        return connection.Rows($"SELECT seq, body FROM journal WHERE seq > {after} AND length(body) > 0 ORDER BY seq", static row => (row.GetInt64(0), row.GetFieldValue<byte[]>(1)));
    }

    /// <summary>The tickets that have no receipt, or had none when it was last saved.</summary>
    public static List<TillTicket> ReadTickets(string path)
    {
        using var connection = Store.OpenPlain(path);
        return connection.Rows("SELECT id, status, body FROM ticket", static row =>
        {
            using var content = JsonDocument.Parse(row.GetFieldValue<byte[]>(2));
            return new TillTicket(new(row.Id(0)), row.GetInt64(1) == 1, content.RootElement.TryGetProperty("parking", out var parking) ? new ParkingId(parking.GetGuid()) : null);
        });
    }

    /// <summary>The epoch that an entry belongs to.</summary>
    public EpochId EpochOf(long sequence) => Epochs.Last(epoch => epoch.First <= sequence).Id;
}

/// <summary>A ticket in a till's database.</summary>
internal sealed record TillTicket(TicketId Id, bool IsParked, ParkingId? Parking);
