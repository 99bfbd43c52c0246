using System.Text.Json;

namespace PosEngine.Reliability.Tills;

/// <summary>Holds what a till reports against what is in the databases.</summary>
internal static class Figures
{
    public static void AreThoseOf(ShopDatabases databases, JsonElement report)
    {
        Assert.Equal(
            (databases.Receipts, databases.Acknowledged, databases.AtBackOffice, databases.Missing, databases.Duplicates, databases.OutOfOrder, databases.NumberGaps),
            (Number("receipts"), Number("acknowledged"), Number("atBackOffice"), Number("missing"), Number("duplicates"), Number("outOfOrder"), Number("numberGaps")));
        Assert.Equal(
            (databases.TotalDevice, databases.TotalBackOffice, databases.VatOfShifts, databases.Shifts, databases.Restarts),
            (Pounds("totalDevice"), Pounds("totalBackOffice"), Pounds("vatDevice"), Number("shifts"), Number("restarts")));
        Assert.Equal(databases.IsDeviceChainValid && databases.IsBackOfficeChainValid, report.GetProperty("chainValid").GetBoolean());

        long Number(string name) => report.GetProperty(name).GetInt64();
        decimal Pounds(string name) => report.GetProperty(name).GetDecimal();
    }

    /// <summary>What was counted on the way is possible. For a run that was not killed: it counts from its own start.</summary>
    public static void ArePossible(ShopDatabases databases, JsonElement report) =>
        Assert.InRange(report.GetProperty("peakUnsynchronised").GetInt64(), databases.LargestArrival, databases.Receipts);

    /// <summary>Every receipt of the device is at the back office exactly once, in order, with the same bytes; every sum adds up.</summary>
    public static void AreAllAtTheBackOffice(ShopDatabases databases)
    {
        Assert.Equal((databases.Receipts, databases.Receipts), (databases.Acknowledged, databases.AtBackOffice));
        Assert.Equal((0, 0, 0, 0, 0), (databases.Missing, databases.DifferentEntries, databases.Duplicates, databases.OutOfOrder, databases.NumberGaps));
        Assert.True(databases.IsDeviceChainValid);
        Assert.True(databases.IsBackOfficeChainValid);
        Assert.Equal(databases.TotalDevice, databases.TotalBackOffice);
        Assert.Equal(databases.TotalDevice, databases.TotalOfShifts);
        Assert.Equal(0, databases.NotAddingUp);
    }

    /// <summary>Every ticket of the log is one receipt, in the log's order, at the log's prices, by the log's clock.</summary>
    public static void AreThoseOf(SalesLogFile log, ShopDatabases databases)
    {
        Assert.Equal(log.Tickets, databases.LogTickets);
        Assert.Equal(log.Subtotal, databases.Subtotal);
        Assert.Equal(log.Days, databases.Shifts);
        Assert.Equal(log.FirstDay, databases.FirstDay);
    }
}
