using BackOffice.Projections;
using BackOffice.Storage;

namespace BackOffice.Receipts;

/// <summary>Who issued receipts, as a device recorded it, as far as copies of them say it.</summary>
internal sealed record Issuer(Guid Device, int DeviceNumber, string Serial, string Software, string? ShopName = null, string? Address = null, string? TaxNumber = null)
{
    private const string Kind = "issuer";

    /// <summary>Projects an entry: what it says is read where a receipt that names it is. One that says nothing is set aside.</summary>
    public static Task CheckAsync(EntryBody body)
    {
        _ = body.DataAs<Issuer>();
        return Task.CompletedTask;
    }

    /// <summary>The body of the entry that a receipt names; null where it names none, or one that is not here.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="receipt">The receipt's id.</param>
    /// <param name="body">Its own body.</param>
    public static async Task<byte[]?> FindBodyAsync(StoreSession session, string receipt, byte[] body)
    {
        if (EntryBody.TryRead(body)?.TryDataAs<Named>()?.Issuer is not { } sequence)
            return null;

        // In the epoch of the receipt, or where that goes on from an earlier one, in that one's history.
        var found = await session.FindAsync<byte[]>(
            """
            WITH RECURSIVE history (key, device, first_sequence, parent) AS (
                SELECT epoch.key, epoch.device, epoch.first_sequence, epoch.parent
                FROM receipt JOIN entry ON entry.position = receipt.entry JOIN epoch ON epoch.key = entry.epoch
                WHERE receipt.id = @receipt
                UNION ALL
                SELECT epoch.key, epoch.device, epoch.first_sequence, epoch.parent
                FROM history JOIN epoch ON epoch.device = history.device AND epoch.id = history.parent
                WHERE @sequence < history.first_sequence
            )
            SELECT entry.body FROM history JOIN entry ON entry.epoch = history.key AND entry.sequence = @sequence WHERE @sequence >= history.first_sequence
            """,
            new { receipt, sequence });
        return found is not null && EntryBody.TryRead(found)?.Kind == Kind ? found : null;
    }

    /// <summary>Who issued a receipt; null where that is not known.</summary>
    /// <inheritdoc cref="FindBodyAsync"/>
    public static async Task<Issuer?> FindAsync(StoreSession session, string receipt, byte[] body) =>
        await FindBodyAsync(session, receipt, body) is { } found ? EntryBody.TryRead(found)?.TryDataAs<Issuer>() : null;

    private sealed record Named(long? Issuer = null);
}
