using System.Buffers.Binary;

namespace PosEngine.Storage;

/// <summary>The first hundred bytes of a database file (https://sqlite.org/fileformat2.html): without them SQLite reads nothing of it.</summary>
internal static class DatabaseHeader
{
    private const int Size = 100;
    private const int PageSize = 4_096;
    private const int ApplicationIdAt = 68;
    private const int PartSize = 1 << 20;

    private static ReadOnlySpan<byte> Text => "CREATE TABLE journal"u8;

    /// <summary>Whether a file that SQLite does not take for a database was once one of ours: the mark or the text of our tables is still there.</summary>
    public static bool IsOurs(string path)
    {
        using var file = File.OpenRead(path);
        var part = new byte[PartSize];
        var isFirst = true;
        for (int kept = 0, read; (read = file.ReadAtLeast(part.AsSpan(kept), PartSize - kept, throwOnEndOfStream: false)) > 0; isFirst = false)
        {
            var known = part.AsSpan(0, kept + read);
            if (isFirst && known.Length <= Size)
                return false;
            if ((isFirst && BinaryPrimitives.ReadInt32BigEndian(known[ApplicationIdAt..]) == Store.ApplicationId) || known.IndexOf(Text) >= 0)
                return true;

            // The texts of many tables fill more than the first page, and nobody knows where the others are. One may lie across two parts.
            kept = Math.Min(known.Length, Text.Length - 1);
            known[^kept..].CopyTo(part);
        }

        return false;
    }

    /// <summary>Gives a copy of a damaged database the header that ours have, so that the rest of it can be read.</summary>
    public static void Mend(string path)
    {
        var header = new byte[Size];
        "SQLite format 3\0"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(16), PageSize);
        (header[18], header[19]) = (2, 2); // A write-ahead log.
        (header[21], header[22], header[23]) = (64, 32, 32);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(40), 1);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(44), 4); // The format of the schema.
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(56), 1); // UTF-8.
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(60), Schema.Version);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(ApplicationIdAt), Store.ApplicationId);

        // A length in pages that was noted at another change counts for nothing: SQLite asks the file for it.
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(92), 1);
        using var file = File.OpenWrite(path);
        file.Write(header);
    }
}
