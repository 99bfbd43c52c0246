using System.Text;
using System.Text.Json;
using PosEngine.Customers;
using PosEngine.Journal;

namespace PosEngine.Receipts;

/// <summary>Where a receipt is sent to, and how it stands beside its entry: as personal data.</summary>
internal static class SendAddress
{
    private const int PhoneDigitsMin = 6;
    private const int PhoneDigitsMax = 15; // Recommendation ITU-T E.164.
    private const string PhoneSeparators = " \u00a0-–/.()";

    /// <summary>An address as it is kept: without spaces around it, a telephone number without what people put between its digits. Null where it is none.</summary>
    public static string? Normalise(SendChannel channel, string text) => channel switch
    {
        SendChannel.Email => EmailAddress.IsValid(text.Trim(' ')) ? text.Trim(' ') : null,
        SendChannel.Phone => NormalisePhone(text),
        _ => throw new ArgumentOutOfRangeException(nameof(channel), channel, "Not a way to send a receipt."),
    };

    /// <summary>Whether two are the same to whoever gets it. What stands before the @ may tell upper from lower case by the standard; no mail server that anybody uses does.</summary>
    public static bool AreSame(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>One address and nothing else: what a mail server would take as a recipient.</summary>
    public static byte[] Write(string address) => Encoding.UTF8.GetBytes(JournalJson.Object(writer => writer.WriteString("address"u8, address)));

    public static string? Read(byte[]? personal)
    {
        if (personal is null)
            return null;
        using var data = JsonDocument.Parse(personal);
        return data.RootElement.GetProperty("address"u8).GetString();
    }

    private static string? NormalisePhone(string text)
    {
        var number = string.Concat(text.Where(static character => !PhoneSeparators.Contains(character, StringComparison.Ordinal)));
        var digits = number.StartsWith('+') ? number[1..] : number;
        return digits.Length is >= PhoneDigitsMin and <= PhoneDigitsMax && digits.All(char.IsAsciiDigit) ? number : null;
    }
}
