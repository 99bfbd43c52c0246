using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BackOffice.Ingest;

/// <summary>The hash chain of a journal.</summary>
internal static class Chain
{
    public const int HashBytes = SHA256.HashSizeInBytes;

    /// <summary>What the first entry follows: the hash of the device's id as text.</summary>
    public static byte[] Genesis(Guid device) => SHA256.HashData(Encoding.ASCII.GetBytes(device.ToString()));

    /// <summary>The hash of an entry: SHA-256(previous hash ‖ sequence as 8 bytes big-endian ‖ body).</summary>
    public static byte[] Next(ReadOnlySpan<byte> previous, long sequence, ReadOnlySpan<byte> body)
    {
        Span<byte> place = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(place, sequence);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        hash.AppendData(place);
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }
}
