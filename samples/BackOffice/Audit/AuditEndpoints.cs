using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Audit;

internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder admin) => admin.MapGet("/devices/{device:guid}/summary", SummariseAsync);

    private static async Task<IResult> SummariseAsync(Guid device, IBackOfficeStore store, CancellationToken cancellationToken) =>
        await store.ReadAsync(session => DeviceSummary.FindAsync(session, device), cancellationToken) is { } summary
            ? Results.Json(summary, ProtocolJson.Options)
            : ProtocolError.NotFound("The device was never here.");
}
