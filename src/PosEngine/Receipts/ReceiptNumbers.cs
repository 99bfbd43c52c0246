using System.Globalization;
using Microsoft.Data.Sqlite;
using PosEngine.Ledger;

namespace PosEngine.Receipts;

/// <summary>Where the receipts with a number are, without an index.</summary>
/// <remarks>
/// Within an epoch numbers rise with the sequence, one by one and mostly as fast as it: the place is worked out from the numbers at both ends, as a name is looked for in a telephone book. Every third
/// look halves what is left, so that no journal makes it slow.
/// </remarks>
internal static class ReceiptNumbers
{
    /// <summary>The sequence of this device's receipt with a number as printed; null for none.</summary>
    public static long? Find(SqliteConnection connection, DeviceIdentity identity, long head, string text)
    {
        var parts = text.Trim().Split('-');
        return parts.Length is 2 or 3 && parts[0] == identity.Number.ToString(CultureInfo.InvariantCulture) && TryParse(parts[^1], out var number)
            ? Find(connection, identity, head, parts.Length == 3 ? parts[1] : null, number)
            : null;
    }

    /// <summary>The sequences of those with a number as printed, or with just its last part, whatever their tag.</summary>
    public static List<long> FindAll(SqliteConnection connection, DeviceIdentity identity, long head, string text)
    {
        if (!TryParse(text.Trim(), out var number))
            return Find(connection, identity, head, text) is { } one ? [one] : [];
        return [.. identity.Epochs.Select(static epoch => epoch.Tag).Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(tag => Find(connection, identity, head, tag, number)).OfType<long>()];
    }

    /// <summary>The sequence of the receipt with a number in a stretch of the journal in which numbers rise; null for none.</summary>
    public static long? Find(SqliteConnection connection, long first, long last, long number)
    {
        using var upwards = Command(connection, "SELECT seq, number FROM receipt WHERE seq BETWEEN $first AND $last ORDER BY seq LIMIT 1");
        using var downwards = Command(connection, "SELECT seq, number FROM receipt WHERE seq BETWEEN $first AND $last ORDER BY seq DESC LIMIT 1");
        if (Read(upwards, first, last) is not { } low || Read(downwards, first, last) is not { } high)
            return null;
        for (var look = 1; low.Sequence <= high.Sequence && low.Number <= number && number <= high.Number; look++)
        {
            var (length, numbers) = (high.Sequence - low.Sequence, high.Number - low.Number);
            var middle = low.Sequence + (look % 3 == 0 || numbers == 0 ? length / 2 : (long)((Int128)length * (number - low.Number) / numbers));
            var row = Read(upwards, middle, high.Sequence);
            if (row?.Number == number)
                return row.Value.Sequence;
            if (row?.Number < number)
                low = (row.Value.Sequence + 1, row.Value.Number + 1);
            else
                high = (middle - 1, Math.Min(high.Number, (row?.Number ?? long.MaxValue) - 1));
        }

        return null;
    }

    private static long? Find(SqliteConnection connection, DeviceIdentity identity, long head, string? tag, long number) =>
        identity.RangeOf(tag, head) is { } range ? Find(connection, range.First, range.Last, number) : null;

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.Add("$first", SqliteType.Integer);
        command.Parameters.Add("$last", SqliteType.Integer);
        return command;
    }

    private static (long Sequence, long Number)? Read(SqliteCommand command, long first, long last)
    {
        (command.Parameters[0].Value, command.Parameters[1].Value) = (first, last);
        using var reader = command.ExecuteReader(System.Data.CommandBehavior.SingleRow);
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1)) : null;
    }

    private static bool TryParse(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
