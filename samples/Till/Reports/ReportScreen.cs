using System.Globalization;
using Till.Screens;

namespace Till.Reports;

/// <summary>Shows what a run came to.</summary>
internal static class ReportScreen
{
    /// <param name="report">What it came to.</param>
    /// <param name="screen">Where people read it.</param>
    /// <param name="json">Where a program reads it; null if none does.</param>
    public static async Task ShowAsync(RunReport report, Screen screen, TextWriter? json)
    {
        screen.Chapter("Device and back office compared");
        screen.Table(["", "Device", "Back office", "Expected"],
        [
            ["Receipts", Count(report.Receipts), Count(report.AtBackOffice), ""],
            ["Total", Pounds(report.TotalDevice), Pounds(report.TotalBackOffice), Pounds(report.TotalExpected)],
            ["VAT on Z reports", Pounds(report.VatDevice), "", Pounds(report.VatExpected)],
        ], 1, 2, 3);
        screen.Say($"Receipts: {Count(report.Acknowledged)} acknowledged, {report.Missing} missing, {report.Duplicates} doubled, {report.OutOfOrder} out of order, {report.NumberGaps} gaps in the numbers; chain {(report.ChainValid ? "valid" : "broken")}");
        screen.Say($"On the way: restarts {report.Restarts}, cuts {report.Cuts}, lost replies {report.LostReplies}, lost requests {report.LostRequests}, doubled requests {report.DoubledRequests}, receipts waiting at most {report.PeakUnsynchronised}");
        screen.Say($"Refused offline: {(report.RefusedOffline.Count == 0 ? "nothing" : string.Join(", ", report.RefusedOffline))}");
        foreach (var problem in report.Problems)
            screen.Problem(problem);
        if (report.Problems.IsEmpty)
            screen.Done(string.Create(CultureInfo.InvariantCulture, $"Everything is at the back office exactly once. {report.Seconds:0.0} s"));
        if (json is not null)
            await json.WriteLineAsync(report.ToJson());
    }

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Pounds(decimal? amount) => amount?.ToString("£#,##0.00", CultureInfo.InvariantCulture) ?? "";
}
