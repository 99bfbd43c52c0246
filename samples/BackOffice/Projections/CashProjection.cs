using BackOffice.Storage;

namespace BackOffice.Projections;

internal sealed record CashMoved(Guid Shift, long Amount, string Reason);

/// <summary>Cash that went into a drawer or out of it and was no sale.</summary>
internal static class CashProjection
{
    public static Task PayInAsync(StoreSession session, StoredEntry entry, EntryBody body) => AddAsync(session, entry, body, sign: 1);

    public static Task PayOutAsync(StoreSession session, StoredEntry entry, EntryBody body) => AddAsync(session, entry, body, sign: -1);

    private static Task<int> AddAsync(StoreSession session, StoredEntry entry, EntryBody body, int sign)
    {
        var moved = body.DataAs<CashMoved>();
        if (moved.Amount <= 0)
            throw new UnprojectableException($"a cash movement is above zero, not {moved.Amount}");

        return session.ExecuteAsync(
            """
            INSERT INTO cash_movement (entry, shift, amount, reason, at)
            VALUES (@Position, @shift, @amount, @Reason, @at)
            """,
            new { entry.Position, shift = moved.Shift.ToString(), amount = sign * moved.Amount, moved.Reason, at = body.AtText });
    }
}
