using PosEngine.Pricing.Oracle;

namespace PosEngine.Pricing;

/// <summary>A sample of every property of pricing; the reliability tests run them all by the hundred thousand.</summary>
public sealed class PricerPropertyTests(ITestOutputHelper output) : PricingPropertySuite(output, cases: 1_000);
