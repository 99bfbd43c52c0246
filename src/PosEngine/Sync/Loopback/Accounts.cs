using System.Text.Json.Nodes;

namespace PosEngine.Sync;

/// <summary>What customers owe: the sum of what their receipts say, and told to the tills with the customer. Not thread-safe.</summary>
internal sealed class Accounts(ReferenceFeed feed)
{
    private const string Customer = "customer";

    private readonly Dictionary<(string Kind, string Account), long> _balances = [];

    public void Clear() => _balances.Clear();

    public long BalanceOf(string kind, string account) => _balances.GetValueOrDefault((kind, account));

    public void Take(IEnumerable<AccountMove> moves)
    {
        foreach (var (kind, account, amount) in moves)
        {
            _balances[(kind, account)] = BalanceOf(kind, account) + amount;
            if (MemberOf(kind) is { } member && feed.Find(Customer, account) is { } json)
                Tell(account, (JsonObject)JsonNode.Parse(json)!, member, BalanceOf(kind, account));
        }
    }

    /// <summary>The members of a customer that are sums of receipts, or the owner's: no device changes them.</summary>
    public static bool IsKept(string member) => member is "owed" or "credit_limit";

    private static string? MemberOf(string kind) => kind == AccountMove.OnAccount ? "owed" : null;

    private void Tell(string customer, JsonObject data, string member, long balance)
    {
        if (data[member]?.GetValue<long>() == balance)
            return;
        data[member] = balance;
        feed.Record(new(Customer, customer, data.ToJsonString()));
    }
}
