using System.Buffers;
using System.Text;
using System.Text.Json;

namespace PosEngine.Receipts;

/// <summary>Looks into the frozen body of a receipt for what its row does not say. Reads no more of it than it must, and makes no receipt of it: it is called for each of a million.</summary>
internal sealed class ReceiptContents(ReceiptQuery query)
{
    private const int NameBuffer = 256;
    private const int BodyBuffer = 16_384;

    private readonly string? _text = string.IsNullOrEmpty(query.Text) ? null : query.Text;
    private readonly Guid? _paymentType = query.PaymentTypeId?.Value;

    // What is nowhere in the bytes is in no name either: a hundred times faster to see, and true of nearly all. Not where JSON may write a character in another way.
    private readonly SearchValues<string>? _seen =
        !string.IsNullOrEmpty(query.Text) && query.Text.All(static character => character == ' ' || char.IsLetterOrDigit(character))
            ? SearchValues.Create([query.Text], StringComparison.OrdinalIgnoreCase)
            : null;

    private readonly byte[]? _written = query.PaymentTypeId is { } type ? Encoding.ASCII.GetBytes(type.ToString()) : null;

    /// <summary>Whether a query asks for what only the body says.</summary>
    public static bool AreAskedFor(ReceiptQuery query) => query.PaymentTypeId is not null || !string.IsNullOrEmpty(query.Text);

    /// <summary>Whether a receipt was paid in the way and has the text in a name, as far as the query asks for them. A body that is not here fits nothing.</summary>
    public bool Fit(ReadOnlySpan<byte> body) => !body.IsEmpty && MayFit(body) && Read(body, types: null);

    /// <summary>The ways in which a receipt was paid; none where its body is not here.</summary>
    /// <exception cref="JsonException">The body is damaged.</exception>
    public static HashSet<Guid> PaymentTypesOf(ReadOnlySpan<byte> body)
    {
        var types = new HashSet<Guid>();
        if (!body.IsEmpty)
            _ = new ReceiptContents(new ReceiptQuery()).Read(body, types);
        return types;
    }

    private bool MayFit(ReadOnlySpan<byte> body)
    {
        if (_written is not null && body.IndexOf(_written) < 0)
            return false;
        if (_seen is null || body.Length > BodyBuffer)
            return true;
        var text = ArrayPool<char>.Shared.Rent(body.Length);
        try
        {
            return text.AsSpan(0, Encoding.UTF8.GetChars(body, text)).ContainsAny(_seen);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(text);
        }
    }

    /// <param name="body">The body.</param>
    /// <param name="types">Gets all ways in which it was paid, where they are asked for instead.</param>
    private bool Read(ReadOnlySpan<byte> body, HashSet<Guid>? types)
    {
        var (isNamed, isPaid) = (_text is null, _paymentType is null && types is null);
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
                    isNamed = Contains(ref reader, _text!);
                else if (!isPaid && section == Section.Payments && reader.ValueTextEquals("type"u8) && reader.Read())
                    isPaid = types is null ? reader.GetGuid() == _paymentType : types.Add(reader.GetGuid()) && false;
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
