using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PosEngine.Employees;

/// <summary>A PIN as the back office hashed it: PBKDF2 (RFC 8018) with SHA-256, the work factor beside it.</summary>
internal sealed record Pin(int Iterations, byte[] Salt, byte[] Hash)
{
    private const string Algorithm = "pbkdf2-sha256";

    public static Pin Read(JsonElement pin)
    {
        if (pin.GetProperty("algorithm").GetString() != Algorithm)
            throw new FormatException($"A PIN is hashed with {Algorithm}.");
        var read = new Pin(pin.GetProperty("iterations").GetInt32(), pin.GetProperty("salt").GetBytesFromBase64(), pin.GetProperty("hash").GetBytesFromBase64());
        return read.Iterations > 0 && read.Hash.Length == SHA256.HashSizeInBytes ? read : throw new FormatException("A PIN has a positive work factor and a hash of 32 bytes.");
    }

    /// <summary>Whether a typed PIN is the one. Takes as long for a wrong one as for the right one.</summary>
    public bool Matches(string typed)
    {
        var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(typed), Salt, Iterations, HashAlgorithmName.SHA256, Hash.Length);
        return CryptographicOperations.FixedTimeEquals(hash, Hash);
    }
}
