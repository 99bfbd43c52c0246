using System.Net.Mime;
using System.Text.Json;
using BackOffice.Access;
using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Reference;

internal sealed record ChangeRequest(Guid Key, string Kind, string Id, bool New, JsonElement Data);

/// <summary>A device registers a customer or an item, or changes one.</summary>
internal static class ChangeEndpoint
{
    public static void MapChanges(this IEndpointRouteBuilder devices) => devices.MapPost("/changes", SaveAsync);

    private static async Task<IResult> SaveAsync(ChangeRequest request, HttpContext context, IBackOfficeStore store, CancellationToken cancellationToken)
    {
        if (request.Data.ValueKind != JsonValueKind.Object)
            return ProtocolError.Malformed("data is an object.");

        var device = AccessGate.GrantOf(context).Device?.ToString() ?? "";
        var answer = await store.WriteAsync(session => DeviceChanges.MakeOnceAsync(session, device, request), cancellationToken);
        return Results.Text(answer.Answer, MediaTypeNames.Application.Json, statusCode: (int)answer.Status);
    }
}
