namespace PosEngine.Catalog;

/// <summary>Codes as scanners give them.</summary>
internal static class Barcode
{
    private const int DigitsMax = 18;

    /// <summary>A code of up to 18 digits as a number, which is found faster than a text. Leading zeros count: the number starts with a one of its own.</summary>
    public static bool TryToNumber(ReadOnlySpan<char> code, out ulong number)
    {
        number = 1;
        if (code.Length is 0 or > DigitsMax)
            return false;
        foreach (var c in code)
        {
            if (!char.IsAsciiDigit(c))
                return false;
            number = (number * 10) + (ulong)(c - '0');
        }

        return true;
    }

    /// <summary>The same code as a scanner of another setting gives it: a UPC-A is an EAN-13 that begins with 0 (GS1 General Specifications).</summary>
    public static string? Twin(string code) => code.Length switch
    {
        12 when code.All(char.IsAsciiDigit) => "0" + code,
        13 when code[0] == '0' && code.All(char.IsAsciiDigit) => code[1..],
        _ => null,
    };
}
