using System.Text.Json;
using BackOffice.Erasures;
using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Projections;

internal sealed record EmailRequested(Guid Receipt, byte[] AddressHash);

internal sealed record MessageRequested(Guid Receipt);

internal sealed record EmailAddress(string Address);

/// <summary>E-mails to send, kept until something sends them. An address that was erased before it arrived is no error: there is nothing to send any more.</summary>
internal static class EmailProjection
{
    public static async Task ApplyAsync(StoreSession session, StoredEntry entry, EntryBody body)
    {
        var requested = body.DataAs<EmailRequested>();
        await EraseAsync(session, entry, requested.Receipt);
        var personal = await PersonalTable.FindAsync(session, entry, requested.AddressHash);
        if (personal is not null && JsonSerializer.Deserialize<EmailAddress>(personal, ProtocolJson.Options) is null)
            throw new UnprojectableException("there is no address");

        await session.ExecuteAsync(
            "INSERT INTO email_outbox (entry, receipt, state) VALUES (@Position, @receipt, @state)",
            new { entry.Position, receipt = requested.Receipt.ToString(), state = personal is null ? "erased" : "waiting" });
        if (personal is not null && await Erasure.FindHolderAsync(session, requested.Receipt, personal) is { } customer)
            await HeldEmails.AddAsync(session, entry.Position, customer);
    }

    /// <summary>This back office sends nothing to telephones, and keeps the number until it is erased.</summary>
    public static Task ApplyMessageAsync(StoreSession session, StoredEntry entry, EntryBody body) => EraseAsync(session, entry, body.DataAs<MessageRequested>().Receipt);

    private static async Task EraseAsync(StoreSession session, StoredEntry entry, Guid receipt)
    {
        if (await Erasure.OnReceiptAsync(session, receipt) is { } customer)
            await Erasure.IntervenesAsync(session, entry, customer);
    }
}
