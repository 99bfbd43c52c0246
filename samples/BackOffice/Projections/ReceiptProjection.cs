using BackOffice.Storage;

namespace BackOffice.Projections;

/// <summary>Receipts with their lines and payments. What does not add up is not shown as if it did.</summary>
internal static class ReceiptProjection
{
    public static async Task ApplyAsync(StoreSession session, StoredEntry entry, EntryBody body)
    {
        var receipt = body.DataAs<ReceiptData>();
        if (ReceiptArithmetic.FindFault(receipt) is { } fault)
            throw new UnprojectableException($"receipt {receipt.Number} does not add up: {fault}");

        if (await AddAsync(session, entry, body, receipt))
            await AddPartsAsync(session, receipt);
        else if (!(await FindBodyAsync(session, receipt.Id)).AsSpan().SequenceEqual(entry.Body))
            throw new UnprojectableException($"another receipt has the id {receipt.Id}");

        // Otherwise a device that repaired its journal has sent the same receipt in two epochs. It was still one sale.
    }

    /// <returns>False if a receipt of that id is here.</returns>
    private static async Task<bool> AddAsync(StoreSession session, StoredEntry entry, EntryBody body, ReceiptData receipt)
    {
        var added = await session.ExecuteAsync(
            """
            INSERT INTO receipt (id, entry, number, shift, completed, day, currency, net, tax, gross, cash_rounding, change, note)
            VALUES (@id, @Position, @Number, @shift, @completed, @day, @Currency, @Net, @Tax, @Gross, @CashRounding, @Change, @Note)
            ON CONFLICT (id) DO NOTHING
            """,
            new
            {
                id = receipt.Id.ToString(),
                entry.Position,
                receipt.Number,
                shift = receipt.Shift.ToString(),
                completed = body.AtText,
                day = body.DayText,
                receipt.Currency,
                receipt.Net,
                receipt.Tax,
                receipt.Gross,
                receipt.CashRounding,
                receipt.Change,
                receipt.Note,
            });
        return added == 1;
    }

    private static async Task AddPartsAsync(StoreSession session, ReceiptData receipt)
    {
        var id = receipt.Id.ToString();
        await session.InsertAsync(
            "receipt_line (receipt, ordinal, name, quantity, gross)",
            receipt.Lines.Select((line, ordinal) => new object?[] { id, ordinal, line.Name, line.Quantity, line.Gross }));
        await session.InsertAsync(
            "receipt_tax (receipt, ordinal, name, net, amount)",
            receipt.Taxes.Select((tax, ordinal) => new object?[] { id, ordinal, tax.Name, tax.Net, tax.Amount }));
        await session.InsertAsync(
            "receipt_payment (receipt, ordinal, name, kind, amount)",
            receipt.Payments.Select((payment, ordinal) => new object?[] { id, ordinal, payment.Name, payment.Kind, payment.Amount }));
    }

    private static Task<byte[]?> FindBodyAsync(StoreSession session, Guid receipt) => session.FindAsync<byte[]>(
        """
        SELECT entry.body FROM receipt JOIN entry ON entry.position = receipt.entry
        WHERE receipt.id = @id
        """,
        new { id = receipt.ToString() });
}
