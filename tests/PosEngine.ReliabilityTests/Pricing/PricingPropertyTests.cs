using PosEngine.Pricing.Oracle;
using PosEngine.Reliability;

namespace PosEngine.Pricing;

/// <summary>Every property of pricing, 100,000 random tickets each in a full run.</summary>
public sealed class PricingPropertyTests(ITestOutputHelper output) : PricingPropertySuite(output, ReliabilityScale.Count(sample: 300, full: 100_000));
