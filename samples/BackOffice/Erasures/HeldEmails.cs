using BackOffice.Storage;

namespace BackOffice.Erasures;

/// <summary>E-mails to somebody who waits to be forgotten: what is kept only because a law requires it is not used (GDPR, article 18).</summary>
internal static class HeldEmails
{
    /// <summary>Holds an entry back, if it asks for an e-mail.</summary>
    public static Task AddAsync(StoreSession session, long entry, string customer) => session.ExecuteAsync(
        "INSERT INTO email_held (entry, customer) SELECT entry, @customer FROM email_outbox WHERE entry = @entry ON CONFLICT (entry) DO NOTHING", new { entry, customer });

    public static Task RemoveAsync(StoreSession session, string customer) => session.ExecuteAsync("DELETE FROM email_held WHERE customer = @customer", new { customer });
}
