using System.Text.Json.Nodes;
using BackOffice.Receipts;

namespace BackOffice.Emails;

/// <summary>Whose receipt it is.</summary>
/// <param name="Name">The shop.</param>
/// <param name="Address">Where it is, in lines.</param>
/// <param name="TaxNumber">What the tax office calls it.</param>
/// <param name="Header">What stands at the head of every receipt.</param>
/// <param name="Footer">What stands at its foot.</param>
public sealed record LetterShop(string? Name, string? Address, string? TaxNumber, string? Header, string? Footer)
{
    /// <param name="settings">The shop's settings.</param>
    public static LetterShop Of(JsonObject settings)
    {
        return new(NameOf(Text("shop_name")), Text("address"), Text("tax_number"), Text("receipt_header"), Text("receipt_footer"));

        string? Text(string name) => settings[name]?.GetValue<string>() is { Length: > 0 } text ? text : null;
    }

    /// <summary>The shop as it was when it issued a receipt, with the lines of text that it has now.</summary>
    internal LetterShop When(Issuer? issuer) => issuer is null ? this : this with { Name = NameOf(issuer.ShopName), Address = issuer.Address, TaxNumber = issuer.TaxNumber };

    /// <summary>On one line: it stands in the subject.</summary>
    private static string? NameOf(string? name) => name?.ReplaceLineEndings(" ");

    /// <summary>What stands above the receipt, below the shop's name.</summary>
    public IEnumerable<string> Head => new[] { Address, TaxNumber, Header }.OfType<string>();
}
