using System.Text.Json.Nodes;
using BackOffice.Accounts;
using BackOffice.Protocol;
using BackOffice.Reference;
using BackOffice.Storage;

namespace BackOffice.Merging;

/// <summary>A customer who was merged into another, and what was known of them.</summary>
internal sealed record MergedCustomer(string Customer, string Data);

/// <summary>Two customers who are one person. The journals name whom they named; what they say counts for the one who is kept.</summary>
internal static class CustomerMerge
{
    private const string Customer = "customer";

    /// <summary>Who a customer is by now.</summary>
    public static async Task<string> ResolveAsync(StoreSession session, string customer) =>
        await session.FindAsync<string>("SELECT kept FROM customer_merge WHERE customer = @customer", new { customer }) ?? customer;

    /// <summary>A condition: that a column names <c>@kept</c>, or somebody who was merged into them.</summary>
    public static string IsOneOf(string column) => $"({column} = @kept OR {column} IN (SELECT customer FROM customer_merge WHERE kept = @kept))";

    /// <summary>Those who were merged into a customer.</summary>
    public static Task<IReadOnlyList<MergedCustomer>> ListAsync(StoreSession session, string kept) =>
        session.QueryAsync<MergedCustomer>("SELECT customer, data FROM customer_merge WHERE kept = @kept ORDER BY customer", new { kept });

    /// <summary>Merges one customer into another, who keeps what is known of them and gets the rest.</summary>
    /// <returns>False where one of them is not there.</returns>
    public static async Task<bool> RunAsync(StoreSession session, string customer, string kept)
    {
        await ReferenceTable.LockAsync(session);
        if (customer == kept || await ReferenceTable.FindAsync(session, Customer, customer) is not { } data || await ReferenceTable.FindAsync(session, Customer, kept) is not { } json)
            return false;

        await session.ExecuteAsync("UPDATE customer_merge SET kept = @kept WHERE kept = @customer", new { customer, kept });
        await session.ExecuteAsync("INSERT INTO customer_merge (customer, kept, data) VALUES (@customer, @kept, @data)", new { customer, kept, data });
        var person = (JsonObject)JsonNode.Parse(json)!;
        foreach (var (name, value) in ((JsonObject)JsonNode.Parse(data)!).Where(member => !AccountMove.IsKept(member.Key) && person[member.Key] is null))
            person[name] = value?.DeepClone();
        await AccountTable.TellAsync(session, kept, person);
        await ReferenceTable.SetAsync(session, Customer, kept, person.ToJsonString(ProtocolJson.Options));
        await ReferenceTable.SetAsync(session, Customer, customer, data: null);
        return true;
    }

    /// <summary>Forgets what was known of those who were merged into a customer, and not that they were.</summary>
    public static Task ForgetAsync(StoreSession session, string kept) => session.ExecuteAsync("UPDATE customer_merge SET data = '{}' WHERE kept = @kept", new { kept });
}
