using PosEngine.Employees;

namespace PosEngine.Checkout;

/// <summary>What a way to pay is, which decides how the engine treats it.</summary>
public enum PaymentKind
{
    /// <summary>Notes and coins: gives change as a rule, is rounded to the cash step, moves the drawer.</summary>
    Cash = 0,

    /// <summary>A card on a terminal that the engine does not drive: the cashier types the amount there.</summary>
    ManualCard = 1,

    /// <summary>A card on a terminal that the engine drives.</summary>
    IntegratedCard = 2,

    /// <summary>Anything else: voucher, transfer, cheque.</summary>
    Other = 3,

    /// <summary>Nothing is handed over: the customer on the ticket owes it.</summary>
    OnAccount = 4,

    /// <summary>A gift card: <see cref="Payment.Code"/> is its number.</summary>
    GiftCard = 5,

    /// <summary>What the customer on the ticket has with the shop.</summary>
    StoreCredit = 6,

    /// <summary>Points of the customer on the ticket, at what one of them is worth (<see cref="Settings.LoyaltyProgramme.PointValue"/>).</summary>
    Points = 7,
}

/// <summary>A way to pay, as set up in the back office.</summary>
public sealed record PaymentType
{
    /// <summary>Cash. Always there.</summary>
    public static PaymentType Cash { get; } = new() { Id = new(new("00000000-0000-7000-8000-000000000001")), Name = "Cash", Kind = PaymentKind.Cash };

    /// <summary>Card on a terminal of its own. Always there.</summary>
    public static PaymentType Card { get; } = new() { Id = new(new("00000000-0000-7000-8000-000000000002")), Name = "Card", Kind = PaymentKind.ManualCard };

    /// <summary>Card on an integrated terminal. Always there; refused while none is connected.</summary>
    public static PaymentType IntegratedCard { get; } = new() { Id = new(new("00000000-0000-7000-8000-000000000003")), Name = "Card terminal", Kind = PaymentKind.IntegratedCard };

    /// <summary>The id.</summary>
    public required PaymentTypeId Id { get; init; }

    /// <summary>The name that receipts and reports show.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required PaymentKind Kind { get; init; }

    /// <summary>Whether more than is due may be paid this way, the rest being given back in cash. Null: as its kind usually does, which only cash does.</summary>
    public bool? GivesChange { get; init; }
}

/// <summary>An amount offered in payment.</summary>
/// <param name="Type">The way to pay.</param>
/// <param name="Amount">
/// The amount, above zero; for cash what the customer hands over, which may be more than is due, or zero where the total rounds to nothing. Below zero, what goes back this way of a ticket whose total is below
/// zero: that needs <see cref="Employees.Permissions.RefundsOtherwise"/>, and the rest of it is paid out in cash.
/// </param>
public sealed record Payment(PaymentType Type, Money Amount)
{
    /// <summary>What was really handed over, where that is cash of another currency. <see cref="Amount"/> is its worth then.</summary>
    public ForeignCash? Foreign { get; init; }

    /// <summary>The number of the gift card that it is paid with; null for everything else.</summary>
    public string? Code { get; init; }

    /// <summary>By somebody who may, where it goes back and whoever is signed in may not say how.</summary>
    public Approval? Approval { get; init; }

    /// <summary>Notes and coins handed over.</summary>
    public static Payment Cash(Money amount) => new(PaymentType.Cash, amount);

    /// <summary>Notes and coins of another currency handed over.</summary>
    /// <param name="foreign">What was handed over, and its rate.</param>
    /// <param name="home">The currency of this till.</param>
    /// <inheritdoc cref="ForeignCash.ToHome" path="/exception"/>
    public static Payment Cash(ForeignCash foreign, Currency home)
    {
        ArgumentNullException.ThrowIfNull(foreign);
        return new(PaymentType.Cash, foreign.ToHome(home)) { Foreign = foreign };
    }

    /// <summary>An amount paid by card on a terminal of its own.</summary>
    public static Payment Card(Money amount) => new(PaymentType.Card, amount);
}
