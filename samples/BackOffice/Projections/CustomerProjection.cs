using System.Text.Json;
using BackOffice.Erasures;
using BackOffice.Merging;
using BackOffice.Protocol;
using BackOffice.Reference;
using BackOffice.Storage;

namespace BackOffice.Projections;

internal sealed record CustomerChanged(Guid Customer, byte[] DataHash, Guid? Key = null);

/// <summary>Customers whom devices registered or edited without asking first. What was saved online is here already; who was erased on the way is no error.</summary>
/// <remarks>Two devices may register the same person offline, each with an id of its own: both are kept until the owner merges them.</remarks>
internal static class CustomerProjection
{
    private const string Kind = "customer";

    public static Task RegisterAsync(StoreSession session, StoredEntry entry, EntryBody body) => ApplyAsync(session, entry, body, isEdit: false);

    public static Task EditAsync(StoreSession session, StoredEntry entry, EntryBody body) => ApplyAsync(session, entry, body, isEdit: true);

    private static async Task ApplyAsync(StoreSession session, StoredEntry entry, EntryBody body, bool isEdit)
    {
        var changed = body.DataAs<CustomerChanged>();
        await ReferenceTable.LockAsync(session);
        if (await Erasure.IntervenesAsync(session, entry, changed.Customer.ToString()))
            return;
        if (await PersonalTable.FindAsync(session, entry, changed.DataHash) is not { } data)
            return;

        var id = await CustomerMerge.ResolveAsync(session, changed.Customer.ToString());
        var isThere = await ReferenceTable.ExistsAsync(session, Kind, id);
        if (isThere && !isEdit)
            return;

        var patch = JsonSerializer.Deserialize<JsonElement>(data, ProtocolJson.Options);
        if (patch.ValueKind != JsonValueKind.Object)
            throw new UnprojectableException("what is said of the customer is no object");
        var request = new ChangeRequest(changed.Key ?? default, Kind, id, New: !isThere, patch);
        var (status, answer) = changed.Key is null
            ? await DeviceChanges.MakeAsync(session, request)
            : await DeviceChanges.MakeOnceAsync(session, entry.Device, request);
        if (status != StatusCodes.Status200OK)
            throw new UnprojectableException($"nothing can be made of customer {id}: {answer}");
    }
}
