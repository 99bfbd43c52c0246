using System.Globalization;
using System.Text.Json.Nodes;
using PosEngine.Journal;

namespace PosEngine.Conformance;

/// <summary>Receipts of things that cost nothing: what adds up and is counted, as short as it can be.</summary>
internal static class TestReceipts
{
    /// <summary>Appends a receipt to a journal.</summary>
    /// <returns>Its id, and those of its lines.</returns>
    public static (ReceiptId Id, LineId[] Lines) Sell(this TestJournal journal, string number, params (string Name, long Quantity, ItemId? Item)[] lines)
    {
        var sold = lines.Select(line => (Id: new LineId(NewId()), line.Name, line.Quantity, line.Item)).ToArray();
        var id = new ReceiptId(NewId());
        journal.Append(Receipt(id, number, [.. sold.Select(line => Line(line.Id, line.Name, line.Quantity, line.Item))]));
        return (id, [.. sold.Select(line => line.Id)]);
    }

    /// <summary>Appends the receipt of a refund to a journal.</summary>
    /// <param name="journal">The journal of the device that refunds.</param>
    /// <param name="refund">The id of the refund's receipt.</param>
    /// <param name="receipt">What it refunds.</param>
    /// <param name="line">Which line goes back.</param>
    /// <param name="quantity">How much of it, with the sign that it was sold with.</param>
    /// <param name="item">The item that comes back.</param>
    /// <param name="restock">Whether it can be sold again.</param>
    /// <param name="id">The id of the line of the refund.</param>
    public static JournalEntry Refund(
        this TestJournal journal, ReceiptId refund, ReceiptId receipt, LineId line, long quantity, ItemId? item = null, bool restock = true, LineId? id = null)
    {
        var back = Line(id ?? new(NewId()), "Back", -quantity, item);
        back["returns"] = new JsonObject { ["line"] = $"{line}" };
        var body = JsonNode.Parse(Receipt(refund, "R", [back]))!;
        body["data"]!["refund_of"] = new JsonObject { ["receipt"] = $"{receipt}", ["number"] = "1-1001", ["device"] = $"{journal.Device}", ["restock"] = restock };
        return journal.Append(body.ToJsonString());
    }

    /// <summary>Appends a receipt of one line without tax that was worth something, paid in cash.</summary>
    /// <returns>Its id, and that of its line.</returns>
    public static (ReceiptId Id, LineId Line) SellFor(this TestJournal journal, long quantity, long gross)
    {
        var id = new LineId(NewId());
        var line = Line(id, "Tea", quantity, item: null);
        (line["net"], line["gross"]) = (gross, gross);
        return (journal.SellTo(customer: null, [line], [new JsonObject { ["name"] = "Cash", ["kind"] = "cash", ["amount"] = gross }]), id);
    }

    /// <summary>Appends the receipt of a refund that pays something back in cash.</summary>
    /// <param name="journal">The journal of the device that refunds.</param>
    /// <param name="refund">The id of the refund's receipt.</param>
    /// <param name="receipt">What it refunds.</param>
    /// <param name="line">Which line it is of.</param>
    /// <param name="quantity">How much of it comes back.</param>
    /// <param name="gross">What is paid back.</param>
    /// <param name="amount">The same, where it is a part of the price and no goods come back.</param>
    /// <param name="by">The way to pay that it goes back by; null for cash.</param>
    public static JournalEntry PayBack(this TestJournal journal, ReceiptId refund, ReceiptId receipt, LineId line, long quantity, long gross, long? amount = null, PaymentTypeId? by = null)
    {
        var back = Line(new(NewId()), "Back", -quantity, item: null);
        (back["net"], back["gross"]) = (-gross, -gross);
        var returns = new JsonObject { ["line"] = $"{line}" };
        if (amount is not null)
            returns["amount"] = amount;
        back["returns"] = returns;
        var body = JsonNode.Parse(Receipt(refund, "R", [back]))!;
        var data = body["data"]!;
        (data["net"], data["gross"], data["change"]) = (-gross, -gross, by is null ? gross : 0);
        if (by is { } type)
            data["payments"] = new JsonArray(new JsonObject { ["type"] = $"{type}", ["name"] = "Card", ["kind"] = "other", ["amount"] = -gross });
        data["refund_of"] = new JsonObject { ["receipt"] = $"{receipt}", ["number"] = "1-1001", ["device"] = $"{journal.Device}" };
        return journal.Append(body.ToJsonString());
    }

    /// <summary>Appends the receipt of an exchange whose return pays for a part of the sale, and the customer for the rest in cash.</summary>
    public static JournalEntry Exchange(
        this TestJournal journal, ReceiptId exchange, ReceiptId receipt, LineId line, long quantity, long returned, long sold, long creditInCash, (PaymentTypeId Type, long Amount) creditBy)
    {
        var (back, bought) = (Line(new(NewId()), "Back", -quantity, item: null), Line(new(NewId()), "Tea", 1_000, item: null));
        (back["net"], back["gross"], back["returns"]) = (-returned, -returned, new JsonObject { ["line"] = $"{line}" });
        (bought["net"], bought["gross"]) = (sold, sold);
        var body = JsonNode.Parse(Receipt(exchange, "X", [back, bought]))!;
        var data = body["data"]!;
        (data["net"], data["gross"]) = (sold - returned, sold - returned);
        data["payments"] = new JsonArray(new JsonObject { ["type"] = $"{NewId()}", ["name"] = "Cash", ["kind"] = "cash", ["amount"] = sold - returned });
        data["refund_of"] = new JsonObject
        {
            ["receipt"] = $"{receipt}",
            ["number"] = "1-1001",
            ["device"] = $"{journal.Device}",
            ["exchange"] = new JsonObject
            {
                ["credit"] = new JsonArray(
                    new JsonObject { ["id"] = $"{NewId()}", ["type"] = $"{NewId()}", ["name"] = "Cash", ["kind"] = "cash", ["amount"] = creditInCash },
                    new JsonObject { ["id"] = $"{NewId()}", ["type"] = $"{creditBy.Type}", ["name"] = "Card", ["kind"] = "other", ["amount"] = creditBy.Amount }),
                ["change"] = creditInCash,
            },
        };
        return journal.Append(body.ToJsonString());
    }

    /// <summary>Appends a receipt of one line without tax, paid in some ways.</summary>
    public static ReceiptId SellTo(this TestJournal journal, string? customer, long gross, params (string Kind, long Amount)[] payments) =>
        journal.SellTo(customer, gross, "sale", payments);

    /// <summary>The same of a line that is another business case than a sale.</summary>
    public static ReceiptId SellTo(this TestJournal journal, string? customer, long gross, string businessCase, params (string Kind, long Amount)[] payments)
    {
        var line = Line(new(NewId()), "Tea", 1_000, item: null);
        (line["business_case"], line["net"], line["gross"]) = (businessCase, gross, gross);
        return journal.SellTo(customer, [line], [.. payments.Select(payment => new JsonObject { ["name"] = payment.Kind, ["kind"] = payment.Kind, ["amount"] = payment.Amount })]);
    }

    /// <summary>The same with lines and payments of one's own.</summary>
    public static ReceiptId SellTo(this TestJournal journal, string? customer, JsonArray lines, JsonArray payments)
    {
        var id = new ReceiptId(NewId());
        var body = JsonNode.Parse(Receipt(id, "1", lines))!;
        var data = body["data"]!;
        var gross = data["lines"]!.AsArray().Sum(line => (long)line!["gross"]!);
        (data["net"], data["gross"], data["customer"], data["payments"]) = (gross, gross, customer, payments);
        journal.Append(body.ToJsonString());
        return id;
    }

    /// <summary>Appends a receipt of one line without tax, completed at a moment, paid in one way.</summary>
    public static ReceiptId SellAt(this TestJournal journal, DateTimeOffset at, CustomerId customer, long gross, PaymentTypeId type)
    {
        var id = new ReceiptId(NewId());
        var line = Line(new(NewId()), "Sold", 1_000, item: null);
        (line["net"], line["gross"]) = (gross, gross);
        var body = JsonNode.Parse(Receipt(id, "1", [line]))!;
        body["at"] = at.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
        var data = body["data"]!;
        (data["net"], data["gross"], data["customer"]) = (gross, gross, $"{customer}");
        data["payments"] = new JsonArray(new JsonObject { ["type"] = $"{type}", ["name"] = "Card", ["kind"] = "other", ["amount"] = gross });
        journal.Append(body.ToJsonString());
        return id;
    }

    public static JournalEntry Release(this TestJournal journal, ReceiptId refund) =>
        journal.Append(TestJournal.Body("refund-released", $$"""{"refund":"{{refund}}"}"""));

    public static Guid NewId() => Guid.CreateVersion7(DateTimeOffset.UnixEpoch);

    public static JsonObject Line(LineId id, string name, long quantity, ItemId? item) => new()
    {
        ["id"] = $"{id}",
        ["item"] = item is { } known ? $"{known}" : null,
        ["name"] = name,
        ["quantity"] = quantity,
        ["taxes"] = new JsonArray(),
        ["tax"] = new JsonArray(),
        ["net"] = 0,
        ["gross"] = 0,
    };

    private static string Receipt(ReceiptId id, string number, JsonArray lines)
    {
        var data = new JsonObject
        {
            ["id"] = $"{id}",
            ["number"] = number,
            ["shift"] = $"{id}",
            ["currency"] = "EUR",
            ["taxes"] = new JsonArray(),
            ["lines"] = lines,
            ["payments"] = new JsonArray(),
        };
        foreach (var figure in new[] { "net", "tax", "gross", "cash_rounding", "change" })
            data[figure] = 0;
        return TestJournal.Body("receipt", data.ToJsonString());
    }
}
