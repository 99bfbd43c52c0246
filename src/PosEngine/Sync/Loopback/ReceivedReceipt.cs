using System.Collections.Immutable;
using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Receipts;

namespace PosEngine.Sync;

/// <summary>A receipt as far as a back office needs to understand it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Device">The device whose journal it is in.</param>
/// <param name="Entry">Its entry there.</param>
/// <param name="Number">The number on the paper.</param>
/// <param name="Lines">What was sold, and what came back.</param>
/// <param name="Restocks">Whether what came back can be sold again.</param>
internal sealed record ReceivedReceipt(
    ReceiptId Id, DeviceId Device, JournalEntry Entry, string Number, ImmutableArray<ReceivedLine> Lines, bool Restocks)
{
    /// <summary>What it moves on which account.</summary>
    public IReadOnlyList<AccountMove> Moves { get; init; } = [];

    /// <summary>What it gave back, where it is a refund: of an exchange, its return by itself. Null where it does not say which way.</summary>
    public GivenBack? GivenBack { get; init; } = GivenBack.Nothing;

    /// <summary>The customer on it, if there is one.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>The entry that it names as the one that tells who issued it.</summary>
    public long? Issuer { get; init; }

    /// <summary>What of a line leaves the shelf; below zero where it comes back to it.</summary>
    public Quantity MovedBy(ReceivedLine line) => line.Quantity < Quantity.Zero && !(line.Returns is null ? line.Restocks : Restocks) ? Quantity.Zero : line.Quantity;

    /// <summary>Reads the data of a body.</summary>
    public static ReceivedReceipt Read(DeviceId device, JournalEntry entry, JsonElement data)
    {
        var refundOf = data.TryGetProperty("refund_of", out var refund) ? refund : default;
        ReceiptId? original = refundOf.ValueKind == JsonValueKind.Object ? new(refundOf.GetProperty("receipt").GetGuid()) : null;
        return new(
            new(data.GetProperty("id").GetGuid()),
            device,
            entry,
            data.GetProperty("number").GetString()!,
            [.. data.GetProperty("lines").EnumerateArray().Select(line => ReceivedLine.Read(line, original))],
            original is null || !refundOf.TryGetProperty("restock", out var restock) || restock.GetBoolean())
        {
            Moves = AccountMove.Of(data),
            GivenBack = original is null ? GivenBack.Nothing : ReadGivenBack(data, refundOf),
            Issuer = data.TryGetProperty("issuer", out var issuer) && issuer.ValueKind == JsonValueKind.Number ? issuer.GetInt64() : null,
            Customer = data.TryGetProperty("customer", out var customer) && customer.ValueKind == JsonValueKind.String ? new(customer.GetGuid()) : null,
        };
    }

    private static GivenBack? ReadGivenBack(JsonElement data, JsonElement refundOf)
    {
        var isExchange = refundOf.TryGetProperty("exchange", out var exchange);
        List<(JsonElement Payment, long Amount)> payments = [.. data.GetProperty("payments").EnumerateArray().Select(static payment => (payment, -payment.GetProperty("amount").GetInt64())).Where(payment => !isExchange || payment.Item2 > 0)];
        if (isExchange)
            payments.AddRange(exchange.GetProperty("credit").EnumerateArray().Select(static payment => (payment, payment.GetProperty("amount").GetInt64())));
        var others = payments.Where(static payment => payment.Payment.GetProperty("kind").GetString() != "cash").ToList();
        return others.Any(static payment => !payment.Payment.TryGetProperty("type", out _)) ? null : new(
            Money.FromUnits((isExchange ? exchange : data).GetProperty("change").GetInt64()),
            [.. others.Select(static payment => new GivenBackBy(new(payment.Payment.GetProperty("type").GetGuid()), payment.Payment.TryGetProperty("code", out var code) ? code.GetString() : null, Money.FromUnits(payment.Amount)))]);
    }
}

/// <summary>A line of a receipt.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Item">The item, if it is one.</param>
/// <param name="Name">What was sold.</param>
/// <param name="Quantity">How much; below zero where it came back.</param>
/// <param name="Gross">What it came to, in 1/100,000; below zero where it went back.</param>
/// <param name="Returns">The line that sold what comes back with this one, and what was to be paid back of its price.</param>
/// <param name="Restocks">Whether what comes back without its receipt can be sold again.</param>
internal sealed record ReceivedLine(LineId Id, ItemId? Item, string Name, Quantity Quantity, long Gross, (ReceiptId Receipt, LineId Line, Money Amount)? Returns, bool Restocks)
{
    public static ReceivedLine Read(JsonElement line, ReceiptId? original) => new(
        new(line.GetProperty("id").GetGuid()),
        line.TryGetProperty("item", out var item) && item.ValueKind == JsonValueKind.String ? new(item.GetGuid()) : null,
        line.GetProperty("name").GetString()!,
        Quantity.FromUnits(line.GetProperty("quantity").GetInt64()),
        line.TryGetProperty("gross", out var gross) ? gross.GetInt64() : 0,
        line.TryGetProperty("returns", out var returns) ? ReadReturns(returns, original) : null,
        !line.TryGetProperty("taken_back", out var takenBack) || !takenBack.TryGetProperty("restock", out var restock) || restock.GetBoolean());

    private static (ReceiptId Receipt, LineId Line, Money Amount) ReadReturns(JsonElement returns, ReceiptId? original) => (
        returns.TryGetProperty("receipt", out var receipt) ? new(receipt.GetGuid()) : original ?? throw new JsonException("It is not said which receipt comes back."),
        new(returns.GetProperty("line").GetGuid()),
        returns.TryGetProperty("amount", out var amount) && amount.ValueKind != JsonValueKind.Null ? Money.FromUnits(amount.GetInt64()) : Money.Zero);
}
