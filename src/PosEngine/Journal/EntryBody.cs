using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PosEngine.Journal;

/// <summary>When and by whom an entry was written: the head that every body has.</summary>
/// <param name="At">The device's clock, to the millisecond, with its zone's offset.</param>
/// <param name="ClockOffset">Milliseconds to add to the device's clock to get the back office's, as last measured.</param>
/// <param name="Employee">Who was signed in.</param>
/// <param name="Uptime">Milliseconds since the engine was started, by a clock that nobody can set.</param>
/// <param name="Clock">What the device's clock did since the entry before, if it did what it should not.</param>
/// <param name="ApprovedBy">Who allowed it, where the employee may not do it alone.</param>
internal readonly record struct EntryHead(DateTimeOffset At, long? ClockOffset, EmployeeId? Employee, long? Uptime = null, string? Clock = null, EmployeeId? ApprovedBy = null);

/// <summary>What an entry tells, before it is frozen. Each room has the records of its own entries.</summary>
internal abstract record EntryData
{
    /// <summary>One of <see cref="EntryKinds"/>.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether there is more to tell than the head does.</summary>
    public virtual bool HasData => true;

    /// <summary>Writes the members of <c>data</c>, without the braces.</summary>
    public virtual void WriteMembers(Utf8JsonWriter writer)
    {
    }
}

/// <summary>The frame of every body.</summary>
internal static class EntryBody
{
    // Escapes only what JSON must: names stay readable in the journal, and nothing here is ever pasted into HTML unescaped.
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void Write(Utf8JsonWriter writer, in EntryHead head, EntryData entry)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, entry.Kind);
        writer.WriteTime("at"u8, head.At);
        if (head.ClockOffset is { } offset)
            writer.WriteNumber("clock_offset"u8, offset);
        else
            writer.WriteNull("clock_offset"u8);
        if (head.Uptime is { } uptime)
            writer.WriteNumber("uptime"u8, uptime);
        if (head.Clock is { } clock)
            writer.WriteString("clock"u8, clock);
        if (head.Employee is { } employee)
            writer.WriteString("employee"u8, employee.Value);
        if (head.ApprovedBy is { } approver)
            writer.WriteString("approved_by"u8, approver.Value);
        if (entry.HasData)
        {
            writer.WriteStartObject("data"u8);
            entry.WriteMembers(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.Flush();
    }

    public static EntryHead ReadHead(JsonElement body) => new(
        body.GetProperty("at"u8).GetTime(),
        body.GetProperty("clock_offset"u8) is { ValueKind: JsonValueKind.Number } offset ? offset.GetInt64() : null,
        body.TryGetProperty("employee"u8, out var employee) ? new EmployeeId(employee.GetGuid()) : null,
        body.TryGetProperty("uptime"u8, out var uptime) ? uptime.GetInt64() : null,
        body.TryGetProperty("clock"u8, out var clock) ? clock.GetString() : null,
        body.TryGetProperty("approved_by"u8, out var approver) ? new EmployeeId(approver.GetGuid()) : null);

    public static void WriteTime(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[32];
        time.TryFormat(text, out var length, "yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
        writer.WriteString(name, text[..length]);
    }

    public static void WriteDay(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateOnly day) =>
        writer.WriteString(name, day.ToString("O", CultureInfo.InvariantCulture));

    public static DateOnly GetDay(this JsonElement element) => DateOnly.ParseExact(element.GetString()!, "O", CultureInfo.InvariantCulture);

    public static DateTimeOffset GetTime(this JsonElement element) =>
        DateTimeOffset.ParseExact(element.GetString()!, "yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
}
