using System.Text.Json;
using System.Text.Json.Nodes;
using BackOffice.Merging;

namespace BackOffice.Erasures;

/// <summary>Somebody who is to be forgotten: whoever was merged into them is the same person.</summary>
/// <param name="Ids">As which customers they are known.</param>
/// <param name="Addresses">E-mail addresses, and the digits of telephones.</param>
internal sealed record ErasedPerson(IReadOnlyList<string> Ids, IReadOnlyList<string> Addresses)
{
    public static ErasedPerson Of(string customer, string data, IReadOnlyList<MergedCustomer> same)
    {
        var known = same.Select(static merged => merged.Data).Append(data).Select(static json => JsonNode.Parse(json) as JsonObject);
        return new([customer, .. same.Select(static merged => merged.Customer)], [.. known.SelectMany(AddressesOf)]);
    }

    /// <summary>The same, with the addresses that they had before: what devices wrote of them has those.</summary>
    public ErasedPerson WithAddressesOf(IEnumerable<byte[]> personal) => this with { Addresses = [.. Addresses.Concat(personal.Select(Read).SelectMany(AddressesOf)).Distinct()] };

    /// <summary>Whether a receipt was to be sent to one of their addresses: the customer need not be on it.</summary>
    public bool IsAt(byte[] personal)
    {
        var address = TextOf(Read(personal), "address");
        return address is not null && Addresses.Any(own => string.Equals(own, address, StringComparison.OrdinalIgnoreCase) || (!address.Contains('@') && own == Digits(address)));
    }

    private static IEnumerable<string> AddressesOf(JsonObject? person) => new[] { TextOf(person, "email"), Digits(TextOf(person, "phone")) }.OfType<string>();

    private static string? TextOf(JsonObject? data, string member) => data?[member] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;

    /// <summary>Null for what is no object: devices send what they like.</summary>
    private static JsonObject? Read(byte[] personal)
    {
        try
        {
            return JsonNode.Parse(personal) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Digits(string? phone) => phone is null ? null : string.Concat(phone.Where(static character => char.IsAsciiDigit(character) || character == '+'));
}
