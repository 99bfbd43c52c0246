using System.Text.Json.Nodes;
using BackOffice.Accounts;
using BackOffice.Merging;
using BackOffice.Protocol;
using BackOffice.Reference;
using BackOffice.Storage;

namespace BackOffice.Projections;

internal sealed record MoveReleased(Guid Key);

/// <summary>What customers owe, and what there is on gift cards and credited to customers: the sum of what receipts say, told to the tills with the customer.</summary>
internal static class AccountProjection
{
    private const string Customer = "customer";

    public static Task ReleaseAsync(StoreSession session, StoredEntry entry, EntryBody body) =>
        HoldTable.EndAsync(session, entry.Device, body.DataAs<MoveReleased>().Key.ToString());

    /// <summary>Whoever calls holds the feed's lock, so that of those who move something the last tells the sum of all.</summary>
    /// <returns>Those that spent more than there was.</returns>
    public static async Task<IReadOnlyList<SetAside>> ApplyAsync(StoreSession session, IEnumerable<(StoredEntry Entry, ReceiptData Data)> receipts)
    {
        var overdrawn = new List<SetAside>();
        foreach (var (entry, data) in receipts)
        {
            var moves = data.Moves().ToList();
            if (moves.Count == 0)
                continue;

            await AccountTable.AddAsync(session, moves.Select((move, ordinal) => (entry.Position, ordinal, move)));
            foreach (var account in moves.GroupBy(move => (move.Kind, move.Account)).OrderBy(account => account.Key))
            {
                var balance = await AccountTable.BalanceAsync(session, account.Key.Kind, account.Key.Account);
                if (balance < 0 && AccountMove.IsSpent(account.Key.Kind) && account.Sum(move => move.Amount) < 0 && overdrawn.All(other => other.Entry != entry))
                    overdrawn.Add(new(entry, $"more was spent of the {account.Key.Kind} {account.Key.Account} than there was: {balance}"));
                await TellAsync(session, account.Key.Kind, await CustomerMerge.ResolveAsync(session, account.Key.Account), balance);
            }
        }

        return overdrawn;
    }

    private static async Task TellAsync(StoreSession session, string kind, string account, long balance)
    {
        if (!AccountMove.Members.TryGetValue(kind, out var member) || await ReferenceTable.FindAsync(session, Customer, account) is not { } json)
            return;
        var data = (JsonObject)JsonNode.Parse(json)!;
        if (data[member]?.GetValue<long>() == balance)
            return;
        data[member] = balance;
        await ReferenceTable.SetAsync(session, Customer, account, data.ToJsonString(ProtocolJson.Options));
    }
}
