using System.Text.Json;
using PosEngine.Journal;

namespace PosEngine.Catalog;

/// <summary>An item was registered or edited here; the back office has made the change already.</summary>
/// <param name="IsNew">Whether it was registered.</param>
/// <param name="ItemId">The item.</param>
/// <param name="Key">The key of the change.</param>
/// <param name="Json">The members that changed.</param>
internal sealed record ItemEdited(bool IsNew, ItemId ItemId, Guid Key, string Json) : EntryData
{
    public override string Kind => EntryKinds.ItemEdited;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("item"u8, ItemId.Value);
        writer.WriteBoolean("new"u8, IsNew);
        writer.WriteString("key"u8, Key);
        writer.WritePropertyName("data"u8);
        writer.WriteRawValue(Json);
    }
}
