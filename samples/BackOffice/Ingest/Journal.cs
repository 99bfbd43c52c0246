using System.Text.Json.Serialization;
using BackOffice.Protocol;

namespace BackOffice.Ingest;

/// <summary>A stretch of a device's journal that one intact database wrote.</summary>
internal sealed record JournalEpoch(Guid Id, long FirstSequence, EpochParent? Parent = null)
{
    /// <summary>What makes it impossible, if anything. An epoch goes on right after its parent.</summary>
    [JsonIgnore]
    public string? Fault
    {
        get
        {
            if (Parent is { Sequence: < 0 or long.MaxValue })
                return "The parent's sequence is out of range.";
            if (Parent is { Hash.Length: not Chain.HashBytes })
                return "The parent's hash has not 32 bytes.";

            var first = (Parent?.Sequence ?? 0) + 1;
            return FirstSequence == first ? null : $"The epoch's first_sequence must be {first}.";
        }
    }
}

/// <summary>The last entry that an epoch shares with the one it branched off. Sequence 0 with the genesis: they share nothing.</summary>
internal sealed record EpochParent(Guid Epoch, long Sequence, byte[] Hash);

/// <summary>An entry, its body in the bytes that the device froze.</summary>
[method: JsonConstructor]
internal readonly record struct JournalEntry(
    long Sequence,
    byte[] Hash,
    [property: JsonConverter(typeof(Utf8Converter))] byte[] Body,
    PersonalData? Personal = null);

/// <summary>Personal data beside an entry.</summary>
internal sealed record PersonalData(
    [property: JsonConverter(typeof(Base64Converter))] byte[] Salt,
    [property: JsonConverter(typeof(Utf8Converter))] byte[] Data);
