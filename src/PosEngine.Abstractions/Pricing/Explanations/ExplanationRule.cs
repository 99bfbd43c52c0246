namespace PosEngine.Pricing;

/// <summary>How a figure follows from its operands. Each rule names its operands; exact results are then rounded as the step says.</summary>
public enum ExplanationRule
{
    /// <summary>Σ of the operands, each with its sign.</summary>
    Sum = 0,

    /// <summary>(<c>unit_price</c> ÷ <c>base_quantity</c> + Σ <c>modifier_price</c> × <c>modifier_quantity</c>) × <c>quantity</c>.</summary>
    LinePrice = 1,

    /// <summary><c>price</c> × <c>rate</c>.</summary>
    PercentOf = 2,

    /// <summary>The <c>amount</c> itself.</summary>
    FixedAmount = 3,

    /// <summary>The smaller of <c>requested</c> and <c>reached</c>, by magnitude.</summary>
    SmallerOf = 4,

    /// <summary><c>amount</c> × <c>weight</c> ÷ <c>weights</c>, rounded so that the shares add up to the amount.</summary>
    Share = 5,

    /// <summary>The <c>exact</c> amount that <see cref="LinePrice"/> gives, rounded so that all shares add up to the <c>total</c>.</summary>
    ShareOfSum = 6,

    /// <summary>Σ of terms of three: <c>taxed</c> × <c>factor</c> ÷ <c>divisor</c>, or <c>quantity</c> × <c>per_unit</c> ÷ <c>divisor</c>.</summary>
    Tax = 7,

    /// <summary>As <see cref="Tax"/>, but ÷ <c>pieces</c>, rounded, × pieces.</summary>
    TaxPerUnit = 8,

    /// <summary>
    /// What is left of a whole: <c>containing</c> − (that − the tax, rounded), or (<c>beside</c> + the tax, rounded) − that; the tax as in <see cref="Tax"/>. Where
    /// there are <c>pieces</c>, for one of them, × pieces.
    /// </summary>
    TaxAsDifference = 9,

    /// <summary>As <see cref="Tax"/>, but rounded so that all shares add up to the <c>total</c>.</summary>
    ShareOfTax = 10,

    /// <summary>A price without the taxes that it contains; as <see cref="Tax"/>.</summary>
    NetOfPrice = 11,

    /// <summary>An <c>amount</c> rounded to a multiple of a <c>step</c>, <c>less</c> another.</summary>
    ToStep = 12,

    /// <summary>A figure of a line that was priced before.</summary>
    Stored = 13,

    /// <summary>What goes back of a <c>sold</c> figure: sold × <c>before</c> ÷ <c>whole</c> − sold × <c>through</c> ÷ whole, each rounded.</summary>
    Returned = 14,

    /// <summary>Cash of another currency: <c>foreign</c> × <c>rate</c> ÷ <c>divisor</c>.</summary>
    Exchanged = 15,

    /// <summary>What a price list leaves of a price: <c>price</c> × <c>rate</c>, rounded as the ticket is; a price finer than the currency's smallest unit to its fifth decimal.</summary>
    ListPrice = 16,
}
