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
