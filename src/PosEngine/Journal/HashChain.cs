using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PosEngine.Journal;

/// <summary>The chain over the journal: the hash of an entry vouches for its bytes and for every entry before it.</summary>
/// <remarks>docs/protocol.md defines it and gives test vectors. Pure; nothing is allocated per entry.</remarks>
internal static class HashChain
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashSize = SHA256.HashSizeInBytes;

    private const int DeviceIdLength = 36;

    /// <summary>What entry 1 follows: the SHA-256 of the device id, 36 ASCII characters in lower case with hyphens.</summary>
    public static byte[] Genesis(DeviceId device)
    {
        Span<byte> text = stackalloc byte[DeviceIdLength];
        device.Value.TryFormat(text, out _);
        return SHA256.HashData(text);
    }

    /// <summary>SHA-256 over the previous hash, the sequence as 8 bytes big-endian, and the body.</summary>
    /// <param name="previous">The hash of the entry before, or the genesis.</param>
    /// <param name="sequence">The entry's sequence.</param>
    /// <param name="body">The entry's bytes as frozen at its commit.</param>
    /// <param name="destination">Receives <see cref="HashSize"/> bytes; may be where <paramref name="previous"/> is.</param>
    public static void Next(ReadOnlySpan<byte> previous, long sequence, ReadOnlySpan<byte> body, Span<byte> destination)
    {
        if (previous.Length != HashSize)
            throw new ArgumentException($"A hash has {HashSize} bytes.", nameof(previous));

        // One call over one buffer: copying a few kilobytes costs less than an incremental hash costs to create.
        var length = HashSize + sizeof(long) + body.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        previous.CopyTo(buffer);
        BinaryPrimitives.WriteInt64BigEndian(buffer.AsSpan(HashSize), sequence);
        body.CopyTo(buffer.AsSpan(HashSize + sizeof(long)));
        SHA256.HashData(buffer.AsSpan(0, length), destination);
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
