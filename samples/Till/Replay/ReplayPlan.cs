using Till.BackOffices;

namespace Till.Replay;

/// <summary>A discount as planned, in the shop's terms.</summary>
/// <param name="Name">What the receipt calls it.</param>
/// <param name="Percent">The percentage, or 0 for an amount.</param>
/// <param name="Amount">The amount in pounds, or 0 for a percentage.</param>
/// <param name="OnFirstLine">Whether it is given on the ticket's first line alone.</param>
internal sealed record PlannedDiscount(string Name, int Percent, decimal Amount, bool OnFirstLine);

/// <summary>How a ticket is paid.</summary>
internal enum PlannedPayment
{
    /// <summary>Coins that fit.</summary>
    ExactCash,

    /// <summary>Banknotes, with change.</summary>
    Banknotes,

    /// <summary>All by card.</summary>
    Card,

    /// <summary>A part by card, the rest in banknotes, in one call.</summary>
    Split,

    /// <summary>The same, each payment recorded as it comes in.</summary>
    SplitStepByStep,
}

/// <summary>Where the till is switched off and on again while it deals with a ticket.</summary>
internal enum PlannedRestart
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>With the ticket rung up and nothing paid.</summary>
    BeforePayment,

    /// <summary>Between the card and the cash of a payment step by step; elsewhere, after the sale.</summary>
    DuringPayment,

    /// <summary>After the sale.</summary>
    AfterSale,
}

/// <summary>Everything in a replay that the log does not say, decided by a seed.</summary>
/// <param name="dice">What decides.</param>
internal sealed class ReplayPlan(Dice dice)
{
    // Tickets between two decisions on the connection: long enough for a queue to build up, short enough for many cuts in a log.
    private const int TicketsPerStretch = 40;

    private static readonly decimal[] Banknotes = [5m, 10m, 20m, 50m];

    /// <summary>What everything is decided by.</summary>
    public long Seed => dice.Seed;

    /// <summary>The discount on a ticket, if any.</summary>
    public PlannedDiscount? DiscountOf(int ticket) => dice.Roll(Question.Discount, ticket, 40) switch
    {
        0 or 1 => new("Loyalty card", 10, 0m, OnFirstLine: false),
        2 => new("Neighbours", 15, 0m, OnFirstLine: false),
        3 => new("Voucher", 0, 1.00m, OnFirstLine: false),
        4 or 5 => new("End of the day", 50, 0m, OnFirstLine: true),
        6 => new("Chipped", 0, 0.35m, OnFirstLine: true),
        _ => null,
    };

    /// <summary>How a ticket is paid.</summary>
    public PlannedPayment PaymentOf(int ticket) => dice.Roll(Question.Payment, ticket, 20) switch
    {
        < 6 => PlannedPayment.ExactCash,
        < 13 => PlannedPayment.Banknotes,
        < 17 => PlannedPayment.Card,
        < 19 => PlannedPayment.Split,
        _ => PlannedPayment.SplitStepByStep,
    };

    /// <summary>What the customer hands over for an amount due: a whole number of one kind of banknote.</summary>
    public decimal HandedOver(int ticket, decimal due)
    {
        var note = Banknotes[dice.Roll(Question.Banknote, ticket, Banknotes.Length)];
        return decimal.Ceiling(due / note) * note;
    }

    /// <summary>The part of a split total that goes on the card: between a quarter and three quarters, in whole pence.</summary>
    public decimal CardShare(int ticket, decimal total) =>
        decimal.Round(total * (25 + dice.Roll(Question.CardShare, ticket, 51)) / 100m, 2);

    /// <summary>Where the till is restarted.</summary>
    public PlannedRestart RestartAt(int ticket) => dice.Roll(Question.Restart, ticket, 600) switch
    {
        0 => PlannedRestart.BeforePayment,
        < 20 when PaymentOf(ticket) == PlannedPayment.SplitStepByStep => PlannedRestart.DuringPayment,
        20 => PlannedRestart.AfterSale,
        _ => PlannedRestart.None,
    };

    /// <summary>Whether the connection is cut while a ticket is sold.</summary>
    public bool IsCut(int ticket) => dice.Hits(Question.Cut, ticket / TicketsPerStretch, 3);

    /// <summary>Whether the operating system notices that the connection was cut; if not, the till finds out by itself.</summary>
    public bool IsCutNoticed(int ticket) => dice.Hits(Question.Notice, ticket / TicketsPerStretch, 2);

    /// <summary>What goes wrong with the connection at a ticket.</summary>
    public ConnectionFault FaultAt(int ticket) => dice.Roll(Question.Fault, ticket, 60) switch
    {
        0 => ConnectionFault.LostRequest,
        1 => ConnectionFault.LostReply,
        2 => ConnectionFault.DoubledRequest,
        _ => ConnectionFault.None,
    };

    /// <summary>Whether the cashier tries at a ticket what is forbidden while the connection is cut.</summary>
    public bool TriesForbidden(int ticket) => dice.Hits(Question.Forbidden, ticket, 10);

    /// <summary>How many pounds too much (or, below zero, too little) are counted at the end of a day.</summary>
    public decimal CountDifference(DateOnly day) =>
        dice.Hits(Question.CountedCash, day.DayNumber, 8) ? (dice.Roll(Question.CashDifference, day.DayNumber, 401) - 200) / 100m : 0m;
}
