using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PosEngine.Pricing;

public sealed class IntegerArithmeticTests
{
    private static readonly SyntaxKind[] FloatingPoint = [SyntaxKind.FloatKeyword, SyntaxKind.DoubleKeyword];

    [Theory]
    [InlineData("PosEngine")]
    [InlineData("PosEngine.Abstractions")]
    public void M1_pricing_knows_integers_only(string project)
    {
        var files = SourcesIn("src", project, "Pricing");

        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => Offences(file, [.. FloatingPoint, SyntaxKind.DecimalKeyword])));
    }

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

    // A keyword, or a literal such as 0.5 whose type would be inferred.
    private static IEnumerable<string> Offences(string file, SyntaxKind[] banned) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantTokens()
            .Where(token => banned.Contains(token.Kind()) || token.Value is double or float)
            .Select(token => $"{Path.GetFileName(file)}: {token.Parent}");
}
