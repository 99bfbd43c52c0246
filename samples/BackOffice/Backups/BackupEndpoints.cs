using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Backups;

internal sealed record BackupBegun(long Backup);

/// <summary>
/// Whoever backs this database up says so before and after: only then are devices told that they may let go of what it holds. What was committed before the first call is in
/// every copy that is begun after it.
/// </summary>
internal static class BackupEndpoints
{
    public static void MapBackups(this IEndpointRouteBuilder admin)
    {
        admin.MapPost("/backups", BeginAsync);
        admin.MapPut("/backups/{backup:long}", FinishAsync);
    }

    private static async Task<IResult> BeginAsync(IBackOfficeStore store, TimeProvider time, CancellationToken cancellationToken) => Results.Json(
        new BackupBegun(await store.WriteAsync(session => BackupTable.BeginAsync(session, time.GetUtcNow()), cancellationToken)), ProtocolJson.Options);

    private static async Task<IResult> FinishAsync(long backup, IBackOfficeStore store, TimeProvider time, CancellationToken cancellationToken) =>
        await store.WriteAsync(session => BackupTable.FinishAsync(session, backup, time.GetUtcNow()), cancellationToken)
            ? Results.NoContent()
            : ProtocolError.NotFound($"No backup {backup} was begun, or a later one is in safety.");
}
