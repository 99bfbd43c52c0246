using System.Collections.Immutable;
using System.Text.Json;
using PosEngine.Checkout;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Pricing;
using PosEngine.Tickets;

namespace PosEngine.Receipts;

/// <summary>A receipt in the journal: inputs, policy and every figure, as docs/protocol.md describes it. What is written here is frozen.</summary>
internal static class ReceiptFormat
{
    /// <summary>Writes the members of the entry's data, without the braces.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, Receipt receipt)
    {
        var totals = receipt.Totals;
        writer.WriteString("id"u8, receipt.Id.Value);
        writer.WriteString("number"u8, receipt.Number);
        if (receipt.IssuerSequence is { } issuer)
            writer.WriteNumber("issuer"u8, issuer);
        writer.WriteString("ticket"u8, receipt.TicketId.Value);
        writer.WriteString("shift"u8, receipt.ShiftId.Value);
        if (receipt.CustomerId is { } customer)
            writer.WriteString("customer"u8, customer.Value);
        writer.WriteTime("started"u8, receipt.StartedAt);
        writer.WriteString("currency"u8, receipt.Currency.Code);
        writer.WriteNumber("drawer"u8, receipt.Drawer);
        if (receipt.Note is { } note)
            writer.WriteString("note"u8, note);
        if (receipt.DiningOption is { } option)
            writer.WriteString("dining_option"u8, option);
        if (receipt.DiningOptionId is { } optionId)
            writer.WriteString("dining_option_id"u8, optionId.Value);
        RefundFormat.Write(writer, receipt.RefundOf);
        if (receipt.IsTaxFree)
            writer.WriteBoolean("tax_free"u8, true);
        PricingFormat.WritePolicy(writer, receipt.Policy);
        var taxes = receipt.Priced.Taxes.Select(static total => total.Tax).ToList();
        WriteTaxes(writer, receipt.Priced.Taxes);
        WriteLines(writer, receipt, taxes);
        WriteAdjustments(writer, receipt.Priced.Discounts, receipt.Priced.Surcharges, taxes);
        writer.WriteNumber("subtotal"u8, totals.Subtotal.Units);
        writer.WriteNumber("discount"u8, totals.Discount.Units);
        if (!totals.Surcharge.IsZero)
            writer.WriteNumber("surcharge"u8, totals.Surcharge.Units);
        writer.WriteNumber("net"u8, totals.Net.Units);
        writer.WriteNumber("tax"u8, totals.Tax.Units);
        writer.WriteNumber("gross"u8, totals.Gross.Units);
        if (!totals.Rounding.IsZero)
            writer.WriteNumber("rounding"u8, totals.Rounding.Units);
        if (!totals.Prepaid.IsZero)
            writer.WriteNumber("prepaid"u8, totals.Prepaid.Units);
        writer.WriteNumber("cash_rounding"u8, receipt.CashRounding.Units);
        writer.WriteStartArray("payments"u8);
        foreach (var payment in receipt.Payments)
            PaymentFormat.Write(writer, new ReceivedPayment(payment.Id, payment.Type, payment.Amount) { Foreign = payment.Foreign, Code = payment.Code, Points = payment.Points });
        writer.WriteEndArray();
        writer.WriteNumber("change"u8, receipt.Change.Units);
    }

    /// <summary>The same, with what was rung up and taken off again.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, Receipt receipt, ImmutableArray<TicketLine> removedLines)
    {
        WriteMembers(writer, receipt);
        if (removedLines.IsEmpty)
            return;

        // With the taxes that they had: the receipt lists only those that it charges.
        var taxes = TicketFormat.TaxesOf(removedLines, [], []);
        writer.WriteStartObject("removed"u8);
        TicketFormat.WriteTaxes(writer, taxes);
        TicketFormat.WriteLines(writer, "lines"u8, removedLines, taxes);
        writer.WriteEndObject();
    }

    public static Receipt Read(in EntryHead head, JsonElement data)
    {
        var taxes = TicketFormat.ReadArray(data.GetProperty("taxes"u8), static tax => new TaxTotal(PricingFormat.ReadTax(tax), FigureFormat.MoneyOf(tax, "net"u8), FigureFormat.MoneyOf(tax, "amount"u8)));
        var tax = taxes.Select(static total => total.Tax).ToList();
        var lines = data.GetProperty("lines"u8);
        var discounts = ReadDiscounts(data, tax);
        var surcharges = ReadSurcharges(data, tax);
        return new Receipt
        {
            Id = new ReceiptId(data.GetProperty("id"u8).GetGuid()),
            Number = data.GetProperty("number"u8).GetString()!,
            TicketId = new TicketId(data.GetProperty("ticket"u8).GetGuid()),
            ShiftId = new ShiftId(data.GetProperty("shift"u8).GetGuid()),
            EmployeeId = head.Employee ?? throw new FormatException("A receipt without an employee."),
            CustomerId = data.TryGetProperty("customer"u8, out var customer) ? new CustomerId(customer.GetGuid()) : null,
            IssuerSequence = data.TryGetProperty("issuer"u8, out var issuer) ? issuer.GetInt64() : null,
            RefundOf = RefundFormat.Read(data),
            Drawer = data.GetProperty("drawer"u8).GetInt32(),
            StartedAt = data.GetProperty("started"u8).GetTime(),
            CompletedAt = head.At,
            Currency = Currency.FromCode(data.GetProperty("currency"u8).GetString()!),
            Note = data.TryGetProperty("note"u8, out var note) ? note.GetString() : null,
            Policy = PricingFormat.ReadPolicy(data.GetProperty("policy"u8)),
            Lines = TicketFormat.ReadArray(lines, line => RefundFormat.ReadReturn(LineFormat.Read(line, tax), line, () => ReadPricedLine(line, tax))),
            Discounts = [.. discounts.Select(static applied => applied.Discount)],
            Surcharges = [.. surcharges.Select(static applied => applied.Surcharge)],
            DiningOption = data.TryGetProperty("dining_option"u8, out var option) ? option.GetString() : null,
            DiningOptionId = data.TryGetProperty("dining_option_id"u8, out var optionId) ? new DiningOptionId(optionId.GetGuid()) : null,
            IsTaxFree = data.TryGetProperty("tax_free"u8, out var isTaxFree) && isTaxFree.GetBoolean(),
            Priced = new PricedTicket
            {
                Lines = TicketFormat.ReadArray(lines, line => ReadPricedLine(line, tax)),
                Discounts = discounts,
                Surcharges = surcharges,
                Taxes = taxes,
                Totals = new Totals(FigureFormat.MoneyOf(data, "subtotal"u8), FigureFormat.MoneyOf(data, "discount"u8), FigureFormat.MoneyOf(data, "net"u8), FigureFormat.MoneyOf(data, "tax"u8), FigureFormat.MoneyOf(data, "gross"u8))
                {
                    Rounding = FigureFormat.OptionalMoneyOf(data, "rounding"u8),
                    Surcharge = FigureFormat.OptionalMoneyOf(data, "surcharge"u8),
                    Prepaid = FigureFormat.OptionalMoneyOf(data, "prepaid"u8),
                },
            },
            CashRounding = FigureFormat.MoneyOf(data, "cash_rounding"u8),
            Payments = TicketFormat.ReadArray(data.GetProperty("payments"u8), static payment =>
            {
                var received = PaymentFormat.Read(payment);
                return new ReceiptPayment(received.Id, received.Type, received.Amount) { Foreign = received.Foreign, Code = received.Code, Points = received.Points };
            }),
            Change = FigureFormat.MoneyOf(data, "change"u8),
        };
    }

    private static void WriteTaxes(Utf8JsonWriter writer, ImmutableArray<TaxTotal> taxes)
    {
        writer.WriteStartArray("taxes"u8);
        foreach (var total in taxes)
        {
            writer.WriteStartObject();
            PricingFormat.WriteTax(writer, total.Tax);
            writer.WriteNumber("net"u8, total.Net.Units);
            writer.WriteNumber("amount"u8, total.Amount.Units);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteLines(Utf8JsonWriter writer, Receipt receipt, List<Tax> taxes)
    {
        writer.WriteStartArray("lines"u8);
        for (var i = 0; i < receipt.Lines.Length; i++)
        {
            var priced = receipt.Priced.Lines[i];
            writer.WriteStartObject();
            LineFormat.Write(writer, receipt.Lines[i], taxes, priced);
            RefundFormat.WriteReturn(writer, receipt.Lines[i].Return);
            if (!priced.Discounts.IsEmpty || !priced.Surcharges.IsEmpty)
                WriteAdjustments(writer, priced.Discounts, priced.Surcharges, taxes);
            writer.WriteNumber("subtotal"u8, priced.Subtotal.Units);
            if (!priced.TicketDiscountShares.IsEmpty)
                FigureFormat.WriteAmounts(writer, "ticket_discounts"u8, priced.TicketDiscountShares);
            if (!priced.TicketSurchargeShares.IsEmpty)
                FigureFormat.WriteAmounts(writer, "ticket_surcharges"u8, priced.TicketSurchargeShares);
            FigureFormat.WritePart(writer, new PricedPart { Net = priced.Net, TaxShares = priced.TaxShares, Tax = priced.Tax, Gross = priced.Gross });
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static PricedLine ReadPricedLine(JsonElement line, List<Tax> taxes)
    {
        var part = FigureFormat.ReadPart(line);
        return new PricedLine
        {
            Id = new LineId(line.GetProperty("id"u8).GetGuid()),
            Subtotal = FigureFormat.MoneyOf(line, "subtotal"u8),
            Discounts = ReadDiscounts(line, taxes),
            Surcharges = ReadSurcharges(line, taxes),
            TicketDiscountShares = FigureFormat.ReadAmounts(line, "ticket_discounts"u8),
            TicketSurchargeShares = FigureFormat.ReadAmounts(line, "ticket_surcharges"u8),
            Net = part.Net,
            TaxShares = part.TaxShares,
            Tax = part.Tax,
            Gross = part.Gross,
            Components = TicketFormat.ReadOptional(line, "components"u8, FigureFormat.ReadPart),
        };
    }

    private static void WriteAdjustments(Utf8JsonWriter writer, ImmutableArray<AppliedDiscount> discounts, ImmutableArray<AppliedSurcharge> surcharges, List<Tax> taxes)
    {
        TicketFormat.WriteOptional(writer, "discounts"u8, discounts, applied =>
        {
            PricingFormat.WriteDiscount(writer, applied.Discount, taxes);
            writer.WriteNumber("requested"u8, applied.Requested.Units);
            writer.WriteNumber("applied"u8, applied.Applied.Units);
            FigureFormat.WriteCarried(writer, applied.Carried);
        });
        TicketFormat.WriteOptional(writer, "surcharges"u8, surcharges, applied =>
        {
            PricingFormat.WriteSurcharge(writer, applied.Surcharge, taxes);
            writer.WriteNumber("applied"u8, applied.Applied.Units);
            FigureFormat.WriteCarried(writer, applied.Carried);
        });
    }

    private static ImmutableArray<AppliedDiscount> ReadDiscounts(JsonElement owner, List<Tax> taxes) => TicketFormat.ReadOptional(owner, "discounts"u8, applied =>
        new AppliedDiscount(PricingFormat.ReadDiscount(applied, taxes), FigureFormat.MoneyOf(applied, "requested"u8), FigureFormat.MoneyOf(applied, "applied"u8))
        {
            Carried = FigureFormat.ReadCarried(applied),
        });

    private static ImmutableArray<AppliedSurcharge> ReadSurcharges(JsonElement owner, List<Tax> taxes) => TicketFormat.ReadOptional(owner, "surcharges"u8, applied =>
        new AppliedSurcharge(PricingFormat.ReadSurcharge(applied, taxes), FigureFormat.MoneyOf(applied, "applied"u8)) { Carried = FigureFormat.ReadCarried(applied) });
}
