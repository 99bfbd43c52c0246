using System.Globalization;
using System.Text;
using System.Text.Json;
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
    /// <param name="facts">What is not in the receipt.</param>
    /// <param name="culture">The shop's.</param>
    /// <param name="tenant">Whose it is: two may have devices of the same id.</param>
    /// <exception cref="FormatException">The address is none.</exception>
    public async Task<MimeMessage> ComposeAsync(EmailParts parts, LetterShop shop, LetterFacts facts, CultureInfo culture, string tenant)
    {
        var address = JsonSerializer.Deserialize<EmailAddress>(parts.Personal, ProtocolJson.Options)!.Address;
        if (!MailboxAddress.TryParse(address, out var to))
            throw new FormatException("The address is none.");

        var body = EntryBody.Read(parts.Receipt);
        var receipt = body.DataAs<LetterReceipt>();
        var text = new LetterText(culture, receipt.Currency);
        var letter = Letter.Of(receipt, body.At!.Value, shop, facts, text);
        var message = new MimeMessage
        {
            Subject = shop.Name is null ? letter.Title : text.Of("subject", letter.Title, shop.Name),
            Date = body.At!.Value,
            Body = new BodyBuilder { TextBody = Write(letter), HtmlBody = await RenderAsync(letter) }.ToMessageBody(),

            // The same for every copy of the same request, so that a mail server that has it already can tell.
            MessageId = string.Create(CultureInfo.InvariantCulture, $"{(tenant == TenantTable.First ? "" : $"{tenant}.")}{parts.Device}.{parts.Sequence}@{_from.Domain}"),
        };
        message.From.Add(shop.Name is null ? _from : new MailboxAddress(shop.Name, _from.Address));
        message.To.Add(to);
        return message;
    }

    public static string Write(Letter letter)
    {
        var text = new StringBuilder();
        WriteLines([letter.Shop.Name, .. letter.Shop.Head, letter.Mark, letter.Title, .. letter.Facts, ""]);
        foreach (var line in letter.Lines)
        {
            WriteLines([$"{line.Name}  {line.Amount} {line.Letters}".TrimEnd(), .. line.Details.Select(static detail => $"  {detail}")]);
        }

        WriteRows([.. letter.Adjustments]);
        WriteLines([""]);
        WriteRows([letter.Total, .. letter.Paid, .. letter.Points]);
        WriteLines([""]);
        foreach (var tax in letter.Taxes)
            WriteLines([string.Join("  ", new[] { tax.Name, tax.Rate, $"{letter.TaxHead.Net} {tax.Net}", $"{letter.TaxHead.Amount} {tax.Amount}" }.Where(static part => part.Length > 0))]);
        foreach (var part in letter.Foot)
            WriteLines(["", part]);
        return text.ToString();

        void WriteRows(IEnumerable<LetterRow> rows) => WriteLines(rows.Select(static row => $"{row.Name}  {row.Amount}"));

        void WriteLines(IEnumerable<string?> lines)
        {
            foreach (var line in lines.OfType<string>())
                text.Append(line).Append('\n');
        }
    }

    public async Task<string> RenderAsync(Letter letter)
    {
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(ReceiptLetter.Letter)] = letter });
        await using var scope = scopes.CreateAsyncScope();
        var renderer = scope.ServiceProvider.GetRequiredService<HtmlRenderer>();
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<ReceiptLetter>(parameters)).ToHtmlString());
    }
}
