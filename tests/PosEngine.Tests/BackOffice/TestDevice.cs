using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PosEngine.BackOffice;

/// <summary>A device as the protocol describes it, by code of its own: neither the engine's nor the back office's chain is asked.</summary>
internal sealed class TestDevice
{
    private static int _ids;
    private static int _numbers;

    private readonly List<JsonObject> _entries = [];
    private readonly JsonObject _epoch;
    private readonly long _first;
    private byte[] _head;

    public TestDevice(int? number = null)
    {
        Number = number ?? Interlocked.Increment(ref _numbers);
        Id = NewId();
        EpochId = NewId();
        _first = 1;
        _head = SHA256.HashData(Encoding.ASCII.GetBytes(Id));
        _epoch = new() { ["id"] = EpochId, ["first_sequence"] = 1, ["parent"] = null };
    }

    private TestDevice(TestDevice parent, long after)
    {
        Number = parent.Number;
        Id = parent.Id;
        EpochId = NewId();
        _first = after + 1;
        var hash = after == 0 ? Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Id))) : parent.HashOf(after);
        _head = Convert.FromHexString(hash);
        _epoch = new()
        {
            ["id"] = EpochId,
            ["first_sequence"] = _first,
            ["parent"] = new JsonObject { ["epoch"] = parent.EpochId, ["sequence"] = after, ["hash"] = hash },
        };
    }

    public string Id { get; }

    public int Number { get; }

    public string EpochId { get; }

    public long Last => _first - 1 + _entries.Count;

    public string HeadHash => Convert.ToHexStringLower(_head);

    public string HelloPath => $"v1/devices/{Id}/hello";

    public string EntriesPath => $"v1/devices/{Id}/entries";

    public string HashOf(long sequence) => (string)Entry(sequence)["hash"]!;

    /// <summary>The same device in a new epoch that goes on after an entry.</summary>
    public TestDevice Branch(long after) => new(this, after);

    public TestDevice Write(string body, string? personal = null)
    {
        var sequence = Last + 1;
        Span<byte> place = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(place, sequence);
        _head = SHA256.HashData([.. _head, .. place, .. Encoding.UTF8.GetBytes(body)]);

        var entry = new JsonObject { ["sequence"] = sequence, ["hash"] = HeadHash, ["body"] = body };
        if (personal is not null)
            entry["personal"] = new JsonObject { ["salt"] = Convert.ToBase64String(Bodies.Salt), ["data"] = personal };
        _entries.Add(entry);
        return this;
    }

    /// <summary>Writes receipts of 5.00 each.</summary>
    public TestDevice Sell(int receipts = 1)
    {
        for (var i = 0; i < receipts; i++)
            Write(Bodies.Receipt(NewId(), $"{Number}-{1000 + Last + 1}").ToJsonString());
        return this;
    }

    public string Hello() =>
        new JsonObject { ["device_number"] = Number, ["software"] = "PosEngine 0.1.0", ["head_sequence"] = Last, ["epoch"] = _epoch.DeepClone() }.ToJsonString();

    public string Push(long from = 0, long through = long.MaxValue) => PushNode(from, through).ToJsonString();

    /// <summary>A push to be spoiled by a test.</summary>
    public JsonObject PushNode(long from = 0, long through = long.MaxValue) => new()
    {
        ["epoch"] = _epoch.DeepClone(),
        ["entries"] = new JsonArray([.. _entries.Where(entry => (long)entry["sequence"]! >= from && (long)entry["sequence"]! <= through).Select(entry => entry.DeepClone())]),
    };

    /// <summary>Ids that say by themselves in which order they were made, so that a failing test reads well.</summary>
    public static string NewId() => $"0197a000-0000-7000-8000-{Interlocked.Increment(ref _ids):x12}";

    private JsonObject Entry(long sequence) => _entries[(int)(sequence - _first)];
}
