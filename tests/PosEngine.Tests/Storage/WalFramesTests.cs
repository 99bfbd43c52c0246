using PosEngine.Checkout;
using PosEngine.Support;
using PosEngine.Tickets;

namespace PosEngine.Storage;

/// <summary>How much a sale has the disk sync: pages in the write-ahead log, counted by its growth while nobody writes it back.</summary>
public sealed class WalFramesTests(ITestOutputHelper output)
{
    private const int FrameBytes = 24 + 4_096;
    private const int Sales = 1_000;
    private const int SalesBetweenRestarts = 250; // A start empties the log, well before the writer would for its length.
    private static readonly TimeSpan LongerThanTheSaveDelay = TimeSpan.FromMilliseconds(300);

    /// <param name="isSavedBefore">Whether the ticket was open long enough to be saved, as at a till it always is: its row is in the database when it is paid.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sale_of_five_lines_writes_at_most_four_pages_and_a_tenth(bool isSavedBefore) =>
        Assert.InRange(await FramesAsync(isSavedBefore, static _ => { }), 2, 4.1);

    /// <summary>One page more: that of the index by which a customer's receipts are found. The customer's id makes the body longer, besides.</summary>
    [Fact]
    public async Task A_sale_to_a_customer_writes_one_page_more() =>
        Assert.InRange(await FramesAsync(isSavedBefore: false, static ticket => ticket.SetCustomer(TillHost.Carla).EnsureDone()), 2, 5.2);

    private async Task<double> FramesAsync(bool isSavedBefore, Action<ITicket> prepare)
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();

        long bytes = 0;
        for (var i = 0; i < Sales; i++)
        {
            if (i % SalesBetweenRestarts == 0)
            {
                await till.RestartAsync();
                await till.SignInAsync();
            }

            var ticket = RingUpFiveLines(till);
            prepare(ticket);
            if (isSavedBefore)
                till.Time.Advance(LongerThanTheSaveDelay);
            var before = LogBytes(till);
            (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(20)))).EnsureDone();
            bytes += LogBytes(till) - before;
        }

        var frames = bytes / (double)FrameBytes / Sales;
        output.WriteLine($"{frames:0.000} frames a sale");
        return frames;
    }

    private static ITicket RingUpFiveLines(TillHost till)
    {
        var item = till.Pos.Catalog.FindBySku("OPEN").Value;
        var ticket = till.Pos.Tickets.Start();
        for (var line = 1; line <= 5; line++)
            ticket.Add(item, price: Money.Of(line), name: $"Item number {line}").EnsureDone();
        return ticket;
    }

    private static long LogBytes(TillHost till) => new FileInfo(till.DatabasePath + "-wal").Length;
}
