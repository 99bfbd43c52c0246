using System.Text.Json;
using PosEngine.Receipts;
using Till.BackOffices;
using Till.Reports;

namespace PosEngine.Samples.Till;

public sealed class RunReportTests
{
    private static readonly DeviceFigures Device = new([Receipt(1001, 2.60m), Receipt(1002, 3.25m)], IsChainValid: true)
    {
        Entries = 5,
        Starts = 2,
        Shifts = 1,
        ShiftTotal = 5.85m,
        ShiftVat = 0.43m,
    };

    private static readonly BackOfficeSummary BackOffice = new(
        Entries: 5, Receipts: 2, Gross: 585_000, Quarantined: 0, Duplicates: 0, Gaps: 0, OutOfOrder: 0, ChainValid: true);

    private static readonly ExpectedFigures Expected = new(Tickets: 2, Days: 1, Total: 5.85m, Vat: 0.43m);

    private static readonly RunEvents Events = new(
        PeakUnsynchronised: 2, RefusedOffline: ["Refund"], LostReplies: 1, LostRequests: 2, DoubledRequests: 3, Cuts: 4, Elapsed: TimeSpan.FromSeconds(1.234));

    [Fact]
    public void Where_all_agree_there_is_no_problem()
    {
        var report = RunReport.Of(Device, BackOffice, Expected, Events);

        Assert.Empty(report.Problems);
        Assert.Equal(0, report.ExitCode);
    }

    [Fact]
    public void The_json_has_every_figure_under_its_name()
    {
        var json = JsonDocument.Parse(RunReport.Of(Device, BackOffice, Expected, Events).ToJson()).RootElement;

        Assert.Equal(
            """{"receipts":2,"acknowledged":2,"atBackOffice":2,"missing":0,"duplicates":0,"outOfOrder":0,"numberGaps":0,"chainValid":true,"totalDevice":5.85,"totalBackOffice":5.85,"totalExpected":5.85,"vatDevice":0.43,"vatExpected":0.43,"shifts":1,"peakUnsynchronised":2,"refusedOffline":["Refund"],"restarts":1,"cuts":4,"lostReplies":1,"lostRequests":2,"doubledRequests":3,"seconds":1.23,"problems":[]}""",
            JsonSerializer.Serialize(json));
    }

    public static TheoryData<string> Differences => [.. Changed.Keys];

    [Theory]
    [MemberData(nameof(Differences))]
    public void Whatever_differs_is_a_problem_and_an_exit_code(string difference)
    {
        var (device, backOffice, expected) = Changed[difference];

        var report = RunReport.Of(device, backOffice, expected, Events);

        Assert.Contains(report.Problems, problem => problem.Contains(difference, StringComparison.Ordinal));
        Assert.Equal(1, report.ExitCode);
    }

    private static Dictionary<string, (DeviceFigures, BackOfficeSummary, ExpectedFigures?)> Changed => new()
    {
        ["1 receipts are not acknowledged."] = (Device with { Receipts = [Receipt(1001, 2.60m), Receipt(1002, 3.25m, SyncState.Unsynchronised)] }, BackOffice, Expected),
        ["The back office has 4 entries with 1 gaps, the device 5."] = (Device, BackOffice with { Entries = 4, Gaps = 1 }, Expected),
        ["could not make sense of 1 entries."] = (Device, BackOffice with { Quarantined = 1 }, Expected),
        ["The back office has 1 receipts, the device 2."] = (Device, BackOffice with { Receipts = 1 }, Expected),
        ["1 entries are at the back office more than once."] = (Device, BackOffice with { Duplicates = 1 }, Expected),
        ["1 entries arrived at the back office out of order."] = (Device, BackOffice with { OutOfOrder = 1 }, Expected),
        ["1 receipts have not the number"] = (Device with { Receipts = [Receipt(1001, 2.60m), Receipt(1003, 3.25m)] }, BackOffice, Expected),
        ["A hash of the journal"] = (Device, BackOffice with { ChainValid = false }, Expected),
        ["The device took 5.85, the back office says 5.80."] = (Device, BackOffice with { Gross = 580_000 }, Expected),
        ["The receipts come to 5.85, the Z reports to 2.60."] = (Device with { ShiftTotal = 2.60m }, BackOffice, null),
        ["The log has 3 tickets, the device 2 receipts."] = (Device, BackOffice, Expected with { Tickets = 3 }),
        ["The log has 2 days, the device 1 shifts."] = (Device, BackOffice, Expected with { Days = 2 }),
        ["The log comes to 5.86, the device to 5.85."] = (Device, BackOffice, Expected with { Total = 5.86m }),
        ["The log has 0.44 of VAT in it, the device 0.43."] = (Device, BackOffice, Expected with { Vat = 0.44m }),
    };

    private static ReceiptSummary Receipt(int number, decimal total, SyncState state = SyncState.Synchronised) => new()
    {
        Id = default,
        Sequence = number,
        Number = $"1-{number}",
        CompletedAt = default,
        Total = Money.Of(total),
        ShiftId = default,
        EmployeeId = default,
        State = state,
    };
}
