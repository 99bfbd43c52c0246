using System.Collections.Immutable;
using PosEngine.Pricing;

namespace PosEngine.Tickets;

/// <summary>The discounts or the surcharges of a ticket and of its lines: what can be done to the ones can be done to the others.</summary>
internal sealed record TicketAdjustments<T>
    where T : class
{
    public required Func<TicketContent, ImmutableArray<T>> OfTicket { get; init; }

    public required Func<TicketContent, ImmutableArray<T>, TicketContent> SetOfTicket { get; init; }

    public required Func<TicketLine, ImmutableArray<T>> OfLine { get; init; }

    public required Func<TicketLine, ImmutableArray<T>, TicketLine> SetOfLine { get; init; }

    public required Func<T, (Guid Id, string Name, Money? Amount, Rate? Rate, bool IsRestricted)> Look { get; init; }

    /// <summary>Which lines are given none of their own; null where all may be.</summary>
    public Func<TicketLine, bool>? IsRefusedBy { get; init; }

    /// <summary>What giving a restricted one is called in the journal.</summary>
    public required string Operation { get; init; }

    /// <summary>Why it is not given twice.</summary>
    public required string Repeated { get; init; }

    /// <summary>Why one that is not there is not taken off.</summary>
    public required string Unknown { get; init; }

    /// <summary>Those of the ticket, or of a line; null where there is no such line.</summary>
    public ImmutableArray<T>? On(TicketContent content, LineId? line) =>
        line is not { } id ? OfTicket(content) : TicketFold.Find(content, id) is { } found ? OfLine(found) : null;

    public TicketContent Set(TicketContent content, LineId? line, ImmutableArray<T> adjustments) =>
        line is not { } id ? SetOfTicket(content, adjustments)
        : TicketFold.Find(content, id) is { } found ? TicketFold.Replace(content, found, SetOfLine(found, adjustments))
        : content;
}

/// <summary>Both kinds.</summary>
internal static class TicketAdjustments
{
    public static TicketAdjustments<Discount> Discounts { get; } = new()
    {
        OfTicket = static content => content.Discounts,
        SetOfTicket = static (content, discounts) => content with { Discounts = discounts },
        OfLine = static line => line.Discounts,
        SetOfLine = static (line, discounts) => line with { Discounts = discounts },
        Look = static discount => (discount.Id.Value, discount.Name, discount.Amount, discount.Rate, discount.IsRestricted),
        IsRefusedBy = static line => !line.IsDiscountable || !line.BusinessCase.IsRevenue(),
        Operation = "add_discount",
        Repeated = RefusalCodes.DiscountRepeated,
        Unknown = RefusalCodes.DiscountUnknown,
    };

    public static TicketAdjustments<Surcharge> Surcharges { get; } = new()
    {
        OfTicket = static content => content.Surcharges,
        SetOfTicket = static (content, surcharges) => content with { Surcharges = surcharges },
        OfLine = static line => line.Surcharges,
        SetOfLine = static (line, surcharges) => line with { Surcharges = surcharges },
        Look = static surcharge => (surcharge.Id.Value, surcharge.Name, surcharge.Amount, surcharge.Rate, surcharge.IsRestricted),
        Operation = "add_surcharge",
        Repeated = RefusalCodes.SurchargeRepeated,
        Unknown = RefusalCodes.SurchargeUnknown,
    };
}
