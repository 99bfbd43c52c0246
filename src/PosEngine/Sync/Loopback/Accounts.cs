using System.Text.Json.Nodes;
using PosEngine.Journal;

namespace PosEngine.Sync;

/// <summary>What customers owe, and what there is on gift cards and credited to customers: the sum of what receipts say, told to the tills with the customer. Not thread-safe.</summary>
internal sealed class Accounts(ReferenceFeed feed)
{
    private const string Customer = "customer";

    private readonly Dictionary<(string Kind, string Account), long> _balances = [];
    private readonly Dictionary<string, string> _overdrawn = [];

    public void Clear()
    {
        _balances.Clear();
        _overdrawn.Clear();
    }

    public long BalanceOf(string kind, string account) => _balances.GetValueOrDefault((kind, account));

    public bool IsKnown(string kind, string account) => _balances.ContainsKey((kind, account));

    public void Take(JournalEntry entry, IEnumerable<AccountMove> moves)
    {
        foreach (var group in moves.GroupBy(static move => (move.Kind, move.Account)))
        {
            var ((kind, account), amount) = (group.Key, group.Sum(static move => move.Amount));
            var balance = BalanceOf(kind, account) + amount;
            _balances[group.Key] = balance;
            if (kind != AccountMove.OnAccount && amount < 0 && balance < 0)
                _overdrawn[HashOf(entry)] = $"More was spent of the {kind} {account} than there was: {balance}.";
            if (MemberOf(kind) is { } member && feed.Find(Customer, account) is { } json)
                Tell(account, (JsonObject)JsonNode.Parse(json)!, member, balance);
        }
    }

    /// <summary>Says of an entry that it spent more than there was, if it did.</summary>
    public string? FindFault(JournalEntry entry) => _overdrawn.GetValueOrDefault(HashOf(entry));

    /// <summary>The members of a customer that are sums of receipts, or the owner's: no device changes them.</summary>
    public static bool IsKept(string member) => member is "owed" or "credit_limit" or "store_credit" or "points" or "price_list";

    private static string? MemberOf(string kind) => kind switch
    {
        AccountMove.OnAccount => "owed",
        AccountMove.StoreCredit => "store_credit",
        AccountMove.Points => "points",
        _ => null,
    };

    private static string HashOf(JournalEntry entry) => Convert.ToHexString(entry.Hash.Span);

    private void Tell(string customer, JsonObject data, string member, long balance)
    {
        if (data[member]?.GetValue<long>() == balance)
            return;
        data[member] = balance;
        feed.Record(new(Customer, customer, data.ToJsonString()));
    }
}
