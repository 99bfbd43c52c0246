using System.Globalization;
using System.Text.Json;
using BackOffice.Protocol;

namespace BackOffice.Projections;

/// <summary>What every body has, whatever its kind. Only the kind has to be there: of a kind of the future nothing else is known.</summary>
internal sealed record EntryBody(string Kind, DateTimeOffset? At = null, long? ClockOffset = null, Guid? Employee = null, JsonElement Data = default)
{
    /// <summary>The device's time as it was written, its offset included.</summary>
    /// <exception cref="JsonException">It is missing.</exception>
    public string AtText => At?.ToString("O", CultureInfo.InvariantCulture) ?? throw new JsonException("There is no time (at).");

    /// <summary>The day of that time, where the device stands.</summary>
    /// <exception cref="JsonException">The time is missing.</exception>
    public string DayText => AtText[..10];

    /// <exception cref="JsonException">The bytes are no body.</exception>
    public static EntryBody Read(ReadOnlySpan<byte> body) => Require(JsonSerializer.Deserialize<EntryBody>(body, ProtocolJson.Options));

    /// <exception cref="JsonException">The data are not of that kind.</exception>
    public T DataAs<T>() where T : class => Data.ValueKind == JsonValueKind.Undefined
        ? throw new JsonException("There is no data.")
        : Require(Data.Deserialize<T>(ProtocolJson.Options));

    private static T Require<T>(T? value) where T : class => value ?? throw new JsonException("An object is expected, not null.");
}
