using PosEngine.Pricing;

namespace PosEngine.Tickets;

/// <summary>What becomes of a ticket once it is rung up: it is paid, parked or discarded.</summary>
internal sealed partial class Ticket
{
    /// <summary>Payment begins: the ticket holds still until every payment that entered has left. Refused where there is nothing to be paid.</summary>
    /// <param name="isResumed">Whether it began before a restart: then what was to be paid stays what it was.</param>
    public Refusal? EnterPayment(bool isResumed = false)
    {
        lock (_gate)
        {
            if (_current.Status is TicketStatus.Parked or TicketStatus.Discarded)
                return Refuse(RefusalCodes.TicketClosed);
            if (_pricing.Content.Lines.IsEmpty && _receipt is null)
                return Refuse(RefusalCodes.TicketEmpty);
            if (!isResumed && _receipt is null && RefuseAge(_pricing.Content, HighestAge()) is { } tooYoung)
                return tooYoung;
            if (_pricing.Content.CustomerId is null && SettlesAccount())
                return Refuse(RefusalCodes.CustomerNeeded);
            if (_current.Status == TicketStatus.Open && !isResumed && Apply(content => TicketFold.SetTaxDay(content, _lines.DayOf(content))) is { } refusal)
                return refusal;
            if (_pricing.Priced.Totals is { Prepaid.IsPositive: true, Payable.IsNegative: true } totals)
                return Refuse(RefusalCodes.PaymentOver, totals.Payable + totals.Prepaid);
            _payments++;
            Renew();
            return null;
        }
    }

    private bool SettlesAccount()
    {
        foreach (var line in _pricing.Content.Lines.AsSpan())
        {
            if (line.BusinessCase == BusinessCase.ReceivableSettlement)
                return true;
        }

        return false;
    }

    private int? HighestAge()
    {
        int? highest = null;
        foreach (var line in _pricing.Content.Lines.AsSpan())
        {
            if (!line.Quantity.IsNegative && line.AgeLimit is { } years)
                highest = Math.Max(highest ?? 0, years);
        }

        return highest;
    }

    /// <summary>A payment has ended without a receipt, or for one that did not see the first.</summary>
    /// <param name="isUnresolved">Whether nobody knows if it did: then the ticket holds still until somebody does. Null where the writer was not even asked, which settles nothing.</param>
    public void LeavePayment(bool? isUnresolved)
    {
        lock (_gate)
        {
            _payments--;
            _isUnresolved = isUnresolved ?? _isUnresolved;
            Renew();
        }

        _context.Session.LeaveIfDismissed();
    }

    /// <summary>Whether nobody knows if it has a receipt.</summary>
    public bool IsUnresolved
    {
        get
        {
            lock (_gate)
                return _isUnresolved;
        }
    }

    /// <summary>It has no receipt: that is certain now.</summary>
    public void Resolve()
    {
        lock (_gate)
        {
            _isUnresolved = false;
            Renew();
        }

        _context.Session.LeaveIfDismissed();
    }

    /// <summary>The id of the receipt it will have: fixed by whoever begins payment first, so that two taps mean one receipt.</summary>
    public ReceiptId FixReceipt(ReceiptId candidate)
    {
        lock (_gate)
            return _fixedReceipt ??= candidate;
    }

    /// <summary>The same, where payment was begun once; null where it never was.</summary>
    public ReceiptId? FixedReceipt
    {
        get
        {
            lock (_gate)
                return _fixedReceipt;
        }
    }

    /// <summary>It has its receipt.</summary>
    /// <returns>False if it had one before.</returns>
    public bool MarkPaid(ReceiptId receipt)
    {
        lock (_gate)
        {
            if (_receipt is not null)
                return false;
            _receipt = receipt;
            _isUnresolved = false;
            Renew();
        }

        _context.Session.LeaveIfDismissed();
        return true;
    }

    /// <summary>Ends the ticket's life in this object: it goes on elsewhere (parked), or nowhere (discarded).</summary>
    /// <returns>A refusal where it is not open, or where there is nothing to park.</returns>
    public Refusal? Close(TicketStatus status, string? name)
    {
        lock (_gate)
        {
            if (RefuseUnlessOpen() is { } refusal)
                return refusal;
            if (status == TicketStatus.Parked && _pricing.Content.Lines.IsEmpty)
                return Refuse(RefusalCodes.TicketEmpty);
            _name = name ?? _name;
            _current = Snapshot(status);
            _changes.Publish(_current);
            return null;
        }
    }

    /// <summary>Takes <see cref="Close"/> back, where it could not be saved.</summary>
    public void Reopen()
    {
        lock (_gate)
        {
            _current = Snapshot(TicketStatus.Open);
            _changes.Publish(_current);
        }
    }
}
