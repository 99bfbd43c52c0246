namespace PosEngine.Pricing;

/// <summary>The VAT category codes that an invoice of EN 16931-1 has (BT-118, BT-151; UNTDID 5305).</summary>
internal static class VatCategoryCodes
{
    /// <summary>S for every rate above zero, the reduced ones included (BR-S-05); Z, E and O.</summary>
    public static char ToVatCode(this TaxCategory category) => category switch
    {
        TaxCategory.Zero => 'Z',
        TaxCategory.Exempt => 'E',
        TaxCategory.OutOfScope => 'O',
        _ => 'S',
    };
}
