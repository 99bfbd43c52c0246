using System.Text.Json;
using PosEngine.Journal;

namespace PosEngine.Sync;

/// <summary>The device was signed out of its account, leaving this much unsynchronised.</summary>
internal sealed record DeviceSignedOut(int UnsynchronisedReceipts, Money UnsynchronisedAmount) : EntryData
{
    public override string Kind => EntryKinds.DeviceSignedOut;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteNumber("unsynchronised_receipts"u8, UnsynchronisedReceipts);
        writer.WriteNumber("unsynchronised_amount"u8, UnsynchronisedAmount.Units);
    }

    public static DeviceSignedOut Read(JsonElement data) =>
        new(data.GetProperty("unsynchronised_receipts"u8).GetInt32(), Money.FromUnits(data.GetProperty("unsynchronised_amount"u8).GetInt64()));
}

/// <summary>The device was signed in to its account again.</summary>
internal sealed record DeviceSignedIn : EntryData
{
    public override string Kind => EntryKinds.DeviceSignedIn;

    public override bool HasData => false;
}
