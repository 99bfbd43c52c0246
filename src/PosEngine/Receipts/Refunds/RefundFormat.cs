using System.Text.Json;
using PosEngine.Checkout;
using PosEngine.Pricing;
using PosEngine.Tickets;

namespace PosEngine.Receipts;

/// <summary>What makes a receipt a refund, as JSON.</summary>
internal static class RefundFormat
{
    public static void Write(Utf8JsonWriter writer, RefundReference? reference)
    {
        if (reference is null)
            return;
        writer.WriteStartObject("refund_of"u8);
        writer.WriteString("receipt"u8, reference.ReceiptId.Value);
        writer.WriteString("number"u8, reference.Number);
        writer.WriteString("device"u8, reference.DeviceId.Value);
        if (reference.Reason is { } reason)
            writer.WriteString("reason"u8, reason);
        if (!reference.Restocks)
            writer.WriteBoolean("restock"u8, false);
        if (!reference.CashBefore.IsZero)
            writer.WriteNumber("cash_before"u8, reference.CashBefore.Units);
        if (!reference.CashThrough.IsZero)
            writer.WriteNumber("cash_through"u8, reference.CashThrough.Units);
        WriteExchange(writer, reference.Exchange);
        writer.WriteEndObject();
    }

    public static RefundReference? Read(JsonElement receipt) => receipt.TryGetProperty("refund_of"u8, out var reference)
        ? new RefundReference(new(reference.GetProperty("receipt"u8).GetGuid()), reference.GetProperty("number"u8).GetString()!)
        {
            DeviceId = new(reference.GetProperty("device"u8).GetGuid()),
            Reason = reference.TryGetProperty("reason"u8, out var reason) ? reason.GetString() : null,
            Restocks = !reference.TryGetProperty("restock"u8, out var restock) || restock.GetBoolean(),
            CashBefore = FigureFormat.OptionalMoneyOf(reference, "cash_before"u8),
            CashThrough = FigureFormat.OptionalMoneyOf(reference, "cash_through"u8),
            Exchange = ReadExchange(reference),
        }
        : null;

    private static void WriteExchange(Utf8JsonWriter writer, ExchangedReturn? returned)
    {
        if (returned is null)
            return;
        writer.WriteStartObject("exchange"u8);
        writer.WriteStartArray("credit"u8);
        foreach (var payment in returned.Credit)
            PaymentFormat.Write(writer, new ReceivedPayment(payment.Id, payment.Type, payment.Amount) { Code = payment.Code, Points = payment.Points });
        writer.WriteEndArray();
        writer.WriteNumber("change"u8, returned.Change.Units);
        if (!returned.CashRounding.IsZero)
            writer.WriteNumber("cash_rounding"u8, returned.CashRounding.Units);
        if (!returned.Rounding.IsZero)
            writer.WriteNumber("rounding"u8, returned.Rounding.Units);
        if (!returned.Prepaid.IsZero)
            writer.WriteNumber("prepaid"u8, returned.Prepaid.Units);
        writer.WriteEndObject();
    }

    private static ExchangedReturn? ReadExchange(JsonElement reference) => reference.TryGetProperty("exchange"u8, out var returned)
        ? new ExchangedReturn(TicketFormat.ReadArray(returned.GetProperty("credit"u8), static payment =>
        {
            var credited = PaymentFormat.Read(payment);
            return new ReceiptPayment(credited.Id, credited.Type, credited.Amount) { Code = credited.Code, Points = credited.Points };
        }))
        {
            Change = FigureFormat.MoneyOf(returned, "change"u8),
            CashRounding = FigureFormat.OptionalMoneyOf(returned, "cash_rounding"u8),
            Rounding = FigureFormat.OptionalMoneyOf(returned, "rounding"u8),
            Prepaid = FigureFormat.OptionalMoneyOf(returned, "prepaid"u8),
        }
        : null;

    public static void WriteReturn(Utf8JsonWriter writer, LineReturn? returned)
    {
        if (returned is null)
            return;
        writer.WriteStartObject("returns"u8);
        writer.WriteString("receipt"u8, returned.ReceiptId.Value);
        writer.WriteString("line"u8, returned.LineId.Value);
        if (!returned.Amount.IsZero)
            writer.WriteNumber("amount"u8, returned.Amount.Units);
        if (returned.Share is { } share)
            WriteShare(writer, share);
        writer.WriteEndObject();
    }

    /// <summary>The line with what it gives back, if it does: its figures are those that it has on the receipt, discounts included.</summary>
    public static TicketLine ReadReturn(TicketLine line, JsonElement json, Func<PricedLine> readFigures)
    {
        if (!json.TryGetProperty("returns"u8, out var returned))
            return line;
        var figures = readFigures();
        var sold = new LineId(returned.GetProperty("line"u8).GetGuid());
        return line with
        {
            Return = new(new(returned.GetProperty("receipt"u8).GetGuid()), sold, figures) { Share = ReadShare(returned, sold, figures), Amount = FigureFormat.OptionalMoneyOf(returned, "amount"u8) },
            Discounts = [],
            Surcharges = [],
        };
    }

    /// <summary>What the figures are shares of. Names of discounts and the like stand with the shares.</summary>
    private static void WriteShare(Utf8JsonWriter writer, ReturnedShare share)
    {
        var sold = share.Sold;
        writer.WriteNumber("whole"u8, share.Whole);
        writer.WriteNumber("before"u8, share.Before);
        writer.WriteNumber("through"u8, share.Through);
        if (share.AddsUp)
            writer.WriteBoolean("adds_up"u8, true);
        writer.WriteStartObject("sold"u8);
        writer.WriteNumber("subtotal"u8, sold.Subtotal.Units);
        if (!sold.Discounts.IsEmpty)
        {
            FigureFormat.WriteAmounts(writer, "requested"u8, [.. sold.Discounts.Select(static applied => applied.Requested)]);
            FigureFormat.WriteAmounts(writer, "discounts"u8, [.. sold.Discounts.Select(static applied => applied.Applied)]);
        }

        if (!sold.Surcharges.IsEmpty)
            FigureFormat.WriteAmounts(writer, "surcharges"u8, [.. sold.Surcharges.Select(static applied => applied.Applied)]);
        FigureFormat.WritePart(writer, new PricedPart { Net = sold.Net, TaxShares = sold.TaxShares, Tax = sold.Tax, Gross = sold.Gross });
        TicketFormat.WriteOptional(writer, "components"u8, sold.Components, part => FigureFormat.WritePart(writer, part));
        writer.WriteEndObject();
    }

    private static ReturnedShare? ReadShare(JsonElement returned, LineId id, PricedLine figures)
    {
        if (!returned.TryGetProperty("sold"u8, out var sold))
            return null;
        var (requested, discounts, surcharges) = (FigureFormat.ReadAmounts(sold, "requested"u8), FigureFormat.ReadAmounts(sold, "discounts"u8), FigureFormat.ReadAmounts(sold, "surcharges"u8));
        var part = FigureFormat.ReadPart(sold);
        var line = new PricedLine
        {
            Id = id,
            Subtotal = FigureFormat.MoneyOf(sold, "subtotal"u8),
            Discounts = [.. figures.Discounts.Select((applied, k) => applied with { Requested = requested[k], Applied = discounts[k] })],
            Surcharges = [.. figures.Surcharges.Select((applied, k) => applied with { Applied = surcharges[k] })],
            Net = part.Net,
            TaxShares = part.TaxShares,
            Tax = part.Tax,
            Gross = part.Gross,
            Components = TicketFormat.ReadOptional(sold, "components"u8, FigureFormat.ReadPart),
        };
        return new(line, returned.GetProperty("whole"u8).GetInt64(), returned.GetProperty("before"u8).GetInt64(), returned.GetProperty("through"u8).GetInt64())
        {
            AddsUp = returned.TryGetProperty("adds_up"u8, out var addsUp) && addsUp.GetBoolean(),
        };
    }
}
