using System.Security.Cryptography;
using System.Text.Json;
using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Projections;

internal sealed record EmailRequested(Guid Receipt, byte[] AddressHash);

internal sealed record EmailAddress(string Address);

/// <summary>E-mails to send, kept until something sends them. An address that was erased before it arrived is no error: there is nothing to send any more.</summary>
internal static class EmailProjection
{
    public static async Task ApplyAsync(StoreSession session, StoredEntry entry, EntryBody body)
    {
        var requested = body.DataAs<EmailRequested>();
        var personal = await session.FindAsync<PersonalRow>("SELECT salt, data FROM personal WHERE entry = @Position", entry);
        if (personal is not null)
            Check(personal, requested.AddressHash);

        await session.ExecuteAsync(
            "INSERT INTO email_outbox (entry, receipt, state) VALUES (@Position, @receipt, @state)",
            new { entry.Position, receipt = requested.Receipt.ToString(), state = personal is null ? "erased" : "waiting" });
    }

    /// <summary>The address travelled outside the chain: the hash inside says whether it is the one that the cashier entered.</summary>
    private static void Check(PersonalRow personal, byte[] hash)
    {
        if (!SHA256.HashData([.. personal.Salt, .. personal.Data]).AsSpan().SequenceEqual(hash))
            throw new UnprojectableException("the address is not the one that was hashed");
        if (JsonSerializer.Deserialize<EmailAddress>(personal.Data, ProtocolJson.Options) is null)
            throw new UnprojectableException("there is no address");
    }

    private sealed record PersonalRow(byte[] Salt, byte[] Data);
}
