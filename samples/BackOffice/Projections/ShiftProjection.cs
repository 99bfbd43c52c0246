using System.Globalization;
using BackOffice.Storage;

namespace BackOffice.Projections;

internal sealed record ShiftOpened(Guid Shift, int Number, long Float, DateOnly? BusinessDate = null);

internal sealed record ShiftClosed(Guid Shift, int Number, long Expected, long Counted, long Difference, int Receipts, long Gross, long Tax);

/// <summary>Shifts and their Z reports.</summary>
internal static class ShiftProjection
{
    public static Task OpenAsync(StoreSession session, StoredEntry entry, EntryBody body)
    {
        var opened = body.DataAs<ShiftOpened>();
        return SaveAsync(
            session, entry, opened.Number,
            """
            INSERT INTO shift (id, device, number, opened, opening_float, business_date) VALUES (@id, @Device, @Number, @at, @Float, @day)
            ON CONFLICT (id) DO UPDATE SET opened = excluded.opened, opening_float = excluded.opening_float, business_date = excluded.business_date
            WHERE shift.device = excluded.device
            """,
            new { id = opened.Shift.ToString(), entry.Device, opened.Number, at = body.AtText, opened.Float, day = opened.BusinessDate?.ToString("O", CultureInfo.InvariantCulture) });
    }

    /// <summary>The day that a shift's receipts belong to; null where its device did not say.</summary>
    public static Task<string?> BusinessDateAsync(StoreSession session, Guid shift) =>
        session.FindAsync<string>("SELECT business_date FROM shift WHERE id = @shift", new { shift = shift.ToString() });

    /// <summary>The close carries the whole report, so it stands by itself where the opening was set aside.</summary>
    public static Task CloseAsync(StoreSession session, StoredEntry entry, EntryBody body)
    {
        var closed = body.DataAs<ShiftClosed>();
        if (closed.Counted - closed.Expected != closed.Difference)
            throw new UnprojectableException($"shift {closed.Number} does not add up: counted {closed.Counted} less expected {closed.Expected} is not {closed.Difference}");

        return SaveAsync(
            session, entry, closed.Number,
            """
            INSERT INTO shift (id, device, number, closed, expected, counted, difference, receipts, gross, tax)
            VALUES (@id, @Device, @Number, @at, @Expected, @Counted, @Difference, @Receipts, @Gross, @Tax)
            ON CONFLICT (id) DO UPDATE SET
                closed = excluded.closed, expected = excluded.expected, counted = excluded.counted, difference = excluded.difference,
                receipts = excluded.receipts, gross = excluded.gross, tax = excluded.tax
            WHERE shift.device = excluded.device
            """,
            new
            {
                id = closed.Shift.ToString(),
                entry.Device,
                closed.Number,
                at = body.AtText,
                closed.Expected,
                closed.Counted,
                closed.Difference,
                closed.Receipts,
                closed.Gross,
                closed.Tax,
            });
    }

    private static async Task SaveAsync(StoreSession session, StoredEntry entry, int number, string sql, object row)
    {
        if (await session.ExecuteAsync(sql, row) == 0)
            throw new UnprojectableException($"shift {number} of {entry.Device} has the id of another device's");
    }
}
