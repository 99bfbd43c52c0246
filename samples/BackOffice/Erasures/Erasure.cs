using System.Text.Json;
using System.Text.Json.Nodes;
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

    /// <summary>Blocks a customer, and erases what is due by now.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="customer">Who.</param>
    /// <param name="due">When the legal hold ends; now where there is none.</param>
    /// <param name="now">The moment.</param>
    /// <returns>False where there is no such customer.</returns>
    public static async Task<bool> RequestAsync(StoreSession session, string customer, DateTimeOffset due, DateTimeOffset now)
    {
        await ReferenceTable.LockAsync(session);
        if (await ReferenceTable.FindAsync(session, Customer, customer) is not { } data)
            return false;
        await session.ExecuteAsync(
            """
            INSERT INTO erasure (customer, due, held) VALUES (@customer, @due, @data)
            ON CONFLICT (customer) DO UPDATE SET due = excluded.due, held = excluded.held, done = NULL
            """,
            new { customer, due = due.ToUnixTimeMilliseconds(), data });
        if (due <= now)
            await EraseAsync(session, customer, data, now);
        else
            await ReferenceTable.SetAsync(session, Customer, customer, data: null);
        return true;
    }

    /// <summary>Erases those whose legal hold has ended.</summary>
    public static async Task RunDueAsync(StoreSession session, DateTimeOffset now)
    {
        var due = await session.QueryAsync<HeldRow>(
            "SELECT customer, held FROM erasure WHERE done IS NULL AND due <= @now ORDER BY customer", new { now = now.ToUnixTimeMilliseconds() });
        foreach (var row in due)
        {
            await ReferenceTable.LockAsync(session);
            await EraseAsync(session, row.Customer, row.Held!, now);
        }
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
        // Whoever was merged into them is the same person.
        var same = await CustomerMerge.ListAsync(session, customer);
        List<string> ids = [customer, .. same.Select(static merged => merged.Customer)];
        var known = same.Select(static merged => merged.Data).Append(data).Select(static json => JsonNode.Parse(json)).ToList();
        string?[] addresses = [.. known.Select(static person => (string?)person?["email"]), .. known.Select(static person => Digits((string?)person?["phone"]))];
        var unnamed = new List<byte[]>();
        foreach (var row in await session.QueryAsync<PersonalEntryRow>(
            "SELECT entry.position, entry.body, entry.hash, personal.data FROM personal JOIN entry ON entry.position = personal.entry ORDER BY entry.position"))
        {
            var about = EntryBody.Read(row.Body).DataAs<About>();
            if (!ids.Contains(await WhoseAsync(session, about) ?? "") && !IsSentTo(addresses, row.Data))
                continue;
            await DeletePersonalAsync(session, row.Position);
            if (about.Customer is null)
                unnamed.Add(row.Hash);
        }

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

    /// <summary>Whether a receipt was to be sent to one of these addresses: the customer need not be on it.</summary>
    private static bool IsSentTo(string?[] addresses, byte[] personal)
    {
        var address = (string?)(JsonNode.Parse(personal) as JsonObject)?["address"];
        return address is not null && addresses.Any(own => own is not null && (string.Equals(own, address, StringComparison.OrdinalIgnoreCase) || (!address.Contains('@') && own == Digits(address))));
    }

    private static string? Digits(string? phone) => phone is null ? null : string.Concat(phone.Where(static character => char.IsAsciiDigit(character) || character == '+'));

    private static async Task DeletePersonalAsync(StoreSession session, long entry)
    {
        await session.ExecuteAsync("DELETE FROM personal WHERE entry = @entry", new { entry });
        await session.ExecuteAsync("UPDATE email_outbox SET state = 'erased', problem = NULL WHERE entry = @entry AND state IN ('waiting', 'failed')", new { entry });
    }

    /// <summary>The customer that an entry is about; of an e-mail, the one on its receipt.</summary>
    private static async Task<string?> WhoseAsync(StoreSession session, About about) =>
        about.Customer?.ToString() ?? (about.Receipt is { } receipt ? await OnReceiptAsync(session, receipt) : null);

    /// <summary>The customer on a receipt.</summary>
    public static async Task<string?> OnReceiptAsync(StoreSession session, Guid receipt) =>
        await session.FindAsync<byte[]>("SELECT entry.body FROM receipt JOIN entry ON entry.position = receipt.entry WHERE receipt.id = @id", new { id = receipt.ToString() }) is { } sold
            ? EntryBody.Read(sold).DataAs<About>().Customer?.ToString()
            : null;

    private sealed record About(Guid? Customer = null, Guid? Receipt = null);

    // SQLite tells no types while there are no rows, so this has no constructor to match.
    private sealed record ErasureState
    {
        public long IsDone { get; init; }
    }

    private sealed record HeldRow(string Customer, string? Held);

    private sealed record PersonalEntryRow(long Position, byte[] Body, byte[] Hash, byte[] Data);

    /// <param name="Id">The customer.</param>
    /// <param name="Entries">The hashes of entries that do not name the customer, and had personal data of theirs beside them.</param>
    private sealed record ErasureData(string Id, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<byte[]>? Entries);
}
