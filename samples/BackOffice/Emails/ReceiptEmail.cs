using System.Globalization;
using System.Text;
using System.Text.Json;
using BackOffice.Pages;
using BackOffice.Projections;
using BackOffice.Protocol;
using BackOffice.Tenants;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MimeKit;

namespace BackOffice.Emails;

/// <summary>A receipt as a letter: in plain text, and as a page for readers that show one.</summary>
internal sealed class ReceiptEmail(IServiceScopeFactory scopes, BackOfficeOptions options)
{
    private readonly MailboxAddress _from = MailboxAddress.Parse(options.EmailFrom);

    /// <param name="parts">Address and receipt.</param>
    /// <param name="shop">Whose receipt it is.</param>
    /// <param name="tenant">Whose it is: two may have devices of the same id.</param>
    /// <exception cref="FormatException">The address is none.</exception>
    public async Task<MimeMessage> ComposeAsync(EmailParts parts, LetterShop shop, string tenant)
    {
        var address = JsonSerializer.Deserialize<EmailAddress>(parts.Personal, ProtocolJson.Options)!.Address;
        if (!MailboxAddress.TryParse(address, out var to))
            throw new FormatException("The address is none.");

        var body = EntryBody.Read(parts.Receipt);
        var receipt = body.DataAs<LetterReceipt>();
        var time = PageText.Time(body.At!.Value);
        var message = new MimeMessage
        {
            Subject = shop.Name is null ? $"Receipt {receipt.Number}" : $"Receipt {receipt.Number}, {shop.Name}",
            Date = body.At!.Value,
            Body = new BodyBuilder { TextBody = Write(shop, receipt, time), HtmlBody = await RenderAsync(shop, receipt, time) }.ToMessageBody(),

            // The same for every copy of the same request, so that a mail server that has it already can tell.
            MessageId = string.Create(CultureInfo.InvariantCulture, $"{(tenant == TenantTable.First ? "" : $"{tenant}.")}{parts.Device}.{parts.Sequence}@{_from.Domain}"),
        };
        message.From.Add(shop.Name is null ? _from : new MailboxAddress(shop.Name, _from.Address));
        message.To.Add(to);
        return message;
    }

    private static string Write(LetterShop shop, LetterReceipt receipt, string time)
    {
        var text = new StringBuilder();
        foreach (var part in new[] { shop.Name }.Concat(shop.Head).OfType<string>())
            text.Append(part).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{receipt.Title} {receipt.Number}\n{time}\n");
        if (receipt.RefundOf is { } refunded)
            text.Append(CultureInfo.InvariantCulture, $"Of receipt {refunded.Number}{(refunded.Reason is null ? "" : $": {refunded.Reason}")}\n");
        text.Append('\n');
        foreach (var line in receipt.Lines)
        {
            text.Append(CultureInfo.InvariantCulture, $"{line.Name}  {PageText.Amount(line.Subtotal)} {line.Letters}\n");
            foreach (var detail in new[] { line.Count }.Where(static count => count.Length > 0).Concat(line.Details))
                text.Append("  ").Append(detail).Append('\n');
        }

        Append(receipt.Adjustments);
        text.Append(CultureInfo.InvariantCulture, $"\nTotal  {PageText.Money(receipt.Total, receipt.Currency)}\n");
        Append(receipt.Paid);
        text.Append('\n');
        foreach (var (index, tax) in receipt.Taxes.Index())
            text.Append(CultureInfo.InvariantCulture, $"{(char)('A' + (index % 26))} {tax.Name}  {tax.RateText}  net {PageText.Amount(tax.Net)}  tax {PageText.Amount(tax.Amount)}\n");
        foreach (var part in new[] { receipt.Note, shop.Footer }.OfType<string>())
            text.Append('\n').Append(part).Append('\n');
        return text.ToString();

        void Append(IEnumerable<(string Name, long Amount)> amounts)
        {
            foreach (var (name, amount) in amounts)
                text.Append(CultureInfo.InvariantCulture, $"{name}  {PageText.Amount(amount)}\n");
        }
    }

    private async Task<string> RenderAsync(LetterShop shop, LetterReceipt receipt, string time)
    {
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(ReceiptLetter.Shop)] = shop,
            [nameof(ReceiptLetter.Receipt)] = receipt,
            [nameof(ReceiptLetter.Time)] = time,
        });
        await using var scope = scopes.CreateAsyncScope();
        var renderer = scope.ServiceProvider.GetRequiredService<HtmlRenderer>();
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<ReceiptLetter>(parameters)).ToHtmlString());
    }
}
