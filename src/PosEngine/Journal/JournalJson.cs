using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PosEngine.Sync;

namespace PosEngine.Journal;

/// <summary>Entries and epochs as docs/protocol.md writes them, in a request as in an exported file.</summary>
internal static class JournalJson
{
    // Relaxed: a body is full of quotation marks, and \" is shorter than \u0022. Nothing of this is put into a web page.
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An object as text, without any white space.</summary>
    public static string Object(Action<Utf8JsonWriter> writeMembers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The members of an epoch.</summary>
    public static void WriteEpoch(Utf8JsonWriter json, JournalEpoch epoch)
    {
        json.WriteString("id", epoch.Id.Value);
        json.WriteNumber("first_sequence", epoch.FirstSequence);
        if (epoch.Parent is not { } parent)
        {
            json.WriteNull("parent");
            return;
        }

        json.WriteStartObject("parent");
        WriteParent(json, parent);
        json.WriteEndObject();
    }

    /// <summary>The members of an epoch's parent.</summary>
    public static void WriteParent(Utf8JsonWriter json, EpochParent parent)
    {
        json.WriteString("epoch", parent.Id.Value);
        json.WriteNumber("sequence", parent.Sequence);
        json.WriteString("hash", Convert.ToHexStringLower(parent.Hash.Span));
    }

    /// <summary>The members of an entry.</summary>
    public static void WriteEntry(Utf8JsonWriter json, JournalEntry entry, PersonalData? personal)
    {
        json.WriteNumber("sequence", entry.Sequence);
        json.WriteString("hash", Convert.ToHexStringLower(entry.Hash.Span));

        // The frozen bytes go in as the text of a string: the other side gets the same bytes back by unescaping, whatever JSON library it has.
        if (!entry.IsArchived)
            json.WriteString("body", entry.Body.Span);
        if (personal is null)
            return;
        json.WriteStartObject("personal");
        json.WriteBase64String("salt", personal.Salt.Span);
        json.WriteString("data", personal.Data.Span);
        json.WriteEndObject();
    }
}
