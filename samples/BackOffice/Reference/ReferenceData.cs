using System.Text.Json;

namespace BackOffice.Reference;

/// <summary>What the data of each kind have to look like: better refused here than set aside on every device.</summary>
internal static class ReferenceData
{
    /// <returns>What is wrong with the data, if anything. Kinds of the future are taken as they are.</returns>
    public static string? FindFault(string kind, string id, JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object)
            return "data must be an object.";

        return data.TryGetProperty("id", out var own) && !(own.ValueKind == JsonValueKind.String && own.ValueEquals(id))
            ? $"The id of {kind} {id} in its data is another one."
            : null;
    }
}
