using System.Text.Json.Nodes;

namespace PosEngine.Conformance;

/// <summary>A ticket that was parked in a test.</summary>
internal sealed record ParkedForTest(ParkingId Parking, TicketId Ticket, string Content);

/// <summary>What becomes of parked tickets, in the journals of devices.</summary>
internal static class TestTickets
{
    public static ParkedForTest Park(this TestJournal journal, string name, long gross, TicketId? ticket = null)
    {
        var parked = new ParkingId(TestReceipts.NewId());
        var id = ticket ?? new TicketId(TestReceipts.NewId());
        var content = $$"""{"policy":{},"taxes":[],"lines":[{"name":"Tea 🍰 <&>","quantity":1000}],"parking":"{{parked}}"}""";
        journal.Append(TestJournal.Body("ticket-parked", $$"""{"ticket":"{{id}}","name":"{{name}}","gross":{{gross}},"content":{{content}}}"""));
        return new(parked, id, content);
    }

    public static void Resume(this TestJournal journal, ParkedForTest parked) => journal.Append(TestJournal.Body("ticket-resumed", $$"""{"ticket":"{{parked.Ticket}}","parking":"{{parked.Parking}}"}"""));

    public static void TakeOver(this TestJournal journal, TakeoverId takeover, ParkedForTest parked) => journal.Append(TestJournal.Body(
        "ticket-taken-over", $$"""{"takeover":"{{takeover}}","parking":"{{parked.Parking}}","ticket":"{{parked.Ticket}}","name":"x","gross":0,"content":{{parked.Content}}}"""));

    public static void GiveBack(this TestJournal journal, TakeoverId takeover) => journal.Append(TestJournal.Body("ticket-takeover-released", $$"""{"takeover":"{{takeover}}"}"""));

    public static void HandOver(this TestJournal journal, ParkedForTest parked) => journal.Append(TestJournal.Body("ticket-handed-over", $$"""{"parking":"{{parked.Parking}}","ticket":"{{parked.Ticket}}"}"""));

    /// <summary>Appends the receipt of a ticket.</summary>
    public static ReceiptId SellTicket(this TestJournal journal, string number, TicketId ticket, ItemId? item = null)
    {
        var copy = journal.Copy(journal.Entries.Count == 0 ? 0 : journal.Last.Sequence);
        var (id, _) = copy.Sell(number, ("Tea", 1_000, item));
        var body = JsonNode.Parse(copy.Last.Body.Span)!;
        body["data"]!["ticket"] = $"{ticket}";
        journal.Append(body.ToJsonString());
        return id;
    }
}
