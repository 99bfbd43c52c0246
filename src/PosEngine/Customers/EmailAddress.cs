using System.Net.Mail;

namespace PosEngine.Customers;

/// <summary>What is an e-mail address, wherever one is entered.</summary>
internal static class EmailAddress
{
    private const int LengthMax = 254; // What a path of RFC 5321 leaves to it.

    public static bool IsValid(string text) => text.Length <= LengthMax && MailAddress.TryCreate(text, out var address) && address.Address == text && address.Host.Contains('.', StringComparison.Ordinal);
}
