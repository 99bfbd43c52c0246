using System.Globalization;

namespace BackOffice.Editing;

/// <summary>An amount as people write it on a page.</summary>
internal static class AmountText
{
    private const decimal UnitsPerMain = 100_000;

    /// <returns>Hundred-thousandths of the main unit; null where nothing is written.</returns>
    /// <exception cref="FormatException">It is no amount of zero or more; the message is for people.</exception>
    public static long? Read(string text, string what)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var amount)
            || amount > long.MaxValue / UnitsPerMain || amount * UnitsPerMain % 1 != 0)
            throw new FormatException($"{what} is a number like 2.50, with five decimals at most.");
        return (long)(amount * UnitsPerMain);
    }
}
