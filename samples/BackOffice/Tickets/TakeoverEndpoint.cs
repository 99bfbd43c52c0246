using BackOffice.Devices;
using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Tickets;

/// <summary>A device asks for a parked ticket.</summary>
internal static class TakeoverEndpoint
{
    public static void MapTickets(this IEndpointRouteBuilder devices) => devices.MapPost("/devices/{device:guid}/tickets", AskAsync);

    private static Task<IResult> AskAsync(Guid device, TakeoverRequest request, IBackOfficeStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return store.WriteAsync(async session =>
        {
            await DeviceTable.TouchAsync(session, device, now);
            return Results.Json(await Takeovers.AskAsync(session, device.ToString(), request), ProtocolJson.Options);
        }, cancellationToken);
    }
}
