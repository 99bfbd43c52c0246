using PosEngine.Reliability.Tills;

namespace PosEngine.Reliability.Demo;

public sealed class SellTests
{
    [Fact]
    public async Task A_till_sells_by_lines_of_text_and_shows_what_changes_with_the_connection()
    {
        using var till = TillProcess.Start("sell");

        await TypeAsync("Coffee", "qty 1.2345", "'1.2345' is finer than any quantity.");
        await TypeAsync("2000000010144", "qty 2", "cash 50", "Receipt 1-1001");
        await TypeAsync("offline", "no such thing", "terminal", "Tea", "card", "receipts", "Unsynchronised");
        await TypeAsync("online", "SyncNow: Available");
        await TypeAsync("sync", "receipts", "close 150", "Z report: shift 1");
        var run = await till.EndAsync();

        Assert.Equal(0, run.ExitCode);
        Assert.All(
            ["Receipt 1-1002", "No item has the barcode no such thing.", "SyncNow: Unavailable No internet connection"],
            text => Assert.Contains(text, run.Output, StringComparison.Ordinal));

        // What is typed, and what must have been seen before anything else is.
        async Task TypeAsync(params string[] lines)
        {
            foreach (var line in lines[..^1])
                await till.Input.WriteLineAsync(line);
            await till.ReadUntilAsync(lines[^1]);
        }
    }
}
