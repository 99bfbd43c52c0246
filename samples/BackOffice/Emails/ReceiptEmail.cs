using System.Globalization;
using System.Text;
using System.Text.Json;
using BackOffice.Pages;
using BackOffice.Projections;
using BackOffice.Protocol;
using BackOffice.Tenants;
using MimeKit;

namespace BackOffice.Emails;

/// <summary>A receipt as a letter in plain text.</summary>
internal static class ReceiptEmail
{
    /// <param name="parts">Address and receipt.</param>
    /// <param name="from">The shop.</param>
    /// <param name="tenant">Whose it is: two may have devices of the same id.</param>
    /// <exception cref="FormatException">The address is none.</exception>
    public static MimeMessage Compose(EmailParts parts, MailboxAddress from, string tenant)
    {
        var address = JsonSerializer.Deserialize<EmailAddress>(parts.Personal, ProtocolJson.Options)!.Address;
        if (!MailboxAddress.TryParse(address, out var to))
            throw new FormatException("The address is none.");

        var body = EntryBody.Read(parts.Receipt);
        var receipt = body.DataAs<ReceiptData>();
        var message = new MimeMessage
        {
            Subject = $"Receipt {receipt.Number}",
            Date = body.At!.Value,
            Body = new TextPart("plain") { Text = Write(receipt) },

            // The same for every copy of the same request, so that a mail server that has it already can tell.
            MessageId = string.Create(CultureInfo.InvariantCulture, $"{(tenant == TenantTable.First ? "" : $"{tenant}.")}{parts.Device}.{parts.Sequence}@{from.Domain}"),
        };
        message.From.Add(from);
        message.To.Add(to);
        return message;
    }

    private static string Write(ReceiptData receipt)
    {
        var text = new StringBuilder($"Receipt {receipt.Number}\n\n");
        foreach (var line in receipt.Lines)
            text.Append(CultureInfo.InvariantCulture, $"{(line.Returns is { Amount: > 0 } ? "Price reduction:" : $"{PageText.Quantity(line.Quantity)} ×")} {line.Name}  {PageText.Amount(line.Gross)}\n");
        text.Append(CultureInfo.InvariantCulture, $"\nTotal  {PageText.Money(receipt.Gross, receipt.Currency)}\n");
        foreach (var tax in receipt.Taxes)
            text.Append(CultureInfo.InvariantCulture, $"{tax.Name}  {PageText.Amount(tax.Amount)}\n");
        foreach (var payment in receipt.Payments)
            text.Append(CultureInfo.InvariantCulture, $"{payment.Name}  {PageText.Amount(payment.Amount)}\n");
        if (receipt.Change != 0)
            text.Append(CultureInfo.InvariantCulture, $"Change  {PageText.Amount(receipt.Change)}\n");
        return text.ToString();
    }
}
