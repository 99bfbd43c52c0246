using System.Collections.Immutable;
using System.Numerics;

namespace PosEngine.Pricing.Oracle;

/// <summary>A line on its way through the oracle, in the currency's smallest unit.</summary>
internal sealed class OracleLine(PriceLine line)
{
    public PriceLine Line => line;

    public Fraction Exact { get; set; }

    public BigInteger Subtotal { get; set; }

    public BigInteger Discount { get; set; }

    public BigInteger Surcharge { get; set; }

    public List<OraclePart> Parts { get; } = [];

    public Fraction Left => Exact - Discount + Surcharge;

    /// <summary>What a discount of the ticket finds on it.</summary>
    public Fraction Reach => line.IsDiscountable && line.Stored is null && Left.Sign > 0 && IsRevenue(line.BusinessCase) ? Left : 0;

    /// <summary>The most that discounts of the ticket can take off it, as it is rounded.</summary>
    public BigInteger Room => Reach.Sign > 0 ? BigInteger.Max(0, Subtotal - Discount + Surcharge) : 0;

    /// <summary>What is money of somebody else, or was taxed elsewhere, is none.</summary>
    public static bool IsRevenue(BusinessCase business) =>
        business is not (BusinessCase.TipToEmployee or BusinessCase.MultiPurposeVoucherSale or BusinessCase.MultiPurposeVoucherRedemption or BusinessCase.ReceivableSettlement);
}

/// <summary>Something taxed.</summary>
internal sealed class OraclePart(string name, ImmutableArray<Tax> taxes, BigInteger price, Fraction left, Fraction taxed, Fraction quantity)
{
    public string Name => name;

    public ImmutableArray<Tax> Taxes => taxes;

    public BigInteger PriceBefore => price;

    public Fraction Left => left;

    public Fraction Quantity => quantity;

    /// <summary>What taxes are worked out on.</summary>
    public Fraction Taxed { get; set; } = taxed;

    public BigInteger Net { get; set; }

    public BigInteger Gross { get; set; }

    public Dictionary<Tax, BigInteger> Shares { get; } = [];
}
