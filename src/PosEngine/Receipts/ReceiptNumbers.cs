using System.Globalization;
using Microsoft.Data.Sqlite;
using PosEngine.Ledger;

namespace PosEngine.Receipts;

/// <summary>Where the receipts with a number are. Numbers rise with the sequence within an epoch, so each is found by halves, without an index.</summary>
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

    private static long? Find(SqliteConnection connection, DeviceIdentity identity, long head, string? tag, long number) =>
        identity.RangeOf(tag, head) is { } range ? ReceiptTable.SequenceOf(connection, range.First, range.Last, number) : null;

    private static bool TryParse(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
