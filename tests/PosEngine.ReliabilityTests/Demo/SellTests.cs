using PosEngine.Reliability.Tills;

namespace PosEngine.Reliability.Demo;

public sealed class SellTests
{
    [Fact]
    public async Task A_till_sells_by_lines_of_text_and_shows_what_changes_with_the_connection()
    {
        using var till = TillProcess.Start("sell");

        await TypeAsync(till, "Coffee", "qty 1.2345", "'1.2345' is finer than any quantity.");
        await TypeAsync(till, "2000000010144", "qty 2", "cash 50", "Receipt 1-1001");
        await TypeAsync(till, "offline", "no such thing", "terminal", "Tea", "card", "receipts", "Unsynchronised");
        await TypeAsync(till, "online", "SyncNow: Available");
        await TypeAsync(till, "sync", "receipts", "close 150", "Z report: shift 1");
        var run = await till.EndAsync();

        Assert.Equal(0, run.ExitCode);
        Assert.All(
            ["Receipt 1-1002", "No item has the barcode no such thing.", "SyncNow: Unavailable No internet connection"],
            text => Assert.Contains(text, run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_ticket_that_one_till_parks_is_listed_and_paid_at_another()
    {
        using var one = TillProcess.Start("sell");
        var join = $"{await one.ReadUntilAsync("Another till of this shop:")} {await one.ReadUntilAsync("--admin-token")}".Split("till sell ")[1].Replace("\\", "", StringComparison.Ordinal);
        await TypeAsync(one, "Coffee", "park Table 4", "sync", "parked", "this till");
        using var two = TillProcess.Start(["sell", .. join.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        await TypeAsync(two, "parked", "till 1");
        await TypeAsync(two, "resume Table 5", "Parked are: Table 4.");
        await TypeAsync(two, "offline", "parked", "till 1");
        await TypeAsync(two, "resume Table 4", "(no_internet)");
        await TypeAsync(two, "online", "SyncNow: Available");
        await TypeAsync(two, "resume Table 4", "cash", "Receipt 2-1001");
        await TypeAsync(two, "sync", "parked", "Parked at");
        await TypeAsync(one, "resume Table 4", "(ticket_taken)");
        await TypeAsync(one, "resume Table 4", "Parked are: no tickets.");

        Assert.Equal((0, 0), ((await two.EndAsync()).ExitCode, (await one.EndAsync()).ExitCode));
    }

    /// <summary>What is typed, and what must have been seen before anything else is.</summary>
    private static async Task TypeAsync(TillProcess till, params string[] lines)
    {
        foreach (var line in lines[..^1])
            await till.Input.WriteLineAsync(line);
        await till.ReadUntilAsync(lines[^1]);
    }
}
