using System.Collections.Immutable;
using System.Globalization;

namespace Till.SalesLogs;

/// <summary>A ticket of the log.</summary>
/// <param name="Number">The number that the log gives it.</param>
/// <param name="Time">When it was rung up, by the clock on the shop's wall.</param>
/// <param name="Items">The names of what was sold, one a line of the log.</param>
internal sealed record LogTicket(int Number, DateTime Time, ImmutableArray<string> Items)
{
    /// <summary>The business day. The shop keeps the calendar's: what little was sold after midnight opens the next one.</summary>
    public DateOnly Day => DateOnly.FromDateTime(Time);
}

/// <summary>What a shop sold, in the order in which it did: lines of <c>date,time,ticket,item</c> without a header.</summary>
internal static class SalesLog
{
    private static readonly string[] Columns = ["date", "time", "ticket", "item"];

    /// <exception cref="TillException">The file cannot be read, or a line of it is wrong.</exception>
    public static ImmutableArray<LogTicket> Load(string path) => Of(CsvFile.Read(path, Columns), path);

    /// <inheritdoc cref="Load"/>
    public static ImmutableArray<LogTicket> Read(TextReader reader, string name) => Of(CsvFile.Read(reader, name, Columns), name);

    private static ImmutableArray<LogTicket> Of(IReadOnlyList<CsvLine> lines, string name)
    {
        if (lines.Count == 0)
            throw new TillException($"{name} holds no sale.");

        var tickets = ImmutableArray.CreateBuilder<LogTicket>();
        var items = ImmutableArray.CreateBuilder<string>();
        var (number, time, latest) = (0, default(DateTime), default(DateTime));
        foreach (var line in lines)
        {
            var (lineNumber, lineTime, item) = Parse(line);

            // A till that goes on after a crash knows the last ticket it sold and nothing else, so that every ticket must have one place and one number.
            if (lineNumber < number)
                throw line.Error($"ticket {lineNumber} comes after ticket {number}; the lines of a ticket must stand together and the numbers rise.");
            if (lineTime < latest)
                throw line.Error($"{lineTime:yyyy-MM-dd HH:mm:ss} is earlier than the line before; the log must be in order of time.");

            if (lineNumber > number)
            {
                Close();
                (number, time) = (lineNumber, lineTime);
            }

            latest = lineTime;
            items.Add(item);
        }

        Close();
        return tickets.ToImmutable();

        void Close()
        {
            if (items.Count > 0)
                tickets.Add(new(number, time, items.DrainToImmutable()));
        }
    }

    private static (int Number, DateTime Time, string Item) Parse(CsvLine line)
    {
        var fields = line.Fields;
        if (!DateOnly.TryParseExact(fields[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            throw line.Error($"'{fields[0]}' is no date; expected one such as 2016-10-30.");
        if (!TimeOnly.TryParseExact(fields[1], "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            throw line.Error($"'{fields[1]}' is no time; expected one such as 09:58:11.");
        if (!int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            throw line.Error($"'{fields[2]}' is no ticket number; expected a whole number from 1.");
        if (fields[3].Length == 0)
            throw line.Error("the item is missing; a line without an item says NONE.");
        return (number, date.ToDateTime(time), fields[3]);
    }
}
