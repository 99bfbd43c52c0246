using PosEngine.Sync;

namespace PosEngine.Conformance;

/// <summary>A back office to be tested, and what the tests have its owner do, past the transport. What is left out has its tests skipped.</summary>
/// <param name="Transport">Connected to it, with a token that is good for any device. An <see cref="IBackOfficeServices"/> too, for the tests of online calls.</param>
public sealed record TestedBackOffice(IBackOffice Transport)
{
    /// <summary>An entry that is stored, and that nothing can be made of: a receipt without its data.</summary>
    public static string UnreadableReceipt { get; } = TestJournal.Body("receipt", """{"id":17}""");

    /// <summary>The body of an entry that this back office sets aside; null where it looks into no bodies.</summary>
    public string? Indigestible { get; init; } = UnreadableReceipt;

    /// <summary>Sets reference data: kind, id, and the data as JSON; null removes them.</summary>
    public Func<string, string, string?, Task>? SetReferenceAsync { get; init; }

    /// <summary>Says how much there is of an item.</summary>
    public Func<ItemId, Quantity, Task>? SetStockAsync { get; init; }

    /// <summary>Ends the right to refund a receipt, whoever has it.</summary>
    public Func<ReceiptId, Task>? EndRefundAsync { get; init; }

    /// <summary>Frees a parked ticket, whoever has taken it.</summary>
    public Func<ParkingId, Task>? FreeTicketAsync { get; init; }

    /// <summary>Puts everything away.</summary>
    public Func<ValueTask>? DisposeAsync { get; init; }
}
