using System.Text.Json;
using PosEngine.Journal;

namespace PosEngine.Customers;

/// <summary>A customer was registered or edited here. What is known of the customer is personal data, beside the entry.</summary>
/// <param name="IsNew">Whether the customer was registered.</param>
/// <param name="CustomerId">The customer.</param>
/// <param name="Key">The key of the change that the back office has made already; null where it learns of it by this entry.</param>
/// <param name="DataHash">The salted hash of what is beside the entry.</param>
internal sealed record CustomerSaved(bool IsNew, CustomerId CustomerId, Guid? Key, string DataHash) : EntryData
{
    public override string Kind => IsNew ? EntryKinds.CustomerRegistered : EntryKinds.CustomerEdited;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("customer"u8, CustomerId.Value);
        if (Key is { } key)
            writer.WriteString("key"u8, key);
        writer.WriteString("data_hash"u8, DataHash);
    }
}
