using BackOffice.Receipts;
using BackOffice.Reference;
using BackOffice.Stock;
using BackOffice.Storage;
using BackOffice.Tickets;

namespace BackOffice.Projections;

/// <summary>Receipts with their lines and payments. What does not add up is not shown as if it did.</summary>
internal static class ReceiptProjection
{
    /// <summary>One receipt, which may be here already.</summary>
    /// <returns>It, where more went back with it than was sold, more was spent than there was, or another device has a receipt of its ticket.</returns>
    public static async Task<IReadOnlyList<SetAside>> ApplyAsync(StoreSession session, StoredEntry entry, EntryBody body)
    {
        var receipt = Receipt.Read(entry, body);
        if (await AddAsync(session, [receipt]) == 1)
            return await AddPartsAsync(session, [receipt]);

        // Otherwise a device that repaired its journal has sent the same receipt in two epochs. It was still one sale.
        return (await FindBodyAsync(session, receipt.Data.Id)).AsSpan().SequenceEqual(entry.Body)
            ? []
            : throw new UnprojectableException($"another receipt has the id {receipt.Data.Id}");
    }

    /// <summary>Many new ones, with as few statements as one.</summary>
    /// <returns>Those by which more went back than was sold or more was spent than there was, and those of tickets that another device has a receipt of.</returns>
    /// <exception cref="UnprojectableException">One of them does not add up, or is here already.</exception>
    public static async Task<IReadOnlyList<SetAside>> ApplyNewAsync(StoreSession session, IReadOnlyCollection<(StoredEntry Entry, EntryBody Body)> entries)
    {
        var receipts = entries.Select(entry => Receipt.Read(entry.Entry, entry.Body)).ToList();
        if (await AddAsync(session, receipts) != receipts.Count)
            throw new UnprojectableException("a receipt is here already");
        return await AddPartsAsync(session, receipts);
    }

    /// <summary>A receipt that is here, as its device froze it.</summary>
    public static async Task<ReceiptData?> FindAsync(StoreSession session, Guid receipt) =>
        await FindBodyAsync(session, receipt) is { } body ? EntryBody.Read(body).DataAs<ReceiptData>() : null;

    /// <summary>Reads what went back with the receipts that came before there were columns for it.</summary>
    public static async Task FillReturnsAsync(StoreSession session)
    {
        var after = 0L;
        while (await session.QueryAsync<BodyRow>(
            "SELECT entry.position, entry.body FROM receipt JOIN entry ON entry.position = receipt.entry WHERE entry.position > @after ORDER BY entry.position LIMIT 500", new { after }) is { Count: > 0 } page)
        {
            foreach (var (position, data) in page.Select(static row => (row.Position, Data: EntryBody.TryRead(row.Body)?.TryDataAs<ReceiptData>())).Where(static row => row.Data is { Refund: not null } or { Returns.Count: > 0 }))
            {
                await session.ExecuteAsync(
                    "UPDATE receipt SET refund = @Refund, return_count = @count, returns = @returns WHERE entry = @position",
                    new { position, data!.Refund, count = data.Returns.Count, returns = data.Returns.Sum(static line => line.Gross) });
            }

            after = page[^1].Position;
        }
    }

    /// <summary>Reads what receipts are looked for by of those that came before there were columns for it.</summary>
    public static async Task FillLookupAsync(StoreSession session)
    {
        var after = 0L;
        while (await session.QueryAsync<BodyRow>(
            "SELECT entry.position, entry.body FROM receipt JOIN entry ON entry.position = receipt.entry WHERE entry.position > @after ORDER BY entry.position LIMIT 500", new { after }) is { Count: > 0 } page)
        {
            foreach (var (position, bytes) in page)
            {
                if (EntryBody.TryRead(bytes) is not { } body || body.TryDataAs<ReceiptData>() is not { } data)
                    continue; // Earlier versions took it; this one would set it aside.
                await session.ExecuteAsync(
                    "UPDATE receipt SET moment = @moment, total = @Total, customer = @customer WHERE entry = @position",
                    new { position, moment = body.At!.Value.ToUnixTimeMilliseconds(), data.Total, customer = data.Customer?.ToString() });
                foreach (var (ordinal, payment) in data.Payments.Index().Where(static payment => payment.Item.Type is not null))
                {
                    await session.ExecuteAsync(
                        "UPDATE receipt_payment SET type = @type WHERE receipt = @receipt AND ordinal = @ordinal", new { receipt = data.Id.ToString(), ordinal, type = payment.Type!.Value.ToString() });
                }
            }

            after = page[^1].Position;
        }
    }

    private sealed record BodyRow(long Position, byte[] Body);

    /// <returns>How many of them were new.</returns>
    private static async Task<int> AddAsync(StoreSession session, IReadOnlyCollection<Receipt> receipts)
    {
        var days = new Dictionary<Guid, string?>();
        foreach (var shift in receipts.Select(receipt => receipt.Data.Shift).Distinct())
            days[shift] = await ShiftProjection.BusinessDateAsync(session, shift);
        return await session.InsertAsync(
            "receipt (id, entry, number, shift, completed, day, currency, net, tax, gross, cash_rounding, change, note, refund, return_count, returns, moment, total, customer)",
            receipts.Select(receipt => receipt.ToRow(days[receipt.Data.Shift])),
            "ON CONFLICT (id) DO NOTHING");
    }

    private static async Task<IReadOnlyList<SetAside>> AddPartsAsync(StoreSession session, IReadOnlyCollection<Receipt> receipts)
    {
        // What others move, and which tickets they sell, at the same moment is either here by now, or sees ours. The feed's lock comes before those of names, stock and refunds:
        // in one order for everybody, so that no two wait for each other in a circle.
        var shared = await SharedTicketTable.FindSoldAsync(session, receipts.Select(receipt => (receipt.Entry, receipt.Data)));
        if (shared.Count > 0 || receipts.Any(receipt => receipt.Data.Moves().Any()))
            await ReferenceTable.LockAsync(session);

        await session.InsertAsync(
            "receipt_line (receipt, ordinal, name, quantity, gross)",
            receipts.SelectMany(receipt => receipt.Data.Lines.Select((line, ordinal) => new object?[] { receipt.Id, ordinal, line.Name, line.Quantity, line.Gross })));
        await session.InsertAsync(
            "receipt_tax (receipt, ordinal, name, net, amount)",
            receipts.SelectMany(receipt => receipt.Data.Taxes.Select((tax, ordinal) => new object?[] { receipt.Id, ordinal, tax.Name, tax.Net, tax.Amount })));
        await session.InsertAsync(
            "receipt_payment (receipt, ordinal, name, kind, amount, type)",
            receipts.SelectMany(receipt => receipt.Data.Payments.Select((payment, ordinal) =>
                new object?[] { receipt.Id, ordinal, payment.Name, payment.Kind, payment.Amount, payment.Type?.ToString() })));

        await SoldNames.AddAsync(session, receipts.SelectMany(receipt => receipt.Data.Lines.Select(line => (receipt.Entry.Position, line.Name))));
        var overdrawn = await AccountProjection.ApplyAsync(session, receipts.Select(receipt => (receipt.Entry, receipt.Data)));
        await StockTable.SellAsync(session, receipts.SelectMany(receipt => receipt.Data.Moved()));
        var tooMuch = await RefundProjection.ApplyAsync(session, receipts.Select(receipt => (receipt.Entry, receipt.Data)));
        return [.. tooMuch.Concat(await SharedTicketTable.SellAsync(session, shared)).Concat(overdrawn).DistinctBy(static aside => aside.Entry.Position)];
    }

    private static Task<byte[]?> FindBodyAsync(StoreSession session, Guid receipt) => session.FindAsync<byte[]>(
        """
        SELECT entry.body FROM receipt JOIN entry ON entry.position = receipt.entry
        WHERE receipt.id = @id
        """,
        new { id = receipt.ToString() });

    /// <summary>A receipt that adds up, and the entry it stands in.</summary>
    private sealed record Receipt(StoredEntry Entry, EntryBody Body, ReceiptData Data)
    {
        public string Id { get; } = Data.Id.ToString();

        public static Receipt Read(StoredEntry entry, EntryBody body)
        {
            var data = body.DataAs<ReceiptData>();
            return ReceiptArithmetic.FindFault(data) is { } fault
                ? throw new UnprojectableException($"receipt {data.Number} does not add up: {fault}")
                : new(entry, body, data);
        }

        /// <param name="businessDate">The day of its shift, where that is known.</param>
        public object?[] ToRow(string? businessDate) =>
        [
            Id, Entry.Position, Data.Number, Data.Shift.ToString(), Body.AtText, businessDate ?? Body.DayText, Data.Currency,
            Data.Net, Data.Tax, Data.Gross, Data.CashRounding, Data.Change, Data.Note, Data.Refund, Data.Returns.Count, Data.Returns.Sum(static line => line.Gross),
            Body.At!.Value.ToUnixTimeMilliseconds(), Data.Total, Data.Customer?.ToString(),
        ];
    }
}
