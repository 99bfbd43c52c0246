namespace PosEngine.Settings;

/// <summary>How customers earn points, and what these are worth: a setting of the shop. Points are whole.</summary>
/// <param name="EarnRate">The part of what is spent that goes back as points: 5 % of 20.00 are points worth 1.00. Items with <see cref="Catalog.Item.Points"/> earn those instead.</param>
/// <param name="PointValue">What one point is worth in payment, above zero.</param>
public sealed record LoyaltyProgramme(Rate EarnRate, Money PointValue);
