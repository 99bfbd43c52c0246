using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;
using PosEngine.Journal;

namespace PosEngine.Sync;

/// <summary>Writes the requests of docs/protocol.md.</summary>
internal static class RequestWriter
{
    public static HttpContent Hello(DeviceHello hello)
    {
        var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, JournalJson.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("device_number", hello.DeviceNumber);
            json.WriteString("software", hello.Software);
            json.WriteNumber("head_sequence", hello.HeadSequence);
            WriteEpoch(json, hello.Epoch);
            json.WriteEndObject();
        }

        return Content(bytes);
    }

    /// <summary>Entries, compressed: bodies repeat the same names and shrink to a tenth.</summary>
    public static HttpContent Push(PushBatch batch)
    {
        var personal = batch.Personal.ToDictionary(data => data.Sequence);
        var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var json = new Utf8JsonWriter(gzip, JournalJson.Options))
        {
            json.WriteStartObject();
            WriteEpoch(json, batch.Epoch);
            json.WriteStartArray("entries");
            foreach (var entry in batch.Entries)
            {
                json.WriteStartObject();
                JournalJson.WriteEntry(json, entry, personal.GetValueOrDefault(entry.Sequence));
                json.WriteEndObject();
                json.Flush();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        var content = Content(bytes);
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private static void WriteEpoch(Utf8JsonWriter json, JournalEpoch epoch)
    {
        json.WriteStartObject("epoch");
        JournalJson.WriteEpoch(json, epoch);
        json.WriteEndObject();
    }

    private static ByteArrayContent Content(MemoryStream bytes) => new(bytes.GetBuffer(), 0, (int)bytes.Length)
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
    };
}
