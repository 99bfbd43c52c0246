using System.Collections.Immutable;
using System.Globalization;
using PosEngine.Capabilities;
using PosEngine.Catalog;
using PosEngine.Customers;
using PosEngine.Employees;
using PosEngine.Localization;
using PosEngine.Pricing;
using PosEngine.Reference;
using PosEngine.Scheduling;
using PosEngine.Streams;

namespace PosEngine.Tickets;

/// <summary>What a ticket needs of the engine.</summary>
internal sealed record TicketContext(
    Currency Currency, ICatalog Catalog, SessionService Session, CapabilityService Capabilities, PosText Text, TimeProvider Time, Func<TicketSnapshot, PosStream<TicketSnapshot>> CreateStream, Action<Ticket> Changed,
    Func<CustomerId, Customer?> FindCustomer)
{
    /// <summary>The open shift's, or what a shift opened now would have.</summary>
    public required Func<DateOnly> BusinessDate { get; init; }
}

/// <summary>A ticket being rung up: a lock around a fold.</summary>
internal sealed partial class Ticket : ITicket
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
            if (RefuseAge(content, item.AgeLimit) is { } tooYoung)
                return tooYoung;
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
        if (amount.IsZero || (amount.IsNegative && item.BusinessCase != BusinessCase.Deposit))
            return Refuse(RefusalCodes.QuantityInvalid);

        // What a deposit comes to that has no price is for nobody to say who pays it out.
        return amount.IsNegative && item.Price is null && AskReturn(LeaveBy(null), item.Id, amount, price).Refusal is { } notReturned
            ? notReturned with { Operation = null }
            : Add(item, amount, price, name, takenBack: null);
    }

    public PosResult<TicketLine> TakeBack(Item item, Quantity quantity, string reason, bool restocks = true, Money? price = null, string? name = null, Approval? approval = null)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (quantity <= Quantity.Zero || item.BusinessCase == BusinessCase.Deposit)
            return Refuse(RefusalCodes.QuantityInvalid);
        if (string.IsNullOrWhiteSpace(reason) || EnteredText.IsTooLong(reason))
            return Refuse(RefusalCodes.ReasonInvalid);
        var leave = LeaveBy(approval);
        return AskReturn(leave, item.Id, -quantity, price).TryGet(out var grant, out var refusal)
            ? leave.Settle(Add(item, -quantity, price, name, new TakenBack(reason, restocks) { ApprovedBy = grant.ApprovedBy }))
            : refusal;
    }

    private PosResult<TicketLine> Add(Item item, Quantity amount, Money? price, string? name, TakenBack? takenBack)
    {
        if (item.Price is { } fixedPrice && price is { } other && other != fixedPrice)
            return Refuse(RefusalCodes.PriceFixed, item.Name);
        if ((item.Price ?? price) is not { } unitPrice)
            return Refuse(RefusalCodes.PriceMissing, item.Name);
        if (unitPrice.IsNegative)
            return Refuse(RefusalCodes.AmountInvalid, unitPrice);

        return ChangeLine(content => (amount.IsNegative ? null : RefuseAge(content, item.AgeLimit)) is { } tooYoung
            ? tooYoung
            : Add(content, item, _lines.Of(content, item, amount, unitPrice, string.IsNullOrWhiteSpace(name) ? item.Name : name) with { TakenBack = takenBack }));
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

    public PosResult<TicketLine> SettleAccount(Money amount)
    {
        if (RefuseAmount(amount) is { } refusal)
            return refusal;
        if (!amount.IsPositive)
            return Refuse(RefusalCodes.AmountInvalid, amount);

        var settlement = _lines.AccountSettlement(amount);
        return ChangeLine(content => content.CustomerId is null
            ? Refuse(RefusalCodes.CustomerNeeded)
            : (TicketFold.Add(content, settlement, _context.Time.GetDeviceTime()), settlement.Id));
    }

    public PosResult<TicketLine> SellGiftCard(string code, Money amount)
    {
        if ((_context.Capabilities.Check(Capability.StoredValue, this) ?? RefuseAmount(amount)) is { } refusal)
            return refusal;
        if (GiftCardNumber.Of(code) is not { } number)
            return Refuse(RefusalCodes.GiftCardInvalid);
        if (!amount.IsPositive)
            return Refuse(RefusalCodes.AmountInvalid, amount);

        var card = _lines.GiftCard(number, amount);
        return ChangeLine(content => (TicketFold.Add(content, card, _context.Time.GetDeviceTime()), card.Id));
    }

    public PosResult<TicketLine> ChangeQuantity(LineId line, Quantity quantity, Approval? approval = null) => ChangeLine(approval, (content, leave) =>
    {
        if (FindOwn(content, line, out var refusal) is not { } found)
            return refusal!;

        // What was sold cannot be turned into something handed back, nor the other way round.
        if (quantity.IsZero || quantity.IsNegative != found.Quantity.IsNegative)
            return Refuse(RefusalCodes.QuantityInvalid);
        if (quantity.IsNegative)
        {
            return quantity < found.Quantity && found.BusinessCase != BusinessCase.DepositReturn && AskReturn(leave, line, found.Quantity, quantity).Refusal is { } notReturned
                ? notReturned
                : (TicketFold.SetQuantity(content, found, quantity), line);
        }

        if (quantity >= found.Quantity)
            return (TicketFold.SetQuantity(content, found, quantity), line);
        return Void(content, found, found.Quantity - quantity, reason: null, leave).TryGet(out var made, out var notVoided)
            ? (TicketFold.SetQuantity(content, found, quantity) with { Voids = content.Voids.Add(made) }, line)
            : notVoided;
    });

    public PosResult<TicketLine> SetModifiers(LineId line, ImmutableArray<PriceModifier> modifiers, Approval? approval = null) => ChangeLine(approval, (content, leave) =>
    {
        if (TicketFold.Find(content, line) is not { } found)
            return Refuse(RefusalCodes.LineUnknown);
        if (LineFactory.IsPriceNegative(found, modifiers))
            return Refuse(RefusalCodes.AmountInvalid, found.UnitPrice);
        var needed = _lines.LowersFreely(found, modifiers) ? Permissions.PriceOverrides : Permissions.None;
        var changed = found with { Modifiers = modifiers };
        if (RefuseChange(leave, needed, content, found, changed, "set_modifiers", [line, .. modifiers]) is { } notAllowed)
            return notAllowed;
        return leave.Taken is not { } grant
            ? (TicketFold.Replace(content, found, changed), line)
            : (TicketFold.Override(content, found, changed, new(line, found.Name, grant.Employee, _context.Time.GetDeviceTime(), Reason: null) { ApprovedBy = grant.ApprovedBy, Price = (LineFactory.PriceOf(found), LineFactory.PriceOf(changed)) }), line);
    });

    public PosResult<TicketLine> OverridePrice(LineId line, Money unitPrice, string? reason = null, Approval? approval = null) => ChangeLine(approval, (content, leave) =>
    {
        if (FindOwn(content, line, out var refusal) is not { } found)
            return refusal!;
        if (EnteredText.IsTooLong(reason))
            return Refuse(RefusalCodes.ReasonInvalid);
        var changed = found with { UnitPrice = unitPrice, Listed = null };
        if (unitPrice.IsNegative || LineFactory.IsPriceNegative(changed, changed.Modifiers))
            return Refuse(RefusalCodes.AmountInvalid, unitPrice);
        if (!Ask(leave, Permissions.PriceOverrides, content, found, changed, "override_price", line, unitPrice).TryGet(out var grant, out var notAllowed))
            return notAllowed;
        return unitPrice == found.UnitPrice
            ? (content, line)
            : (TicketFold.Override(content, found, changed, new(line, found.Name, grant.Employee, _context.Time.GetDeviceTime(), reason) { ApprovedBy = grant.ApprovedBy, Price = (found.UnitPrice, unitPrice) }), line);
    });

    public PosResult<TicketLine> OverrideTaxes(LineId line, ImmutableArray<Tax> taxes, string? reason = null, Approval? approval = null) => ChangeLine(approval, (content, leave) =>
    {
        if (FindOwn(content, line, out var refusal) is not { } found)
            return refusal!;
        if (EnteredText.IsTooLong(reason))
            return Refuse(RefusalCodes.ReasonInvalid);
        var changed = found with { Taxes = taxes, Components = [], TaxRules = [], TaxDay = null };
        if (!Ask(leave, Permissions.TaxOverrides, content, found, changed, "override_taxes", line, string.Join(", ", taxes.Select(Describe))).TryGet(out var grant, out var notAllowed))
            return notAllowed;
        ImmutableArray<Tax> before = [.. found.Taxes, .. found.Components.SelectMany(static component => component.Taxes).Distinct()];
        return (TicketFold.Override(content, found, changed, new(line, found.Name, grant.Employee, _context.Time.GetDeviceTime(), reason) { ApprovedBy = grant.ApprovedBy, Taxes = (before, taxes) }), line);
    });

    public PosResult Remove(LineId line, string? reason = null, Approval? approval = null) => Change(approval, (content, leave) =>
    {
        if (FindOwn(content, line, out var refusal) is not { } found)
            return refusal!;
        if (EnteredText.IsTooLong(reason))
            return Refuse(RefusalCodes.ReasonInvalid);
        return Void(content, found, found.Quantity, reason, leave).TryGet(out var made, out var notVoided)
            ? TicketFold.Remove(content, found) with { Voids = content.Voids.Add(made) }
            : notVoided;
    });

    public PosResult SetDiningOption(string? diningOption)
    {
        var name = string.IsNullOrWhiteSpace(diningOption) ? null : diningOption;
        var listed = _context.Catalog.DiningOptions.Value.FirstOrDefault(option => option.Name == name);
        return Change(content => TicketFold.SetDiningOption(content, name, listed?.Id, _lines.DayOf(content)));
    }

    public PosResult SetDiningOption(DiningOptionId diningOption) => Change(content => _context.Catalog.DiningOptions.Value.FirstOrDefault(option => option.Id == diningOption) is { } listed
        ? TicketFold.SetDiningOption(content, listed.Name, listed.Id, _lines.DayOf(content))
        : Refuse(RefusalCodes.DiningOptionUnknown));

    public PosResult SetTaxFree(bool isTaxFree, Approval? approval = null) => Change(approval, (content, leave) =>
        isTaxFree && !content.IsTaxFree && !IsTaxFree(content.CustomerId) && leave.Ask(Permissions.TaxOverrides, "set_tax_free", Id).Refusal is { } notAllowed
            ? notAllowed
            : Record(content with { IsTaxFree = isTaxFree }, leave, "set_tax_free"));

    public PosResult SetPrepaid(Money amount, Approval? approval = null)
    {
        if (RefuseAmount(amount) is { } refusal)
            return PosResult.Refused(refusal);
        if (amount.IsNegative)
            return PosResult.Refused(Refuse(RefusalCodes.AmountInvalid, amount));
        return Change(approval, (content, leave) => amount > content.Prepaid && leave.Ask(Permissions.PriceOverrides, "set_prepaid", Id, amount).Refusal is { } notAllowed
            ? notAllowed
            : Record(content with { Prepaid = amount }, leave, "set_prepaid", amount: amount));
    }

    public PosResult SetCustomer(CustomerId? customer)
    {
        if (customer is not null && _context.Capabilities.Check(Capability.CustomerAssignment, this) is { } refusal)
            return PosResult.Refused(refusal);
        var known = customer is { } id ? _context.FindCustomer(id) : null;
        return Change(content => customer is not null && known is null
            ? Refuse(RefusalCodes.CustomerUnknown)
            : _lines.Reprice(content with { CustomerId = customer, IsTaxFree = known is { IsTaxFree: true }, PriceListId = known?.PriceListId }));
    }

    public PosResult ConfirmAge(int years)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(years, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(years, ItemFormat.AgeMax);
        return Change(content => content.AgeConfirmed >= years ? content
            : _context.Session.EmployeeId is not { } employee ? Refuse(RefusalCodes.NotSignedIn)
            : content with { AgeConfirmations = content.AgeConfirmations.Add(new(years, employee, _context.Time.GetDeviceTime())) });
    }

    public PosResult SetNote(string? note) => Change(content => EnteredText.IsTooLong(note) ? Refuse(RefusalCodes.NoteInvalid) : content with { Note = string.IsNullOrWhiteSpace(note) ? null : note });

    private TicketStep Add(TicketContent content, Item item, TicketLine line)
    {
        var now = _context.Time.GetDeviceTime();
        var added = TicketFold.Add(content, line, now);
        if (item.DepositId is null)
            return (added, line.Id);
        return _lines.DepositOf(content, item, line).TryGet(out var deposit, out var refusal) ? (TicketFold.Add(added, deposit, now), line.Id) : refusal;
    }

    private bool IsTaxFree(CustomerId? customer) => customer is { } id && _context.FindCustomer(id) is { IsTaxFree: true };

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
            DiningOptionId = content.DiningOptionId,
            IsTaxFree = content.IsTaxFree,
            PriceListId = content.PriceListId,
            DeferredLines = content.Lines.ToArray,
            Discounts = content.Discounts,
            Surcharges = content.Surcharges,
            Prepaid = content.Prepaid,
            AgeConfirmed = content.AgeConfirmed,
            Policy = content.Policy,
            Priced = _pricing.Priced,
            ReceiptId = _receipt,
        };
    }

    /// <summary>All of a tax that makes a difference to what is paid.</summary>
    private static string Describe(Tax tax) => string.Create(
        CultureInfo.InvariantCulture, $"{tax.Id}: {tax.Kind} {tax.Rate.PartsPerMillion} {tax.AmountPerUnit} {tax.Category} {string.Join(' ', tax.BuildsOn)}").TrimEnd();

    /// <summary>Whether something may be taken back without its receipt: that is a refund, and needs a permission of its own.</summary>
    private PosResult<Grant> AskReturn(Leave leave, params ReadOnlySpan<object?> arguments) =>
        _context.Capabilities.Check(Capability.Refund, this) is { } forbidden ? forbidden : leave.Ask(Permissions.RefundsWithoutReceipt, "return", [Id, .. arguments]);

    /// <summary>Why not as much may be taken back as the ticket would then hold: a limit of the policy.</summary>
    private Refusal? RefuseReturns(TicketContent content) =>
        _context.Capabilities.Check(Capability.Refund, PlannedRefund.WithoutReceipt(this, TicketPricing.ReturnedOf(content, _context.Currency)));

    /// <summary>Why nothing may be sold that asks for an age which nobody has seen yet.</summary>
    private Refusal? RefuseAge(TicketContent content, int? limit)
    {
        if (limit is not { } years || content.AgeConfirmed >= years)
            return null;
        var bornBy = _context.BusinessDate().AddYears(-years);
        return Refuse(RefusalCodes.AgeCheckNeeded, years, bornBy) with { AgeCheck = new(years, bornBy) };
    }

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
