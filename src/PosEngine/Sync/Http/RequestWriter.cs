using System.Collections.Immutable;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Ledger;

namespace PosEngine.Sync;

/// <summary>Writes the requests of docs/protocol.md.</summary>
internal static class RequestWriter
{
    public static HttpContent Hello(DeviceHello hello) => Write(json =>
    {
        json.WriteNumber("device_number", hello.DeviceNumber);
        json.WriteString("software", hello.Software);
        json.WriteNumber("head_sequence", hello.HeadSequence);
        if (hello.Account is { } account)
            json.WriteString("account", account);
        WriteEpoch(json, hello.Epoch);
    });

    public static HttpContent Stock(ImmutableArray<ItemId> items) => Write(json =>
    {
        json.WriteStartArray("items");
        foreach (var item in items)
            json.WriteStringValue(item.Value);
        json.WriteEndArray();
    });

    public static HttpContent Refund(RefundIntent intent) => Write(json =>
    {
        json.WriteString("refund", intent.Refund.Value);
        json.WriteString("receipt", intent.Receipt.Value);
        json.WriteStartArray("lines");
        foreach (var line in intent.Lines)
        {
            json.WriteStartObject();
            json.WriteString("line", line.Line.Value);
            json.WriteNumber("quantity", line.Quantity.Units);
            if (!line.Amount.IsZero)
                json.WriteNumber("amount", line.Amount.Units);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static HttpContent Account(StoredValueAccount account) => Write(json => WriteAccount(json, account));

    public static HttpContent Move(StoredValueMove move) => Write(json =>
    {
        json.WriteString("key", move.Key);
        json.WriteString("receipt", move.Receipt.Value);
        WriteAccount(json, move.Account);
        json.WriteNumber("amount", move.Amount);
    });

    public static HttpContent Nothing() => Write(static _ => { });

    private static void WriteAccount(Utf8JsonWriter json, StoredValueAccount account)
    {
        json.WriteString("kind", WireNames.StoredValueKinds[account.Kind]);
        json.WriteString("account", account.Id);
    }

    public static HttpContent Takeover(TakeoverRequest request) => Write(json =>
    {
        json.WriteString("takeover", request.Takeover.Value);
        json.WriteString("parking", request.Parking.Value);
    });

    public static HttpContent Change(SaveRequest request) => Write(json =>
    {
        json.WriteString("key", request.Key);
        json.WriteString("kind", request.Kind);
        json.WriteString("id", request.Id);
        json.WriteBoolean("new", request.IsNew);
        json.WritePropertyName("data");
        json.WriteRawValue(request.Json);
    });

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

    private static ByteArrayContent Write(Action<Utf8JsonWriter> writeMembers)
    {
        var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, JournalJson.Options))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        return Content(bytes);
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
