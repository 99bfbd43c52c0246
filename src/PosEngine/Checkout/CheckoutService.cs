using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using PosEngine.Capabilities;
using PosEngine.Employees;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Receipts;
using PosEngine.Scheduling;
using PosEngine.Settings;
using PosEngine.Streams;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Checkout;

/// <summary>The door from tickets to receipts.</summary>
internal sealed class CheckoutService(
    DeviceLedger ledger, SessionService session, TicketService tickets, PaymentTypeService types, StoredValues values, IPosStream<ShopSettings> settings, CapabilityService capabilities, PosText text, Currency currency,
    IDispatcher dispatcher, TimeProvider time, ILogger logger, Action<Receipt> completed, RefundService refunds) : ICheckout
{
    private static readonly TimeSpan FindOutEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<TicketId, PaymentSession> _sessions = [];

    public ImmutableArray<PaymentType> PaymentTypes => types.Current;

    public PosResult<IPaymentSession> Begin(ITicket ticket) =>
        Begin(TicketService.Own(ticket), isWhole: false).TryGet(out var begun, out var refusal) ? begun.Session : refusal;

    /// <param name="own">The ticket.</param>
    /// <param name="isWhole">Whether all of it is paid at once: then nothing may have been received before, and a new session is in its turn.</param>
    private PosResult<(PaymentSession Session, bool IsNew)> Begin(Ticket own, bool isWhole)
    {
        if ((RefuseSale(own) ?? ledger.Watch.RefuseMoney() ?? RefuseWithoutShift(ledger.State) ?? RefuseReturns(own, ledger.State, [])) is { } refusal)
            return refusal;
        lock (_gate)
        {
            if (_sessions.TryGetValue(own.Id, out var begun))
                return (begun, false);

            // Payments of an earlier run of the engine: the ticket was found in payment, and stays so.
            var open = ledger.State.Payments.GetValueOrDefault(own.Id);
            if (isWhole && open is not null)
                return text.Refuse(RefusalCodes.TicketInPayment);
            if (open is null && (own.Current.Status == TicketStatus.Paid ? text.Refuse(RefusalCodes.TicketClosed) : RefuseTraining(own, ledger.State) ?? own.EnterPayment()) is { } closed)
                return closed;
            var started = new PaymentSession(this, own, own.FixReceipt(NewReceiptId()), open?.Payments ?? [], isWhole);
            _sessions.Add(own.Id, started);
            return (started, true);
        }
    }

    public Task<PosResult<Receipt>> CompleteAsync(ITicket ticket, Payment payment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payment);
        return CompleteAsync(ticket, [payment], cancellationToken);
    }

    public async Task<PosResult<Receipt>> CompleteAsync(ITicket ticket, IReadOnlyList<Payment> payments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payments);
        var own = TicketService.Own(ticket);
        if (own.Current.Status != TicketStatus.Paid && payments.Any(static payment => ValueMoves.IsStored(payment.Type.Kind) && !payment.Amount.IsNegative))
            return await CompleteInStepsAsync(own, payments, cancellationToken).ConfigureAwait(false);
        ImmutableArray<ReceivedPayment> received = [.. payments.Select(Receive)];
        return await CompleteAsync(
            own,
            () => Ask(own, payments, received),
            transaction => transaction.State.Payments.ContainsKey(own.Id) ? text.Refuse(RefusalCodes.TicketInPayment) : received,
            cancellationToken,
            [.. received.Select(payment => payment is { Amount.IsNegative: true, Points: null } ? ValueMoves.Of(payment, own.Current.CustomerId) : null).OfType<ValueMove>()]).ConfigureAwait(false);
    }

    public Task<PosResult<StoredValueBalance>> GetBalanceAsync(StoredValueAccount account, CancellationToken cancellationToken = default) => values.GetBalanceAsync(account, cancellationToken);

    public Task<PosResult<Receipt>> ExchangeAsync(ITicket ticket, RefundRequest returned, IReadOnlyList<Payment> payments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payments);
        return new Exchange(this, refunds, TicketService.Own(ticket)).CompleteAsync(returned, [.. payments.Select(Receive)], cancellationToken);
    }

    public Task<PosResult<Money>> GetExchangeDueAsync(ITicket ticket, RefundRequest returned, PaymentType type, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (capabilities.Check(Capability.ReceiptList) is { } refusal)
            return Task.FromResult<PosResult<Money>>(refusal);
        return new Exchange(this, refunds, TicketService.Own(ticket)).GetDueAsync(returned, type, cancellationToken);
    }

    internal DeviceLedger Ledger => ledger;

    internal LoyaltyProgramme? Programme => settings.Value.Loyalty;

    internal StoredValues Values => values;

    internal PosText Text => text;

    internal EmployeeId? Employee => session.EmployeeId;

    internal PosStream<T> CreateStream<T>(T value) => new(value, dispatcher, logger);

    /// <summary>The payment with its type as it is named here: <c>Payment.Cash</c> says "Cash" where the till says "Bar".</summary>
    internal ReceivedPayment Receive(Payment payment)
    {
        var type = types.Current.FirstOrDefault(type => type.Id == payment.Type.Id) ?? payment.Type;
        return new(new PaymentId(time.NewId()), type, payment.Amount)
        {
            Foreign = payment.Foreign,
            Code = type.Kind == PaymentKind.GiftCard ? GiftCardNumber.Of(payment.Code) : null,
            Points = type.Kind == PaymentKind.Points && settings.Value.Loyalty is { } programme ? LoyaltyRules.PointsOf(payment.Amount, programme) : null,
        };
    }

    /// <summary>Why a payment cannot be taken, whatever is due. Zero is paid in cash where the total rounds to nothing.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="payment">The payment.</param>
    /// <param name="before">What was received for it before.</param>
    /// <param name="mayGoBack">Whether money may be paid out by it.</param>
    /// <param name="owner">Whose it is where the ticket has no customer; null for nobody's.</param>
    internal Refusal? Refuse(Ticket ticket, ReceivedPayment payment, ImmutableArray<ReceivedPayment> before, bool mayGoBack = false, CustomerId? owner = null)
    {
        if (payment.Foreign is { } foreign && (payment.Type.Kind != PaymentKind.Cash || foreign.Currency == currency || foreign.ToHome(currency) != payment.Amount))
            return text.Refuse(RefusalCodes.AmountInvalid, payment.Amount);
        if (payment.Type.Kind == PaymentKind.Cash ? payment.Amount.IsNegative : payment.Amount.IsZero || (payment.Amount.IsNegative && !mayGoBack))
            return text.Refuse(RefusalCodes.AmountInvalid, payment.Amount);
        if (!payment.Amount.IsWholeIn(currency))
            return text.Refuse(RefusalCodes.AmountPrecision, currency.Smallest);
        if ((payment.Type.Kind == PaymentKind.IntegratedCard || ValueMoves.IsStored(payment.Type.Kind)) && ticket.Saved.Content.IsTraining)
            return text.Refuse(RefusalCodes.TrainingMode); // A card would really be charged.
        if (payment.Type.Kind == PaymentKind.Points && payment.Points is null)
            return settings.Value.Loyalty is { } programme ? text.Refuse(RefusalCodes.AmountPrecision, programme.PointValue) : text.Refuse(RefusalCodes.LoyaltyMissing);
        if (ValueMoves.IsStored(payment.Type.Kind) && ValueMoves.Of(payment, ticket.Current.CustomerId ?? owner) is null)
            return text.Refuse(payment.Type.Kind == PaymentKind.GiftCard ? RefusalCodes.GiftCardInvalid : RefusalCodes.CustomerNeeded);
        if (CapabilityOf(payment.Type.Kind) is not { } capability)
            return null;

        // A limit counts what all of them are charged: two halves are no way around it.
        var charged = before.Where(other => CapabilityOf(other.Type.Kind) == capability).Aggregate(payment.Amount, static (sum, other) => sum + other.Amount);
        return capabilities.Check(capability, new Payment(payment.Type, charged));
    }

    /// <summary>
    /// Why the policy does not let as much be taken back as the ticket holds, by what it knows now: of two tickets at once, each within a limit, only one may be within it. One that has taken money already is
    /// finished; it was asked for when its payment began.
    /// </summary>
    internal Refusal? RefuseReturns(Ticket ticket, DeviceState state, ImmutableArray<ReceivedPayment> payments)
    {
        var content = ticket.Saved.Content;
        return content.Lines.ToArray().Any(static line => line.TakenBack is not null) && !state.Payments.ContainsKey(ticket.Id)
            ? capabilities.CheckRefund(PlannedRefund.WithoutReceipt(ticket, TicketPricing.ReturnedOf(content, currency), isInCash: payments.All(static payment => !payment.Amount.IsNegative)), state.Outbox.Receipts)
            : null;
    }

    /// <summary>What a way to pay is under besides selling.</summary>
    private static Capability? CapabilityOf(PaymentKind kind) => kind switch
    {
        PaymentKind.IntegratedCard => Capability.IntegratedCardPayment,
        PaymentKind.OnAccount => Capability.AccountPayment,
        PaymentKind.GiftCard or PaymentKind.StoreCredit => Capability.StoredValue,
        PaymentKind.Points => Capability.PointRedemption,
        _ => null,
    };

    /// <summary>Whoever is signed in takes what is handed over. What goes back otherwise than in cash needs leave.</summary>
    private PosResult<Grant> Ask(Ticket ticket, IEnumerable<Payment> payments, ImmutableArray<ReceivedPayment> received)
    {
        if (received.Select((payment, i) => Refuse(ticket, payment, received[..i], mayGoBack: ticket.Current.Totals.Payable.IsNegative)).FirstOrDefault(static refusal => refusal is not null) is { } refusal)
            return refusal;
        var back = payments.Where(static payment => payment.Amount.IsNegative).ToList();
        return back.Count == 0
            ? GrantOwn()
            : session.Authority.Ask(
                Permissions.RefundsOtherwise, back.Select(static payment => payment.Approval).FirstOrDefault(static approval => approval is not null), "pay_back", ticket.Id,
                string.Join(", ", received.Where(static payment => payment.Amount.IsNegative).Select(static payment => string.Create(CultureInfo.InvariantCulture, $"{payment.Type.Id}: {payment.Amount} {payment.Code}").TrimEnd())));
    }

    /// <summary>Why the policy lets no gift card be sold with a ticket; null where none is.</summary>
    internal Refusal? RefuseGiftCards(Ticket ticket) =>
        ticket.Current.Lines.Any(static line => line.GiftCard is not null) ? capabilities.Check(Capability.StoredValue, ticket) : null;

    internal ReceiptId FixReceipt(Ticket ticket) => ticket.FixReceipt(NewReceiptId());

    internal PosResult<Grant> GrantOwn() => new Grant(session.EmployeeId!.Value, null);

    /// <summary>Why nothing can be done about a ticket's payment right now, whatever it is: the policy forbids selling, or nobody is there to answer for it.</summary>
    internal Refusal? RefuseSale(Ticket ticket) =>
        capabilities.Check(Capability.Sale, ticket) ?? (session.EmployeeId is null ? text.Refuse(RefusalCodes.NotSignedIn) : ledger.Watch.RefuseWrites());

    internal Refusal? RefuseWithoutShift(DeviceState state) => state.Shift is null ? text.Refuse(RefusalCodes.ShiftClosed) : null;

    /// <summary>Practice and what is real do not mix: money is taken for a ticket only where the till is as it was when the ticket was begun. Giving it back is always possible.</summary>
    internal Refusal? RefuseTraining(Ticket ticket, DeviceState state) => ticket.Saved.Content.IsTraining == state.IsTraining ? null : text.Refuse(RefusalCodes.TrainingTicket);

    /// <summary>Settles and commits. The ticket holds still from the look at its figures to the answer.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="ask">Who completes it, or why not, where it is not the ticket's fault.</param>
    /// <param name="payments">What was received, as the transaction sees it: another payment may have come, or one gone, until the writer takes the sale.</param>
    /// <param name="cancellationToken">Counts until then.</param>
    /// <param name="goesBack">What goes back to gift cards and accounts with it.</param>
    internal async Task<PosResult<Receipt>> CompleteAsync(
        Ticket ticket, Func<PosResult<Grant>> ask, Func<LedgerTransaction, PosResult<ImmutableArray<ReceivedPayment>>> payments, CancellationToken cancellationToken,
        IEnumerable<ValueMove>? goesBack = null)
    {
        // A second completion gives the first receipt, whatever has happened to the till since (invariant D10).
        if (ticket.Current.Status == TicketStatus.Paid)
            return await ledger.RunAsync<Receipt>(transaction => CompleteSale.ReceiptOf(transaction, ticket.Id, text)!, cancellationToken).ConfigureAwait(false);
        if (RefuseSale(ticket) is { } refusal || !ask().TryGet(out var grant, out refusal))
            return StillUnknown(ticket, refusal) ?? await FindFirstAsync(ticket).ConfigureAwait(false) ?? refusal;
        if (ticket.EnterPayment() is { } closed)
        {
            grant.GiveBack();
            return StillUnknown(ticket, closed) ?? closed;
        }

        bool? isUnresolved = null;
        try
        {
            var (content, snapshot) = ticket.Saved;
            _ = snapshot.Priced.Lines; // Every share is worked out here, where nobody waits for the writer.
            var sale = new CompleteSale(ticket.FixReceipt(NewReceiptId()), snapshot, content, grant) { Programme = Programme };
            var issued = await IssueAsync(ticket, sale, goesBack, payments, cancellationToken).ConfigureAwait(false);
            if (!issued.TryGet(out var keys, out _))
            {
                grant.GiveBack();
                return issued.WithoutValue().As<Receipt>();
            }

            var result = await ledger.RunAsync(
                transaction => payments(transaction).TryGet(out var received, out var refused)
                    ? sale.Run(transaction, received, (state, paid) => values.RefuseTakenBack(state, keys) ?? RefuseReturns(ticket, state, paid), text, done => Completed(ticket, done))
                    : refused,
                cancellationToken,
                sale.ReceiptId).ConfigureAwait(false);
            if (!result.IsDone)
                grant.GiveBack(); // Of unknown outcome too: it is for this ticket, which is completed once.
            if (result.Outcome == PosOutcome.Refused && !StoreFailures.Caused(result.Refusal))
                values.End(sale.ReceiptId);
            isUnresolved = StoreFailures.Caused(result.Refusal) ? null : result.Outcome == PosOutcome.Unknown;
            return StillUnknown(ticket, result.Refusal) ?? result;
        }
        finally
        {
            ticket.LeavePayment(isUnresolved);
            if (isUnresolved is true)
                _ = FindOutAsync(ticket);
        }
    }

    /// <summary>Somebody has to be asked for a payment: until the answer is there, the payment is a step of its own. Of two taps, the second waits for what becomes of the first.</summary>
    private async Task<PosResult<Receipt>> CompleteInStepsAsync(Ticket ticket, IReadOnlyList<Payment> payments, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!Begin(ticket, isWhole: true).TryGet(out var begun, out var refusal))
                return refusal;
            if (await begun.Session.CompleteWholeAsync(payments, isOwn: begun.IsNew, cancellationToken).ConfigureAwait(false) is { } result)
                return result;
        }
    }

    /// <summary>Asks for what is to be on the gift cards that are sold, and for what goes back to cards and accounts, where nothing else stands against the sale.</summary>
    /// <returns>The keys of what was granted.</returns>
    private async Task<PosResult<ImmutableArray<Guid>>> IssueAsync(
        Ticket ticket, CompleteSale sale, IEnumerable<ValueMove>? goesBack, Func<LedgerTransaction, PosResult<ImmutableArray<ReceivedPayment>>> payments, CancellationToken cancellationToken)
    {
        var moves = sale.Content.IsTraining ? [] : ValueMoves.OfLines(sale.Ticket.Lines, i => sale.Ticket.Priced.Lines[i].Gross).Concat(goesBack ?? []).ToList();
        if (moves.Count == 0)
            return PosResult.Of(ImmutableArray<Guid>.Empty);
        if (capabilities.Check(Capability.StoredValue, ticket) is { } forbidden)
            return forbidden;
        if (!values.ArePossible)
            return PosResult.Of(ImmutableArray<Guid>.Empty); // The policy lets it be: the receipt says it.
        return await values.MoveAsync(
            sale.ReceiptId, moves,
            transaction => CompleteSale.IsPaid(transaction, ticket.Id) ? false
                : !payments(transaction).TryGet(out var received, out var refused) ? refused
                : sale.Check(transaction, received, (state, paid) => RefuseReturns(ticket, state, paid), text) is { } notSold ? notSold
                : true,
            session.EmployeeId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A ticket of unknown outcome stays one as long as the till cannot look it up, whatever keeps it from that (invariant D4); null for every other.</summary>
    internal PosResult<Receipt>? StillUnknown(Ticket ticket, Refusal? refusal) => ticket.IsUnresolved && StoreFailures.Caused(refusal)
        ? PosResult.Unknown(text.Refuse(RefusalCodes.OutcomeUnknown), ticket.FixReceipt(NewReceiptId())).As<Receipt>()
        : null;

    /// <summary>What became of a ticket of unknown outcome, where nobody may complete it now: its receipt, or that still nobody knows; null for one that has none, and for every other.</summary>
    internal async Task<PosResult<Receipt>?> FindFirstAsync(Ticket ticket)
    {
        if (!ticket.IsUnresolved)
            return null;
        PosResult<Receipt>? first = null;
        var looked = await ledger.RunAsync(
            transaction =>
            {
                first = CompleteSale.ReceiptOf(transaction, ticket.Id, text);
                transaction.AfterCommit(() => Known(ticket, first?.EnsureDone()));
                return PosResult.Done;
            },
            CancellationToken.None).ConfigureAwait(false);
        return looked.IsDone ? first : PosResult.Unknown(text.Refuse(RefusalCodes.OutcomeUnknown), ticket.FixReceipt(NewReceiptId())).As<Receipt>();
    }

    /// <summary>Asks the database until it can say whether the ticket was paid, so that no cashier has to.</summary>
    internal async Task FindOutAsync(Ticket ticket)
    {
        try
        {
            while (ticket.IsUnresolved)
            {
                await Task.Delay(FindOutEvery, time).ConfigureAwait(false);
                _ = await FindFirstAsync(ticket).ConfigureAwait(false);
            }
        }
        catch (InvalidOperationException)
        {
            // The engine was stopped, disposed or not: its next start finds out.
        }
    }

    private void Known(Ticket ticket, Receipt? receipt)
    {
        if (receipt is null)
            ticket.Resolve();
        else
            Completed(ticket, receipt);
    }

    /// <summary>The payment of a ticket has ended.</summary>
    internal void End(Ticket ticket)
    {
        lock (_gate)
            _sessions.Remove(ticket.Id);
    }

    /// <summary>The receipt is durable. A repeated completion comes here too, and finds that everything was told already.</summary>
    internal void Completed(Ticket ticket, Receipt receipt)
    {
        var own = ticket.FixedReceipt;
        if (!ticket.MarkPaid(receipt.Id))
            return;
        tickets.End(ticket);
        End(ticket);
        values.End(receipt.Id);
        if (own is { } unused && unused != receipt.Id)
            values.End(unused); // It was exchanged, and not sold by itself.
        completed(receipt);
    }

    private ReceiptId NewReceiptId() => new(time.NewId());
}
