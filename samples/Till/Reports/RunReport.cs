using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PosEngine;
using PosEngine.Receipts;
using Till.BackOffices;
using static System.FormattableString;

namespace Till.Reports;

/// <summary>Device and back office compared: the object that <c>--json</c> writes.</summary>
internal sealed record RunReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    // The number of a device's first receipt.
    private const int FirstNumber = 1001;

    public required int Receipts { get; init; }

    public required int Acknowledged { get; init; }

    public required int AtBackOffice { get; init; }

    public required int Missing { get; init; }

    public required int Duplicates { get; init; }

    public required int OutOfOrder { get; init; }

    public required int NumberGaps { get; init; }

    public required bool ChainValid { get; init; }

    public required decimal TotalDevice { get; init; }

    public required decimal TotalBackOffice { get; init; }

    public required decimal? TotalExpected { get; init; }

    public required decimal VatDevice { get; init; }

    public required decimal? VatExpected { get; init; }

    public required int Shifts { get; init; }

    public required int PeakUnsynchronised { get; init; }

    public required IReadOnlyList<string> RefusedOffline { get; init; }

    public required int Restarts { get; init; }

    public required int Cuts { get; init; }

    public required int LostReplies { get; init; }

    public required int LostRequests { get; init; }

    public required int DoubledRequests { get; init; }

    public required decimal Seconds { get; init; }

    /// <summary>What is not as it must be, in words; empty if all is well.</summary>
    public required ImmutableArray<string> Problems { get; init; }

    [JsonIgnore]
    public int ExitCode => Problems.IsEmpty ? Till.ExitCode.Done : Till.ExitCode.Differs;

    public static RunReport Of(DeviceFigures device, BackOfficeSummary backOffice, ExpectedFigures? expected, RunEvents events)
    {
        var report = new RunReport
        {
            Receipts = device.Receipts.Length,
            Acknowledged = device.Receipts.Count(receipt => receipt.State == SyncState.Synchronised),
            AtBackOffice = backOffice.Receipts,
            Missing = Math.Max(0, device.Receipts.Length - backOffice.Receipts),
            Duplicates = backOffice.Duplicates,
            OutOfOrder = backOffice.OutOfOrder,
            NumberGaps = device.Receipts.Index().Count(receipt => NumberOf(receipt.Item) != FirstNumber + receipt.Index),
            ChainValid = device.IsChainValid && backOffice.ChainValid,
            TotalDevice = device.Receipts.Sum(receipt => receipt.Total.ToDecimal()),
            TotalBackOffice = Money.FromUnits(backOffice.Gross).ToDecimal(),
            TotalExpected = expected?.Total,
            VatDevice = device.ShiftVat,
            VatExpected = expected?.Vat,
            Shifts = device.Shifts,
            PeakUnsynchronised = events.PeakUnsynchronised,
            RefusedOffline = events.RefusedOffline,
            Restarts = device.Starts - 1,
            Cuts = events.Cuts,
            LostReplies = events.LostReplies,
            LostRequests = events.LostRequests,
            DoubledRequests = events.DoubledRequests,
            Seconds = decimal.Round((decimal)events.Elapsed.TotalSeconds, 2),
            Problems = [],
        };
        return report with { Problems = [.. report.ProblemsWith(device, backOffice, expected)] };
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    private IEnumerable<string> ProblemsWith(DeviceFigures device, BackOfficeSummary backOffice, ExpectedFigures? expected)
    {
        if (Acknowledged != Receipts)
            yield return $"{Receipts - Acknowledged} receipts are not acknowledged.";
        if (backOffice.Entries != device.Entries || backOffice.Gaps > 0)
            yield return $"The back office has {backOffice.Entries} entries with {backOffice.Gaps} gaps, the device {device.Entries}.";
        if (backOffice.Quarantined > 0)
            yield return $"The back office could not make sense of {backOffice.Quarantined} entries.";
        if (AtBackOffice != Receipts)
            yield return $"The back office has {AtBackOffice} receipts, the device {Receipts}.";
        if (Duplicates > 0)
            yield return $"{Duplicates} entries are at the back office more than once.";
        if (OutOfOrder > 0)
            yield return $"{OutOfOrder} entries arrived at the back office out of order.";
        if (NumberGaps > 0)
            yield return $"{NumberGaps} receipts have not the number that their place asks for.";
        if (!ChainValid)
            yield return "A hash of the journal is wrong.";
        if (TotalDevice != TotalBackOffice)
            yield return Invariant($"The device took {TotalDevice:0.00}, the back office says {TotalBackOffice:0.00}.");
        if (TotalDevice != device.ShiftTotal)
            yield return Invariant($"The receipts come to {TotalDevice:0.00}, the Z reports to {device.ShiftTotal:0.00}.");
        if (expected is null)
            yield break;
        if (Receipts != expected.Tickets)
            yield return $"The log has {expected.Tickets} tickets, the device {Receipts} receipts.";
        if (Shifts != expected.Days)
            yield return $"The log has {expected.Days} days, the device {Shifts} shifts.";
        if (TotalDevice != expected.Total)
            yield return Invariant($"The log comes to {expected.Total:0.00}, the device to {TotalDevice:0.00}.");
        if (VatDevice != expected.Vat)
            yield return Invariant($"The log has {expected.Vat:0.00} of VAT in it, the device {VatDevice:0.00}.");
    }

    private static int NumberOf(ReceiptSummary receipt) =>
        int.Parse(receipt.Number.AsSpan(receipt.Number.LastIndexOf('-') + 1), CultureInfo.InvariantCulture);
}
