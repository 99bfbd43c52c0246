using System.Collections.Immutable;
using PosEngine.Capabilities;
using PosEngine.Checkout;
using PosEngine.Employees;
using PosEngine.Ledger;
using PosEngine.Scheduling;
using PosEngine.Settings;
using PosEngine.Tickets;

namespace PosEngine.Receipts;

/// <summary>What is sold on the receipt of an exchange.</summary>
/// <param name="Ticket">The ticket, which holds still meanwhile.</param>
/// <param name="Content">What goes on record with it.</param>
/// <param name="Payments">What the customer pays.</param>
/// <param name="RefuseReturns">Why the policy does not let as much be taken back without a receipt as the ticket holds.</param>
/// <param name="Completed">Hears of the receipt once it is durable.</param>
internal sealed record Purchase(TicketSnapshot Ticket, TicketContent Content, ImmutableArray<ReceivedPayment> Payments, Func<DeviceState, Refusal?> RefuseReturns, Action<Receipt> Completed)
{
    /// <summary>How it earns points; null where it does not.</summary>
    public LoyaltyProgramme? Programme { get; init; }

    /// <summary>Why the policy lets nothing be paid so, or no gift card be sold, as things are by now.</summary>
    public required Func<Refusal?> RefuseValue { get; init; }

    /// <summary>The receipt that the ticket has where it is sold by itself.</summary>
    public required ReceiptId ReceiptId { get; init; }
}

/// <summary>A refund on its way, or the return of an exchange.</summary>
/// <param name="Sale">What it refunds.</param>
/// <param name="Request">What was asked for.</param>
/// <param name="Id">The id of its receipt.</param>
/// <param name="Grant">Who makes it, and by whose leave.</param>
internal sealed record Refund(SoldReceipt Sale, RefundRequest Request, ReceiptId Id, Grant Grant)
{
    /// <summary>What is sold with it; null for a mere refund.</summary>
    public Purchase? Purchase { get; init; }

    /// <summary>A refund has no ticket; its receipt is found by this one.</summary>
    public TicketId TicketId => Purchase?.Ticket.Id ?? new(Id.Value);

    /// <summary>What goes back; empty for all that is left.</summary>
    public ImmutableArray<RefundedLine> Lines { get; init; } = Request.Lines;

    /// <inheritdoc cref="RefundBasis.FindFault(ImmutableArray{RefundedLine})"/>
    /// <param name="basis">What is left.</param>
    /// <param name="lines">What goes back.</param>
    public (string Code, Money Left)? FindFault(RefundBasis basis, out ImmutableArray<RefundedLine> lines)
    {
        lines = Lines.IsEmpty ? basis.Rest : Lines;
        return basis.FindFault(lines);
    }

    public PlannedRefund PlanOf(GoneBack gone, ImmutableArray<RefundedLine> returned, ImmutableArray<PaymentType> types, TimeProvider time)
    {
        var receipt = ReturnOf(gone, returned, types, time);
        var all = gone.Lines.IsEmpty ? receipt : ReturnOf(GoneBack.Nothing, new RefundBasis(Sale.Receipt, gone).With(returned), types, time);
        return new(Sale.Receipt, -receipt.Total, receipt.Payments.All(static payment => payment.Type.Kind == PaymentKind.Cash)) { Altogether = -all.Total };
    }

    /// <summary>The receipt, but for what the writer gives it (<see cref="Number"/>), and what is still to be paid of it.</summary>
    public (Receipt Receipt, Money Missing) PriceOf(GoneBack gone, ImmutableArray<RefundedLine> returned, ImmutableArray<PaymentType> types, TimeProvider time)
    {
        var receipt = ReturnOf(gone, returned, types, time);
        if (Purchase is not { } purchase)
            return (receipt, Money.Zero);
        var (exchange, missing) = ExchangeReceipt.Of(receipt, purchase.Ticket, purchase.Payments, types.FirstOrDefault(static known => known.Id == PaymentType.Cash.Id) ?? PaymentType.Cash, time.NewId);

        // What points pay for earns none, whoever pays with them: the customer, or what goes back to points.
        var paid = exchange.RefundOf!.Exchange!.Credit.Select(static credit => new ReceivedPayment(credit.Id, credit.Type, credit.Amount)).Concat(purchase.Payments);
        return (exchange with { Lines = [.. receipt.Lines, .. LoyaltyRules.Earn(purchase.Ticket with { CustomerId = exchange.CustomerId }, [.. paid], purchase.Programme)] }, missing);
    }

    public Receipt Number(Receipt receipt, string number, LedgerTransaction transaction) => receipt with
    {
        Id = Id,
        Number = number,
        TicketId = TicketId,
        ShiftId = transaction.State.Shift!.Id,
        Drawer = transaction.State.Drawer,
        EmployeeId = Grant.Employee,
        RefundOf = receipt.RefundOf! with { Reason = Request.Reason, Restocks = Request.Restocks },
        StartedAt = Purchase?.Ticket.StartedAt ?? transaction.Now,
        CompletedAt = transaction.Now,
    };

    private Receipt ReturnOf(GoneBack gone, ImmutableArray<RefundedLine> returned, ImmutableArray<PaymentType> types, TimeProvider time)
    {
        var type = Request.PayBackBy is { } wanted ? types.FirstOrDefault(known => known.Id == wanted.Id) ?? wanted : null;
        var receipt = RefundReceipt.Of(Sale.Receipt, Sale.DeviceId, gone, returned, type, time.NewId);
        return type?.Kind == PaymentKind.GiftCard && GiftCardNumber.Of(Request.PayBackCode) is { } code
            ? receipt with { Payments = [.. receipt.Payments.Select(payment => payment with { Code = code })] }
            : receipt;
    }
}
