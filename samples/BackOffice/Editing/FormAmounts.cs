using System.Globalization;

namespace BackOffice.Editing;

/// <summary>Amounts and shares as people type them.</summary>
internal static class FormAmounts
{
    private const decimal UnitsPerMain = 100_000;
    private const decimal PartsPerPercent = 10_000;

    /// <returns>Hundred-thousandths of the currency's main unit; null where nothing was typed.</returns>
    /// <exception cref="FormatException">It is no amount.</exception>
    public static long? Read(string text, string what) => Read(text, UnitsPerMain, $"{what} is a number like 2.50, with five decimals at most.");

    /// <returns>Parts per million; null where nothing was typed.</returns>
    /// <exception cref="FormatException">It is no share.</exception>
    public static long? ReadPercent(string text) => Read(text, PartsPerPercent, "A percentage is a number like 12.5, with four decimals at most.");

    public static string Percent(long parts) => (parts / PartsPerPercent).ToString("0.####", CultureInfo.InvariantCulture);

    private static long? Read(string text, decimal unitsPerOne, string problem)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
            || number > long.MaxValue / unitsPerOne || number * unitsPerOne % 1 != 0)
            throw new FormatException(problem);
        return (long)(number * unitsPerOne);
    }
}
