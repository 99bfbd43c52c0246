using System.Collections.Immutable;
using PosEngine.Checkout;
using PosEngine.Localization;
using PosEngine.Pricing;
using PosEngine.Receipts;
using PosEngine.Settings;
using PosEngine.Tickets;

namespace PosEngine.Hardware.Printing;

/// <summary>What stands on the paper of a receipt.</summary>
/// <remarks>
/// Pure. The figures are the receipt's stored ones, and add up as a reader adds them: lines with their discounts give the subtotal; less the ticket's
/// discounts, plus added taxes, the total; with the rounding, what was paid less the change.
/// </remarks>
internal static class ReceiptDocuments
{
    /// <param name="receipt">The receipt.</param>
    /// <param name="context">What is not in it.</param>
    /// <param name="text">The language.</param>
    /// <param name="form">What is on the paper.</param>
    /// <param name="copy">The how-manyeth copy it is; 0 where nobody counts.</param>
    public static ReceiptDocument Of(Receipt receipt, ReceiptContext context, PosText text, ReceiptForm form = ReceiptForm.Original, int copy = 0)
    {
        var own = text.In(receipt.Currency);
        var layout = context.Layout;
        var hasExpenseForm = form == ReceiptForm.ExpenseForm || (form == ReceiptForm.Original && layout.HasExpenseForm?.Invoke(receipt) == true);
        IEnumerable<ReceiptBlock> content = form == ReceiptForm.Gift
            ? GiftLines(receipt, own)
            : [.. Lines(receipt, own), .. Sums(receipt, own), .. Blocks(layout.BelowPayments, receipt), .. hasExpenseForm ? ExpenseForm.Of(receipt, context.ShopOf(receipt), own) : []];
        IEnumerable<ReceiptBlock> foot = receipt.IsTraining ? [new RuleBlock(), Training(own)] : Foot(receipt, context, form);
        return new([.. Head(receipt, context, own, MarkOf(form, copy, own)), .. Blocks(layout.BelowHead, receipt), new RuleBlock(), .. content, .. foot])
        {
            Title = own.Of(Labels.ReceiptNumber, receipt.Number),
            Language = own.Culture.Name,
        };
    }

    /// <summary>At the head and at the end: neither half of such a paper is taken for a receipt.</summary>
    private static TextBlock Training(PosText text) => new(text.Of(Labels.Training), TextAlignment.Centre, IsEmphasised: true);

    /// <summary>The shop's name and what stands below it, for every paper of the till.</summary>
    public static IEnumerable<ReceiptBlock> Letterhead(ShopSettings settings, PosText text, string? header = null)
    {
        if (settings.ShopName.Length > 0)
        {
            yield return new TextBlock(settings.ShopName, TextAlignment.Centre, IsEmphasised: true);
        }

        if (settings.Address.Length > 0)
        {
            yield return new TextBlock(settings.Address, TextAlignment.Centre);
        }

        if (settings.TaxNumber.Length > 0)
        {
            yield return new TextBlock(text.Of(Labels.TaxNumber, settings.TaxNumber), TextAlignment.Centre);
        }

        var lines = header ?? settings.ReceiptHeader;
        if (lines.Length > 0)
        {
            yield return new TextBlock(lines, TextAlignment.Centre);
        }
    }

    /// <summary>A moment as the device's clock showed it.</summary>
    public static string Moment(DateTimeOffset moment, PosText text) => moment.ToString("g", text.Culture);

    /// <summary>A tax with its rate and the amount that it is on.</summary>
    public static PairBlock TaxRow(TaxTotal tax, PosText text) => new(text.Of(Labels.TaxOfNet, NameWithRate(tax.Tax, text), tax.Net), text.Of(tax.Amount));

    /// <summary>The rate has to be on the paper (Directive 2006/112/EC, article 226 (9)); most merchants have it in the name of the tax.</summary>
    private static string NameWithRate(Tax tax, PosText text)
    {
        if (tax.AmountPerUnit is not null || tax.Category is TaxCategory.Exempt or TaxCategory.OutOfScope)
            return tax.Name;
        var rate = tax.Rate.ToString(null, text.Culture);
        return Says(tax.Name, rate) || Says(tax.Name, tax.Rate.ToString()) ? tax.Name : $"{tax.Name} {rate}";
    }

    /// <summary>Whether a name says a rate: "VAT 19 %" says 19%, and not 9%.</summary>
    private static bool Says(string name, string rate)
    {
        var written = name.Replace(" %", "%", StringComparison.Ordinal);
        var place = written.IndexOf(rate, StringComparison.Ordinal);
        return place == 0 || (place > 0 && !char.IsAsciiDigit(written[place - 1]) && written[place - 1] is not ('.' or ','));
    }

    /// <summary>The name of a way to pay: the merchant's, or a word for those that are always there and were not renamed.</summary>
    public static string NameOf(PaymentType type, PosText text) =>
        type == PaymentType.Cash ? text.Of(Labels.Cash)
        : type == PaymentType.Card ? text.Of(Labels.Card)
        : type == PaymentType.IntegratedCard ? text.Of(Labels.IntegratedCard)
        : type.Name;

    private static IEnumerable<ReceiptBlock> Head(Receipt receipt, ReceiptContext context, PosText text, string? mark)
    {
        if (context.Layout.Logo is { } logo)
        {
            yield return new ImageBlock(logo);
        }

        foreach (var block in Letterhead(context.ShopOf(receipt), text, context.Layout.Header))
        {
            yield return block;
        }

        if (receipt.IsTraining)
        {
            yield return Training(text);
        }

        if (mark is not null)
        {
            yield return new TextBlock(mark, TextAlignment.Centre, IsEmphasised: true);
        }

        yield return new PairBlock(text.Of(Labels.ReceiptNumber, receipt.Number), Moment(receipt.CompletedAt, text));

        yield return new PairBlock(text.Of(Labels.Begun), Moment(receipt.StartedAt, text));

        // The number begins with that of its device, wherever the receipt is printed; that of training has a letter before it.
        yield return new PairBlock(text.Of(Labels.Till, receipt.Number.Split('-')[0].TrimStart('T')), context.Employee is { } employee ? text.Of(Labels.ServedBy, employee) : "");

        if (context.Customer is { } customer)
        {
            yield return new PairBlock(text.Of(Labels.Customer), customer);
        }

        if (receipt.DiningOption is { } option)
        {
            yield return new PairBlock(text.Of(Labels.DiningOption), option);
        }

        if (receipt.RefundOf is { } sale)
        {
            yield return new TextBlock(text.Of(sale.Exchange is null ? Labels.RefundOf : Labels.ExchangeOf, sale.Number), IsEmphasised: true);
            if (!string.IsNullOrEmpty(sale.Reason))
            {
                yield return new TextBlock(text.Of(Labels.Reason, sale.Reason));
            }
        }
        else if (receipt.Lines.Any(static line => line.TakenBack is not null))
        {
            yield return new TextBlock(text.Of(receipt.Lines.Any(static line => line.Quantity > Quantity.Zero) ? Labels.Exchange : Labels.Refund), IsEmphasised: true);
        }
    }

    private static string? MarkOf(ReceiptForm form, int copy, PosText text) => form switch
    {
        ReceiptForm.Original => null,
        ReceiptForm.Gift => text.Of(Labels.GiftReceipt),
        _ => copy > 0 ? text.Of(Labels.NumberedCopy, copy) : text.Of(Labels.Copy),
    };

    private static IEnumerable<ReceiptBlock> Blocks(Func<Receipt, IEnumerable<ReceiptBlock>>? extra, Receipt receipt) => extra?.Invoke(receipt) ?? [];

    /// <summary>What was sold, for somebody who is not to know what it cost.</summary>
    private static IEnumerable<ReceiptBlock> GiftLines(Receipt receipt, PosText text)
    {
        foreach (var line in receipt.Lines.Where(static line => line.BusinessCase is BusinessCase.Sale && line.Quantity > Quantity.Zero))
        {
            yield return new PairBlock(line.Name, line.Quantity == Quantity.One ? "" : line.Quantity.ToString(null, text.Culture));
            foreach (var modifier in line.Modifiers)
            {
                yield return new TextBlock(Detail(modifier.Name));
            }
        }
    }

    private static IEnumerable<ReceiptBlock> Lines(Receipt receipt, PosText text)
    {
        foreach (var (line, priced) in receipt.Lines.Zip(receipt.Priced.Lines))
        {
            yield return new PairBlock(line.Name, text.Of(priced.Subtotal));
            if (line.Return is { Amount.IsZero: false })
            {
                yield return new TextBlock(Detail(text.Of(Labels.PriceReduction)));
            }
            else if (line.Quantity != Quantity.One)
            {
                yield return new TextBlock(Detail($"{line.Quantity.ToString(null, text.Culture)} × {PriceOf(line, text)}"));
            }

            if (line.TakenBack is { } takenBack)
            {
                yield return new TextBlock(Detail(text.Of(Labels.Reason, takenBack.Reason)));
            }

            foreach (var modifier in line.Modifiers)
            {
                yield return new TextBlock(Detail(modifier.Quantity == Quantity.One ? modifier.Name : $"{modifier.Quantity.ToString(null, text.Culture)} × {modifier.Name}"));
            }

            foreach (var discount in priced.Discounts)
            {
                yield return new PairBlock(Detail(discount.Discount.Name), text.Of(-discount.Applied));
            }

            foreach (var surcharge in priced.Surcharges)
            {
                yield return new PairBlock(Detail(surcharge.Surcharge.Name), text.Of(surcharge.Applied));
            }
        }

        yield return new RuleBlock();
    }

    private static IEnumerable<ReceiptBlock> Sums(Receipt receipt, PosText text)
    {
        var above = SubtotalOf(receipt.Priced);
        var addedTaxes = receipt.Priced.Taxes.Where(tax => tax.Tax.Kind == TaxKind.Added).ToList();
        if (receipt.Priced.Discounts.Length + receipt.Priced.Surcharges.Length > 0 || addedTaxes.Count > 0)
        {
            yield return new PairBlock(text.Of(Labels.Subtotal), text.Of(above));
        }

        foreach (var discount in receipt.Priced.Discounts)
        {
            above -= discount.Applied;
            yield return new PairBlock(discount.Discount.Name, text.Of(-discount.Applied));
        }

        foreach (var surcharge in receipt.Priced.Surcharges)
        {
            above += surcharge.Applied;
            yield return new PairBlock(surcharge.Surcharge.Name, text.Of(surcharge.Applied));
        }

        if (receipt.IsTaxFree)
        {
            // Prices contain the taxes that this customer does not pay.
            yield return new PairBlock(text.Of(Labels.TaxFree), text.Of(receipt.Totals.Gross - above));
            above = receipt.Totals.Gross;
        }

        foreach (var tax in addedTaxes)
        {
            above += tax.Amount;
            yield return TaxRow(tax, text);
        }

        // Of what is printed above: the rounding of the totals is that of net and tax.
        var rounding = receipt.Total + receipt.Totals.Prepaid - above;
        if (!rounding.IsZero)
        {
            yield return new PairBlock(text.Of(Labels.CashRounding), text.Of(rounding));
        }

        if (!receipt.Totals.Prepaid.IsZero)
        {
            yield return new PairBlock(text.Of(Labels.Prepaid), text.Of(-receipt.Totals.Prepaid));
        }

        yield return new PairBlock(text.Of(Labels.Total), text.Of(receipt.Total), IsEmphasised: true);
        if (!receipt.CashRounding.IsZero)
        {
            yield return new PairBlock(text.Of(Labels.CashRounding), text.Of(receipt.CashRounding));
        }

        foreach (var payment in receipt.Payments)
        {
            yield return new PairBlock(payment.Code is { } code ? $"{NameOf(payment.Type, text)} {GiftCardNumber.Masked(code)}" : NameOf(payment.Type, text), text.Of(payment.Amount));
            if (payment.Foreign is { } foreign)
            {
                yield return new TextBlock(Detail(foreign.Amount.ToString(foreign.Currency, text.Culture)));
            }
        }

        if (receipt.PointsSpent != 0)
            yield return new PairBlock(text.Of(Labels.PointsSpent), receipt.PointsSpent.ToString(text.Culture));
        if (receipt.PointsEarned != 0)
            yield return new PairBlock(text.Of(Labels.PointsEarned), receipt.PointsEarned.ToString(text.Culture));
        if (!receipt.Change.IsZero)
        {
            // Where nothing was paid, it is no change that goes back.
            var isChange = receipt.Payments.Any(static payment => payment.Amount.IsPositive);
            yield return new PairBlock(text.Of(isChange ? Labels.Change : Labels.CashBack), text.Of(receipt.Change));
        }

        foreach (var block in IncludedTaxes(receipt.Priced.Taxes, text))
        {
            yield return block;
        }
    }

    private static IEnumerable<ReceiptBlock> IncludedTaxes(ImmutableArray<TaxTotal> taxes, PosText text)
    {
        var included = taxes.Where(tax => tax.Tax.Kind == TaxKind.Included).ToList();
        return included.Count == 0 ? [] : [new RuleBlock(), .. included.Select(tax => TaxRow(tax, text))];
    }

    private static IEnumerable<ReceiptBlock> Foot(Receipt receipt, ReceiptContext context, ReceiptForm form)
    {
        var layout = context.Layout;
        if (!string.IsNullOrEmpty(receipt.Note) && form != ReceiptForm.Gift)
        {
            yield return new RuleBlock();
            yield return new TextBlock(receipt.Note);
        }

        var footer = layout.Footer ?? context.Settings.ReceiptFooter;
        if (footer.Length > 0)
        {
            yield return new RuleBlock();
            yield return new TextBlock(footer, TextAlignment.Centre);
        }

        if (layout.ShowsBarcode)
        {
            yield return new RuleBlock();
            yield return new BarcodeBlock(ReceiptBarcode.Of(receipt.Number));
        }

        foreach (var block in Blocks(layout.AtEnd, receipt))
        {
            yield return block;
        }
    }

    private static string PriceOf(TicketLine line, PosText text) => line.PriceBaseQuantity == Quantity.One
        ? text.Of(line.UnitPrice)
        : $"{text.Of(line.UnitPrice)} / {line.PriceBaseQuantity.ToString(null, text.Culture)}";

    /// <summary>What the rows above the subtotal add up to. The stored subtotal is before all discounts and surcharges; those of the lines are printed with them.</summary>
    private static Money SubtotalOf(PricedTicket priced)
    {
        var subtotal = priced.Totals.Subtotal;
        foreach (var discount in priced.Lines.SelectMany(line => line.Discounts))
        {
            subtotal -= discount.Applied;
        }

        foreach (var surcharge in priced.Lines.SelectMany(line => line.Surcharges))
        {
            subtotal += surcharge.Applied;
        }

        return subtotal;
    }

    private static string Detail(string text) => "  " + text;
}
