using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PosEngine.Journal;

/// <summary>What the verification of an exported file found.</summary>
/// <param name="DeviceId">Whose journal it says it is; null where not even that could be read.</param>
/// <param name="Entries">How many entries, from its beginning, are whole and in order.</param>
/// <param name="Problem">What is wrong with it; null if nothing is.</param>
public sealed record JournalFileVerification(DeviceId? DeviceId, long Entries, string? Problem)
{
    /// <summary>Whether the file is complete and unchanged, and every entry follows from the one before.</summary>
    public bool IsValid => Problem is null;

    /// <summary>How many of the entries are there without their bodies, which the device did not keep: of these only the places in the chain could be checked.</summary>
    public long Archived { get; init; }
}

/// <summary>Exported journals: the files that <see cref="IJournal.ExportAsync"/> writes and docs/protocol.md describes.</summary>
public static class JournalFile
{
    private const int LineBytesMax = 16 * 1024 * 1024;

    /// <summary>Reads an exported file and checks all of it: header, every hash, number of entries, checksum. Needs no engine and no device.</summary>
    /// <param name="file">The file, from its beginning. It stays open.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<JournalFileVerification> VerifyAsync(Stream file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var check = new Check();
        try
        {
            var gzip = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
            await using var _ = gzip.ConfigureAwait(false);
            var lines = PipeReader.Create(gzip, new StreamPipeReaderOptions(leaveOpen: true));
            while (await ReadLineAsync(lines, cancellationToken).ConfigureAwait(false) is { } line)
                check.Take(line);
            check.End();
            return check.Result(null);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or FormatException or KeyNotFoundException or InvalidOperationException or EndOfStreamException)
        {
            return check.Result(e.Message);
        }
    }

    /// <returns>A line with its line feed; null at the end.</returns>
    private static async Task<byte[]?> ReadLineAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.Buffer.PositionOf((byte)'\n') is { } feed)
            {
                var line = read.Buffer.Slice(0, read.Buffer.GetPosition(1, feed));
                var bytes = line.ToArray();
                reader.AdvanceTo(line.End);
                return bytes;
            }

            if (read.Buffer.Length > LineBytesMax)
                throw new InvalidDataException($"A line is longer than {LineBytesMax} bytes.");
            if (read.IsCompleted)
                return read.Buffer.IsEmpty ? null : throw new InvalidDataException("The last line is not whole.");
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>The state of a verification, line by line.</summary>
    private sealed class Check
    {
        private readonly IncrementalHash _checksum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private DeviceId? _device;
        private ChainWalk? _walk;
        private long _entries;
        private long _last;
        private bool _isEnded;

        public void Take(byte[] line)
        {
            if (_isEnded)
                throw new InvalidDataException("Something follows the last line.");
            using var document = JsonDocument.Parse(line.AsMemory());
            var json = document.RootElement;
            if (_walk is null)
                TakeHeader(json);
            else if (json.TryGetProperty("checksum"u8, out var checksum))
                TakeEnd(json, checksum);
            else
                TakeEntry(json);
            _checksum.AppendData(line);
        }

        public void End()
        {
            if (!_isEnded)
                throw new InvalidDataException("The file ends too early.");
        }

        public JournalFileVerification Result(string? problem)
        {
            _checksum.Dispose();
            return new JournalFileVerification(_device, _entries, problem) { Archived = _walk?.Archived ?? 0 };
        }

        private void TakeHeader(JsonElement json)
        {
            if (json.GetProperty("format"u8).GetString() != JournalFileWriter.Format)
                throw new InvalidDataException("This is no exported journal.");
            if (json.GetProperty("version"u8).GetInt32() is var version && version != JournalFileWriter.Version)
                throw new InvalidDataException($"This is version {version} of the format, and {JournalFileWriter.Version} is what can be read.");
            _device = new DeviceId(json.GetProperty("device"u8).GetGuid());
            _last = json.GetProperty("last"u8).GetInt64();
            var first = json.GetProperty("first"u8).GetInt64();
            _walk = new ChainWalk(first - 1, Convert.FromHexString(json.GetProperty("previous_hash"u8).GetString()!), [new AbsentRange(first, _last)]);
            if (first == 1 && !_walk.Hash.SequenceEqual(HashChain.Genesis(_device.Value)))
                throw new InvalidDataException("The file does not begin with the genesis of its device.");
        }

        private void TakeEntry(JsonElement json)
        {
            var entry = new JournalEntry(
                json.GetProperty("sequence"u8).GetInt64(),
                json.TryGetProperty("body"u8, out var body) ? Encoding.UTF8.GetBytes(body.GetString()!) : [],
                Convert.FromHexString(json.GetProperty("hash"u8).GetString()!));
            if (!_walk!.TryStep(entry))
                throw new InvalidDataException($"Entry {_walk.Sequence + 1} is missing, or not what was written.");
            _entries++;
        }

        private void TakeEnd(JsonElement json, JsonElement checksum)
        {
            _isEnded = true;
            if (json.GetProperty("entries"u8).GetInt64() != _entries || _walk!.Sequence != _last)
                throw new InvalidDataException($"The file has {_entries} entries, and should have others.");
            if (checksum.GetString() != Convert.ToHexStringLower(_checksum.GetCurrentHash()))
                throw new InvalidDataException("The checksum is wrong.");
        }
    }
}
