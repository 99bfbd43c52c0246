using System.Text.Json.Nodes;
using BackOffice.Accounts;
using BackOffice.Protocol;
using BackOffice.Reference;
using BackOffice.Storage;

namespace BackOffice.Projections;

/// <summary>What customers owe: the sum of what their receipts say, told to the tills with the customer.</summary>
internal static class AccountProjection
{
    private const string Customer = "customer";

    public static async Task ApplyAsync(StoreSession session, IEnumerable<(StoredEntry Entry, ReceiptData Data)> receipts)
    {
        var moves = receipts.SelectMany(receipt => receipt.Data.Moves().Select((move, ordinal) => (receipt.Entry.Position, ordinal, move))).ToList();
        if (moves.Count == 0)
            return;

        // Whoever else moves something waits, so that the last of them tells the sum of all.
        await ReferenceTable.LockAsync(session);
        await AccountTable.AddAsync(session, moves);
        foreach (var (kind, account) in moves.Select(move => (move.move.Kind, move.move.Account)).Distinct().Order())
            await TellAsync(session, kind, account);
    }

    private static async Task TellAsync(StoreSession session, string kind, string account)
    {
        if (AccountMove.MemberOf(kind) is not { } member || await ReferenceTable.FindAsync(session, Customer, account) is not { } json)
            return;
        var (data, balance) = ((JsonObject)JsonNode.Parse(json)!, await AccountTable.BalanceAsync(session, kind, account));
        if (data[member]?.GetValue<long>() == balance)
            return;
        data[member] = balance;
        await ReferenceTable.SetAsync(session, Customer, account, data.ToJsonString(ProtocolJson.Options));
    }
}
