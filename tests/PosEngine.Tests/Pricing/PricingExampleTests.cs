using PosEngine.Pricing.Oracle;

namespace PosEngine.Pricing;

public sealed class PricingExampleTests
{
    public static TheoryData<PricingExample> Examples => [.. PricingExample.All];

    [Theory]
    [MemberData(nameof(Examples), DisableDiscoveryEnumeration = true)]
    public void A_worked_example_comes_to_its_figures(PricingExample example)
    {
        var request = example.ToRequest();
        var priced = Pricer.Price(request);

        Assert.Equal(PricingExample.Write(example.Expect), PricingExample.Write(example.Describe(priced)));
        Assert.Equal(PricingOracle.Price(request, new Sightings()).ToString(), Figures.Of(priced, request.Currency).ToString());
    }

    [Fact]
    public void Examples_have_names_of_their_own() =>
        Assert.Empty(PricingExample.All.GroupBy(example => example.Name).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void Every_rounding_is_shown_in_every_place()
    {
        var shown = PricingExample.All.Select(example => example.ToRequest().Policy).ToHashSet();
        Assert.All(Enum.GetValues<RoundingMode>(), mode =>
        {
            var policy = new PricingPolicy { Rounding = mode };
            Assert.All(Enum.GetValues<TaxRounding>(), place => Assert.Contains(policy with { TaxRounding = place }, shown));
            Assert.All(Enum.GetValues<RoundedAmount>(), amount => Assert.Contains(policy with { RoundedAmount = amount }, shown));
            Assert.All(Enum.GetValues<LineRounding>(), place => Assert.Contains(policy with { LineRounding = place }, shown));
        });
    }

    [Fact]
    public void There_are_150_examples_and_they_cite_30_published_sources()
    {
        Assert.InRange(PricingExample.All.Count(), 150, int.MaxValue);
        var cited = PricingExample.All.Where(example => example.Source is not null).ToArray();
        Assert.InRange(cited.Select(example => example.Source).Distinct().Count(), 30, int.MaxValue);
        Assert.All(cited, example => Assert.True(Uri.TryCreate(example.Source!.Split(' ')[0], UriKind.Absolute, out var address) && address.Scheme.StartsWith("http", StringComparison.Ordinal)));
    }
}
