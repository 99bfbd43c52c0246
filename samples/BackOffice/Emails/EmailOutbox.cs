using BackOffice.Erasures;
using BackOffice.Receipts;
using BackOffice.Storage;

namespace BackOffice.Emails;

/// <summary>The e-mails that receipts wait for.</summary>
/// <remarks>
/// An e-mail is claimed before it is sent, by whichever instance is first. Whatever happens to that instance then, nobody claims it again unless it is known that
/// nothing was sent: a customer may miss a copy that somebody has to look after, but never gets two.
/// </remarks>
internal static class EmailOutbox
{
    public const int AttemptsMax = 10;

    // A server's words may name the address, which may have been erased meanwhile.
    private const string ProblemKept = "CASE WHEN EXISTS (SELECT 1 FROM personal WHERE personal.entry = @Entry) THEN @problem END";

    /// <returns>The oldest that is due and not held back, now claimed; null if there is none.</returns>
    public static async Task<ClaimedEmail?> ClaimAsync(StoreSession session, DateTimeOffset now)
    {
        while (await session.FindAsync<ClaimedEmail>(
            """
            UPDATE email_outbox SET state = 'sending', attempts = attempts + 1
            WHERE state = 'waiting' AND entry = (SELECT MIN(entry) FROM email_outbox WHERE state = 'waiting' AND due <= @now AND entry NOT IN (SELECT entry FROM email_held))
            RETURNING entry, receipt, attempts
            """,
            new { now = now.ToUnixTimeMilliseconds() }) is { } claimed)
        {
            if (!await IsHeldAsync(session, claimed))
                return claimed;
        }

        return null;
    }

    /// <summary>The address, unless it was erased, and the receipt, unless it never came.</summary>
    public static async Task<EmailParts> ReadAsync(StoreSession session, ClaimedEmail email)
    {
        var parts = await session.SingleAsync<EmailParts>(
            """
            SELECT device.id AS Device, entry.sequence, personal.data AS Personal, source.body AS Receipt
            FROM entry
            JOIN epoch ON epoch.key = entry.epoch
            JOIN device ON device.id = epoch.device
            LEFT JOIN personal ON personal.entry = entry.position
            LEFT JOIN receipt ON receipt.id = @Receipt
            LEFT JOIN entry AS source ON source.position = receipt.entry
            WHERE entry.position = @Entry
            """,
            email);
        return parts.Receipt is { } receipt ? parts with { Issuer = await Issuer.FindAsync(session, email.Receipt, receipt) } : parts;
    }

    public static Task FinishAsync(StoreSession session, ClaimedEmail email, string state, string? problem = null) => session.ExecuteAsync(
        $"UPDATE email_outbox SET state = @state, problem = {ProblemKept} WHERE entry = @Entry",
        new { email.Entry, state, problem });

    /// <summary>Somebody wants it tried again, whatever became of it: from the start, and at once.</summary>
    /// <returns>False where there is nothing to try.</returns>
    public static async Task<bool> RetryAsync(StoreSession session, long entry) => await session.ExecuteAsync(
        """
        UPDATE email_outbox SET state = 'waiting', attempts = 0, due = 0
        WHERE entry = @entry AND state IN ('failed', 'sending', 'waiting') AND entry NOT IN (SELECT entry FROM email_held)
        """,
        new { entry }) > 0;

    /// <summary>Nothing was sent: it may be tried again.</summary>
    public static Task PostponeAsync(StoreSession session, ClaimedEmail email, string problem, DateTimeOffset due) => session.ExecuteAsync(
        $"UPDATE email_outbox SET state = 'waiting', problem = {ProblemKept}, due = @due WHERE entry = @Entry",
        new { email.Entry, problem, due = due.ToUnixTimeMilliseconds() });

    /// <summary>Whether it is for somebody who waits to be forgotten: that its receipt is theirs may have come out only now. It is held back then, as if nobody had claimed it.</summary>
    private static async Task<bool> IsHeldAsync(StoreSession session, ClaimedEmail email)
    {
        if ((await ReadAsync(session, email)).Personal is not { } personal || await Erasure.FindHolderAsync(session, Guid.Parse(email.Receipt), personal) is not { } customer)
            return false;
        await HeldEmails.AddAsync(session, email.Entry, customer);
        await session.ExecuteAsync("UPDATE email_outbox SET state = 'waiting', attempts = attempts - 1 WHERE entry = @Entry", email);
        return true;
    }
}

// RETURNING tells no types in SQLite while there are no rows, so this has no constructor to match.
internal sealed record ClaimedEmail
{
    public long Entry { get; init; }

    public string Receipt { get; init; } = "";

    public long Attempts { get; init; }
}

internal sealed record EmailParts(string Device, long Sequence, byte[]? Personal, byte[]? Receipt)
{
    /// <summary>Who issued the receipt; null where that is not known.</summary>
    public Issuer? Issuer { get; init; }
}
