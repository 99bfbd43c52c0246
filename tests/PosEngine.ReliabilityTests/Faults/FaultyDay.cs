using PosEngine.Journal;
using PosEngine.Reliability.Crash;
using PosEngine.Reliability.Vfs;

namespace PosEngine.Reliability.Faults;

/// <summary>A day on a disk that failed: what was answered, what was done to the disk, and what is on it.</summary>
internal sealed class FaultyDay : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FaultPlan _plan;
    private readonly string _template;
    private readonly RecordingDisk _disk = new();
    private readonly FaultyDisk _faulty;
    private readonly Cashier _cashier;

    private FaultyDay(FaultPlan plan, string template, bool takesUnknownForRefused)
    {
        _plan = plan;
        _template = template;
        _faulty = new FaultyDisk(_disk, plan);
        _cashier = new Cashier(_folder.PathOf("till.db"), () => _disk.Operations.Count, takesUnknownForRefused);
    }

    public IReadOnlyList<Answer> Answers => _cashier.Answers;

    public IReadOnlyList<DiskOperation> Operations => _disk.Operations;

    public static async Task<FaultyDay> RunAsync(FaultPlan plan, TemporaryFolder template, bool takesUnknownForRefused = false)
    {
        var day = new FaultyDay(plan, template.PathOf(), takesUnknownForRefused);
        File.Copy(template.PathOf("till.db"), day._folder.PathOf("till.db"));
        using (DiskVfs.Mount(day._folder.PathOf(), day._faulty))
            await day.ExplainAsync("", day._cashier.WorkAsync);
        return day;
    }

    /// <summary>Every ticket was sold in the end: once, with the receipt that was announced if one was, and with the numbers that follow each other.</summary>
    public void AssertBooksAreRight() => Explain("", () =>
    {
        // What nobody knew has the number of its commit, and its answer came later.
        Assert.Equal(SoldThrough(int.MaxValue).Order(), ReceiptsIn(_folder.PathOf("till.db")).Order());
        foreach (var ticket in Answers.GroupBy(static answer => answer.Ticket))
            Assert.Single(ticket.Select(static answer => answer.Receipt).OfType<ReceiptId>().Distinct());
    });

    /// <summary>Cuts the power after each operation from the failure on, for a few of them, and holds what is left against what had been answered.</summary>
    /// <returns>How many states were looked at.</returns>
    public async Task<int> CutPowerDuringRecoveryAsync(Random random, int statesMax)
    {
        const int operationsOfRecovery = 24;
        if (_faulty.FailedAt is not { } first)
            return 0;
        var last = Math.Min(first + operationsOfRecovery, Operations.Count);
        var states = (from moment in Enumerable.Range(first, last - first + 1) from cut in Enum.GetValues<PowerCut>() select (moment, cut)).ToArray();
        if (statesMax < states.Length)
            states = [.. random.GetItems(states, statesMax).OrderBy(static state => state.moment)];

        var image = DiskImage.Of(_template);
        var applied = 0;
        foreach (var (moment, cut) in states)
        {
            for (; applied < moment; applied++)
                image.Apply(Operations[applied]);
            await ExplainAsync($", the power gone after operation {moment}, which {cut} what was not synced", () => AssertKeptAsync(image, moment, cut, random));
        }

        return states.Length;
    }

    /// <summary>The process dies when the sync has failed, and is started again on files that read as if nothing had happened; it sells; the power goes at some moment of that.</summary>
    public Task StartAgainAndCutPowerAsync(Random random) => ExplainAsync(", died of it, and started again", async () =>
    {
        var image = DiskImage.Of(_template);
        foreach (var operation in Operations.Take(_faulty.FailedAt!.Value + 1))
            image.Apply(operation);
        using var again = new TemporaryFolder();
        image.Restore(again.PathOf(), PowerCut.Keeps, random);
        var disk = new RecordingDisk();
        using var mounted = DiskVfs.Mount(again.PathOf(), disk);
        await using var till = await TestShop.OpenAsync(again.PathOf("till.db"), IoErrorTests.NewTime());
        var receipt = (await TestShop.PayAsync(till, TestShop.RingUp(till))).Value;

        var sold = disk.Operations.Count;
        for (var moment = 1; moment <= sold; moment++)
        {
            image.Apply(disk.Operations[moment - 1]);
            if (moment < sold && !ReliabilityScale.IsFull && random.Next(4) != 0)
                continue;
            var kept = await ReceiptsAfterAsync(image, random.Next(2) == 0 ? PowerCut.Loses : PowerCut.Tears, random);
            Assert.True(moment < sold || kept.Contains((receipt.TicketId.Value, receipt.Id.Value)), "The sale that was acknowledged last is lost.");
        }
    });

    public void Dispose() => _folder.Dispose();

    /// <summary>What a till finds that is started after a power cut, and that sells one more to show that it can.</summary>
    private static async Task<List<(Guid Ticket, Guid Receipt)>> ReceiptsAfterAsync(DiskImage image, PowerCut cut, Random random)
    {
        using var folder = new TemporaryFolder();
        image.Restore(folder.PathOf(), cut, random);
        await using (var till = await TestShop.OpenAsync(folder.PathOf("till.db"), IoErrorTests.NewTime()))
            (await TestShop.PayAsync(till, TestShop.RingUp(till))).EnsureDone();
        return ReceiptsIn(folder.PathOf("till.db"))[..^1];
    }

    private async Task AssertKeptAsync(DiskImage image, int moment, PowerCut cut, Random random)
    {
        var kept = await ReceiptsAfterAsync(image, cut, random);
        Assert.Empty(SoldThrough(moment).Except(kept));

        // What was refused is not there, and what nobody knew was not refused before it was found out.
        var refused = Answers.Where(answer => answer.Outcome == PosOutcome.Refused && answer.From <= moment && moment <= answer.To);
        Assert.Empty(refused.Select(static answer => answer.Ticket.Value).Intersect(kept.Select(static receipt => receipt.Ticket)));
    }

    private List<(Guid Ticket, Guid Receipt)> SoldThrough(int moment) =>
        [.. Answers.Where(answer => answer.Outcome == PosOutcome.Done && answer.From <= moment).Select(static answer => (answer.Ticket.Value, answer.Receipt!.Value.Value))];

    /// <summary>The receipts in the order of their numbers, after an audit of the file.</summary>
    private static List<(Guid Ticket, Guid Receipt)> ReceiptsIn(string path) => [.. JournalAudit.Of(path).Receipts.Select(static receipt => (receipt.Ticket, receipt.Id))];

    private void Explain(string more, Action check) => ExplainAsync(more, () =>
    {
        check();
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();

    private async Task ExplainAsync(string more, Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{_plan}{more}: {e.Message}", e);
        }
    }
}
