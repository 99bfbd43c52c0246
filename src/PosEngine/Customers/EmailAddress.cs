using System.Net.Mail;

namespace PosEngine.Customers;

/// <summary>What is an e-mail address, wherever one is entered.</summary>
internal static class EmailAddress
{
    public static bool IsValid(string text) => MailAddress.TryCreate(text, out var address) && address.Address == text && address.Host.Contains('.', StringComparison.Ordinal);
}
