using PosEngine.Journal;

namespace PosEngine.Reliability.Crash;

/// <summary>A disk that runs full in the middle of commits, and has room again later.</summary>
public sealed class FullDiskTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, ReliabilityScale.Count(sample: 2, full: 20))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task D4_a_ticket_that_a_full_disk_could_not_take_is_sold_once_when_there_is_room_again(int seed)
    {
        Assert.SkipUnless(FileSizeLimit.IsSupported, "Only Linux limits the size of files.");
        var path = _folder.PathOf("till.db");
        await TestShop.CreateAsync(path);

        using var till = ChildTill.Start("sell-on-a-full-disk", path, $"{seed}");
        var exitCode = await till.EndAsync();

        Assert.Equal(0, exitCode);
        var failures = till.Lines.Where(static line => line.StartsWith("failed", StringComparison.Ordinal)).CountBy(static line => line).ToDictionary();
        output.WriteLine($"Seed {seed}: {till.Receipts.Count()} receipts, {string.Join(' ', failures)}");
        Assert.NotEmpty(failures);
        Assert.Subset(new HashSet<string> { "failed store_unavailable;", "failed outcome_unknown;" }, failures.Keys.ToHashSet());
        Assert.Equal(
            till.Receipts.Select(static receipt => (receipt.Number, receipt.Id, receipt.Ticket)).Order(),
            JournalAudit.Of(path).Receipts.Select(static receipt => (receipt.Number, receipt.Id, receipt.Ticket)).Order());
    }

    public void Dispose() => _folder.Dispose();
}
