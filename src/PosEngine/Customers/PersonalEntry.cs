using System.Text.Json;
using PosEngine.Receipts;
using PosEngine.Sync;

namespace PosEngine.Customers;

/// <summary>Whom an entry of the journal is about that has personal data beside it.</summary>
/// <param name="Customer">The customer, where it names one.</param>
/// <param name="Receipt">The receipt, where it names one.</param>
internal readonly record struct PersonalEntry(CustomerId? Customer, ReceiptId? Receipt)
{
    /// <summary>What a body says; nothing, where it is not here any more or cannot be read.</summary>
    public static PersonalEntry Read(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return default;
        try
        {
            using var document = JsonDocument.Parse(body);
            var data = document.RootElement.GetProperty("data"u8);
            return new(
                data.TryGetProperty("customer"u8, out var customer) ? new CustomerId(customer.GetGuid()) : null,
                data.TryGetProperty("receipt"u8, out var receipt) ? new ReceiptId(receipt.GetGuid()) : null);
        }
        catch (Exception e) when (ReplyReader.IsUnreadable(e))
        {
            return default;
        }
    }

    /// <summary>Whom it is about, if anybody.</summary>
    /// <param name="customerOf">The customer on a receipt.</param>
    public CustomerId? Whose(Func<ReceiptId, CustomerId?> customerOf) => Customer ?? (Receipt is { } receipt ? customerOf(receipt) : null);

    /// <summary>Whether a receipt was to be sent to a customer's address or telephone: no customer need have been on it.</summary>
    public static bool IsSentTo(Customer? customer, PersonalData data)
    {
        if (customer is null || AddressOf(data) is not { } address)
            return false;
        return SendAddress.AreSame(address, customer.Email) || SendAddress.AreSame(address, customer.Phone is { } phone ? SendAddress.Normalise(SendChannel.Phone, phone) : null);
    }

    private static string? AddressOf(PersonalData data)
    {
        try
        {
            using var document = JsonDocument.Parse(data.Data);
            return document.RootElement.TryGetProperty("address"u8, out var address) ? address.GetString() : null;
        }
        catch (Exception e) when (ReplyReader.IsUnreadable(e))
        {
            return null;
        }
    }
}
