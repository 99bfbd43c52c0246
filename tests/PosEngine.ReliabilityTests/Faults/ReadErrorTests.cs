using Microsoft.Extensions.Time.Testing;
using PosEngine.Journal;
using PosEngine.Receipts;
using PosEngine.Reliability.Crash;
using PosEngine.Reliability.Vfs;
using PosEngine.Shifts;

namespace PosEngine.Reliability.Faults;

/// <summary>A read fails, at each single one of a short day, the start included: the till says so, shows nothing that is not so, and loses nothing.</summary>
public sealed class ReadErrorTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Seed = 20_261_124;
    private const int PatienceMax = 200;
    private readonly TemporaryFolder _template = new();
    private readonly List<Receipt> _receipts = [];
    private ShiftReport _report = null!;

    /// <summary>A till that has sold, closed a shift and sold again, and has tickets parked.</summary>
    public async ValueTask InitializeAsync()
    {
        var path = _template.PathOf("till.db");
        await TestShop.CreateAsync(path, IoErrorTests.NewTime());
        await using var till = await TestShop.OpenAsync(path, IoErrorTests.NewTime());
        for (var sale = 1; sale <= 6; sale++)
        {
            _receipts.Add((await TestShop.PayAsync(till, TestShop.RingUp(till, sale))).Value);
            if (sale != 4)
                continue;
            _report = (await till.Shifts.CloseAsync(Money.Of(1))).Value;
            (await till.Shifts.OpenAsync(Money.Of(1))).EnsureDone();
        }

        for (var table = 1; table <= 2; table++)
            (await till.Tickets.ParkAsync(TestShop.RingUp(till), $"table {table}")).EnsureDone();
    }

    public ValueTask DisposeAsync()
    {
        _template.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task D9_an_error_of_a_single_read_is_told_and_costs_nothing()
    {
        var well = new UnreadableDisk(at: 0, duration: 0);
        Assert.Equal(0, await SpendDayAsync(well, ""));
        (int At, int Duration)[] plans = [.. from at in Enumerable.Range(1, well.Reads) from duration in new[] { 1, 10 } select (at, duration)];
        if (!ReliabilityScale.IsFull)
            plans = [.. new Random(Seed).GetItems(plans, 20).Distinct()];

        var told = 0;
        foreach (var (at, duration) in plans)
            told += await SpendDayAsync(new UnreadableDisk(at, duration), $"Reads {at} to {at + duration - 1} fail");

        output.WriteLine($"Seed {Seed}: {plans.Length} runs of {well.Reads} reads, {told} errors told.");
        Assert.True(told > 0);
    }

    /// <returns>How many errors the till has told of.</returns>
    private async Task<int> SpendDayAsync(UnreadableDisk disk, string what)
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("till.db");
        File.Copy(_template.PathOf("till.db"), path);
        try
        {
            var told = 0;
            string sold;
            using (DiskVfs.Mount(folder.PathOf(), disk))
            {
                await using var till = TestShop.Till(path, simulated: LaterDay());
                told += await InsistAsync(async () =>
                {
                    await till.StartAsync();
                    return true;
                });
                told += await InsistAsync(async () => (await TestShop.SignInAsync(till)).IsDone);
                told += await InsistAsync(async () => AreRight((await till.Receipts.ListAsync()).Value));
                foreach (var receipt in _receipts)
                    told += await InsistAsync(async () => IsRight(receipt, (await till.Receipts.GetAsync(receipt.Id)).Value));
                told += await InsistAsync(async () => IsRight(Assert.Single((await till.Shifts.ListClosedAsync()).Value)));
                told += await InsistAsync(async () => (await till.Journal.VerifyAsync()).IsValid ? true : throw new InvalidOperationException("A read error was taken for damage."));
                sold = await SellAsync(till);
            }

            await using (var again = await TestShop.OpenAsync(path, LaterDay()))
                Assert.Equal(_receipts.Count + 1, (await again.Receipts.ListAsync()).Value.Count);
            var audit = JournalAudit.Of(path); // Numbers without gaps, and without a tag.
            Assert.Equal(sold, audit.Numbers[^1]);
            Assert.DoesNotContain(audit.Entries, static entry => entry.Kind == "entry-lost");

            // What cannot be read for longer may be a bad place on the disk: then all of it is taken over. An error that does not come again is no damage.
            Assert.True(disk.Duration > 1 || audit.Entries.All(static entry => entry.Kind != "epoch-begun"), "A read error was taken for damage.");
            return told;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{what}: {e.Message}", e);
        }
    }

    private static async Task<string> SellAsync(Engine till)
    {
        var ticket = till.Tickets.Start();
        await InsistAsync(() => Task.FromResult(ticket.Scan(TestShop.Barcode).IsDone));
        for (var patience = PatienceMax; ; patience--)
        {
            var result = await TestShop.PayAsync(till, ticket);
            if (result.TryGet(out var receipt, out var refusal))
                return receipt.Number;
            Assert.True(patience > 0 && refusal!.Code is RefusalCodes.StoreUnavailable or RefusalCodes.OutcomeUnknown, refusal?.ToString());
        }
    }

    /// <summary>Tries until it is done: whatever is in the way is told as what it is, never as an error of somebody else's code.</summary>
    private static async Task<int> InsistAsync(Func<Task<bool>> work)
    {
        for (var told = 0; ; told++)
        {
            Assert.True(told < PatienceMax, "The disk can be read, and the till still does not do it.");
            try
            {
                if (await work())
                    return told;
            }
            catch (PosEngineException)
            {
                // It says so.
            }
        }
    }

    private bool AreRight(IReadOnlyList<ReceiptSummary> listed)
    {
        Assert.Equal(Enumerable.Reverse(_receipts).Select(static receipt => (receipt.Number, receipt.Total)), listed.Select(static receipt => (receipt.Number, receipt.Total)));
        return true;
    }

    private static bool IsRight(Receipt receipt, Receipt read)
    {
        Assert.Equal((receipt.Number, receipt.Total, receipt.Change), (read.Number, read.Total, read.Change));
        return true;
    }

    private bool IsRight(ShiftReport report)
    {
        Assert.Equal((_report.Number, _report.Totals, _report.Cash), (report.Number, report.Totals, report.Cash));
        return true;
    }

    private static FakeTimeProvider LaterDay() => new(new DateTimeOffset(2026, 11, 25, 8, 0, 0, TimeSpan.Zero));
}
