using System.Collections.Immutable;
using PosEngine.Receipts;

namespace Till.Reports;

/// <summary>What the device has at the end.</summary>
/// <param name="Receipts">Every receipt, in the order of the journal.</param>
/// <param name="IsChainValid">Whether every hash of the journal is right.</param>
internal sealed record DeviceFigures(ImmutableArray<ReceiptSummary> Receipts, bool IsChainValid)
{
    /// <summary>How many entries the journal has.</summary>
    public int Entries { get; init; }

    /// <summary>How often the engine was started on this database.</summary>
    public int Starts { get; init; }

    /// <summary>How many shifts were closed.</summary>
    public int Shifts { get; init; }

    /// <summary>What their Z reports add up to.</summary>
    public decimal ShiftTotal { get; init; }

    /// <summary>The VAT on their Z reports.</summary>
    public decimal ShiftVat { get; init; }
}

/// <summary>What a run must come to, by a computation of its own.</summary>
/// <param name="Tickets">How many receipts.</param>
/// <param name="Days">How many shifts.</param>
/// <param name="Total">Σ of their totals.</param>
/// <param name="Vat">Σ of their VAT.</param>
internal sealed record ExpectedFigures(int Tickets, int Days, decimal Total, decimal Vat);

/// <summary>What happened on the way. Counted since the program started: what an earlier run met that was killed is not in it.</summary>
/// <param name="PeakUnsynchronised">The most receipts that waited for the back office at one time.</param>
/// <param name="RefusedOffline">The capabilities that were refused without a connection.</param>
/// <param name="LostReplies">Pushes that the back office committed without the device hearing of it.</param>
/// <param name="LostRequests">Pushes that never arrived.</param>
/// <param name="DoubledRequests">Pushes that arrived twice.</param>
/// <param name="Cuts">How often the connection was cut.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record RunEvents(
    int PeakUnsynchronised, IReadOnlyList<string> RefusedOffline, int LostReplies, int LostRequests, int DoubledRequests, int Cuts, TimeSpan Elapsed);
