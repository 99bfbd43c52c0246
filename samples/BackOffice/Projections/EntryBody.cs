using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using BackOffice.Protocol;

namespace BackOffice.Projections;

/// <summary>What every body has, whatever its kind. Only the kind has to be there: of a kind of the future nothing else is known.</summary>
internal sealed record EntryBody(string Kind, DateTimeOffset? At = null, long? ClockOffset = null, Guid? Employee = null, JsonElement Data = default)
{
    // Beyond that nothing that is sold is counted. Without a bound, two receipts would break the sums of all.
    private const long FigureMax = 10_000_000_000_000_000;

    private static readonly JsonSerializerOptions Options = new(ProtocolJson.Options) { Converters = { new FigureConverter() } };

    /// <summary>The device's time as it was written, its offset included.</summary>
    /// <exception cref="JsonException">It is missing.</exception>
    public string AtText => At?.ToString("O", CultureInfo.InvariantCulture) ?? throw new JsonException("There is no time (at).");

    /// <summary>The day of that time, where the device stands.</summary>
    /// <exception cref="JsonException">The time is missing.</exception>
    public string DayText => AtText[..10];

    /// <exception cref="JsonException">The bytes are no body.</exception>
    public static EntryBody Read(ReadOnlySpan<byte> body) => Require(JsonSerializer.Deserialize<EntryBody>(body, Options));

    /// <summary>The same; null for bytes that are none. What cannot be read was set aside, and is told of there.</summary>
    public static EntryBody? TryRead(ReadOnlySpan<byte> body)
    {
        try
        {
            return Read(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The data; null where they are not of that kind.</summary>
    public T? TryDataAs<T>() where T : class
    {
        try
        {
            return DataAs<T>();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <exception cref="JsonException">The data are not of that kind.</exception>
    public T DataAs<T>() where T : class => Data.ValueKind == JsonValueKind.Undefined
        ? throw new JsonException("There is no data.")
        : Require(Data.Deserialize<T>(Options));

    private static T Require<T>(T? value) where T : class => value ?? throw new JsonException("An object is expected, not null.");

    /// <summary>Amounts, quantities, points.</summary>
    private sealed class FigureConverter : JsonConverter<long>
    {
        public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetInt64() is >= -FigureMax and <= FigureMax and var figure ? figure : throw new JsonException($"A figure is beyond {FigureMax}.");

        public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }
}
