using System.Text.Json.Nodes;

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
        return new(Text("shop_name")?.ReplaceLineEndings(" "), Text("address"), Text("tax_number"), Text("receipt_header"), Text("receipt_footer"));

        string? Text(string name) => settings[name]?.GetValue<string>() is { Length: > 0 } text ? text : null;
    }

    /// <summary>What stands above the receipt, below the shop's name.</summary>
    public IEnumerable<string> Head => new[] { Address, TaxNumber, Header }.OfType<string>();
}
