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
        writer.WriteString("ticket"u8, receipt.TicketId.Value);
        writer.WriteString("shift"u8, receipt.ShiftId.Value);
        if (receipt.CustomerId is { } customer)
            writer.WriteString("customer"u8, customer.Value);
        writer.WriteTime("started"u8, receipt.StartedAt);
        writer.WriteString("currency"u8, receipt.Currency.Code);
        writer.WriteNumber("drawer"u8, Shifts.ShiftFold.Drawer);
        if (receipt.Note is { } note)
            writer.WriteString("note"u8, note);
        PricingFormat.WritePolicy(writer, receipt.Policy);
        var taxes = receipt.Priced.Taxes.Select(static total => total.Tax).ToList();
        WriteTaxes(writer, receipt.Priced.Taxes);
        WriteLines(writer, receipt, taxes);
        WriteDiscounts(writer, receipt.Priced.Discounts, taxes);
        writer.WriteNumber("subtotal"u8, totals.Subtotal.Units);
        writer.WriteNumber("discount"u8, totals.Discount.Units);
        writer.WriteNumber("net"u8, totals.Net.Units);
        writer.WriteNumber("tax"u8, totals.Tax.Units);
        writer.WriteNumber("gross"u8, totals.Gross.Units);
        if (!totals.Rounding.IsZero)
            writer.WriteNumber("rounding"u8, totals.Rounding.Units);
        writer.WriteNumber("cash_rounding"u8, receipt.CashRounding.Units);
        writer.WriteStartArray("payments"u8);
        foreach (var payment in receipt.Payments)
            PaymentFormat.Write(writer, payment.Id, payment.Type, payment.Amount);
        writer.WriteEndArray();
        writer.WriteNumber("change"u8, receipt.Change.Units);
    }

    public static Receipt Read(in EntryHead head, JsonElement data)
    {
        var taxes = TicketFormat.ReadArray(data.GetProperty("taxes"u8), static tax => new TaxTotal(PricingFormat.ReadTax(tax), MoneyOf(tax, "net"u8), MoneyOf(tax, "amount"u8)));
        var tax = taxes.Select(static total => total.Tax).ToList();
        var lines = data.GetProperty("lines"u8);
        var discounts = ReadDiscounts(data, tax);
        return new Receipt
        {
            Id = new ReceiptId(data.GetProperty("id"u8).GetGuid()),
            Number = data.GetProperty("number"u8).GetString()!,
            TicketId = new TicketId(data.GetProperty("ticket"u8).GetGuid()),
            ShiftId = new ShiftId(data.GetProperty("shift"u8).GetGuid()),
            EmployeeId = head.Employee ?? throw new FormatException("A receipt without an employee."),
            CustomerId = data.TryGetProperty("customer"u8, out var customer) ? new CustomerId(customer.GetGuid()) : null,
            StartedAt = data.GetProperty("started"u8).GetTime(),
            CompletedAt = head.At,
            Currency = Currency.FromCode(data.GetProperty("currency"u8).GetString()!),
            Note = data.TryGetProperty("note"u8, out var note) ? note.GetString() : null,
            Policy = PricingFormat.ReadPolicy(data.GetProperty("policy"u8)),
            Lines = TicketFormat.ReadArray(lines, line => TicketFormat.ReadLine(line, tax)),
            Discounts = [.. discounts.Select(static applied => applied.Discount)],
            Priced = new PricedTicket
            {
                Lines = TicketFormat.ReadArray(lines, line => ReadPricedLine(line, tax)),
                Discounts = discounts,
                Taxes = taxes,
                Totals = new Totals(MoneyOf(data, "subtotal"u8), MoneyOf(data, "discount"u8), MoneyOf(data, "net"u8), MoneyOf(data, "tax"u8), MoneyOf(data, "gross"u8))
                {
                    Rounding = data.TryGetProperty("rounding"u8, out var rounding) ? Money.FromUnits(rounding.GetInt64()) : Money.Zero,
                },
            },
            CashRounding = MoneyOf(data, "cash_rounding"u8),
            Payments = TicketFormat.ReadArray(data.GetProperty("payments"u8), static payment =>
            {
                var (id, type, amount) = PaymentFormat.Read(payment);
                return new ReceiptPayment(id, type, amount);
            }),
            Change = MoneyOf(data, "change"u8),
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
            TicketFormat.WriteLine(writer, receipt.Lines[i], taxes);
            WriteDiscounts(writer, priced.Discounts, taxes);
            writer.WriteNumber("subtotal"u8, priced.Subtotal.Units);
            if (!priced.TicketDiscountShares.IsEmpty)
                WriteAmounts(writer, "ticket_discounts"u8, priced.TicketDiscountShares);
            writer.WriteNumber("net"u8, priced.Net.Units);
            WriteAmounts(writer, "tax"u8, priced.TaxShares);
            writer.WriteNumber("gross"u8, priced.Gross.Units);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static PricedLine ReadPricedLine(JsonElement line, List<Tax> taxes)
    {
        var part = ReadPart(line);
        return new PricedLine
        {
            Id = new LineId(line.GetProperty("id"u8).GetGuid()),
            Subtotal = MoneyOf(line, "subtotal"u8),
            Discounts = ReadDiscounts(line, taxes),
            TicketDiscountShares = TicketFormat.ReadOptional(line, "ticket_discounts"u8, static share => Money.FromUnits(share.GetInt64())),
            Net = part.Net,
            TaxShares = part.TaxShares,
            Tax = part.Tax,
            Gross = part.Gross,
        };
    }

    private static void WriteDiscounts(Utf8JsonWriter writer, ImmutableArray<AppliedDiscount> discounts, List<Tax> taxes)
    {
        if (discounts.IsEmpty)
            return;
        writer.WriteStartArray("discounts"u8);
        foreach (var applied in discounts)
        {
            writer.WriteStartObject();
            PricingFormat.WriteDiscount(writer, applied.Discount, taxes);
            writer.WriteNumber("requested"u8, applied.Requested.Units);
            writer.WriteNumber("applied"u8, applied.Applied.Units);
            if (applied.Carried is { } carried)
            {
                writer.WriteStartObject("carried"u8);
                writer.WriteNumber("net"u8, carried.Net.Units);
                WriteAmounts(writer, "tax"u8, carried.TaxShares);
                writer.WriteNumber("gross"u8, carried.Gross.Units);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static ImmutableArray<AppliedDiscount> ReadDiscounts(JsonElement owner, List<Tax> taxes) =>
        TicketFormat.ReadOptional(owner, "discounts"u8, applied =>
            new AppliedDiscount(PricingFormat.ReadDiscount(applied, taxes), MoneyOf(applied, "requested"u8), MoneyOf(applied, "applied"u8))
            {
                Carried = applied.TryGetProperty("carried"u8, out var carried) ? ReadPart(carried) : null,
            });

    private static PricedPart ReadPart(JsonElement part) => new()
    {
        Net = MoneyOf(part, "net"u8),
        TaxShares = ReadAmounts(part, "tax"u8),
        Tax = MoneyOf(part, "gross"u8) - MoneyOf(part, "net"u8),
        Gross = MoneyOf(part, "gross"u8),
    };

    private static ImmutableArray<Money> ReadAmounts(JsonElement owner, ReadOnlySpan<byte> name) =>
        TicketFormat.ReadArray(owner.GetProperty(name), static amount => Money.FromUnits(amount.GetInt64()));

    private static void WriteAmounts(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ImmutableArray<Money> amounts)
    {
        writer.WriteStartArray(name);
        foreach (var amount in amounts)
            writer.WriteNumberValue(amount.Units);
        writer.WriteEndArray();
    }

    private static Money MoneyOf(JsonElement element, ReadOnlySpan<byte> name) => Money.FromUnits(element.GetProperty(name).GetInt64());
}
