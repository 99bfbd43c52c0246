using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PosEngine.Conformance;

/// <summary>The hash chain as docs/protocol.md defines it, by code of its own: neither the engine's nor the back office's is asked.</summary>
internal static class TestChain
{
    public static byte[] Genesis(DeviceId device) => SHA256.HashData(Encoding.ASCII.GetBytes(device.Value.ToString("D")));

    public static byte[] Next(ReadOnlySpan<byte> previous, long sequence, ReadOnlySpan<byte> body)
    {
        Span<byte> place = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(place, sequence);
        return SHA256.HashData([.. previous, .. place, .. body]);
    }
}
