using PosEngine.Capabilities;
using PosEngine.Employees;
using PosEngine.Scheduling;

namespace PosEngine.Tickets;

/// <summary>How a ticket changes: step by step, each by whoever may, whole or not at all.</summary>
internal sealed partial class Ticket
{
    /// <summary>Asks for what a change of a line takes. More that goes back for it is a refund without a receipt, however it comes about: that takes its permission too.</summary>
    private PosResult<Grant> Ask(Leave leave, Permissions needed, TicketContent content, TicketLine line, TicketLine changed, string operation, params ReadOnlySpan<object?> arguments)
    {
        if (!TicketPricing.GivesMoreBack(content, line, changed, _context.Currency))
            return leave.Ask(needed, operation, [Id, .. arguments]);
        return _context.Capabilities.Check(Capability.Refund, this) is { } forbidden ? forbidden : leave.Ask(needed | Permissions.RefundsWithoutReceipt, operation, [Id, .. arguments]);
    }

    /// <summary>The same, for a change that may take nothing.</summary>
    private Refusal? RefuseChange(Leave leave, Permissions needed, TicketContent content, TicketLine line, TicketLine changed, string operation, params ReadOnlySpan<object?> arguments) =>
        needed == Permissions.None && !TicketPricing.GivesMoreBack(content, line, changed, _context.Currency)
            ? null
            : Ask(leave, needed, content, line, changed, operation, arguments).Refusal;

    /// <summary>What took leave goes on record with whoever did it.</summary>
    private TicketContent Record(TicketContent content, Leave leave, string operation, LineId? line = null, string? name = null, Money? amount = null, Rate? rate = null) => leave.Taken is not { } grant ? content : content with
    {
        PermissionUses = content.PermissionUses.Add(new(operation, grant.Employee, _context.Time.GetDeviceTime()) { ApprovedBy = grant.ApprovedBy, Line = line, Name = name, Amount = amount, Rate = rate }),
    };

    /// <summary>What is taken off goes on record with whoever did it.</summary>
    private PosResult<LineVoid> Void(TicketContent content, TicketLine line, Quantity quantity, string? reason, Leave leave)
    {
        if (!leave.Ask(Permissions.VoidLines, "void_line", Id, line.Id, line.Quantity, quantity).TryGet(out var grant, out var refusal))
            return refusal;
        var gross = TicketPricing.GrossOf(content, line, quantity, _context.Currency);
        return new LineVoid(line.Id, line.Name, quantity, gross, grant.Employee, _context.Time.GetDeviceTime(), reason) { ApprovedBy = grant.ApprovedBy };
    }

    private PosResult<TicketLine> ChangeLine(Func<TicketContent, TicketStep> step)
    {
        TicketLine? line = null;
        var result = Change(content =>
        {
            var next = step(content);
            line = next.Content is { } changed ? TicketFold.Find(changed, next.Line!.Value) : null;
            return line is { TakenBack: not null } && RefuseReturns(next.Content!) is { } refusal ? refusal : next;
        });
        return result.IsDone ? line! : result.As<TicketLine>();
    }

    private PosResult<TicketLine> ChangeLine(Approval? approval, Func<TicketContent, Leave, TicketStep> step)
    {
        var leave = LeaveBy(approval);
        return leave.Settle(ChangeLine(content => step(content, leave)));
    }

    private PosResult Change(Approval? approval, Func<TicketContent, Leave, TicketStep> step)
    {
        var leave = LeaveBy(approval);
        return leave.Settle(Change(content => step(content, leave)));
    }

    private Leave LeaveBy(Approval? approval) => new(_context.Session.Authority, approval);

    /// <summary>The one way in which a ticket changes: whole or not at all, and priced before anybody sees it.</summary>
    private PosResult Change(Func<TicketContent, TicketStep> step)
    {
        if (_context.Capabilities.Check(Capability.Sale, this) is { } forbidden)
            return PosResult.Refused(forbidden);
        lock (_gate)
        {
            if ((RefuseUnlessOpen() ?? Apply(step)) is { } refusal)
                return PosResult.Refused(refusal);
            _changes.Publish(_current);
        }

        _context.Changed(this);
        return PosResult.Done;
    }

    private Refusal? Apply(Func<TicketContent, TicketStep> step)
    {
        try
        {
            var next = step(_pricing.Content);
            if (next.Content is not { } content)
                return next.Refusal;
            if (ReferenceEquals(content, _pricing.Content))
                return null;
            _pricing = _pricing.Next(content);
            _current = Snapshot(TicketStatus.Open);
            return null;
        }
        catch (OverflowException)
        {
            return Refuse(RefusalCodes.AmountTooLarge);
        }
    }
}
