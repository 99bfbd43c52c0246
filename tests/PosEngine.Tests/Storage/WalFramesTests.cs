using PosEngine.Checkout;
using PosEngine.Support;

namespace PosEngine.Storage;

public sealed class WalFramesTests(ITestOutputHelper output)
{
    private const int FrameBytes = 4_096 + 24;
    private const int Sales = 500;

    [Fact]
    public async Task A_sale_of_five_lines_writes_no_more_than_four_pages_and_a_tenth()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        var item = till.Pos.Catalog.FindBySku("OPEN").Value;

        var log = new FileInfo(till.DatabasePath + "-wal");
        var before = log.Length;
        for (var i = 0; i < Sales; i++)
        {
            var ticket = till.Pos.Tickets.Start();
            for (var line = 1; line <= 5; line++)
                ticket.Add(item, price: Money.Of(line), name: $"Item number {line}").EnsureDone();
            (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(20)))).EnsureDone();
        }

        log.Refresh();

        var frames = (log.Length - before) / (double)FrameBytes / Sales;
        output.WriteLine($"{frames:0.00} frames a sale");
        Assert.InRange(frames, 2, 4.1);
    }
}
