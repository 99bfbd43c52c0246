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

/// <summary>The till is in training from now on: nothing that is rung up is real.</summary>
internal sealed record TrainingBegun : EntryData
{
    public override string Kind => EntryKinds.TrainingBegun;

    public override bool HasData => false;
}

/// <summary>Training is over.</summary>
internal sealed record TrainingEnded : EntryData
{
    public override string Kind => EntryKinds.TrainingEnded;

    public override bool HasData => false;
}

/// <summary>What the back office did not have was written to a file, which was read back and verified.</summary>
internal sealed record JournalExported(long First, long Last) : EntryData
{
    public override string Kind => EntryKinds.JournalExported;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteNumber("first"u8, First);
        writer.WriteNumber("last"u8, Last);
    }

    public static JournalExported Read(JsonElement data) => new(data.GetProperty("first"u8).GetInt64(), data.GetProperty("last"u8).GetInt64());
}

/// <summary>The device was taken out of service, leaving this much to a file.</summary>
internal sealed record DeviceRemoved(int UnsynchronisedReceipts, Money UnsynchronisedAmount) : EntryData
{
    public override string Kind => EntryKinds.DeviceRemoved;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteNumber("unsynchronised_receipts"u8, UnsynchronisedReceipts);
        writer.WriteNumber("unsynchronised_amount"u8, UnsynchronisedAmount.Units);
    }

    public static DeviceRemoved Read(JsonElement data) =>
        new(data.GetProperty("unsynchronised_receipts"u8).GetInt32(), Money.FromUnits(data.GetProperty("unsynchronised_amount"u8).GetInt64()));
}
