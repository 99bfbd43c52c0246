using System.Collections.Immutable;
using System.Text.Json;
using PosEngine.Journal;

namespace PosEngine.Ledger;

/// <summary>The engine was started.</summary>
internal sealed record EngineStarted(string Software, int DeviceNumber, Currency Currency) : EntryData
{
    public override string Kind => EntryKinds.EngineStarted;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("software"u8, Software);
        writer.WriteNumber("device_number"u8, DeviceNumber);
        writer.WriteString("currency"u8, Currency.Code);
    }
}

/// <summary>The database was opened anew after an I/O error, and found as it is.</summary>
internal sealed record StoreRecovered(string Reason) : EntryData
{
    public override string Kind => EntryKinds.StoreRecovered;

    public override void WriteMembers(Utf8JsonWriter writer) => writer.WriteString("reason"u8, Reason);
}

/// <summary>A new epoch begins: with the entry itself.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Reason">One of <see cref="EpochReasons"/>.</param>
/// <param name="Lost">The entries that damage took, where that is the reason.</param>
internal sealed record EpochBegun(EpochState? Epoch, string Reason, ImmutableArray<AbsentRange> Lost) : EntryData
{
    public override string Kind => EntryKinds.EpochBegun;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("epoch"u8, Epoch!.Journal.Id.Value);
        writer.WriteString("tag"u8, Epoch.Tag);
        writer.WriteString("reason"u8, Reason);
        writer.WriteStartObject("parent"u8);
        JournalJson.WriteParent(writer, Epoch.Journal.Parent!);
        writer.WriteEndObject();
        if (Lost.IsEmpty)
            return;
        writer.WriteStartArray("lost"u8);
        foreach (var range in Lost)
        {
            writer.WriteStartObject();
            writer.WriteNumber("first"u8, range.First);
            writer.WriteNumber("last"u8, range.Last);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>What the state has to know of it: that it begins.</summary>
    public static EpochBegun Read() => new(null, "", []);
}

/// <summary>Stands where an entry was that damage took before anybody else had it.</summary>
internal sealed record EntryLost : EntryData
{
    public override string Kind => EntryKinds.EntryLost;

    public override bool HasData => false;
}
