using System.Text.Json;
using PosEngine.Catalog;
using PosEngine.Checkout;
using PosEngine.Pricing;

namespace PosEngine.Ledger;

/// <summary>The names of enumerations in the journal and the protocol. They are frozen; the C# names are not.</summary>
internal static class WireNames
{
    public static WireNames<PaymentKind> PaymentKinds { get; } = new(
        (PaymentKind.Cash, "cash"), (PaymentKind.ManualCard, "manual_card"), (PaymentKind.IntegratedCard, "integrated_card"), (PaymentKind.Other, "other"));

    public static WireNames<TaxKind> TaxKinds { get; } = new((TaxKind.Included, "included"), (TaxKind.Added, "added"));

    public static WireNames<TaxCategory> TaxCategories { get; } = new(
        (TaxCategory.Standard, "standard"), (TaxCategory.Reduced, "reduced"), (TaxCategory.Zero, "zero"), (TaxCategory.Exempt, "exempt"),
        (TaxCategory.OutOfScope, "out_of_scope"));

    public static WireNames<RoundingMode> RoundingModes { get; } = new(
        (RoundingMode.HalfAwayFromZero, "half_away_from_zero"), (RoundingMode.HalfEven, "half_even"), (RoundingMode.HalfDown, "half_down"),
        (RoundingMode.Up, "up"), (RoundingMode.Down, "down"));

    public static WireNames<TaxRounding> TaxRoundings { get; } = new(
        (TaxRounding.OncePerTax, "once_per_tax"), (TaxRounding.PerLine, "per_line"), (TaxRounding.PerUnit, "per_unit"), (TaxRounding.OncePerRate, "once_per_rate"));

    public static WireNames<RoundedAmount> RoundedAmounts { get; } = new((RoundedAmount.Tax, "tax"), (RoundedAmount.Base, "base"), (RoundedAmount.Net, "net"));

    public static WireNames<LineRounding> LineRoundings { get; } = new((LineRounding.PerLine, "per_line"), (LineRounding.OncePerTicket, "once_per_ticket"));

    public static WireNames<TaxBase> TaxBases { get; } = new((TaxBase.Discounted, "discounted"), (TaxBase.Undiscounted, "undiscounted"));

    public static WireNames<TaxDate> TaxDates { get; } = new((TaxDate.Payment, "payment"), (TaxDate.LineAdded, "line_added"), (TaxDate.BusinessDate, "business_date"));

    public static WireNames<BusinessCase> BusinessCases { get; } = new(
        (BusinessCase.Sale, "sale"), (BusinessCase.Deposit, "deposit"), (BusinessCase.DepositReturn, "deposit_return"), (BusinessCase.Discount, "discount"),
        (BusinessCase.Surcharge, "surcharge"), (BusinessCase.SinglePurposeVoucherSale, "single_purpose_voucher_sale"),
        (BusinessCase.SinglePurposeVoucherRedemption, "single_purpose_voucher_redemption"), (BusinessCase.MultiPurposeVoucherSale, "multi_purpose_voucher_sale"),
        (BusinessCase.MultiPurposeVoucherRedemption, "multi_purpose_voucher_redemption"), (BusinessCase.DownPayment, "down_payment"),
        (BusinessCase.DownPaymentSettlement, "down_payment_settlement"), (BusinessCase.TipToEmployee, "tip_to_employee"), (BusinessCase.TipToEmployer, "tip_to_employer"),
        (BusinessCase.ReceivableArising, "receivable_arising"), (BusinessCase.ReceivableSettlement, "receivable_settlement"),
        (BusinessCase.OwnerWithdrawal, "owner_withdrawal"), (BusinessCase.OwnerDeposit, "owner_deposit"), (BusinessCase.CashTransit, "cash_transit"),
        (BusinessCase.Wage, "wage"), (BusinessCase.PayIn, "pay_in"), (BusinessCase.PayOut, "pay_out"), (BusinessCase.Difference, "difference"));

    public static WireNames<DiscountType> DiscountTypes { get; } = new((DiscountType.Percent, "percent"), (DiscountType.Amount, "amount"));

    public static WireNames<DiscountOrder> DiscountOrders { get; } = new(
        (DiscountOrder.PercentFirst, "percent_first"), (DiscountOrder.AmountFirst, "amount_first"), (DiscountOrder.AsGiven, "as_given"));
}

/// <summary>The names of one enumeration.</summary>
internal sealed class WireNames<T>
    where T : struct, Enum
{
    private readonly Dictionary<T, JsonEncodedText> _names = [];
    private readonly Dictionary<string, T> _values = new(StringComparer.Ordinal);

    public WireNames(params ReadOnlySpan<(T Value, string Name)> names)
    {
        foreach (var (value, name) in names)
        {
            _names.Add(value, JsonEncodedText.Encode(name));
            _values.Add(name, value);
        }
    }

    public JsonEncodedText this[T value] => _names[value];

    /// <summary>Writes a value as a member, unless it is the usual one.</summary>
    public void WriteUnless(T usual, Utf8JsonWriter writer, ReadOnlySpan<byte> member, T value)
    {
        if (!EqualityComparer<T>.Default.Equals(value, usual))
            writer.WriteString(member, this[value]);
    }

    /// <summary>The value of a member, or the usual one where it is missing.</summary>
    public T ReadOr(T usual, JsonElement element, ReadOnlySpan<byte> member) =>
        element.TryGetProperty(member, out var name) && name.ValueKind != JsonValueKind.Null ? Parse(name.GetString()) : usual;

    /// <exception cref="FormatException">The name is none of them.</exception>
    public T Parse(string? name) =>
        name is not null && _values.TryGetValue(name, out var value)
            ? value
            : throw new FormatException($"'{name}' is none of {string.Join(", ", _values.Keys)}.");
}
