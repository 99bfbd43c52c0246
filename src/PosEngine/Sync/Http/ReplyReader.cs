using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Receipts;

namespace PosEngine.Sync;

/// <summary>Reads the replies of docs/protocol.md. What it does not know it skips; what must be there and is not makes the reply malformed.</summary>
internal static class ReplyReader
{
    /// <summary>Parses a reply and reads it with one of the functions below.</summary>
    /// <exception cref="InvalidDataException">It is no JSON, or not the JSON that it should be.</exception>
    public static T Read<T>(Stream reply, Func<JsonElement, T> read)
    {
        try
        {
            using var json = JsonDocument.Parse(reply);
            return read(json.RootElement);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }

    /// <summary>Whether it is one of the ways in which the JSON reader says that something is missing or of the wrong type.</summary>
    public static bool IsUnreadable(Exception exception) => exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException;

    public static BackOfficeHead Head(JsonElement reply)
    {
        var (ackedThrough, headHash, serverTime) = ReadHead(reply);
        return new(ackedThrough, headHash, serverTime)
        {
            PrunableThrough = Prunable(reply),
            Account = reply.TryGetProperty("account", out var account) ? account.GetString() : null,
            SetAside = reply.TryGetProperty("set_aside", out var setAside) && setAside.ValueKind != JsonValueKind.Null
                ? [.. setAside.EnumerateArray().Select(static sequence => sequence.GetInt64())]
                : null,
        };
    }

    public static PushReply Push(JsonElement reply)
    {
        var (ackedThrough, headHash, serverTime) = ReadHead(reply);
        return new(ackedThrough, headHash, serverTime, reply.TryGetProperty("quarantined", out var quarantined) && quarantined.ValueKind != JsonValueKind.Null
            ? [.. quarantined.EnumerateArray().Select(ReadQuarantined)]
            : []) { PrunableThrough = Prunable(reply) };
    }

    public static ReadOnlyMemory<byte>? Hash(JsonElement reply) =>
        Convert.FromHexString(Text(reply, "hash")) is { Length: HashChain.HashSize } hash ? hash : throw new JsonException("A hash has 32 bytes.");

    public static PullPage Page(JsonElement reply) => new(
        [.. reply.GetProperty("changes").EnumerateArray().Select(ReadChange)],
        Text(reply, "cursor"),
        reply.GetProperty("more").GetBoolean());

    public static ImmutableArray<StockLevel> Stock(JsonElement reply) =>
        [.. reply.GetProperty("levels").EnumerateArray().Select(level => new StockLevel(new(level.GetProperty("item").GetGuid()), ReadQuantity(level)))];

    public static ImmutableArray<FoundReceipt> Receipts(JsonElement reply) =>
    [
        .. reply.GetProperty("receipts").EnumerateArray().Select(receipt => new FoundReceipt(
            new(receipt.GetProperty("device").GetGuid()), receipt.GetProperty("sequence").GetInt64(), Encoding.UTF8.GetBytes(Text(receipt, "body")))
        {
            Issuer = receipt.TryGetProperty("issuer", out var issuer) && issuer.GetString() is { } body ? Encoding.UTF8.GetBytes(body) : default,
        }),
    ];

    public static RefundReservation Reservation(JsonElement reply) => new(
        ReadVerdict(Text(reply, "verdict")),
        [.. reply.GetProperty("refunded").EnumerateArray().Select(static line => new RefundedLine(new(line.GetProperty("line").GetGuid()), ReadQuantity(line)) { Amount = ReadAmount(line) })])
    {
        DeviceNumber = DeviceNumber(reply),
        GivenBack = reply.TryGetProperty("given_back", out var given) && given.ValueKind != JsonValueKind.Null ? ReadGivenBack(given) : null,
    };

    public static TicketTakeover Takeover(JsonElement reply) => new(Text(reply, "verdict") switch
    {
        "granted" => TakeoverVerdict.Granted,
        "taken" => TakeoverVerdict.Taken,
        "gone" => TakeoverVerdict.Gone,
        "ended" => TakeoverVerdict.Ended,
        var verdict => throw new JsonException($"'{verdict}' is no verdict."),
    })
    {
        Content = reply.TryGetProperty("content", out var content) && content.ValueKind != JsonValueKind.Null ? content.GetRawText() : null,
        DeviceNumber = DeviceNumber(reply),
    };

    public static ImmutableArray<ReferenceChange> Customers(JsonElement reply) => [.. reply.GetProperty("changes").EnumerateArray().Select(ReadChange)];

    public static ReferenceChange Change(JsonElement reply) =>
        ReadChange(reply) is { Json: not null } change ? change : throw new JsonException("What was saved is there.");

    public static StoredValueBalance Balance(JsonElement reply) => new(reply.GetProperty("available").GetInt64());

    public static StoredValueAnswer Moved(JsonElement reply) => new(
        Text(reply, "verdict") switch
        {
            "granted" => StoredValueVerdict.Granted,
            "too_little" => StoredValueVerdict.TooLittle,
            "ended" => StoredValueVerdict.Ended,
            var verdict => throw new JsonException($"'{verdict}' is no verdict."),
        },
        reply.GetProperty("available").GetInt64());

    private static int? DeviceNumber(JsonElement reply) => reply.TryGetProperty("device_number", out var number) && number.ValueKind != JsonValueKind.Null ? number.GetInt32() : null;

    private static RefundVerdict ReadVerdict(string verdict) => verdict switch
    {
        "granted" => RefundVerdict.Granted,
        "in_progress" => RefundVerdict.InProgress,
        "too_much" => RefundVerdict.TooMuch,
        "ended" => RefundVerdict.Ended,
        _ => throw new JsonException($"'{verdict}' is no verdict."),
    };

    private static GivenBack ReadGivenBack(JsonElement given) => new(
        Money.FromUnits(given.GetProperty("cash").GetInt64()),
        [
            .. given.GetProperty("others").EnumerateArray().Select(static way => new GivenBackBy(
                new(way.GetProperty("type").GetGuid()), way.TryGetProperty("code", out var code) ? code.GetString() : null, Money.FromUnits(way.GetProperty("amount").GetInt64()))),
        ]);

    private static Money ReadAmount(JsonElement element) =>
        element.TryGetProperty("amount", out var amount) && amount.ValueKind != JsonValueKind.Null ? Money.FromUnits(amount.GetInt64()) : Money.Zero;

    private static Quantity ReadQuantity(JsonElement element) => Quantity.FromUnits(element.GetProperty("quantity").GetInt64());

    private static (long AckedThrough, byte[] HeadHash, DateTimeOffset ServerTime) ReadHead(JsonElement reply)
    {
        var ackedThrough = reply.GetProperty("acked_through").GetInt64();
        var headHash = ackedThrough == 0 ? [] : Convert.FromHexString(Text(reply, "head_hash"));
        return ackedThrough >= 0 && headHash.Length == (ackedThrough == 0 ? 0 : HashChain.HashSize)
            ? (ackedThrough, headHash, reply.GetProperty("server_time").GetDateTimeOffset())
            : throw new JsonException("A head is a sequence and its hash.");
    }

    private static long Prunable(JsonElement reply) =>
        reply.TryGetProperty("prunable_through", out var prunable) && prunable.ValueKind != JsonValueKind.Null ? prunable.GetInt64() : 0;

    private static Quarantined ReadQuarantined(JsonElement entry) => new(entry.GetProperty("sequence").GetInt64(), Text(entry, "reason"));

    // A missing "data" is no tombstone: nothing is removed by accident.
    private static ReferenceChange ReadChange(JsonElement change) => new(
        Text(change, "kind"),
        Text(change, "id"),
        change.GetProperty("data") is { ValueKind: not JsonValueKind.Null } data ? data.GetRawText() : null);

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new JsonException($"'{name}' is null.");
}
