using System.Collections.Immutable;
using PosEngine.Checkout;
using PosEngine.Receipts;
using PosEngine.Tickets;

namespace PosEngine.Pricing.Oracle;

/// <summary>What properties look at: the engine's pricing, or a mutant of it.</summary>
internal sealed record PricingSubject
{
    public delegate PricedLine ReturnFunction(PriceLine line, PricedLine sold, Quantity before, Quantity returned, Currency currency);

    public delegate Receipt RefundFunction(
        Receipt sale, DeviceId device, GoneBack gone, ImmutableArray<RefundedLine> lines, PaymentType? payBackBy, Func<Guid> newId);

    public delegate (Receipt Receipt, Money Missing) ExchangeFunction(Receipt refund, TicketSnapshot ticket, ImmutableArray<ReceivedPayment> payments, PaymentType cash, Func<Guid> newId);

    public delegate (Money CashRounding, Money Change, Money Missing) SettleFunction(Money total, PricingPolicy policy, (PaymentType Type, Money Amount)[] payments);

    public static PricingSubject Engine { get; } = new()
    {
        Price = Pricer.Price,
        Explain = Pricer.Explain,
        ExplainReceipt = ReceiptPricing.Explain,
        Refund = RefundReceipt.Of,
        Exchange = ExchangeReceipt.Of,
        SaleOf = Exchanges.SaleOf,
        ReturnOf = Exchanges.ReturnOf,
        RoundCash = CashRounding.Round,
        Return = Pricer.Return,
        Settle = static (total, policy, payments) => Settlement.Of(total, policy, payments) is var settled ? (settled.CashRounding, settled.Change, settled.Missing) : default,
        StoreAndRead = static receipt => StoredReceipts.Read(StoredReceipts.Write(receipt)),
        InputsOf = ReceiptPricing.ToPriceRequest,
    };

    public required Func<PriceRequest, PricedTicket> Price { get; init; }

    public required Func<PriceRequest, PriceExplanation> Explain { get; init; }

    public required Func<Receipt, PriceExplanation> ExplainReceipt { get; init; }

    public required RefundFunction Refund { get; init; }

    public required ExchangeFunction Exchange { get; init; }

    public required Func<Receipt, Receipt> SaleOf { get; init; }

    public required Func<Receipt, Receipt> ReturnOf { get; init; }

    public required Func<Money, PricingPolicy, Money> RoundCash { get; init; }

    public required ReturnFunction Return { get; init; }

    public required SettleFunction Settle { get; init; }

    public required Func<Receipt, Receipt> StoreAndRead { get; init; }

    public required Func<Receipt, PriceRequest> InputsOf { get; init; }
}
