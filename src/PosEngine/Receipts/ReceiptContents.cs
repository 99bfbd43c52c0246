using System.Text.Json;

namespace PosEngine.Receipts;

/// <summary>Looks into the frozen body of a receipt for what its row does not say. Reads no more of it than it must, and makes no receipt of it: it is called for each of a million.</summary>
internal static class ReceiptContents
{
    private const int NameBuffer = 256;

    /// <summary>Whether a query asks for what only the body says.</summary>
    public static bool AreAskedFor(ReceiptQuery query) => query.PaymentTypeId is not null || !string.IsNullOrEmpty(query.Text);

    /// <summary>Whether a receipt was paid in the way and has the text in a name, as far as the query asks for them. A body that is not here fits nothing.</summary>
    public static bool Fit(ReadOnlySpan<byte> body, ReceiptQuery query)
    {
        if (body.IsEmpty)
            return false;
        var isNamed = string.IsNullOrEmpty(query.Text);
        var isPaid = query.PaymentTypeId is null;
        var section = Section.Other;
        var reader = new Utf8JsonReader(body);
        while (!(isNamed && isPaid) && reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            var goesOn = reader.CurrentDepth switch
            {
                1 => reader.ValueTextEquals("data"u8),
                2 => (section = SectionOf(ref reader)) != Section.Other,
                4 => true,
                _ => false,
            };
            if (!goesOn)
            {
                reader.Skip();
            }
            else if (reader.CurrentDepth == 4)
            {
                if (!isNamed && section == Section.Lines && reader.ValueTextEquals("name"u8) && reader.Read())
                    isNamed = Contains(ref reader, query.Text!);
                else if (!isPaid && section == Section.Payments && reader.ValueTextEquals("type"u8) && reader.Read())
                    isPaid = reader.GetGuid() == query.PaymentTypeId?.Value;
                else
                    reader.Skip();
            }
        }

        return isNamed && isPaid;
    }

    private static Section SectionOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("lines"u8) ? Section.Lines : reader.ValueTextEquals("payments"u8) ? Section.Payments : Section.Other;

    private static bool Contains(ref Utf8JsonReader reader, string text)
    {
        Span<char> name = stackalloc char[NameBuffer];
        return reader.ValueSpan.Length <= NameBuffer
            ? ((ReadOnlySpan<char>)name[..reader.CopyString(name)]).Contains(text, StringComparison.OrdinalIgnoreCase)
            : reader.GetString()!.Contains(text, StringComparison.OrdinalIgnoreCase);
    }

    private enum Section
    {
        Other,
        Lines,
        Payments,
    }
}
