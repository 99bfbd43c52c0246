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
        var known = same.Select(static merged => merged.Data).Append(data).Select(static json => JsonNode.Parse(json)).ToList();
        return new(
            [customer, .. same.Select(static merged => merged.Customer)],
            [.. known.Select(static person => (string?)person?["email"]).Concat(known.Select(static person => Digits((string?)person?["phone"]))).OfType<string>()]);
    }

    /// <summary>Whether a receipt was to be sent to one of their addresses: the customer need not be on it.</summary>
    public bool IsAt(byte[] personal)
    {
        var address = (string?)(JsonNode.Parse(personal) as JsonObject)?["address"];
        return address is not null && Addresses.Any(own => string.Equals(own, address, StringComparison.OrdinalIgnoreCase) || (!address.Contains('@') && own == Digits(address)));
    }

    private static string? Digits(string? phone) => phone is null ? null : string.Concat(phone.Where(static character => char.IsAsciiDigit(character) || character == '+'));
}
