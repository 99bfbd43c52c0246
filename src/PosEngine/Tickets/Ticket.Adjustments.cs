using PosEngine.Capabilities;
using PosEngine.Employees;
using PosEngine.Pricing;

namespace PosEngine.Tickets;

/// <summary>Discounts and surcharges, of the ticket and of its lines.</summary>
internal sealed partial class Ticket
{
    public PosResult AddDiscount(Discount discount, LineId? line = null, Approval? approval = null) => Adjust(TicketAdjustments.Discounts, discount, line, approval);

    public PosResult AddDiscount(DiscountId discount, LineId? line = null, Rate? rate = null, Money? amount = null, Approval? approval = null)
    {
        // What may not be done at all is told first, whatever else is wrong.
        if (_context.Capabilities.Check(Capability.Sale, this) is { } forbidden)
            return PosResult.Refused(forbidden);
        if (_context.Catalog.Discounts.Value.FirstOrDefault(listed => listed.Id == discount) is not { } listed)
            return PosResult.Refused(Refuse(RefusalCodes.DiscountUnlisted));
        return listed.With(rate, amount) is { } given ? AddDiscount(given, line, approval) : PosResult.Refused(Refuse(RefusalCodes.DiscountValueInvalid, listed.Name));
    }

    public PosResult RemoveDiscount(DiscountId discount, LineId? line = null) => TakeOff(TicketAdjustments.Discounts, discount.Value, line);

    public PosResult AddSurcharge(Surcharge surcharge, LineId? line = null, Approval? approval = null) => Adjust(TicketAdjustments.Surcharges, surcharge, line, approval);

    public PosResult RemoveSurcharge(SurchargeId surcharge, LineId? line = null) => TakeOff(TicketAdjustments.Surcharges, surcharge.Value, line);

    private PosResult Adjust<T>(TicketAdjustments<T> kind, T added, LineId? line, Approval? approval)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(added);
        var (id, name, amount, rate, isRestricted) = kind.Look(added);
        if (RefuseAmount(amount) is { } refusal)
            return PosResult.Refused(refusal);
        return Change(approval, (content, leave) =>
        {
            var needed = isRestricted ? Permissions.RestrictedDiscounts : Permissions.None;
            if (line is null && isRestricted && leave.Ask(needed, kind.Operation, Id, line, id, amount, rate).Refusal is { } notGranted)
                return notGranted;
            if (kind.On(content, line) is not { } given)
                return Refuse(RefusalCodes.LineUnknown);
            var changed = kind.Set(content, line, given.Add(added));
            if (line is { } own && TicketFold.Find(content, own) is { } found)
            {
                var after = TicketFold.Find(changed, own)!;
                if (RefuseChange(leave, needed, content, found, after, kind.Operation, own, id, amount, rate) is { } notAllowed)
                    return notAllowed;
                if (kind.IsRefusedBy is { } isRefusedBy && isRefusedBy(found))
                    return Refuse(RefusalCodes.LineNotDiscountable, found.Name);
                if (found.TakenBack is not null && RefuseReturns(changed) is { } tooMuch)
                    return tooMuch;
            }

            return given.Any(other => kind.Look(other).Id == id) ? Refuse(kind.Repeated) : Record(changed, leave, kind.Operation, line, name, amount, rate);
        });
    }

    private PosResult TakeOff<T>(TicketAdjustments<T> kind, Guid id, LineId? line)
        where T : class => Change(content =>
    {
        if (kind.On(content, line) is not { } given)
            return Refuse(RefusalCodes.LineUnknown);
        return given.FirstOrDefault(other => kind.Look(other).Id == id) is { } found ? kind.Set(content, line, given.Remove(found)) : Refuse(kind.Unknown);
    });
}
