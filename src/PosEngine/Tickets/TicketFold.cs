using System.Collections.Immutable;
using PosEngine.Catalog;
using PosEngine.Pricing;

namespace PosEngine.Tickets;

/// <summary>What a step on a ticket comes to: new content, or a refusal.</summary>
internal readonly record struct TicketStep(TicketContent? Content, Refusal? Refusal, LineId? Line)
{
    public static implicit operator TicketStep(TicketContent content) => new(content, null, null);

    public static implicit operator TicketStep((TicketContent Content, LineId Line) changed) => new(changed.Content, null, changed.Line);

    public static implicit operator TicketStep(Refusal refusal) => new(null, refusal, null);
}

/// <summary>A ticket is the fold of its operations: each is a function from what it holds to what it holds then.</summary>
internal static class TicketFold
{
    public static TicketContent Add(TicketContent content, TicketLine line, DateTimeOffset now) =>
        content with { Lines = content.Lines.Add(line), StartedAt = content.StartedAt ?? now };

    public static TicketContent SetQuantity(TicketContent content, TicketLine line, Quantity quantity) =>
        content with { Lines = content.Lines.Replace(line, line with { Quantity = quantity }) };

    public static TicketContent Remove(TicketContent content, TicketLine line) =>
        content with { Lines = content.Lines.Remove(line), RemovedLines = content.RemovedLines.Add(line) };

    public static TicketContent SetDiscounts(TicketContent content, LineId? line, ImmutableArray<Discount> discounts) =>
        line is null
            ? content with { Discounts = discounts }
            : Find(content, line.Value) is { } found ? content with { Lines = content.Lines.Replace(found, found with { Discounts = discounts }) } : content;

    /// <summary>The discounts of the ticket, or of a line; null where there is no such line.</summary>
    public static ImmutableArray<Discount>? DiscountsOf(TicketContent content, LineId? line) =>
        line is null ? content.Discounts : Find(content, line.Value)?.Discounts;

    public static TicketLine? Find(TicketContent content, LineId id)
    {
        foreach (var line in content.Lines)
        {
            if (line.Id == id)
                return line;
        }

        return null;
    }

    /// <summary>The line that another one of an item belongs to: the last one rung up the same way.</summary>
    public static TicketLine? LineOf(TicketContent content, Item item, Money price)
    {
        for (var i = content.Lines.Length - 1; i >= 0; i--)
        {
            var line = content.Lines[i];
            if (line.ItemId == item.Id)
                return !item.IsWeighed && line.UnitPrice == price && line.Discounts.IsEmpty && line.Name == item.Name && line.Taxes.SequenceEqual(item.Taxes) ? line : null;
        }

        return null;
    }
}
