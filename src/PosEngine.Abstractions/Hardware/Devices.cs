using PosEngine.Hardware.Printing;

namespace PosEngine.Hardware;

/// <summary>What is known of a device's action after a call. A driver never claims more than it knows.</summary>
public enum Effect
{
    /// <summary>Nothing happened out there: it is safe to try again.</summary>
    NotStarted = 0,

    /// <summary>It happened.</summary>
    Completed = 1,

    /// <summary>It may have happened: a person has to look before it is repeated.</summary>
    Unknown = 2,
}

/// <summary>The answer of a device.</summary>
/// <param name="Effect">What is known to have happened.</param>
/// <param name="Fault">What went wrong, in words; null for success.</param>
public readonly record struct DeviceResult(Effect Effect, string? Fault = null)
{
    /// <summary>It happened.</summary>
    public static DeviceResult Completed { get; } = new(Effect.Completed);

    /// <summary>Nothing happened, because of <paramref name="fault"/>.</summary>
    public static DeviceResult Failed(string fault) => new(Effect.NotStarted, fault);
}

/// <summary>Something that prints receipts. Called one job at a time.</summary>
public interface IReceiptPrinter
{
    /// <summary>The name in reports and logs.</summary>
    string Name { get; }

    /// <summary>Prints a document. Cancellation before the first byte gives <see cref="Effect.NotStarted"/>, after it <see cref="Effect.Unknown"/>.</summary>
    ValueTask<DeviceResult> PrintAsync(ReceiptDocument document, CancellationToken cancellationToken);
}

/// <summary>A cash drawer. Called one job at a time.</summary>
public interface ICashDrawer
{
    /// <summary>The name in reports and logs.</summary>
    string Name { get; }

    /// <summary>Opens it.</summary>
    ValueTask<DeviceResult> OpenAsync(CancellationToken cancellationToken);
}

/// <summary>A display that faces the customer, usually two lines of 20 characters. Called one job at a time.</summary>
public interface ICustomerDisplay
{
    /// <summary>The name in reports and logs.</summary>
    string Name { get; }

    /// <summary>Shows two lines, cut to the display's width by the driver.</summary>
    ValueTask<DeviceResult> ShowAsync(string upper, string lower, CancellationToken cancellationToken);
}

/// <summary>A barcode scanner. The UI subscribes and hands what comes to <c>ITicket.Scan</c>.</summary>
public interface IBarcodeScanner
{
    /// <summary>The name in reports and logs.</summary>
    string Name { get; }

    /// <summary>What was scanned, without prefix and suffix characters, on a thread of the driver's.</summary>
    IObservable<string> Scans { get; }
}

/// <summary>A card terminal that the engine drives.</summary>
/// <remarks>The engine journals every attempt before it calls, never repeats one whose outcome is unknown, and asks for its outcome instead.</remarks>
public interface ICardTerminal
{
    /// <summary>The name in reports and logs.</summary>
    string Name { get; }

    /// <summary>Whether it takes cards without a connection and passes the payments on later (store and forward). A trait of the terminal, which stays as it is while it is connected. Asked whenever a decision is made; quick.</summary>
    bool StoresPayments => false;

    /// <summary>Charges a card.</summary>
    /// <param name="attempt">Identifies the attempt at the terminal; the same id never charges twice.</param>
    /// <param name="amount">The amount, in the engine's currency.</param>
    /// <param name="cancellationToken">Asks the terminal to stop; it claims nothing.</param>
    ValueTask<CardResult> ChargeAsync(PaymentId attempt, Money amount, CancellationToken cancellationToken);

    /// <summary>Asks what became of an attempt.</summary>
    ValueTask<CardResult> QueryAsync(PaymentId attempt, CancellationToken cancellationToken);
}

/// <summary>What a card terminal says of an attempt.</summary>
public enum CardVerdict
{
    /// <summary>It is not known whether the card was charged.</summary>
    Unknown = 0,

    /// <summary>The card was charged.</summary>
    Approved = 1,

    /// <summary>The card was not charged.</summary>
    Declined = 2,
}

/// <summary>The answer of a card terminal.</summary>
/// <param name="Verdict">What is known.</param>
/// <param name="Reference">The terminal's own reference, for the receipt.</param>
/// <param name="Message">What the terminal says to people.</param>
public sealed record CardResult(CardVerdict Verdict, string? Reference = null, string? Message = null);
