using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Ledger;

namespace PosEngine.Checkout;

/// <summary>Whoever keeps value is about to be asked to move some: should the answer be lost, this device knows that it may have been moved.</summary>
/// <param name="Key">The key of the move.</param>
/// <param name="Value">What is moved, and for which receipt.</param>
internal sealed record ValueIntended(Guid Key, PendingValue Value) : EntryData
{
    public override string Kind => EntryKinds.ValueIntended;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("key"u8, Key);
        writer.WriteString("receipt"u8, Value.ReceiptId.Value);
        writer.WriteString("kind"u8, WireNames.StoredValueKinds[Value.Account.Kind]);
        writer.WriteString("account"u8, Value.Account.Id);
        writer.WriteNumber("amount"u8, Value.Amount);
    }

    public static ValueIntended Read(JsonElement data) => new(
        data.GetProperty("key"u8).GetGuid(),
        new(
            new(data.GetProperty("receipt"u8).GetGuid()),
            new(WireNames.StoredValueKinds.Parse(data.GetProperty("kind"u8).GetString()), data.GetProperty("account"u8).GetString()!),
            data.GetProperty("amount"u8).GetInt64()));
}

/// <summary>Nothing was moved, or what was moved is taken back: that is certain.</summary>
/// <param name="Key">The key of the move.</param>
/// <param name="Problem">Why it could not be taken back, in the words of whoever keeps it; null where it was.</param>
internal sealed record ValueReleased(Guid Key, string? Problem = null) : EntryData
{
    public override string Kind => EntryKinds.ValueReleased;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("key"u8, Key);
        if (Problem is not null)
            writer.WriteString("problem"u8, Problem);
    }

    public static ValueReleased Read(JsonElement data) => new(data.GetProperty("key"u8).GetGuid());
}
