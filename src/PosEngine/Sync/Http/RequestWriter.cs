using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using PosEngine.Journal;

namespace PosEngine.Sync;

/// <summary>Writes the requests of docs/protocol.md.</summary>
internal static class RequestWriter
{
    // Relaxed: a body is full of quotation marks, and \" is shorter than \u0022. No reply of ours is put into a web page.
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static HttpContent Hello(DeviceHello hello)
    {
        var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Relaxed))
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
        using (var json = new Utf8JsonWriter(gzip, Relaxed))
        {
            json.WriteStartObject();
            WriteEpoch(json, batch.Epoch);
            json.WriteStartArray("entries");
            foreach (var entry in batch.Entries)
            {
                WriteEntry(json, entry, personal.GetValueOrDefault(entry.Sequence));
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
        json.WriteString("id", epoch.Id.Value);
        json.WriteNumber("first_sequence", epoch.FirstSequence);
        if (epoch.Parent is { } parent)
        {
            json.WriteStartObject("parent");
            json.WriteString("epoch", parent.Id.Value);
            json.WriteNumber("sequence", parent.Sequence);
            json.WriteString("hash", Convert.ToHexStringLower(parent.Hash.Span));
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("parent");
        }

        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, JournalEntry entry, PersonalData? personal)
    {
        json.WriteStartObject();
        json.WriteNumber("sequence", entry.Sequence);
        json.WriteString("hash", Convert.ToHexStringLower(entry.Hash.Span));

        // The frozen bytes go in as the text of a string: the other side gets the same bytes back by unescaping, whatever JSON library it has.
        json.WriteString("body", entry.Body.Span);
        if (personal is not null)
        {
            json.WriteStartObject("personal");
            json.WriteBase64String("salt", personal.Salt.Span);
            json.WriteString("data", personal.Data.Span);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static ByteArrayContent Content(MemoryStream bytes) => new(bytes.GetBuffer(), 0, (int)bytes.Length)
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
    };
}
