using System.Text.Json.Serialization;
using BackOffice.Accounts;
using BackOffice.Refunds;

namespace BackOffice.Projections;

/// <summary>A receipt, as far as a back office needs to understand it. Amounts are hundred-thousandths of the currency's main unit.</summary>
internal sealed record ReceiptData(
    Guid Id,
    string Number,
    Guid Shift,
    string Currency,
    ReceiptTax[] Taxes,
    ReceiptLine[] Lines,
    long Net,
    long Tax,
    long Gross,
    long CashRounding,
    ReceiptPayment[] Payments,
    long Change,
    long Rounding = 0,
    long Prepaid = 0,
    ReceiptAdjustment[]? Discounts = null,
    ReceiptAdjustment[]? Surcharges = null,
    string? Note = null,
    ReceiptRefund? RefundOf = null,
    Guid? Customer = null,
    Guid? Ticket = null)
{
    /// <summary>What adds up to the receipt: its lines, by their components where they have some, and the discounts and surcharges that it carries beside them.</summary>
    [JsonIgnore]
    public IEnumerable<ReceiptPart> Parts => Lines.Index().SelectMany(line => line.Item.Parts($"line {line.Index + 1}"))
        .Concat(Carried("discount", Discounts))
        .Concat(Carried("surcharge", Surcharges));

    /// <summary>What was to be paid.</summary>
    [JsonIgnore]
    public long Total => Gross + Rounding - Prepaid;

    /// <summary>What goes back with it.</summary>
    /// <exception cref="UnprojectableException">It is not said of which receipt.</exception>
    public IEnumerable<ReturnedPart> Returned()
    {
        foreach (var (ordinal, line) in Lines.Index())
        {
            if (line.Returns is not { } returns)
                continue;
            var original = returns.Receipt ?? RefundOf?.Receipt ?? throw new UnprojectableException($"line {ordinal + 1} of receipt {Number} comes back from nowhere");
            yield return new(ordinal, original, returns.Line, -line.Quantity, returns.Amount, -line.Gross);
        }
    }

    /// <summary>What a refund comes to, and of an exchange its return; null for every other receipt.</summary>
    [JsonIgnore]
    public long? Refund => RefundOf switch
    {
        null => null,
        { Exchange: { } half } => Lines.Where(static line => line.Returns is not null).Sum(static line => line.Gross) + half.Rounding - half.Prepaid,
        _ => Gross + Rounding - Prepaid,
    };

    /// <summary>What a refund gave back, and of an exchange its return by itself; null where it does not say which way.</summary>
    public GivenBack? GivenBack()
    {
        var half = RefundOf?.Exchange;
        var others = Payments.Where(payment => half is null || payment.Amount < 0).Select(static payment => payment with { Amount = -payment.Amount })
            .Concat(half?.Credit ?? []).Where(static payment => payment.Kind != "cash").ToList();
        return others.Any(static payment => payment.Type is null) ? null : new(half?.Change ?? Change, [.. others.Select(static payment => new GivenBackBy(payment.Type!.Value, payment.Amount, payment.Code))]);
    }

    /// <summary>The lines that came back without their receipt. Deposits come back every day, and are told apart.</summary>
    [JsonIgnore]
    public IReadOnlyList<ReceiptLine> Returns => [.. Lines.Where(static line => line.Quantity < 0 && line.Returns is null && line.BusinessCase != "deposit_return")];

    /// <summary>What leaves the shelf; below zero where it comes back to it.</summary>
    public IEnumerable<(Guid Item, long Quantity)> Moved() => Lines
        .Where(line => line.Item is not null && line.TakenBack is not { Restock: false } && (line.Returns is null || RefundOf is not { Restock: false }))
        .Select(line => (line.Item!.Value, line.Quantity));

    /// <summary>What it moves on accounts.</summary>
    public IEnumerable<AccountMove> Moves()
    {
        var customer = Customer?.ToString();
        foreach (var payment in Payments)
        {
            if (payment.Kind == AccountMove.OnAccount && customer is not null)
                yield return new(AccountMove.OnAccount, customer, payment.Amount);
            else if (payment.Kind == AccountMove.StoreCredit && customer is not null)
                yield return new(AccountMove.StoreCredit, customer, -payment.Amount);
            else if (payment is { Kind: AccountMove.Points, Points: { } points } && customer is not null)
                yield return new(AccountMove.Points, customer, -points);
            else if (payment is { Kind: AccountMove.GiftCard, Code: { } code })
                yield return new(AccountMove.GiftCard, code, -payment.Amount);
        }

        foreach (var line in Lines)
        {
            if (line.BusinessCase == "receivable_settlement" && customer is not null)
                yield return new(AccountMove.OnAccount, customer, -line.Gross);
            if (line.Points != 0 && customer is not null)
                yield return new(AccountMove.Points, customer, line.Points);
            if (line.GiftCard is { } card)
                yield return new(AccountMove.GiftCard, card, line.Gross);
        }
    }

    private static IEnumerable<ReceiptPart> Carried(string name, ReceiptAdjustment[]? adjustments) => (adjustments ?? []).Index()
        .Where(adjustment => adjustment.Item.Carried is not null)
        .Select(adjustment => (Number: adjustment.Index + 1, adjustment.Item.Taxes, Figures: adjustment.Item.Carried!.Value))
        .Select(carried => new ReceiptPart($"carried {name} {carried.Number}", carried.Taxes ?? [], carried.Figures.Tax, carried.Figures.Net, carried.Figures.Gross));
}

[method: JsonConstructor]
internal readonly record struct ReceiptTax(string Name, long Net, long Amount);

/// <param name="Name">What was sold.</param>
/// <param name="Quantity">In thousandths.</param>
/// <param name="Taxes">Places in the receipt's taxes.</param>
/// <param name="Tax">The line's share of each, in that order.</param>
/// <param name="Net">Without tax.</param>
/// <param name="Gross">With tax.</param>
/// <param name="Components">Its parts, where each has taxes of its own; the line has none then.</param>
/// <param name="Id">What refunds call it.</param>
/// <param name="Item">The item, if it is one.</param>
/// <param name="Returns">What comes back with it.</param>
/// <param name="BusinessCase">What it is; null for a sale.</param>
/// <param name="TakenBack">Why goods came back without their receipt.</param>
/// <param name="GiftCard">The gift card that is sold with it.</param>
/// <param name="Points">The points that it earns the customer.</param>
[method: JsonConstructor]
internal readonly record struct ReceiptLine(
    string Name, long Quantity, int[] Taxes, long[] Tax, long Net, long Gross, ReceiptComponent[]? Components = null,
    Guid? Id = null, Guid? Item = null, ReceiptReturn? Returns = null, string? BusinessCase = null, ReceiptTakenBack? TakenBack = null, string? GiftCard = null, long Points = 0)
{
    public IEnumerable<ReceiptPart> Parts(string name) => Components is { Length: > 0 }
        ? Components.Select(component => new ReceiptPart($"{name}, {component.Name}", component.Taxes, component.Tax, component.Net, component.Gross))
        : [new ReceiptPart(name, Taxes, Tax, Net, Gross)];
}

[method: JsonConstructor]
internal readonly record struct ReceiptComponent(string Name, int[] Taxes, long[] Tax, long Net, long Gross);

/// <summary>What a receipt refunds.</summary>
/// <param name="Receipt">The receipt that sold it.</param>
/// <param name="Restock">Whether it can be sold again.</param>
/// <param name="Exchange">What the return came to by itself, where something was sold with it.</param>
internal sealed record ReceiptRefund(Guid Receipt, bool Restock = true, ReceiptExchange? Exchange = null);

/// <summary>The half of an exchange that went back.</summary>
/// <param name="Rounding">Its rounding.</param>
/// <param name="Prepaid">What of it was prepaid.</param>
/// <param name="Credit">What of it paid for the sale.</param>
/// <param name="Change">What of it would have gone back in cash.</param>
internal sealed record ReceiptExchange(long Rounding = 0, long Prepaid = 0, ReceiptPayment[]? Credit = null, long Change = 0);

/// <summary>What a line gives back.</summary>
/// <param name="Line">The line that sold it.</param>
/// <param name="Receipt">Its receipt, where the refund as a whole is of another one.</param>
/// <param name="Amount">What was to be paid back of its price while the goods stay with the customer; 0 where they come back.</param>
internal sealed record ReceiptReturn(Guid Line, Guid? Receipt = null, long Amount = 0);

/// <summary>What a line of a receipt gives back of another line.</summary>
/// <param name="Ordinal">Its place on its receipt.</param>
/// <param name="Receipt">The receipt that sold it.</param>
/// <param name="Line">The line that sold it.</param>
/// <param name="Quantity">How much, in thousandths, with the sign that it was sold with.</param>
/// <param name="Amount">What was to be paid back of its price; 0 where goods come back.</param>
/// <param name="Gross">What goes back.</param>
internal readonly record struct ReturnedPart(int Ordinal, Guid Receipt, Guid Line, long Quantity, long Amount, long Gross);

/// <summary>That a line takes back goods without their receipt.</summary>
internal sealed record ReceiptTakenBack(string Reason, bool Restock = true);

/// <summary>A discount or a surcharge.</summary>
/// <param name="Taxes">Places in the receipt's taxes, if it is carried beside the lines.</param>
/// <param name="Carried">What it comes to then; zero or below for a discount.</param>
[method: JsonConstructor]
internal readonly record struct ReceiptAdjustment(int[]? Taxes = null, CarriedFigures? Carried = null);

[method: JsonConstructor]
internal readonly record struct CarriedFigures(long Net, long[] Tax, long Gross);

/// <summary>Something with taxes of its own.</summary>
internal readonly record struct ReceiptPart(string Name, int[] Taxes, long[] Tax, long Net, long Gross);

[method: JsonConstructor]
internal readonly record struct ReceiptPayment(string Name, string Kind, long Amount, string? Code = null, long? Points = null, Guid? Type = null);
