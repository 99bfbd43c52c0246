using System.Text.Json;
using BackOffice.Storage;

namespace BackOffice.Projections;

/// <summary>When employees came, paused and went.</summary>
internal static class AttendanceProjection
{
    public static Task ApplyAsync(StoreSession session, StoredEntry entry, EntryBody body)
    {
        var employee = body.Employee ?? throw new JsonException("Somebody comes or goes, and nobody says who (employee).");
        return session.ExecuteAsync(
            "INSERT INTO attendance (entry, employee, move, at, moment) VALUES (@Position, @employee, @Kind, @at, @moment)",
            new { entry.Position, employee = employee.ToString(), body.Kind, at = body.AtText, moment = body.At!.Value.ToUnixTimeMilliseconds() + (body.ClockOffset ?? 0) });
    }
}
