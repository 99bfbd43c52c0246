namespace PosEngine;

/// <summary>What happens to the part of an amount that is finer than what is kept.</summary>
/// <remarks>
/// Every mode acts on the magnitude, so that rounding −x gives exactly the negative of rounding x: a refund rounds like its sale.
/// </remarks>
public enum RoundingMode
{
    /// <summary>To the nearest; a tie goes away from zero (2.5 → 3, −2.5 → −3). What most tax offices mean by "commercial rounding".</summary>
    HalfAwayFromZero = 0,

    /// <summary>To the nearest; a tie goes to the even neighbour (2.5 → 2, 3.5 → 4). Also called banker's rounding.</summary>
    HalfEven = 1,

    /// <summary>To the nearest; a tie goes toward zero (2.5 → 2, −2.5 → −2).</summary>
    HalfDown = 2,

    /// <summary>Away from zero, whatever the fraction (2.1 → 3, −2.1 → −3).</summary>
    Up = 3,

    /// <summary>Toward zero, whatever the fraction (2.9 → 2, −2.9 → −2).</summary>
    Down = 4,
}
