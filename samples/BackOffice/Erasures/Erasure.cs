using System.Text.Json;
using System.Text.Json.Serialization;
using BackOffice.Merging;
using BackOffice.Projections;
using BackOffice.Protocol;
using BackOffice.Reference;
using BackOffice.Storage;

namespace BackOffice.Erasures;

/// <summary>A customer's right to be forgotten. The journals' chains hold, since bodies have only salted hashes of what is erased.</summary>
/// <remarks>
/// What has to be kept by law is blocked at once, and erased when that ends: nobody finds the customer any more, here or on a till. The devices erase what they have when they pull the
/// <c>erasure</c>; what they send before that is not kept.
/// </remarks>
internal static class Erasure
{
    public const string Kind = "erasure";

    private const string Customer = "customer";

    /// <summary>Blocks a customer, and erases what is due by now; of one who is blocked already, changes until when.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="customer">Who.</param>
    /// <param name="due">When the legal hold ends; now where there is none.</param>
    /// <param name="rule">What requires it, for people; null where nothing does.</param>
    /// <param name="now">The moment.</param>
    /// <returns>False where there is no such customer.</returns>
    public static async Task<bool> RequestAsync(StoreSession session, string customer, DateTimeOffset due, string? rule, DateTimeOffset now)
    {
        await ReferenceTable.LockAsync(session);
        var data = await ReferenceTable.FindAsync(session, Customer, customer) ?? await session.FindAsync<string>("SELECT held FROM erasure WHERE customer = @customer AND done IS NULL", new { customer });
        if (data is null)
            return false;
        await session.ExecuteAsync(
            """
            INSERT INTO erasure (customer, due, held, rule, requested) VALUES (@customer, @due, @data, @rule, @now)
            ON CONFLICT (customer) DO UPDATE SET due = excluded.due, held = excluded.held, rule = excluded.rule, done = NULL,
                requested = CASE WHEN erasure.done IS NULL THEN erasure.requested ELSE excluded.requested END
            """,
            new { customer, due = due.ToUnixTimeMilliseconds(), data, rule, now = now.ToUnixTimeMilliseconds() });
        if (due <= now)
        {
            await EraseAsync(session, customer, data, now);
            return true;
        }

        await ReferenceTable.SetAsync(session, Customer, customer, data: null);
        foreach (var entry in await ListPersonalAsync(session, await PersonAsync(session, customer, data)))
            await HeldEmails.AddAsync(session, entry.Position, customer);
        return true;
    }

    /// <summary>Erases those whose legal hold has ended.</summary>
    /// <returns>Whether there were any.</returns>
    public static async Task<bool> RunDueAsync(StoreSession session, DateTimeOffset now)
    {
        var due = await session.QueryAsync<HeldRow>(
            "SELECT customer, held FROM erasure WHERE done IS NULL AND due <= @now ORDER BY customer", new { now = now.ToUnixTimeMilliseconds() });
        foreach (var row in due)
        {
            await ReferenceTable.LockAsync(session);
            await EraseAsync(session, row.Customer, row.Held!, now);
        }

        return due.Count > 0;
    }

    /// <summary>Erases what came beside an entry of a customer who is erased: its device had not heard of it. What is held by law until then is kept with the rest.</summary>
    /// <returns>Whether the customer is erased, or will be.</returns>
    public static async Task<bool> IntervenesAsync(StoreSession session, StoredEntry entry, string customer)
    {
        if (await session.FindAsync<ErasureState>("SELECT CASE WHEN done IS NULL THEN 0 ELSE 1 END AS IsDone FROM erasure WHERE customer = @kept", new { kept = await CustomerMerge.ResolveAsync(session, customer) }) is not { } erasure)
            return false;
        if (erasure.IsDone != 0)
            await DeletePersonalAsync(session, entry.Position);
        return true;
    }

    private static async Task EraseAsync(StoreSession session, string customer, string data, DateTimeOffset now)
    {
        var person = await PersonAsync(session, customer, data);
        var ids = person.Ids;
        var unnamed = new List<byte[]>();
        foreach (var entry in await ListPersonalAsync(session, person))
        {
            await DeletePersonalAsync(session, entry.Position);
            if (!entry.NamesCustomer)
                unnamed.Add(entry.Hash);
        }

        await HeldEmails.RemoveAsync(session, customer);
        foreach (var id in ids)
        {
            await session.ExecuteAsync(
                "UPDATE device_change SET status = @Status, answer = @answer WHERE answer LIKE @pattern",
                new { ProtocolError.NotFound("").Status, answer = JsonSerializer.Serialize(ProtocolError.NotFound("The customer was erased."), ProtocolJson.Options), pattern = $"%{id}%" });
        }

        await CustomerMerge.ForgetAsync(session, customer);
        await session.ExecuteAsync("UPDATE erasure SET held = NULL, done = @now WHERE customer = @customer", new { customer, now = now.ToUnixTimeMilliseconds() });

        // Devices find by the customer what else was sent to that address: so they hear of the erasure first. Those that have neither the customer nor the receipt are told which entries it is.
        foreach (var id in ids)
            await ReferenceTable.SetAsync(session, Kind, id, JsonSerializer.Serialize(new ErasureData(id, unnamed.Count > 0 && id == customer ? unnamed : null), ProtocolJson.Options));
        await ReferenceTable.SetAsync(session, Customer, customer, data: null);
    }

    /// <summary>Who waits to be forgotten, and is on a receipt that is to be sent, or has the address.</summary>
    /// <returns>Null for nobody.</returns>
    public static async Task<string?> FindHolderAsync(StoreSession session, Guid receipt, byte[] personal)
    {
        var held = await session.QueryAsync<HeldRow>("SELECT customer, held FROM erasure WHERE done IS NULL ORDER BY customer");
        if (held.Count == 0)
            return null;
        var about = await OnReceiptAsync(session, receipt);
        foreach (var row in held)
        {
            var person = await PersonAsync(session, row.Customer, row.Held!);
            if (person.Ids.Contains(about ?? "") || person.IsAt(personal))
                return row.Customer;
        }

        return null;
    }

    /// <summary>A customer with everybody who was merged into them.</summary>
    private static async Task<ErasedPerson> PersonAsync(StoreSession session, string customer, string data)
    {
        var same = await CustomerMerge.ListAsync(session, customer);
        return ErasedPerson.Of(customer, data, same);
    }

    /// <summary>The entries that have something of a person beside them: what names them, and what was sent to an address that they have or had.</summary>
    private static async Task<IReadOnlyList<PersonalEntry>> ListPersonalAsync(StoreSession session, ErasedPerson person)
    {
        var (named, others) = (new List<PersonalEntry>(), new List<PersonalEntry>());
        foreach (var row in await session.QueryAsync<PersonalEntryRow>(
            "SELECT entry.position, entry.body, entry.hash, personal.data FROM personal JOIN entry ON entry.position = personal.entry ORDER BY entry.position"))
        {
            var about = EntryBody.TryRead(row.Body)?.TryDataAs<About>() ?? new(); // Nobody, where nobody can read it.
            (person.Ids.Contains(await WhoseAsync(session, about) ?? "") ? named : others).Add(new(row.Position, row.Hash, row.Data, about.Customer is not null));
        }

        var known = person.WithAddressesOf(named.Where(static entry => entry.NamesCustomer).Select(static entry => entry.Data));
        return [.. named, .. others.Where(entry => known.IsAt(entry.Data))];
    }

    private static async Task DeletePersonalAsync(StoreSession session, long entry)
    {
        await session.ExecuteAsync("DELETE FROM personal WHERE entry = @entry", new { entry });
        await session.ExecuteAsync("UPDATE email_outbox SET state = CASE WHEN state IN ('waiting', 'failed') THEN 'erased' ELSE state END, problem = NULL WHERE entry = @entry", new { entry });
    }

    /// <summary>The customer that an entry is about; of an e-mail, the one on its receipt.</summary>
    private static async Task<string?> WhoseAsync(StoreSession session, About about) =>
        about.Customer?.ToString() ?? (about.Receipt is { } receipt ? await OnReceiptAsync(session, receipt) : null);

    /// <summary>The customer on a receipt.</summary>
    public static async Task<string?> OnReceiptAsync(StoreSession session, Guid receipt) =>
        await session.FindAsync<string>("SELECT customer FROM receipt WHERE id = @id", new { id = receipt.ToString() });

    private sealed record About(Guid? Customer = null, Guid? Receipt = null);

    // SQLite tells no types while there are no rows, so this has no constructor to match.
    private sealed record ErasureState
    {
        public long IsDone { get; init; }
    }

    private sealed record HeldRow(string Customer, string? Held);

    private sealed record PersonalEntry(long Position, byte[] Hash, byte[] Data, bool NamesCustomer);

    private sealed record PersonalEntryRow(long Position, byte[] Body, byte[] Hash, byte[] Data);

    /// <param name="Id">The customer.</param>
    /// <param name="Entries">The hashes of entries that do not name the customer, and had personal data of theirs beside them.</param>
    private sealed record ErasureData(string Id, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<byte[]>? Entries);
}
