using System.Buffers;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using PosEngine.Journal;
using PosEngine.Reference;
using PosEngine.Storage;

namespace PosEngine.Tickets;

/// <summary>A ticket as it is saved.</summary>
internal sealed record SavedTicket(TicketId Id, bool IsParked, string? Name, DateTimeOffset At, Money Gross, TicketContent Content);

/// <summary>The tickets that have no receipt: those being rung up, so that a power cut loses none, and the parked ones.</summary>
internal static class TicketTable
{
    private const long Open = 0;
    private const long Parked = 1;

    private const string Upsert =
        "INSERT OR REPLACE INTO ticket (id, status, name, at, zone, gross, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

    private const string SelectParked = "SELECT 1 FROM ticket WHERE id = ?1 AND status = 1";
    private const string SelectAny = "SELECT 1 FROM ticket WHERE id = ?1";
    private const string DeleteOne = "DELETE FROM ticket WHERE id = ?1";

    public static void Save(WriteSession session, SavedTicket ticket)
    {
        var body = new ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(body, EntryBody.WriterOptions))
            TicketFormat.Write(writer, ticket.Content);
        session.Prepare(Upsert)
            .Bind(1, ticket.Id.Value).Bind(2, ticket.IsParked ? Parked : Open).Bind(3, ticket.Name)
            .Bind(4, ticket.At.ToUnixTimeMilliseconds()).Bind(5, Times.ZoneOf(ticket.At)).Bind(6, ticket.Gross.Units).Bind(7, body.WrittenSpan)
            .Run();
    }

    public static void Delete(WriteSession session, TicketId ticket) => session.Prepare(DeleteOne).Bind(1, ticket.Value).Run();

    public static bool IsParked(WriteSession session, TicketId ticket) => session.Prepare(SelectParked).Bind(1, ticket.Value).Any();

    /// <summary>Whether a ticket is there, open or parked.</summary>
    public static bool IsThere(WriteSession session, TicketId ticket) => session.Prepare(SelectAny).Bind(1, ticket.Value).Any();

    /// <summary>Every ticket that can be read. One that cannot is no reason not to start: it stays where it is.</summary>
    public static List<SavedTicket> Load(SqliteConnection connection, ILogger logger)
    {
        var tickets = new List<SavedTicket>();
        foreach (var row in connection.Query<Row>("SELECT id, status, name, at, zone, gross, body FROM ticket ORDER BY at"))
        {
            try
            {
                tickets.Add(row.ToTicket());
            }
            catch (Exception e) when (ReferenceJson.IsUnreadable(e))
            {
                logger.TicketUnreadable(e);
            }
        }

        return tickets;
    }

    private sealed record Row(byte[] Id, long Status, string? Name, long At, long Zone, long Gross, byte[] Body)
    {
        public SavedTicket ToTicket()
        {
            using var document = JsonDocument.Parse(Body);
            return new SavedTicket(
                new TicketId(new Guid(Id, bigEndian: true)), Status == Parked, Name, Times.Of(At, Zone), Money.FromUnits(Gross), TicketFormat.Read(document.RootElement));
        }
    }
}
