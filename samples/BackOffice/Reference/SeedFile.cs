using System.Text.Json;
using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Reference;

/// <summary>Reference data to begin with: a JSON array of changes as devices pull them.</summary>
internal static class SeedFile
{
    /// <exception cref="StartupProblem">The file cannot be read, or says something that is no reference data.</exception>
    public static IReadOnlyList<Change> Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var changes = JsonSerializer.Deserialize<List<Change>>(file, ProtocolJson.Options) ?? throw new JsonException("An array is expected.");
            for (var i = 0; i < changes.Count; i++)
            {
                if (FindFault(changes[i]) is { } fault)
                    throw new StartupProblem($"The seed file {path} cannot be used: change {i + 1}: {fault}");
            }

            return changes;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new StartupProblem($"The seed file {path} cannot be used: {exception.Message}");
        }
    }

    public static async Task LoadAsync(StoreSession session, IReadOnlyList<Change> changes)
    {
        foreach (var change in changes)
            await ReferenceTable.SetAsync(session, change.Kind, change.Id, change.Data!.Value.GetRawText());
    }

    private static string? FindFault(Change? change) => change switch
    {
        null => "An object is expected.",
        { Data: null } => "data is missing.",
        { Data: { } data } => ReferenceData.FindFault(change.Kind, change.Id, data),
    };
}
