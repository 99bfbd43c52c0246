namespace PosEngine.Pricing;

/// <summary>That a price is not the ordinary one, but that of a price list.</summary>
/// <param name="PriceListId">The list.</param>
/// <param name="Name">Its name when the price was given.</param>
/// <param name="Ordinary">What everybody else pays for the same.</param>
public sealed record ListedPrice(PriceListId PriceListId, string Name, Money Ordinary)
{
    /// <summary>What the list takes off the ordinary price; null where it names the price itself.</summary>
    public Rate? Discount { get; init; }
}
