using System.Collections.Immutable;
using PosEngine.Receipts;
using PosEngine.Tickets;

namespace PosEngine.Checkout;

/// <summary>What a completed ticket becomes, once the writer has given it a number, a shift and a moment.</summary>
internal static class ReceiptFactory
{
    public static Receipt Create(
        ReceiptId id, string number, ShiftId shift, int drawer, EmployeeId employee, DateTimeOffset now, Currency currency, TicketSnapshot ticket,
        ImmutableArray<ReceivedPayment> payments, Settlement settlement) => new()
        {
            Id = id,
            Number = number,
            TicketId = ticket.Id,
            ShiftId = shift,
            Drawer = drawer,
            EmployeeId = employee,
            CustomerId = ticket.CustomerId,
            StartedAt = ticket.StartedAt ?? now,
            CompletedAt = now,
            Currency = currency,
            Policy = ticket.Policy,
            Lines = ticket.Lines,
            Discounts = ticket.Discounts,
            Surcharges = ticket.Surcharges,
            DiningOption = ticket.DiningOption,
            DiningOptionId = ticket.DiningOptionId,
            IsTaxFree = ticket.IsTaxFree,
            Priced = ticket.Priced,
            CashRounding = settlement.CashRounding,
            Payments = [.. payments.Select(static payment => new ReceiptPayment(payment.Id, payment.Type, payment.Amount) { Foreign = payment.Foreign })],
            Change = settlement.Change,
            Note = ticket.Note,
        };
}
