using System.Text.Json;
using System.Text.Json.Nodes;
using BackOffice.Accounts;
using BackOffice.Merging;
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

        return await store.WriteAsync<IResult>(async session =>
        {
            await ReferenceTable.LockAsync(session);
            if (kind != "customer")
            {
                await ReferenceTable.SetAsync(session, kind, id, data.GetRawText());
                return Results.NoContent();
            }

            if (await CustomerMerge.ResolveAsync(session, id) is var kept && kept != id)
                return ProtocolError.Rejected($"The customer was merged into {kept}.");

            // What receipts have moved is nobody's to set.
            var customer = JsonObject.Create(data)!;
            await AccountTable.TellAsync(session, id, customer);
            await ReferenceTable.SetAsync(session, kind, id, customer.ToJsonString(ProtocolJson.Options));
            return Results.NoContent();
        }, cancellationToken);
    }

    private static async Task<IResult> DeleteAsync(string kind, string id, IBackOfficeStore store, CancellationToken cancellationToken)
    {
        var found = await store.WriteAsync(async session =>
        {
            await ReferenceTable.LockAsync(session);
            if (!await ReferenceTable.ExistsAsync(session, kind, id))
                return false;
            await ReferenceTable.SetAsync(session, kind, id, data: null);
            return true;
        }, cancellationToken);
        return found ? Results.NoContent() : ProtocolError.NotFound($"There is no {kind} {id}.");
    }
}
