using System.Text.Json;
using System.Text.Json.Nodes;
using BackOffice.Accounts;
using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Reference;

/// <summary>Customers and items as devices change them. Each change acts once, and what became of it is kept for whoever asks again: answers are few and short, so they are kept for good.</summary>
internal static class DeviceChanges
{
    private const string Item = "item";

    /// <summary>Makes a change that nobody will ask for again.</summary>
    public static async Task<StoredAnswer> MakeAsync(StoreSession session, ChangeRequest request)
    {
        var (change, error) = await JudgeAsync(session, request);
        return error is null
            ? new(StatusCodes.Status200OK, JsonSerializer.Serialize(change, ProtocolJson.Options))
            : new(error.Status, JsonSerializer.Serialize(error, ProtocolJson.Options));
    }

    /// <summary>Makes a change, or tells again what became of it.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="device">Whose key it is; empty where the token is good for any device.</param>
    /// <param name="request">The change.</param>
    public static async Task<StoredAnswer> MakeOnceAsync(StoreSession session, string device, ChangeRequest request)
    {
        // Before anything is looked at: of two who take the same barcode, the second sees the first.
        await ReferenceTable.LockAsync(session);
        if (await FindAnswerAsync(session, device, request.Key) is { } known)
            return known;

        var answer = await MakeAsync(session, request);
        await session.ExecuteAsync(
            "INSERT INTO device_change (device, key, status, answer) VALUES (@device, @key, @Status, @Answer)",
            new { device, key = request.Key.ToString(), answer.Status, answer.Answer });
        return answer;
    }

    // A token for any device says nothing of whose key it is. It is unique all the same.
    private static Task<StoredAnswer?> FindAnswerAsync(StoreSession session, string device, Guid key) => session.FindAsync<StoredAnswer>(
        "SELECT status, answer FROM device_change WHERE key = @key AND (device IN (@device, '') OR @device = '') LIMIT 1", new { device, key = key.ToString() });

    private static async Task<(Change? Change, ProtocolError? Error)> JudgeAsync(StoreSession session, ChangeRequest request)
    {
        var (kind, id) = (request.Kind, request.Id);
        if (kind is not ("customer" or Item))
            return (null, ProtocolError.Rejected($"A device does not change any {kind}."));

        if (kind != Item && request.Data.EnumerateObject().Any(member => AccountMove.IsKept(member.Name)))
            return (null, ProtocolError.Rejected("What a customer owes and buys by is kept by the back office."));
        var before = await ReferenceTable.FindAsync(session, kind, id);
        if (before is not null && request.New)
            return (null, ProtocolError.Rejected($"There is a {kind} {id} already."));
        if (before is null && !request.New)
            return (null, ProtocolError.NotFound($"There is no {kind} {id}."));

        var data = before is null ? new() { ["id"] = id } : (JsonObject)JsonNode.Parse(before)!;
        MergePatch.Apply(data, JsonObject.Create(request.Data)!);
        if (before is null && kind != Item)
            data["credit_limit"] = 0; // Whom a device has just met owes nothing, until the owner says otherwise.
        var state = JsonElement.Parse(data.ToJsonString(ProtocolJson.Options));
        if ((FindFault(kind, id, data, state) ?? await FindTakenBarcodeAsync(session, kind, id, data)) is { } fault)
            return (null, ProtocolError.Rejected(fault));

        await ReferenceTable.SetAsync(session, kind, id, state.GetRawText());
        return (new(kind, id, state), null);
    }

    private static string? FindFault(string kind, string id, JsonObject data, JsonElement state) =>
        !Guid.TryParse(id, out var uuid) || uuid.ToString() != id ? "An id is a UUID in lower case."
        : !JsonNode.DeepEquals(data["id"], id) ? "An id stays as it is."
        : data["name"] is not JsonValue name || !name.TryGetValue(out string? text) || string.IsNullOrWhiteSpace(text) ? "A name is wanted."
        : ReferenceData.FindFault(kind, id, state);

    private static async Task<string?> FindTakenBarcodeAsync(StoreSession session, string kind, string id, JsonObject data)
    {
        var barcodes = BarcodesOf(data).ToHashSet();
        if (kind != Item || barcodes.Count == 0)
            return null;

        var taken = (await ReferenceTable.ListKindAsync(session, Item))
            .Where(other => other.Id != id)
            .SelectMany(other => BarcodesOf((JsonObject)JsonNode.Parse(other.Data!)!))
            .FirstOrDefault(barcodes.Contains);
        return taken is null ? null : $"Another item has the barcode {taken}.";
    }

    private static IEnumerable<string> BarcodesOf(JsonObject item) =>
        item["barcodes"] is JsonArray barcodes ? barcodes.Select(barcode => barcode!.GetValue<string>()) : [];
}

/// <summary>What became of a change, in the words in which the device was told.</summary>
internal sealed record StoredAnswer(long Status, string Answer);
