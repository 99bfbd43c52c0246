using System.Text;
using System.Text.Json;
using BackOffice.Merging;

namespace BackOffice.Erasures;

/// <summary>Somebody who is to be forgotten: whoever was merged into them is the same person.</summary>
/// <param name="Ids">As which customers they are known.</param>
/// <param name="Addresses">E-mail addresses, and the digits of telephones.</param>
internal sealed record ErasedPerson(IReadOnlyList<string> Ids, IReadOnlyList<string> Addresses)
{
    public static ErasedPerson Of(string customer, string data, IReadOnlyList<MergedCustomer> same) => new(
        [customer, .. same.Select(static merged => merged.Customer)],
        [.. same.Select(static merged => merged.Data).Append(data).SelectMany(static json => AddressesOf(Encoding.UTF8.GetBytes(json)))]);

    /// <summary>The same, with the addresses that they had before: what devices wrote of them has those.</summary>
    public ErasedPerson WithAddressesOf(IEnumerable<byte[]> personal) => this with { Addresses = [.. Addresses.Concat(personal.SelectMany(AddressesOf)).Distinct()] };

    /// <summary>Whether a receipt was to be sent to one of their addresses: the customer need not be on it.</summary>
    public bool IsAt(byte[] personal) => TextOf(personal, "address") is { } address
        && Addresses.Any(own => string.Equals(own, address, StringComparison.OrdinalIgnoreCase) || (!address.Contains('@') && own == Digits(address)));

    private static IEnumerable<string> AddressesOf(byte[] data) => new[] { TextOf(data, "email"), Digits(TextOf(data, "phone")) }.OfType<string>();

    /// <summary>Null where there is none, or nobody can read it: devices send what they like.</summary>
    private static string? TextOf(byte[] data, string member)
    {
        try
        {
            using var json = JsonDocument.Parse(data);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
                ? text
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Digits(string? phone) => phone is null ? null : string.Concat(phone.Where(static character => char.IsAsciiDigit(character) || character == '+'));
}
