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
    public void There_are_150_examples_and_30_of_them_name_a_published_source()
    {
        Assert.InRange(PricingExample.All.Count(), 150, int.MaxValue);
        Assert.InRange(PricingExample.All.Count(example => example.Source is not null), 30, int.MaxValue);
    }
}
