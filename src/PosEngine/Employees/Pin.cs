using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PosEngine.Employees;

/// <summary>A PIN as the back office hashed it: PBKDF2 (RFC 8018) with SHA-256, the work factor beside it.</summary>
internal sealed record Pin(int Iterations, byte[] Salt, byte[] Hash)
{
    private const string Algorithm = "pbkdf2-sha256";

    /// <summary>A tenth of a second on the small computer of a till: ten thousand PINs then take a thief with the file a quarter of an hour, and a cashier notices nothing.</summary>
    private const int IterationsOfNew = 210_000;

    private const int SaltLength = 16;

    /// <summary>Hashes a PIN that was just chosen.</summary>
    public static Pin Of(string chosen)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return new Pin(IterationsOfNew, salt, Derive(chosen, salt, IterationsOfNew));
    }

    /// <summary>Whether somebody may choose it.</summary>
    public static bool IsValid(string pin) => pin.Length is >= 4 and <= 12 && pin.All(char.IsAsciiDigit);

    public static Pin Read(JsonElement pin)
    {
        if (pin.GetProperty("algorithm").GetString() != Algorithm)
            throw new FormatException($"A PIN is hashed with {Algorithm}.");
        var read = new Pin(pin.GetProperty("iterations").GetInt32(), pin.GetProperty("salt").GetBytesFromBase64(), pin.GetProperty("hash").GetBytesFromBase64());
        return read.Iterations > 0 && read.Hash.Length == SHA256.HashSizeInBytes ? read : throw new FormatException("A PIN has a positive work factor and a hash of 32 bytes.");
    }

    /// <summary>Whether a typed PIN is the one. Takes as long for a wrong one as for the right one.</summary>
    public bool Matches(string typed) => CryptographicOperations.FixedTimeEquals(Derive(typed, Salt, Iterations), Hash);

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("pin"u8);
        writer.WriteString("algorithm"u8, Algorithm);
        writer.WriteNumber("iterations"u8, Iterations);
        writer.WriteBase64String("salt"u8, Salt);
        writer.WriteBase64String("hash"u8, Hash);
        writer.WriteEndObject();
    }

    private static byte[] Derive(string pin, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(pin), salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
}
