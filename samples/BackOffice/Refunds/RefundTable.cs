using BackOffice.Projections;
using BackOffice.Storage;

namespace BackOffice.Refunds;

/// <summary>What went back, who may refund, and which refunds have ended.</summary>
internal static class RefundTable
{
    /// <summary>Whoever else refunds something of the receipt waits until the transaction ends.</summary>
    public static Task LockAsync(StoreSession session, Guid receipt) =>
        session.ExecuteAsync("UPDATE receipt SET change = change WHERE id = @id", new { id = receipt.ToString() });

    public static Task AddAsync(StoreSession session, long entry, IEnumerable<ReturnedPart> lines) => session.InsertAsync(
        "refunded (entry, ordinal, receipt, line, quantity, amount, gross)",
        lines.Select(line => new object?[] { entry, line.Ordinal, line.Receipt.ToString(), line.Line.ToString(), line.Quantity, line.Amount, line.Gross }));

    public static Task SetGrossAsync(StoreSession session, long entry, ReturnedPart part) =>
        session.ExecuteAsync("UPDATE refunded SET gross = @Gross WHERE entry = @entry AND ordinal = @Ordinal", new { entry, part.Ordinal, part.Gross });

    /// <summary>What went back of a receipt, in the order of its arrival.</summary>
    public static Task<IReadOnlyList<RefundedRow>> ListAsync(StoreSession session, Guid receipt) => session.QueryAsync<RefundedRow>(
        """
        SELECT refunded.entry, refunded.line, refunded.quantity, refunded.amount, refunded.gross, device.number AS DeviceNumber, refund.id AS Refund
        FROM refunded
        JOIN receipt AS refund ON refund.entry = refunded.entry
        JOIN entry ON entry.position = refunded.entry
        JOIN epoch ON epoch.key = entry.epoch
        JOIN device ON device.id = epoch.device
        WHERE refunded.receipt = @receipt ORDER BY refunded.entry, refunded.ordinal
        """,
        new { receipt = receipt.ToString() });

    /// <summary>The refunds of a receipt but one.</summary>
    public static async Task<IReadOnlyList<ReceiptData>> ListReceiptsAsync(StoreSession session, Guid receipt, Guid except) =>
    [
        .. (await session.QueryAsync<byte[]>(
            """
            SELECT entry.body FROM entry JOIN receipt AS refund ON refund.entry = entry.position
            WHERE entry.position IN (SELECT entry FROM refunded WHERE receipt = @receipt) AND refund.id <> @except ORDER BY entry.position
            """,
            new { receipt = receipt.ToString(), except = except.ToString() })).Select(static body => EntryBody.Read(body).DataAs<ReceiptData>()),
    ];

    /// <summary>Keeps a receipt in mind that something was refunded of and that is not here. Whoever looks for those that have come waits until the transaction ends.</summary>
    public static Task AwaitAsync(StoreSession session, Guid receipt) => session.ExecuteAsync(
        "INSERT INTO refund_awaited (receipt) VALUES (@receipt) ON CONFLICT (receipt) DO UPDATE SET receipt = excluded.receipt", new { receipt = receipt.ToString() });

    /// <summary>Receipts that something was refunded of before they came, and that have come.</summary>
    public static Task<IReadOnlyList<string>> ListArrivedAsync(StoreSession session) => session.QueryAsync<string>(
        "SELECT refund_awaited.receipt FROM refund_awaited JOIN receipt ON receipt.id = refund_awaited.receipt ORDER BY refund_awaited.receipt");

    public static Task ForgetAsync(StoreSession session, Guid receipt) =>
        session.ExecuteAsync("DELETE FROM refund_awaited WHERE receipt = @receipt", new { receipt = receipt.ToString() });

    /// <summary>Writes down that with a refund more went back of a receipt than was sold.</summary>
    public static Task AddExcessAsync(StoreSession session, long entry, Guid receipt) => session.ExecuteAsync(
        "INSERT INTO refund_excess (entry, receipt) VALUES (@entry, @receipt) ON CONFLICT (entry) DO NOTHING", new { entry, receipt = receipt.ToString() });

    /// <summary>Whether a refund has its receipt, was released by its device, or was ended by an owner.</summary>
    public static async Task<bool> HasEndedAsync(StoreSession session, string device, string refund) => await session.SingleAsync<long>(
        """
        SELECT (SELECT COUNT(*) FROM receipt WHERE id = @refund) + (SELECT COUNT(*) FROM refund_ended WHERE device = @device AND refund = @refund)
        """,
        new { device, refund }) > 0;

    public static Task EndAsync(StoreSession session, string device, string refund) => session.ExecuteAsync(
        "INSERT INTO refund_ended (device, refund) VALUES (@device, @refund) ON CONFLICT DO NOTHING", new { device, refund });

    public static Task<RightRow?> FindRightAsync(StoreSession session, Guid receipt) =>
        session.FindAsync<RightRow>($"{SelectRight} WHERE refund_right.receipt = @receipt", new { receipt = receipt.ToString() });

    public static Task<RightRow?> FindRightAsync(StoreSession session, Guid device, Guid refund) => session.FindAsync<RightRow>(
        $"{SelectRight} WHERE refund_right.device = @device AND refund_right.refund = @refund", new { device = device.ToString(), refund = refund.ToString() });

    /// <summary>Gives the right to a refund. It takes the place of one that has ended.</summary>
    public static Task GrantAsync(StoreSession session, Guid device, RefundRequest request, string refunded, string? givenBack, DateTimeOffset now) => session.ExecuteAsync(
        """
        INSERT INTO refund_right (receipt, device, refund, refunded, given_back, granted) VALUES (@receipt, @device, @refund, @refunded, @givenBack, @granted)
        ON CONFLICT (receipt) DO UPDATE SET
            device = excluded.device, refund = excluded.refund, refunded = excluded.refunded, given_back = excluded.given_back, granted = excluded.granted
        """,
        new
        {
            receipt = request.Receipt.ToString(),
            device = device.ToString(),
            refund = request.Refund.ToString(),
            refunded,
            givenBack,
            granted = now.ToUnixTimeMilliseconds(),
        });

    private const string SelectRight =
        """
        SELECT refund_right.receipt, refund_right.device, refund_right.refund, refund_right.refunded, device.number AS DeviceNumber, refund_right.given_back AS GivenBack
        FROM refund_right JOIN device ON device.id = refund_right.device
        """;
}

internal sealed record RefundedRow(long Entry, string Line, long Quantity, long Amount, long Gross, long? DeviceNumber, string Refund);

internal sealed record RightRow(string Receipt, string Device, string Refund, string Refunded, long? DeviceNumber, string? GivenBack);
