using System.Text.Json;
using BackOffice.Projections;
using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Refunds;

/// <summary>Who may refund what: one refund of a receipt at a time, and never more than was sold.</summary>
internal static class RefundRights
{
    /// <summary>Judges a refund in the order of the protocol, and reserves its receipt where nothing stands against it.</summary>
    public static async Task<IResult> AskAsync(StoreSession session, Guid device, RefundRequest request, DateTimeOffset now)
    {
        await RefundTable.LockAsync(session, request.Receipt);
        var back = await RefundTable.ListAsync(session, request.Receipt);
        var others = back.Where(row => row.Refund != request.Refund.ToString()).ToList();
        var before = Sum(others);

        if (await RefundTable.HasEndedAsync(session, device.ToString(), request.Refund.ToString()))
            return Answer("ended", before);
        if (await RefundTable.FindRightAsync(session, device, request.Refund) is { } own)
        {
            return own.Receipt == request.Receipt.ToString()
                ? Answer("granted", JsonSerializer.Deserialize<List<RefundedLine>>(own.Refunded, ProtocolJson.Options)!, givenBack: own.GivenBack is { } told ? JsonSerializer.Deserialize<GivenBack>(told, ProtocolJson.Options) : null)
                : ProtocolError.Rejected("This refund is of another receipt.");
        }

        if (await ReceiptProjection.FindAsync(session, request.Receipt) is not { } receipt)
            return ProtocolError.NotFound("The receipt is not here.");
        if (FindFault(receipt, request) is { } fault)
            return fault;
        if (await RefundTable.FindRightAsync(session, request.Receipt) is { } right && !await RefundTable.HasEndedAsync(session, right.Device, right.Refund))
            return Answer("in_progress", before, right.DeviceNumber);
        if (request.Lines.Any(line => IsTooMuch(QuantityOf(receipt, line.Line)!.Value, BackOf(before, line.Line) + line.Quantity) || line.Amount > GrossOf(receipt, line.Line) - PaidBack(others, line.Line)))
            return Answer("too_much", before, back.Count == 0 ? null : back[^1].DeviceNumber);

        var parts = (await RefundTable.ListReceiptsAsync(session, request.Receipt, except: request.Refund)).Select(static refund => refund.GivenBack()).ToList();
        var givenBack = parts.Contains(null) ? null : GivenBack.Sum(parts!);
        await RefundTable.GrantAsync(
            session, device, request, JsonSerializer.Serialize(before, ProtocolJson.Options), givenBack is null ? null : JsonSerializer.Serialize(givenBack, ProtocolJson.Options), now);
        return Answer("granted", before, givenBack: givenBack);
    }

    /// <summary>What went back of a receipt, and whether some device has the right to give back more.</summary>
    public static async Task<(IReadOnlyList<RefundedLine> Refunded, bool GoesOn)> TellAsync(StoreSession session, Guid receipt) => (
        Sum(await RefundTable.ListAsync(session, receipt)),
        await RefundTable.FindRightAsync(session, receipt) is { } right && !await RefundTable.HasEndedAsync(session, right.Device, right.Refund));

    /// <summary>Whether more went back than was sold, or something else did.</summary>
    public static bool IsTooMuch(long sold, Int128 back) => Int128.Abs(back) > Int128.Abs(sold) || Int128.Sign(back) * Math.Sign(sold) < 0;

    /// <summary>How much a line sold; nothing, where it gave something back. Null where the receipt has no such line.</summary>
    public static long? QuantityOf(ReceiptData receipt, Guid line)
    {
        var index = Array.FindIndex(receipt.Lines, sold => sold.Id == line);
        return index < 0 ? null
            : receipt.Lines[index].Returns is null ? receipt.Lines[index].Quantity
            : 0;
    }

    /// <summary>What a line came to.</summary>
    public static long GrossOf(ReceiptData receipt, Guid line) => receipt.Lines.FirstOrDefault(sold => sold.Id == line).Gross;

    /// <summary>What was paid back of a line.</summary>
    public static Int128 PaidBack(IEnumerable<RefundedRow> back, Guid line) => back.Where(row => row.Line == line.ToString()).Aggregate((Int128)0, static (sum, row) => sum + row.Gross);

    private static ProtocolError? FindFault(ReceiptData receipt, RefundRequest request)
    {
        foreach (var line in request.Lines)
        {
            if (QuantityOf(receipt, line.Line) is not { } sold)
                return ProtocolError.NotFound($"The receipt has no line {line.Line}.");
            if (sold == 0)
                return ProtocolError.Rejected("What came back with a refund cannot be refunded again.");
            if (line.Amount is null && (line.Quantity == 0 || Math.Sign(line.Quantity) != Math.Sign(sold)))
                return ProtocolError.Malformed("A quantity has the sign that the line was sold with.");
        }

        return null;
    }

    // In 128 bits: nobody has promised that what went back is a sensible quantity.
    private static List<RefundedLine> Sum(IEnumerable<RefundedRow> rows) =>
    [
        .. rows.GroupBy(row => row.Line)
            .Select(line => new RefundedLine(Guid.Parse(line.Key), Sum(line, static row => row.Quantity), Sum(line, static row => row.Amount) is var amount and not 0 ? amount : null)),
    ];

    private static long Sum(IEnumerable<RefundedRow> rows, Func<RefundedRow, long> part) =>
        (long)Int128.Clamp(rows.Aggregate((Int128)0, (sum, row) => sum + part(row)), long.MinValue, long.MaxValue);

    private static Int128 BackOf(IReadOnlyList<RefundedLine> before, Guid line) => before.FirstOrDefault(part => part.Line == line).Quantity;

    private static IResult Answer(string verdict, IReadOnlyList<RefundedLine> refunded, long? deviceNumber = null, GivenBack? givenBack = null) =>
        Results.Json(new RefundReply(verdict, refunded, deviceNumber, givenBack), ProtocolJson.Options);
}
