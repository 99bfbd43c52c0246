using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Receipts;
using PosEngine.Sync;

namespace PosEngine.Reliability.Simulation;

/// <summary>A request as bytes on the way.</summary>
internal sealed record WireRequest(string Method, string Path, byte[] Body, bool IsCompressed);

/// <summary>A reply as bytes on the way.</summary>
internal sealed record WireReply(int Status, byte[] Body, string? RetryAfter = null);

/// <summary>The back office of the simulation as it is seen over HTTP: docs/protocol.md by code of its own.</summary>
internal sealed class OfficeServer(SimulatedOffice office)
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="OfficeDownException">Nobody answers.</exception>
    public WireReply Answer(WireRequest request)
    {
        try
        {
            return Route(request, request.Path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries));
        }
        catch (BackOfficeException refusal)
        {
            var (status, code) = ErrorOf(refusal.Error);
            return Refuse(status, code, refusal.Message);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            return Refuse(HttpStatusCode.BadRequest, "malformed", e.Message);
        }
    }

    /// <summary>Reads the entries that a request pushes.</summary>
    public static PushBatch ReadBatch(WireRequest request, DeviceId device)
    {
        using var json = Parse(request);
        var personal = new List<PersonalData>();
        var entries = new List<JournalEntry>();
        foreach (var entry in json.RootElement.GetProperty("entries").EnumerateArray())
        {
            var sequence = entry.GetProperty("sequence").GetInt64();
            entries.Add(new(sequence, Encoding.UTF8.GetBytes(entry.GetProperty("body").GetString()!), Convert.FromHexString(entry.GetProperty("hash").GetString()!)));
            if (entry.TryGetProperty("personal", out var data))
                personal.Add(new(sequence, data.GetProperty("salt").GetBytesFromBase64(), Encoding.UTF8.GetBytes(data.GetProperty("data").GetString()!)));
        }

        return new(device, ReadEpoch(json.RootElement), [.. entries], [.. personal]);
    }

    public static DeviceId DeviceOf(WireRequest request) => new(Guid.Parse(request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries)[2]));

    private WireReply Route(WireRequest request, string[] path) => (request.Method, path) switch
    {
        ("POST", ["v1", "devices", _, "hello"]) => Head(office.Hello(ReadHello(request))),
        ("POST", ["v1", "devices", _, "entries"]) => Head(office.Push(ReadBatch(request, DeviceOf(request)))),
        ("GET", ["v1", "devices", var device, "epochs", var epoch, "entries", var sequence, "hash"]) =>
            office.HashOf(new(Guid.Parse(device)), new(Guid.Parse(epoch)), long.Parse(sequence, CultureInfo.InvariantCulture)) is { } hash
                ? Write(json => json.WriteString("hash", Convert.ToHexStringLower(hash.Span)))
                : Refuse(HttpStatusCode.NotFound, "not_found", "It is not here."),
        ("POST", ["v1", "devices", _, "tickets"]) => Verdict(office.Take(ReadTakeover(request))),
        ("POST", ["v1", "devices", _, "refunds"]) => Right(office.Reserve(ReadRefund(request))),
        ("GET", ["v1", "receipts"]) => Receipts(office.Find(ReadLookup(request.Path))),
        ("GET", ["v1", "changes"]) => Page(office.Pull(ParameterOf(request.Path, "cursor"))),
        _ => new((int)HttpStatusCode.NotFound, []),
    };

    private static DeviceHello ReadHello(WireRequest request)
    {
        using var json = Parse(request);
        var hello = json.RootElement;
        return new(DeviceOf(request), hello.GetProperty("device_number").GetInt32(), ReadEpoch(hello), hello.GetProperty("head_sequence").GetInt64(), hello.GetProperty("software").GetString()!);
    }

    private static TakeoverRequest ReadTakeover(WireRequest request)
    {
        using var json = Parse(request);
        return new(DeviceOf(request), new(json.RootElement.GetProperty("takeover").GetGuid()), new(json.RootElement.GetProperty("parking").GetGuid()));
    }

    private static RefundIntent ReadRefund(WireRequest request)
    {
        using var json = Parse(request);
        var refund = json.RootElement;
        return new(DeviceOf(request), new(refund.GetProperty("refund").GetGuid()), new(refund.GetProperty("receipt").GetGuid()), [.. refund.GetProperty("lines").EnumerateArray().Select(
            static line => new RefundedLine(new(line.GetProperty("line").GetGuid()), Quantity.FromUnits(line.GetProperty("quantity").GetInt64()))
            {
                Amount = line.TryGetProperty("amount", out var amount) ? Money.FromUnits(amount.GetInt64()) : Money.Zero,
            })]);
    }

    private static ReceiptLookup ReadLookup(string path) => new()
    {
        Id = ParameterOf(path, "id") is { } id ? new(Guid.Parse(id)) : null,
        Number = ParameterOf(path, "number"),
        Limit = int.Parse(ParameterOf(path, "limit")!, CultureInfo.InvariantCulture),
    };

    private static JournalEpoch ReadEpoch(JsonElement message)
    {
        var epoch = message.GetProperty("epoch");
        var parent = epoch.GetProperty("parent");
        return new(new(epoch.GetProperty("id").GetGuid()), epoch.GetProperty("first_sequence").GetInt64(), parent.ValueKind == JsonValueKind.Null ? null : new(
            new(parent.GetProperty("epoch").GetGuid()), parent.GetProperty("sequence").GetInt64(), Convert.FromHexString(parent.GetProperty("hash").GetString()!)));
    }

    private static JsonDocument Parse(WireRequest request)
    {
        if (!request.IsCompressed)
            return JsonDocument.Parse(request.Body);
        using var gzip = new GZipStream(new MemoryStream(request.Body), CompressionMode.Decompress);
        return JsonDocument.Parse(gzip);
    }

    private static string? ParameterOf(string path, string name) =>
        path.Split('?')[1].Split('&').FirstOrDefault(part => part.StartsWith(name + "=", StringComparison.Ordinal)) is { } found ? Uri.UnescapeDataString(found[(name.Length + 1)..]) : null;

    private static WireReply Head(BackOfficeHead head) => Write(json =>
    {
        json.WriteNumber("acked_through", head.AckedThrough);
        json.WriteString("head_hash", head.AckedThrough == 0 ? null : Convert.ToHexStringLower(head.HeadHash.Span));
        json.WriteString("server_time", head.ServerTime);
        json.WriteNumber("prunable_through", head.PrunableThrough);
        json.WriteStartArray("quarantined");
        foreach (var (sequence, reason) in head is PushReply reply ? reply.Quarantined : [])
        {
            json.WriteStartObject();
            json.WriteNumber("sequence", sequence);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static WireReply Verdict(TicketTakeover takeover) => Write(json =>
    {
        json.WriteString("verdict", takeover.Verdict switch
        {
            TakeoverVerdict.Granted => "granted",
            TakeoverVerdict.Taken => "taken",
            TakeoverVerdict.Gone => "gone",
            _ => "ended",
        });
        json.WritePropertyName("content");
        json.WriteRawValue(takeover.Content ?? "null");
        if (takeover.DeviceNumber is { } number)
            json.WriteNumber("device_number", number);
        else
            json.WriteNull("device_number");
    });

    private static WireReply Right(RefundReservation right) => Write(json =>
    {
        json.WriteString("verdict", right.Verdict switch
        {
            RefundVerdict.Granted => "granted",
            RefundVerdict.InProgress => "in_progress",
            RefundVerdict.TooMuch => "too_much",
            _ => "ended",
        });
        json.WriteStartArray("refunded");
        foreach (var refunded in right.Refunded)
        {
            json.WriteStartObject();
            json.WriteString("line", refunded.Line.Value);
            json.WriteNumber("quantity", refunded.Quantity.Units);
            if (!refunded.Amount.IsZero)
                json.WriteNumber("amount", refunded.Amount.Units);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (right.GivenBack is { } given)
            WriteGivenBack(json, given);
        if (right.DeviceNumber is { } number)
            json.WriteNumber("device_number", number);
        else
            json.WriteNull("device_number");
    });

    private static void WriteGivenBack(Utf8JsonWriter json, GivenBack given)
    {
        json.WriteStartObject("given_back");
        json.WriteNumber("cash", given.Cash.Units);
        json.WriteStartArray("others");
        foreach (var (type, code, amount) in given.Others)
        {
            json.WriteStartObject();
            json.WriteString("type", type.Value);
            if (code is not null)
                json.WriteString("code", code);
            json.WriteNumber("amount", amount.Units);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static WireReply Receipts(IReadOnlyList<FoundReceipt> receipts) => Write(json =>
    {
        json.WriteStartArray("receipts");
        foreach (var receipt in receipts)
        {
            json.WriteStartObject();
            json.WriteString("device", receipt.Device.Value);
            json.WriteNumber("sequence", receipt.Sequence);
            json.WriteString("body", receipt.Body.Span);
            if (!receipt.Issuer.IsEmpty)
                json.WriteString("issuer", receipt.Issuer.Span);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static WireReply Page(PullPage page) => Write(json =>
    {
        json.WriteStartArray("changes");
        foreach (var (kind, id, data) in page.Changes)
        {
            json.WriteStartObject();
            json.WriteString("kind", kind);
            json.WriteString("id", id);
            json.WritePropertyName("data");
            json.WriteRawValue(data ?? "null");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("cursor", page.Cursor);
        json.WriteBoolean("more", page.HasMore);
    });

    private static WireReply Refuse(HttpStatusCode status, string code, string message) => Write(
        json =>
        {
            json.WriteString("error", code);
            json.WriteString("message", message);
        },
        status);

    private static WireReply Write(Action<Utf8JsonWriter> writeMembers, HttpStatusCode status = HttpStatusCode.OK)
    {
        var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Writing))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        return new((int)status, bytes.ToArray());
    }

    private static (HttpStatusCode Status, string Code) ErrorOf(BackOfficeError error) => error switch
    {
        BackOfficeError.Gap => (HttpStatusCode.Conflict, "gap"),
        BackOfficeError.Fork => (HttpStatusCode.Conflict, "fork"),
        BackOfficeError.DeviceNumberTaken => (HttpStatusCode.Conflict, "device_number_taken"),
        BackOfficeError.CursorExpired => (HttpStatusCode.Gone, "cursor_expired"),
        BackOfficeError.NotFound => (HttpStatusCode.NotFound, "not_found"),
        BackOfficeError.Rejected => (HttpStatusCode.UnprocessableEntity, "rejected"),
        _ => (HttpStatusCode.UnprocessableEntity, "malformed"),
    };
}
