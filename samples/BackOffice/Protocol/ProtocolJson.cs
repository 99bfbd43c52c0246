using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BackOffice.Protocol;

/// <summary>How messages are read and written. Unknown fields are ignored; missing, null or doubled ones are not.</summary>
internal static class ProtocolJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.AllowDuplicateProperties = false;
        options.MaxDepth = 32;
        options.Converters.Add(new HexConverter());
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions();
        Configure(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}

/// <summary>Bytes as lower-case hexadecimal digits.</summary>
internal sealed class HexConverter : JsonConverter<byte[]>
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString()!;
        return text.Length % 2 == 0 && !text.AsSpan().ContainsAnyExcept(Digits)
            ? Convert.FromHexString(text)
            : throw new JsonException("Hexadecimal digits in lower case are expected.");
    }

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Convert.ToHexStringLower(value));
}

/// <summary>A JSON string as its UTF-8 bytes: what a device hashed is what is stored.</summary>
internal sealed class Utf8Converter : JsonConverter<byte[]>
{
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException("A string is expected.");

        // Unescaped text is never longer than its escaped form.
        var buffer = new byte[reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length];
        return buffer[..reader.CopyString(buffer)];
    }

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>Bytes in base64, JSON's usual way, where the rest of the protocol writes hexadecimal.</summary>
internal sealed class Base64Converter : JsonConverter<byte[]>
{
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TryGetBytesFromBase64(out var bytes) ? bytes : throw new JsonException("Base64 is expected.");

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value);
}
