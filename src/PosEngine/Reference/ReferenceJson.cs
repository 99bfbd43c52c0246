using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PosEngine.Capabilities;
using PosEngine.Sync;

namespace PosEngine.Reference;

/// <summary>Reading what a back office sent: tolerant of what is new, strict on what is needed.</summary>
internal static class ReferenceJson
{
    public static T Parse<T>(string json, Func<JsonElement, T> read)
    {
        using var document = JsonDocument.Parse(json);
        return read(document.RootElement);
    }

    /// <summary>Reads a copy kept on the device. It was readable when it came: what cannot be read now is damage, and no reason not to start.</summary>
    public static bool TryRead<T>(string json, Func<string, T> read, ILogger logger, string kind, string id, [MaybeNullWhen(false)] out T value)
    {
        try
        {
            value = read(json);
            return true;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            logger.ReferenceUnreadable(e, kind, id);
            value = default;
            return false;
        }
    }

    /// <summary>Makes sure that data are about what their change names: copies are found by that.</summary>
    /// <exception cref="FormatException">They name another id, or one that is not written as docs/protocol.md has it.</exception>
    public static void CheckId(ReferenceChange change, Guid id)
    {
        if (change.Id != id.ToString())
            throw new FormatException($"The data have the id {id}, not '{change.Id}'.");
    }

    /// <summary>Whether an exception says that the data, not this code, is at fault.</summary>
    public static bool IsUnreadable(Exception e) => e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException or PolicyFormatException;

    /// <summary>A text that must be there.</summary>
    public static string Text(this JsonElement element, string name) =>
        element.GetProperty(name).GetString() is { Length: > 0 } text ? text : throw new FormatException($"'{name}' is empty.");

    /// <summary>A text that may be missing or null.</summary>
    public static string? OptionalText(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetString() : null;

    /// <summary>A whole number that may be missing or null.</summary>
    public static long? OptionalNumber(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetInt64() : null;

    /// <summary>A place among others, which may be missing.</summary>
    public static int Order(this JsonElement element) => element.OptionalNumber("order") is { } order ? (int)Math.Clamp(order, int.MinValue, int.MaxValue) : 0;

    /// <summary>A switch that may be missing.</summary>
    public static bool Flag(this JsonElement element, string name, bool otherwise) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetBoolean() : otherwise;
}
