using System.Text.Json.Nodes;
using BackOffice.Merging;
using BackOffice.Storage;

namespace BackOffice.Accounts;

/// <summary>The ledger of what receipts moved. Nothing in it ever changes.</summary>
internal static class AccountTable
{
    public static Task AddAsync(StoreSession session, IEnumerable<(long Entry, int Ordinal, AccountMove Move)> moves) => session.InsertAsync(
        "account_move (entry, ordinal, kind, account, amount)",
        moves.Select(move => new object?[] { move.Entry, move.Ordinal, move.Move.Kind, move.Move.Account, move.Move.Amount }));

    public static async Task<bool> IsKnownAsync(StoreSession session, string kind, string account) =>
        await session.SingleAsync<long>("SELECT COUNT(*) FROM account_move WHERE kind = @kind AND account = @account", new { kind, account }) > 0;

    /// <summary>The sum of what was moved; of a customer, with those who were merged into them or with them.</summary>
    public static async Task<long> BalanceAsync(StoreSession session, string kind, string account)
    {
        var kept = await CustomerMerge.ResolveAsync(session, account);
        return (long)await session.SingleAsync<decimal>(
            $"SELECT COALESCE(SUM(amount), 0) FROM account_move WHERE kind = @kind AND {CustomerMerge.IsOneOf("account")}", new { kind, kept });
    }

    /// <summary>Says in a customer's data what there is on their accounts.</summary>
    public static async Task TellAsync(StoreSession session, string customer, JsonObject data)
    {
        foreach (var (kind, member) in AccountMove.Members)
        {
            data.Remove(member);
            if (await BalanceAsync(session, kind, customer) is var balance and not 0)
                data[member] = balance;
        }
    }
}
