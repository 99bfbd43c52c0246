using Microsoft.CodeAnalysis.CSharp;

namespace PosEngine.Pricing;

public sealed class IntegerArithmeticTests
{
    private static readonly string[] FloatingPoint = ["float", "double", nameof(Single), nameof(Double), nameof(Half), nameof(Math.Pow), nameof(Math.Sqrt)];
    private static readonly string[] Fractions = [.. FloatingPoint, "decimal", nameof(Decimal)];

    [Theory]
    [InlineData("PosEngine", "Pricing")]
    [InlineData("PosEngine", "Tickets")]
    [InlineData("PosEngine", "Checkout")]
    [InlineData("PosEngine.Abstractions", "Pricing")]
    [InlineData("PosEngine.Abstractions", "Tickets")]
    public void M1_pricing_knows_integers_only(string project, string folder)
    {
        var files = SourcesIn("src", project, folder);

        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => Offences(file, Fractions)));
    }

    // Exchange rates are read from decimals, as money is.
    [Fact]
    public void M1_ways_to_pay_know_no_floating_point() =>
        Assert.Empty(SourcesIn("src", "PosEngine.Abstractions", "Checkout").SelectMany(file => Offences(file, FloatingPoint)));

    [Theory]
    [InlineData("var half = 0.5;")]
    [InlineData("var half = 0.5m;")]
    [InlineData("Decimal half = 1;")]
    [InlineData("System.Double half = 1;")]
    public void M1_a_fraction_is_noticed_however_it_is_written(string code) => Assert.NotEmpty(OffencesIn(code, Fractions));

    [Fact]
    public void M1_values_know_no_floating_point()
    {
        string[] values = ["Money.cs", "Quantity.cs", "Rate.cs", "Currency.cs", "Rounding.cs", "FixedPoint.cs"];

        Assert.Empty(values.SelectMany(value => Offences(RepositoryFiles.PathOf("src", "PosEngine.Abstractions", value), FloatingPoint)));
    }

    [Fact]
    public void M1_values_are_64_bit_integers()
    {
        Assert.Equal(typeof(long), typeof(Money).GetProperty(nameof(Money.Units))!.PropertyType);
        Assert.Equal(typeof(long), typeof(Quantity).GetProperty(nameof(Quantity.Units))!.PropertyType);
        Assert.Equal(typeof(long), typeof(Rate).GetProperty(nameof(Rate.PartsPerMillion))!.PropertyType);
        Assert.Equal((100_000, 1_000, 1_000_000), (Money.UnitsPerOne, Quantity.UnitsPerOne, Rate.PartsPerOne));
    }

    private static string[] SourcesIn(params ReadOnlySpan<string> folder) =>
        Directory.GetFiles(RepositoryFiles.PathOf(folder), "*.cs", SearchOption.AllDirectories);

    private static IEnumerable<string> Offences(string file, string[] banned) =>
        OffencesIn(File.ReadAllText(file), banned).Select(offence => $"{Path.GetFileName(file)}: {offence}");

    // A name or keyword, or a literal such as 0.5 whose type would be inferred.
    private static IEnumerable<string> OffencesIn(string code, string[] banned) =>
        CSharpSyntaxTree.ParseText(code).GetRoot().DescendantTokens()
            .Where(token => banned.Contains(token.Text) || token.Value is double or float || (token.Value is decimal && banned.Contains("decimal")))
            .Select(token => $"{token.Parent}");
}
