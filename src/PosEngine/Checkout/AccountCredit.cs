using System.Collections.Immutable;
using PosEngine.Customers;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Pricing;
using PosEngine.Receipts;
using PosEngine.Reference;
using PosEngine.Tickets;

namespace PosEngine.Checkout;

/// <summary>Who may owe what: a customer whom this device knows, up to the limit that the back office has set.</summary>
internal static class AccountCredit
{
    /// <summary>Why a ticket is not paid on account.</summary>
    /// <param name="transaction">The transaction: of two sales at once, the second counts the first.</param>
    /// <param name="ticket">The ticket.</param>
    /// <param name="payments">All its payments.</param>
    /// <param name="text">The words of refusals.</param>
    /// <param name="owedAgain">What is owed again with it: a debt that was paid, and goes back.</param>
    public static Refusal? Refuse(LedgerTransaction transaction, TicketSnapshot ticket, ImmutableArray<ReceivedPayment> payments, PosText text, Money owedAgain = default)
    {
        var added = payments.Where(static payment => payment.Type.Kind == PaymentKind.OnAccount).Aggregate(Money.Zero, static (sum, payment) => sum + payment.Amount);
        if (added.IsZero)
            return null;
        if (ticket.CustomerId is not { } id)
            return text.Refuse(RefusalCodes.CustomerNeeded);
        if (SettlesAccount(ticket))
            return text.Refuse(RefusalCodes.AmountInvalid, added); // Nobody pays a debt with another one.
        var connection = transaction.Session.Connection;
        if (ReferenceTable.Find(connection, CustomerFormat.Kind, id.ToString()) is not { } json)
            return text.Refuse(RefusalCodes.CustomerUnknown);
        var customer = CustomerFormat.Read(json);
        if (customer.CreditLimit is not { } limit || added.IsNegative)
            return null;

        var since = ReceiptTable.Uncounted(connection, transaction.State.Outbox.Acked, id).Aggregate(Money.Zero, static (sum, receipt) => sum + OwedOf(receipt));
        var left = limit - customer.Owed - since;
        return added + owedAgain > left ? text.Refuse(RefusalCodes.CreditExceeded, left.IsNegative ? Money.Zero : left) : null;
    }

    /// <summary>Why an exchange is not paid on account. What its return takes off the account pays for the sale before the customer does, and is no new debt.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="receipt">What it comes to.</param>
    /// <param name="purchase">What is sold, and what the customer pays.</param>
    /// <param name="text">The words of refusals.</param>
    public static Refusal? RefuseExchange(LedgerTransaction transaction, Receipt receipt, Purchase purchase, PosText text)
    {
        var credit = receipt.RefundOf!.Exchange!.Credit.Where(static payment => payment.Type.Kind == PaymentKind.OnAccount).Aggregate(Money.Zero, static (sum, payment) => sum + payment.Amount);
        var returned = Exchanges.ReturnOf(receipt) with { Payments = [] };
        return !credit.IsZero && SettlesAccount(purchase.Ticket)
            ? text.Refuse(RefusalCodes.AmountInvalid, credit)
            : Refuse(transaction, purchase.Ticket with { CustomerId = receipt.CustomerId }, purchase.Payments, text, owedAgain: OwedOf(returned));
    }

    private static bool SettlesAccount(TicketSnapshot ticket) => ticket.Lines.Any(static line => line.BusinessCase == BusinessCase.ReceivableSettlement);

    /// <summary>What a customer owes more since a receipt.</summary>
    public static Money OwedOf(Receipt receipt)
    {
        var owed = receipt.Payments.Where(static payment => payment.Type.Kind == PaymentKind.OnAccount).Aggregate(Money.Zero, static (sum, payment) => sum + payment.Amount);
        for (var i = 0; i < receipt.Lines.Length; i++)
        {
            if (receipt.Lines[i].BusinessCase == BusinessCase.ReceivableSettlement)
                owed -= receipt.Priced.Lines[i].Gross;
        }

        return owed;
    }
}
