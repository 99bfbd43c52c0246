using CsCheck;

namespace PosEngine.Hardware.Printing;

public sealed class Code128Tests
{
    private static readonly Gen<string> Data = Gen.String[Gen.Char[' ', '~'], 1, Code128.LengthMax];

    /// <summary>The usual worked example: for PJJ123C the check character has the value 54 where the text begins in code set A, so 55 in B, and this pattern.</summary>
    [Fact]
    public void The_check_character_is_right() =>
        Assert.Equal("311321", string.Concat(Code128.Encode("PJJ123C")[^13..^7]));

    [Fact]
    public void Every_symbol_has_11_modules_and_an_even_number_of_black_ones() => Data.Sample(data =>
    {
        var widths = Code128.Encode(data);

        Assert.Equal((6 * (data.Length + 2)) + 7, widths.Length);
        foreach (var symbol in widths[..^7].Chunk(6))
        {
            Assert.Equal(11, symbol.Sum());
            Assert.Equal(0, (symbol[0] + symbol[2] + symbol[4]) % 2);
        }

        Assert.Equal("2331112", string.Concat(widths[^7..]));
    });

    [Fact]
    public void No_two_texts_have_the_same_bars() => Gen.Select(Data, Data).Sample((one, other) =>
        Assert.Equal(one == other, Code128.Encode(one).SequenceEqual(Code128.Encode(other))));

    [Fact]
    public void No_two_characters_have_the_same_bars() =>
        Assert.Distinct(Enumerable.Range(' ', '~' - ' ' + 1).Select(static character => string.Concat(Code128.Encode(((char)character).ToString())[6..12])));
}
