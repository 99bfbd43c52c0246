using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using BackOffice.Protocol;

namespace BackOffice.Ingest;

/// <summary>Reads the file that a till exported its journal to, batch by batch.</summary>
internal sealed class JournalFile(Stream file) : IDisposable
{
    private const string Format = "posengine-journal";
    private const int LineLengthMax = BackOfficeOptions.RequestBytesMax;
    private const int BatchBytesMax = 1 << 20;

    private readonly StreamReader _lines = new(new GZipStream(file, CompressionMode.Decompress), new UTF8Encoding(false, throwOnInvalidBytes: true));
    private readonly char[] _read = new char[1 << 14];
    private readonly IncrementalHash _checksum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int _start;
    private int _end;

    /// <summary>Whether an exception of the other members means that the file is not whole.</summary>
    public static bool IsUnreadable(Exception e) => e is InvalidDataException or JsonException or KeyNotFoundException or DecoderFallbackException;

    public async Task<JournalFileHeader> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        var header = await ReadAsync<JournalFileHeader>(cancellationToken);
        return header is not { Format: Format, Version: 1 } ? throw new InvalidDataException("This is no exported journal of version 1.")
            : header.Epochs.DistinctBy(static epoch => epoch.Id).Count() < header.Epochs.Length ? throw new InvalidDataException("An epoch is named twice.")
            : header;
    }

    /// <summary>The entries, as a till would push them. At the end, whether the file was whole is known: until then it only seems so.</summary>
    public async IAsyncEnumerable<Batch> ReadBatchesAsync(JournalFileHeader header, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var epochs = header.Epochs.ToDictionary(epoch => epoch.Id);
        var (epoch, entries, bytes, count) = (Guid.Empty, new List<JournalEntry>(), 0L, 0L);
        while (true)
        {
            var expected = Convert.ToHexStringLower(_checksum.GetCurrentHash());
            var line = await ReadAsync<Line>(cancellationToken);
            if (entries.Count > 0 && (line.Epoch != epoch || line.IsArchived || entries.Count == Batch.EntriesMax || bytes > BatchBytesMax))
            {
                yield return new Batch(epochs[epoch], [.. entries]);
                entries.Clear();
                bytes = 0;
            }

            if (line.Checksum is not null)
            {
                if (line.Checksum != expected || line.Entries != count)
                    throw new InvalidDataException("The checksum is wrong.");
                yield break;
            }

            epoch = line.Epoch ?? throw new InvalidDataException("An entry names no epoch.");
            count++;
            if (line.IsArchived)
                continue; // What the till has no body of is here already, or the next batch is told that there is a gap.
            entries.Add(line.ToEntry());
            bytes += line.Body!.Length + (line.Personal?.Data.Length ?? 0);
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _checksum.Dispose();
    }

    private async Task<T> ReadAsync<T>(CancellationToken cancellationToken)
    {
        var line = await ReadLineAsync(cancellationToken) ?? throw new InvalidDataException("The file ends too early.");
        _checksum.AppendData(Encoding.UTF8.GetBytes(line + '\n'));
        return JsonSerializer.Deserialize<T>(line, ProtocolJson.Options) ?? throw new JsonException("A line is null.");
    }

    /// <summary>A line of no more than what a till could push: little may unpack to very much.</summary>
    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_start == _end)
                (_start, _end) = (0, await _lines.ReadAsync(_read, cancellationToken));
            if (_end == 0)
                return line.Length == 0 ? null : line.ToString();
            var rest = _read.AsSpan(_start, _end - _start);
            var length = rest.IndexOf('\n');
            line.Append(length < 0 ? rest : rest[..length]);
            if (line.Length > LineLengthMax)
                throw new InvalidDataException("A line is too long.");
            _start = length < 0 ? _end : _start + length + 1;
            if (length >= 0)
                return line.ToString();
        }
    }

    /// <summary>An entry, or the last line.</summary>
    private sealed record Line(
        Guid? Epoch = null,
        long Sequence = 0,
        byte[]? Hash = null,
        [property: JsonConverter(typeof(Utf8Converter))] byte[]? Body = null,
        PersonalData? Personal = null,
        string? Checksum = null,
        long Entries = 0)
    {
        public bool IsArchived => Body is null && Checksum is null;

        public JournalEntry ToEntry() => Hash is { } hash && Body is { } body
            ? new JournalEntry(Sequence, hash, body, Personal)
            : throw new InvalidDataException("A line is no entry.");
    }
}

/// <summary>The first line: whose journal it is, and the epochs that its entries belong to.</summary>
internal sealed record JournalFileHeader(string Format, int Version, Guid Device, JournalEpoch[] Epochs);
