using System.Collections.Immutable;
using PosEngine.Capabilities;
using PosEngine.Catalog;
using PosEngine.Employees;
using PosEngine.Localization;
using PosEngine.Pricing;
using PosEngine.Scheduling;
using PosEngine.Streams;

namespace PosEngine.Tickets;

/// <summary>What a ticket needs of the engine.</summary>
internal sealed record TicketContext(
    Currency Currency, ICatalog Catalog, ISession Session, CapabilityService Capabilities, PosText Text, TimeProvider Time, Func<TicketSnapshot, PosStream<TicketSnapshot>> CreateStream, Action<Ticket> Changed,
    Func<CustomerId, bool> IsTaxFree);

/// <summary>A ticket being rung up: a lock around a fold.</summary>
internal sealed class Ticket : ITicket
{
    private readonly TicketContext _context;
    private readonly LineFactory _lines;
    private readonly Lock _gate = new();
    private readonly PosStream<TicketSnapshot> _changes;
    private TicketPricing _pricing;
    private TicketSnapshot _current;
    private string? _name;
    private int _payments;
    private bool _isUnresolved;
    private ReceiptId? _fixedReceipt;
    private ReceiptId? _receipt;

    public Ticket(TicketContext context, TicketId id, TicketContent content, string? name = null)
    {
        _context = context;
        _lines = new LineFactory(context);
        Id = id;
        _name = name;
        _pricing = TicketPricing.Of(content, context.Currency);
        _current = Snapshot(TicketStatus.Open);
        _changes = context.CreateStream(_current);
    }

    public TicketId Id { get; }

    public TicketSnapshot Current
    {
        get
        {
            lock (_gate)
                return _current;
        }
    }

    public IPosStream<TicketSnapshot> Changes => _changes;

    /// <summary>What it holds, to be saved.</summary>
    public (TicketContent Content, TicketSnapshot Snapshot) Saved
    {
        get
        {
            lock (_gate)
                return (_pricing.Content, _current);
        }
    }

    public PosResult<TicketLine> Scan(string barcode)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(barcode);
        if (!_context.Catalog.FindByBarcode(barcode).TryGet(out var item, out var refusal))
            return refusal;
        if (item.Price is not { } price)
            return Refuse(RefusalCodes.PriceMissing, item.Name);

        return ChangeLine(content =>
        {
            var added = _lines.Of(content, item, Quantity.One, price, item.Name);
            return !item.IsWeighed && TicketFold.LineLike(content, added) is { } line
                ? (TicketFold.SetQuantity(content, line, line.Quantity + Quantity.One), line.Id)
                : Add(content, item, added);
        });
    }

    public PosResult<TicketLine> Add(Item item, Quantity? quantity = null, Money? price = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(item);
        var amount = quantity ?? Quantity.One;
        if (amount.IsZero)
            return Refuse(RefusalCodes.QuantityInvalid);
        if (amount.IsNegative && item.BusinessCase != BusinessCase.Deposit && RefuseReturn() is { } notReturned)
            return notReturned;
        if (item.Price is { } fixedPrice && price is { } other && other != fixedPrice)
            return Refuse(RefusalCodes.PriceFixed, item.Name);
        if ((item.Price ?? price) is not { } unitPrice)
            return Refuse(RefusalCodes.PriceMissing, item.Name);
        if (unitPrice.IsNegative)
            return Refuse(RefusalCodes.AmountInvalid, unitPrice);

        return ChangeLine(content => Add(content, item, _lines.Of(content, item, amount, unitPrice, string.IsNullOrWhiteSpace(name) ? item.Name : name)));
    }

    public PosResult<TicketLine> AddTip(Money amount, ImmutableArray<Tax>? taxes = null)
    {
        if (RefuseAmount(amount) is { } refusal)
            return refusal;
        if (!amount.IsPositive)
            return Refuse(RefusalCodes.AmountInvalid, amount);

        var tip = _lines.Tip(amount, taxes);
        return ChangeLine(content => (TicketFold.Add(content, tip, _context.Time.GetDeviceTime()), tip.Id));
    }

    public PosResult<TicketLine> ChangeQuantity(LineId line, Quantity quantity) => ChangeLine(content =>
    {
        if (FindOwn(content, line, out var refusal) is not { } found)
            return refusal!;

        // What was sold cannot be turned into something handed back, nor the other way round.
        if (quantity.IsZero || quantity.IsNegative != found.Quantity.IsNegative)
            return Refuse(RefusalCodes.QuantityInvalid);
        return quantity < found.Quantity && quantity.IsNegative && found.BusinessCase != BusinessCase.DepositReturn && RefuseReturn() is { } notReturned
            ? notReturned
            : (TicketFold.SetQuantity(content, found, quantity), line);
    });

    public PosResult<TicketLine> SetModifiers(LineId line, ImmutableArray<PriceModifier> modifiers) => ChangeLine(content =>
    {
        if (TicketFold.Find(content, line) is not { } found)
            return Refuse(RefusalCodes.LineUnknown);
        var changed = TicketFold.SetModifiers(content, found, modifiers);
        return LineFactory.IsPriceNegative(found, modifiers) ? Refuse(RefusalCodes.AmountInvalid, found.UnitPrice) : (changed, line);
    });

    public PosResult Remove(LineId line) =>
        Change(content => FindOwn(content, line, out var refusal) is { } found ? TicketFold.Remove(content, found) : refusal!);

    public PosResult AddDiscount(Discount discount, LineId? line = null) => Adjust(TicketAdjustments.Discounts, discount, line);

    public PosResult RemoveDiscount(DiscountId discount, LineId? line = null) => TakeOff(TicketAdjustments.Discounts, discount.Value, line);

    public PosResult AddSurcharge(Surcharge surcharge, LineId? line = null) => Adjust(TicketAdjustments.Surcharges, surcharge, line);

    public PosResult RemoveSurcharge(SurchargeId surcharge, LineId? line = null) => TakeOff(TicketAdjustments.Surcharges, surcharge.Value, line);

    public PosResult SetDiningOption(string? diningOption) =>
        Change(content => TicketFold.SetDiningOption(content, string.IsNullOrWhiteSpace(diningOption) ? null : diningOption, _lines.Today));

    public PosResult SetTaxFree(bool isTaxFree) => Change(content => content with { IsTaxFree = isTaxFree });

    public PosResult SetPrepaid(Money amount)
    {
        if (RefuseAmount(amount) is { } refusal)
            return PosResult.Refused(refusal);
        return amount.IsNegative
            ? PosResult.Refused(Refuse(RefusalCodes.AmountInvalid, amount))
            : Change(content => content with { Prepaid = amount });
    }

    public PosResult SetCustomer(CustomerId? customer)
    {
        if (customer is not null && _context.Capabilities.Check(Capability.CustomerAssignment, this) is { } refusal)
            return PosResult.Refused(refusal);
        var isTaxFree = customer is { } id && _context.IsTaxFree(id);
        return Change(content => content with { CustomerId = customer, IsTaxFree = isTaxFree });
    }

    public PosResult SetNote(string? note) => Change(content => content with { Note = string.IsNullOrWhiteSpace(note) ? null : note });

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
            if (_current.Status == TicketStatus.Open && !isResumed && Apply(content => TicketFold.SetTaxDay(content, _lines.Today)) is { } refusal)
                return refusal;
            if (_pricing.Priced.Totals is { Prepaid.IsPositive: true, Payable.IsNegative: true } totals)
                return Refuse(RefusalCodes.PaymentOver, totals.Payable + totals.Prepaid);
            _payments++;
            Renew();
            return null;
        }
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
    }

    /// <summary>The id of the receipt it will have: fixed by whoever begins payment first, so that two taps mean one receipt.</summary>
    public ReceiptId FixReceipt(ReceiptId candidate)
    {
        lock (_gate)
            return _fixedReceipt ??= candidate;
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
            return true;
        }
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

    private PosResult<TicketLine> ChangeLine(Func<TicketContent, TicketStep> step)
    {
        TicketLine? line = null;
        var result = Change(content =>
        {
            var next = step(content);
            line = next.Content is { } changed ? TicketFold.Find(changed, next.Line!.Value) : null;
            return next;
        });
        return result.IsDone ? line! : result.As<TicketLine>();
    }

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

    private PosResult Adjust<T>(TicketAdjustments<T> kind, T added, LineId? line)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(added);
        var (id, amount, isRestricted) = kind.Look(added);
        if (RefuseAmount(amount) is { } refusal)
            return PosResult.Refused(refusal);
        if (isRestricted && _context.Session.Current.Value?.Permissions.HasFlag(Permissions.RestrictedDiscounts) != true)
            return PosResult.Refused(Refuse(RefusalCodes.PermissionMissing));

        return Change(content =>
        {
            if (kind.On(content, line) is not { } given)
                return Refuse(RefusalCodes.LineUnknown);
            return given.Any(other => kind.Look(other).Id == id) ? Refuse(kind.Repeated) : kind.Set(content, line, given.Add(added));
        });
    }

    private PosResult TakeOff<T>(TicketAdjustments<T> kind, Guid id, LineId? line)
        where T : class => Change(content =>
    {
        if (kind.On(content, line) is not { } given)
            return Refuse(RefusalCodes.LineUnknown);
        return given.FirstOrDefault(other => kind.Look(other).Id == id) is { } found ? kind.Set(content, line, given.Remove(found)) : Refuse(kind.Unknown);
    });

    private TicketStep Add(TicketContent content, Item item, TicketLine line)
    {
        var now = _context.Time.GetDeviceTime();
        var added = TicketFold.Add(content, line, now);
        if (item.DepositId is null)
            return (added, line.Id);
        return _lines.DepositOf(content, item, line).TryGet(out var deposit, out var refusal) ? (TicketFold.Add(added, deposit, now), line.Id) : refusal;
    }

    /// <summary>A line that goes its own way.</summary>
    private TicketLine? FindOwn(TicketContent content, LineId line, out Refusal? refusal)
    {
        var found = TicketFold.Find(content, line);
        refusal = found is null ? Refuse(RefusalCodes.LineUnknown) : found.ParentId is not null ? Refuse(RefusalCodes.LineFollows) : null;
        return refusal is null ? found : null;
    }

    private void Renew()
    {
        var status = _receipt is not null ? TicketStatus.Paid : _payments > 0 || _isUnresolved ? TicketStatus.InPayment : TicketStatus.Open;
        _current = Snapshot(status);
        _changes.Publish(_current);
    }

    private TicketSnapshot Snapshot(TicketStatus status)
    {
        var content = _pricing.Content;
        return new TicketSnapshot
        {
            Id = Id,
            Status = status,
            Currency = _context.Currency,
            StartedAt = content.StartedAt,
            Name = _name,
            CustomerId = content.CustomerId,
            Note = content.Note,
            DiningOption = content.DiningOption,
            IsTaxFree = content.IsTaxFree,
            DeferredLines = content.Lines.ToArray,
            Discounts = content.Discounts,
            Surcharges = content.Surcharges,
            Prepaid = content.Prepaid,
            Policy = content.Policy,
            Priced = _pricing.Priced,
            ReceiptId = _receipt,
        };
    }

    /// <summary>Why nothing may be taken back without its receipt, as in an exchange: that is a refund, and needs the permission for one.</summary>
    private Refusal? RefuseReturn() =>
        _context.Capabilities.Check(Capability.Refund, this)
        ?? (_context.Session.Current.Value?.Permissions.HasFlag(Permissions.Refunds) == true ? null : Refuse(RefusalCodes.PermissionMissing));

    private Refusal Refuse(string code, params ReadOnlySpan<object?> arguments) => _context.Text.Refuse(code, arguments);

    private Refusal? RefuseAmount(Money? amount) =>
        amount is { } fixedAmount && !fixedAmount.IsWholeIn(_context.Currency) ? Refuse(RefusalCodes.AmountPrecision, _context.Currency.Smallest) : null;

    private Refusal? RefuseUnlessOpen() => _current.Status switch
    {
        TicketStatus.Open => null,
        TicketStatus.InPayment => Refuse(RefusalCodes.TicketInPayment),
        _ => Refuse(RefusalCodes.TicketClosed),
    };
}
