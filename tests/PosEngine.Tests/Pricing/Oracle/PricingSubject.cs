namespace PosEngine.Pricing.Oracle;

/// <summary>What properties look at: the engine's pricing, or a mutant of it.</summary>
internal sealed record PricingSubject(
    Func<PriceRequest, PricedTicket> Price, Func<PriceRequest, PriceExplanation> Explain, Func<Money, PricingPolicy, Money> RoundCash)
{
    public static PricingSubject Engine { get; } = new(Pricer.Price, Pricer.Explain, CashRounding.Round);
}
