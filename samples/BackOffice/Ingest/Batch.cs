using System.Text.Json.Serialization;
using BackOffice.Protocol;

namespace BackOffice.Ingest;

/// <summary>A contiguous run of entries of one epoch, as a device sends it.</summary>
internal sealed record Batch(JournalEpoch Epoch, JournalEntry[] Entries)
{
    public const int EntriesMax = 500;

    [JsonIgnore]
    public long First => Entries[0].Sequence;

    [JsonIgnore]
    public long Last => Entries[^1].Sequence;

    /// <summary>What is wrong with it whatever the back office has, if anything.</summary>
    public ProtocolError? Check()
    {
        if (Entries.Length == 0)
            return ProtocolError.Malformed("A batch has at least one entry.");
        if (Entries.Length > EntriesMax)
            return ProtocolError.TooLarge($"A batch has at most {EntriesMax} entries.");
        if (Epoch.Fault is { } fault)
            return ProtocolError.Malformed(fault);
        if (First < Epoch.FirstSequence)
            return ProtocolError.Malformed($"Entry {First} is older than its epoch.");

        for (var i = 0; i < Entries.Length; i++)
        {
            // In 128 bits, which no two sequences overflow.
            if ((Int128)Entries[i].Sequence - First != i)
                return ProtocolError.Malformed($"The entries are not contiguous: {Entries[i].Sequence} stands in place {i + 1} of a batch from {First}.");
            if (Entries[i].Hash.Length != Chain.HashBytes)
                return ProtocolError.Malformed($"The hash of entry {Entries[i].Sequence} has not 32 bytes.");
        }

        return null;
    }
}
