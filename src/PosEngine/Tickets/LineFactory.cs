using System.Collections.Immutable;
using PosEngine.Catalog;
using PosEngine.Localization;
using PosEngine.Pricing;
using PosEngine.Scheduling;

namespace PosEngine.Tickets;

/// <summary>Makes the lines of tickets: what an item is at this moment, so that a later change of the catalogue does not change them (invariant T5).</summary>
internal sealed class LineFactory(TicketContext context)
{
    /// <summary>The day by which taxes go now.</summary>
    public DateOnly DayOf(TicketContent content) =>
        content.Policy.TaxDate == TaxDate.BusinessDate ? context.BusinessDate() : DateOnly.FromDateTime(context.Time.GetDeviceTime().DateTime);

    public TicketLine Of(TicketContent content, Item item, Quantity quantity, Money unitPrice, string name)
    {
        var isDeposit = item.BusinessCase == BusinessCase.Deposit;
        var line = LineTaxes.Of(item, new TicketLine
        {
            Id = NewId(),
            ItemId = item.Id,
            Sku = item.Sku,
            Name = name,
            UnitPrice = unitPrice,
            PriceBaseQuantity = item.PriceBaseQuantity,
            Quantity = quantity,
            IsDiscountable = item.IsDiscountable && !isDeposit,
            AgeLimit = item.AgeLimit,
            PointsEach = item.Points,
            BusinessCase = isDeposit && quantity.IsNegative ? BusinessCase.DepositReturn : item.BusinessCase,
        });
        return LineTaxes.Choose(content, LinePrices.Choose(content, line, ListOf(content), context.Currency, _ => item.Price is not null), DayOf(content));
    }

    /// <summary>The ticket with the prices of the list that holds on it.</summary>
    public TicketContent Reprice(TicketContent content) => TicketFold.SetPrices(content, ListOf(content), context.Currency, IsPriceFixed);

    /// <summary>The deposit that follows the line of an item that has one.</summary>
    public PosResult<TicketLine> DepositOf(TicketContent content, Item item, TicketLine line)
    {
        if (!context.Catalog.Find(item.DepositId!.Value).TryGet(out var deposit, out var refusal))
            return refusal;
        return deposit.Price is { } price
            ? Of(content, deposit, line.Quantity, price, deposit.Name) with { ParentId = line.Id }
            : context.Text.Refuse(RefusalCodes.PriceMissing, deposit.Name);
    }

    public TicketLine Tip(Money amount, ImmutableArray<Tax>? taxes) => new()
    {
        Id = NewId(),
        Name = context.Text.Of(Labels.Tip),
        UnitPrice = amount,
        Quantity = Quantity.One,
        Taxes = taxes ?? [],
        IsDiscountable = false,
        BusinessCase = taxes is null ? BusinessCase.TipToEmployee : BusinessCase.TipToEmployer,
    };

    public TicketLine AccountSettlement(Money amount) => new()
    {
        Id = NewId(),
        Name = context.Text.Of(Labels.AccountSettlement),
        UnitPrice = amount,
        Quantity = Quantity.One,
        IsDiscountable = false,
        BusinessCase = BusinessCase.ReceivableSettlement,
    };

    public TicketLine GiftCard(string code, Money amount) => new()
    {
        Id = NewId(),
        Name = context.Text.Of(Labels.GiftCard, GiftCardNumber.Masked(code)),
        UnitPrice = amount,
        Quantity = Quantity.One,
        IsDiscountable = false,
        BusinessCase = BusinessCase.MultiPurposeVoucherSale,
        GiftCard = code,
    };

    /// <summary>Whether something that the item does not offer makes it cheaper: a price of the cashier's own. Of what is handed back, less costs the shop nothing.</summary>
    public bool LowersFreely(TicketLine line, ImmutableArray<PriceModifier> modifiers)
    {
        if (line.Quantity.IsNegative)
            return false;
        var offered = line.ItemId is { } id && context.Catalog.Find(id).TryGet(out var item, out _) ? item.Modifiers : [];
        return modifiers.Any(modifier => modifier.Price.IsNegative != modifier.Quantity.IsNegative && !modifier.Price.IsZero && !offered.Contains(modifier));
    }

    /// <summary>Whether quantity 1 would come to less than nothing. Exact: both sides times the denominators.</summary>
    public static bool IsPriceNegative(TicketLine line, ImmutableArray<PriceModifier> modifiers)
    {
        var price = (Int128)line.UnitPrice.Units * Quantity.UnitsPerOne * Quantity.UnitsPerOne;
        foreach (var modifier in modifiers)
            price += (Int128)modifier.Price.Units * modifier.Quantity.Units * line.PriceBaseQuantity.Units;
        return price < 0;
    }

    /// <summary>The unit price with its modifiers, to the finest unit that there is.</summary>
    public static Money PriceOf(TicketLine line)
    {
        var modifiers = Int128.Zero;
        foreach (var modifier in line.Modifiers)
            modifiers += (Int128)modifier.Price.Units * modifier.Quantity.Units * line.PriceBaseQuantity.Units;
        return Money.FromUnits(checked((long)(line.UnitPrice.Units + (modifiers / Quantity.UnitsPerOne / Quantity.UnitsPerOne))));
    }

    /// <summary>The price list that holds on a ticket. One that is not known here, or not any more, changes nothing.</summary>
    private PriceList? ListOf(TicketContent content) =>
        content.PriceListId is { } id ? context.Catalog.PriceLists.Value.FirstOrDefault(list => list.Id == id) : null;

    /// <summary>Whether the catalogue has a price for what is on a line, and for as much of it.</summary>
    private bool IsPriceFixed(TicketLine line) =>
        line.ItemId is { } id && context.Catalog.Find(id).TryGet(out var item, out _) && item.Price is not null && item.PriceBaseQuantity == line.PriceBaseQuantity;

    private LineId NewId() => new(context.Time.NewId());
}
