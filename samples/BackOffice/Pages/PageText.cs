using System.Globalization;
using System.Text.Json.Nodes;

namespace BackOffice.Pages;

/// <summary>Amounts, quantities and times as people read them.</summary>
internal static class PageText
{
    /// <param name="amount">Hundred-thousandths of the currency's main unit.</param>
    /// <param name="currency">Its code.</param>
    public static string Money(long amount, string currency) => $"{Amount(amount)} {currency}";

    /// <param name="amount">Hundred-thousandths of the currency's main unit.</param>
    public static string Amount(long amount) => (amount / 100_000m).ToString("0.00###", CultureInfo.InvariantCulture);

    /// <summary>Rounded to hundredths, for looking at.</summary>
    public static string Average(long amount, long count) => (amount / 100_000m / Math.Max(1, count)).ToString("0.00", CultureInfo.InvariantCulture);

    /// <param name="milliseconds">A stretch of time.</param>
    public static string Duration(long milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 3_600_000}:{milliseconds / 60_000 % 60:00} h");

    /// <summary>The name in reference data; null where there are none, or no name.</summary>
    public static string? NameOf(string? data) => data is not null && JsonNode.Parse(data)?["name"] is { } name ? name.GetValue<string>() : null;

    /// <param name="number">Its number; null for one that was not let in under a number.</param>
    public static string Device(long? number) => number is null ? "A device without a number" : string.Create(CultureInfo.InvariantCulture, $"Device {number}");

    /// <param name="thousandths">The quantity.</param>
    public static string Quantity(long thousandths) => (thousandths / 1_000m).ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>As the device wrote it, its offset included.</summary>
    public static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
}
