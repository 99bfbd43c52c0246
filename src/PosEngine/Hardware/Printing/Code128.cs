namespace PosEngine.Hardware.Printing;

/// <summary>The barcode symbology Code 128, code set B (ISO/IEC 15417): every character of ASCII that shows.</summary>
internal static class Code128
{
    public const int LengthMax = 48;

    private const int StartB = 104;
    private const int Stop = 106;
    private const int Modulus = 103;

    // The widths of bar, space, bar, space, bar, space of each symbol, in modules; the last, the stop, ends with one bar more.
    private static readonly string[] Symbols =
        ("212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 "
        + "321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 "
        + "213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 "
        + "241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 "
        + "211214 211232 2331112").Split(' ');

    /// <summary>The widths of bars and spaces in turn, in modules, from the first bar to the last.</summary>
    /// <exception cref="ArgumentException">It has no characters, too many, or one that the code set does not have.</exception>
    public static int[] Encode(string data)
    {
        if (data.Length is 0 or > LengthMax || data.Any(static character => character is < ' ' or > '~'))
            throw new ArgumentException($"A barcode says 1 to {LengthMax} characters from U+0020 to U+007E.", nameof(data));
        var check = StartB;
        for (var i = 0; i < data.Length; i++)
            check += (i + 1) * (data[i] - ' ');
        return [.. new[] { StartB }.Concat(data.Select(static character => character - ' ')).Append(check % Modulus).Append(Stop).SelectMany(static symbol => Symbols[symbol]).Select(static width => width - '0')];
    }
}
