using BackOffice.Accounts;
using BackOffice.Merging;
using BackOffice.Pages;
using BackOffice.Projections;
using BackOffice.Reference;
using BackOffice.Storage;

namespace BackOffice.Emails;

/// <summary>What a letter tells that is not in its receipt, as it is known when it is sent.</summary>
/// <param name="Employee">Who served; null where that person has been removed.</param>
/// <param name="Customer">Whose it is.</param>
/// <param name="Points">What the customer has.</param>
/// <param name="Copy">How many letters with this receipt were sent before.</param>
internal sealed record LetterFacts(string? Employee = null, string? Customer = null, long? Points = null, long Copy = 0)
{
    public static async Task<LetterFacts> ReadAsync(StoreSession session, ClaimedEmail email, byte[]? receipt)
    {
        if (receipt is null)
            return new();
        var body = EntryBody.Read(receipt);
        var customer = body.DataAs<ReceiptData>().Customer is { } named ? await CustomerMerge.ResolveAsync(session, named.ToString()) : null;
        return new(
            body.Employee is { } employee ? PageText.NameOf(await ReferenceTable.FindAsync(session, "employee", employee.ToString())) : null,
            customer is null ? null : PageText.NameOf(await ReferenceTable.FindAsync(session, "customer", customer)),
            customer is null ? null : await AccountTable.BalanceAsync(session, AccountMove.Points, customer),
            await session.SingleAsync<long>("SELECT COUNT(*) FROM email_outbox WHERE receipt = @Receipt AND entry < @Entry AND state = 'sent'", email));
    }
}
