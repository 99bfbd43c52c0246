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

    /// <summary>Sets the quantity of a line, and of those that follow it, which stand behind it.</summary>
    public static TicketContent SetQuantity(TicketContent content, TicketLine line, Quantity quantity) => content with
    {
        Lines = content.Lines.Map(each => each.Id == line.Id || each.ParentId == line.Id ? each with { Quantity = quantity } : each, content.Lines.IndexOf(line.Id)),
    };

    /// <summary>Changes a line against the catalogue, and remembers who did it.</summary>
    public static TicketContent Override(TicketContent content, TicketLine line, TicketLine changed, LineOverride made) =>
        Replace(content, line, changed) with { Overrides = content.Overrides.Add(made) };

    /// <summary>Removes a line, and those that follow it.</summary>
    public static TicketContent Remove(TicketContent content, TicketLine line) => content with
    {
        Lines = content.Lines.RemoveAll(each => each.Id == line.Id || each.ParentId == line.Id),
        RemovedLines = [.. content.RemovedLines, .. content.Lines.ToArray().Where(each => each.Id == line.Id || each.ParentId == line.Id)],
    };

    /// <summary>Gives every line its taxes as the ticket is served now.</summary>
    public static TicketContent SetDiningOption(TicketContent content, string? diningOption, DiningOptionId? id, DateOnly today)
    {
        var served = content with { DiningOption = diningOption, DiningOptionId = id };
        return served with { Lines = served.Lines.Map(line => LineTaxes.Choose(served, line, today)) };
    }

    /// <summary>Gives every line its taxes of the day on which payment begins, unless the policy goes by the day on which it was rung up.</summary>
    public static TicketContent SetTaxDay(TicketContent content, DateOnly today)
    {
        var lines = content.Lines.Map(line => LineTaxes.Choose(content, line, today));
        return ReferenceEquals(lines, content.Lines) ? content : content with { Lines = lines };
    }

    public static TicketLine? Find(TicketContent content, LineId id) => content.Lines.IndexOf(id) is >= 0 and var place ? content.Lines.AsSpan()[place] : null;

    /// <summary>The line that another one of an item belongs to: the last one of it, if it was rung up the same way.</summary>
    public static TicketLine? LineLike(TicketContent content, TicketLine added) =>
        added.ItemId is { } item && content.Lines.LastOf(item) is { } line && IsRungUpLike(line, added) ? line : null;

    public static TicketContent Replace(TicketContent content, TicketLine line, TicketLine changed) =>
        content with { Lines = content.Lines.Map(each => ReferenceEquals(each, line) ? changed : each, content.Lines.IndexOf(line.Id)) };

    private static bool IsRungUpLike(TicketLine line, TicketLine other) =>
        line.UnitPrice == other.UnitPrice && line.PriceBaseQuantity == other.PriceBaseQuantity && line.Name == other.Name && line.BusinessCase == other.BusinessCase
        && line.Quantity.IsNegative == other.Quantity.IsNegative
        && line.Discounts.IsEmpty && line.Surcharges.IsEmpty && line.Modifiers.IsEmpty
        && line.Taxes.SequenceEqual(other.Taxes) && line.Components.SequenceEqual(other.Components) && line.TaxRules.SequenceEqual(other.TaxRules);
}
