using BackOffice.Merging;
using BackOffice.Storage;

namespace BackOffice.Accounts;

/// <summary>What devices have taken of accounts for receipts that are not here yet.</summary>
internal static class HoldTable
{
    public static Task<HoldRow?> FindAsync(StoreSession session, Guid device, Guid key) => session.FindAsync<HoldRow>(
        "SELECT receipt, kind, account, amount FROM value_hold WHERE device = @device AND key = @key", new { device = device.ToString(), key = key.ToString() });

    /// <summary>What a device has reserved for receipts that are not here.</summary>
    public static Task<IReadOnlyList<HeldRow>> ListAsync(StoreSession session, Guid device) => session.QueryAsync<HeldRow>(
        """
        SELECT value_hold.key, value_hold.kind, value_hold.account, value_hold.amount FROM value_hold
        LEFT JOIN receipt ON receipt.id = value_hold.receipt
        WHERE value_hold.device = @device AND receipt.id IS NULL ORDER BY value_hold.key
        """,
        new { device = device.ToString() });

    public static Task AddAsync(StoreSession session, Guid device, MoveRequest move) => session.ExecuteAsync(
        "INSERT INTO value_hold (device, key, receipt, kind, account, amount) VALUES (@device, @key, @receipt, @Kind, @Account, @Amount)",
        new { device = device.ToString(), key = move.Key.ToString(), receipt = move.Receipt.ToString(), move.Kind, move.Account, move.Amount });

    public static async Task EndAsync(StoreSession session, string device, string key)
    {
        await session.ExecuteAsync("INSERT INTO value_ended (device, key) VALUES (@device, @key) ON CONFLICT DO NOTHING", new { device, key });
        await session.ExecuteAsync("DELETE FROM value_hold WHERE device = @device AND key = @key", new { device, key });
    }

    public static async Task<bool> HasEndedAsync(StoreSession session, Guid device, MoveRequest move) => await session.SingleAsync<long>(
        """
        SELECT (SELECT COUNT(*) FROM receipt WHERE id = @receipt) + (SELECT COUNT(*) FROM value_ended WHERE device = @device AND key = @key)
        """,
        new { receipt = move.Receipt.ToString(), device = device.ToString(), key = move.Key.ToString() }) > 0;

    /// <summary>What was taken for receipts that are on their way; zero or below. What is to be put there is there with its receipt.</summary>
    public static async Task<long> TakenAsync(StoreSession session, string kind, string account)
    {
        var kept = await CustomerMerge.ResolveAsync(session, account);
        return (long)await session.SingleAsync<decimal>(
            $"""
            SELECT COALESCE(SUM(value_hold.amount), 0) FROM value_hold
            LEFT JOIN receipt ON receipt.id = value_hold.receipt
            WHERE value_hold.kind = @kind AND {CustomerMerge.IsOneOf("value_hold.account")} AND value_hold.amount < 0 AND receipt.id IS NULL
            """,
            new { kind, kept });
    }
}

internal sealed record HoldRow(string Receipt, string Kind, string Account, long Amount);

internal sealed record HeldRow(string Key, string Kind, string Account, long Amount);
