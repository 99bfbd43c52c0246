using System.Text.Json;
using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Reference;

/// <summary>Somebody edits what the devices keep copies of.</summary>
internal static class ReferenceEndpoints
{
    public static void MapReference(this IEndpointRouteBuilder admin)
    {
        admin.MapPut("/reference/{kind}/{id}", PutAsync);
        admin.MapDelete("/reference/{kind}/{id}", DeleteAsync);
    }

    private static async Task<IResult> PutAsync(string kind, string id, JsonElement data, IBackOfficeStore store, CancellationToken cancellationToken)
    {
        if (ReferenceData.FindFault(kind, id, data) is { } fault)
            return ProtocolError.Malformed(fault);

        await store.WriteAsync(session => ReferenceTable.SetAsync(session, kind, id, data.GetRawText()), cancellationToken);
        return Results.NoContent();
    }

    private static async Task<IResult> DeleteAsync(string kind, string id, IBackOfficeStore store, CancellationToken cancellationToken)
    {
        var found = await store.WriteAsync(async session =>
        {
            if (!await ReferenceTable.ExistsAsync(session, kind, id))
                return false;
            await ReferenceTable.SetAsync(session, kind, id, data: null);
            return true;
        }, cancellationToken);
        return found ? Results.NoContent() : ProtocolError.NotFound($"There is no {kind} {id}.");
    }
}
