namespace PosEngine.Hardware.Printing;

/// <summary>A picture on a receipt.</summary>
public sealed record ReceiptImage
{
    /// <summary>A picture from the bytes of its file.</summary>
    /// <param name="data">PNG or JPEG, at most 256 KiB: every receipt that is sent carries it.</param>
    /// <param name="description">What it shows, for those who do not see it.</param>
    /// <exception cref="ArgumentException">It is neither, or too large.</exception>
    public ReceiptImage(ReadOnlyMemory<byte> data, string description)
    {
        ArgumentNullException.ThrowIfNull(description);
        if (data.Length > 256 * 1024)
            throw new ArgumentException("A picture on a receipt has at most 256 KiB.", nameof(data));
        MediaType = data.Span is [0x89, (byte)'P', (byte)'N', (byte)'G', ..] ? "image/png"
            : data.Span is [0xFF, 0xD8, 0xFF, ..] ? "image/jpeg"
            : throw new ArgumentException("A picture on a receipt is a PNG or a JPEG.", nameof(data));
        Data = data;
        Description = description;
    }

    /// <summary>The bytes of its file.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary><c>image/png</c> or <c>image/jpeg</c>.</summary>
    public string MediaType { get; }

    /// <summary>What it shows.</summary>
    public string Description { get; }
}
