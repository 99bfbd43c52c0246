using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using PosEngine.Ledger;
using PosEngine.Sync;

namespace PosEngine.Journal;

/// <summary>Writes the portable file of docs/protocol.md: a header, a line per entry, and a last line that vouches for all of them; gzip.</summary>
internal sealed class JournalFileWriter : IAsyncDisposable
{
    public const string Format = "posengine-journal";
    public const int Version = 1;

    private readonly GZipStream _gzip;
    private readonly ArrayBufferWriter<byte> _line = new(4_096);
    private readonly Utf8JsonWriter _json;
    private readonly IncrementalHash _checksum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _entries;

    public JournalFileWriter(Stream destination)
    {
        _gzip = new GZipStream(destination, CompressionLevel.Optimal, leaveOpen: true);
        _json = new Utf8JsonWriter(_line, JournalJson.Options);
    }

    /// <param name="identity">Whose journal it is.</param>
    /// <param name="first">The first entry that follows.</param>
    /// <param name="last">The last one.</param>
    /// <param name="previousHash">The hash of the entry before the first.</param>
    /// <param name="at">When it is written, by the device's clock.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public Task WriteHeaderAsync(
        DeviceIdentity identity, long first, long last, ReadOnlyMemory<byte> previousHash, DateTimeOffset at, CancellationToken cancellationToken) =>
        WriteLineAsync(
            json =>
            {
                json.WriteString("format"u8, Format);
                json.WriteNumber("version"u8, Version);
                json.WriteString("device"u8, identity.Id.Value);
                json.WriteNumber("device_number"u8, identity.Number);
                json.WriteString("software"u8, EngineInfo.Software);
                json.WriteTime("at"u8, at);
                json.WriteNumber("first"u8, first);
                json.WriteNumber("last"u8, last);
                json.WriteString("previous_hash"u8, Convert.ToHexStringLower(previousHash.Span));
                json.WriteStartArray("epochs"u8);
                foreach (var epoch in identity.Epochs)
                {
                    json.WriteStartObject();
                    JournalJson.WriteEpoch(json, epoch.Journal);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            },
            cancellationToken);

    public Task WriteEntryAsync(JournalEntry entry, EpochId epoch, PersonalData? personal, CancellationToken cancellationToken)
    {
        _entries++;
        return WriteLineAsync(
            json =>
            {
                json.WriteString("epoch"u8, epoch.Value);
                JournalJson.WriteEntry(json, entry, personal);
            },
            cancellationToken);
    }

    /// <summary>Writes the last line: a file without it is not whole.</summary>
    public Task WriteEndAsync(CancellationToken cancellationToken)
    {
        var checksum = _checksum.GetHashAndReset();
        return WriteLineAsync(
            json =>
            {
                json.WriteNumber("entries"u8, _entries);
                json.WriteString("checksum"u8, Convert.ToHexStringLower(checksum));
            },
            cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _gzip.DisposeAsync().ConfigureAwait(false);
        await _json.DisposeAsync().ConfigureAwait(false);
        _checksum.Dispose();
    }

    private async Task WriteLineAsync(Action<Utf8JsonWriter> writeMembers, CancellationToken cancellationToken)
    {
        _line.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        writeMembers(_json);
        _json.WriteEndObject();
        _json.Flush();
        _line.Write("\n"u8);
        _checksum.AppendData(_line.WrittenSpan);
        await _gzip.WriteAsync(_line.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }
}
