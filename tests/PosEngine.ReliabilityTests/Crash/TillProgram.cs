using PosEngine.Receipts;
using PosEngine.Tickets;

namespace PosEngine.Reliability.Crash;

/// <summary>The till as a process of its own, to be killed or starved. What it prints is what a customer would hold in the hand.</summary>
internal static class TillProgram
{
    public const string Started = "started;";
    private const int Cashiers = 4;
    private static readonly Lock Gate = new();

    /// <summary>Sells until it is killed, from several hands at once, so that sales share commits.</summary>
    public static async Task<int> SellAsync(string path)
    {
        await using var till = await TestShop.OpenAsync(path);
        Say(Started);
        await Task.WhenAll(Enumerable.Range(0, Cashiers).Select(cashier => Task.Run(() => SellForeverAsync(till, closesShifts: cashier == 0))));
        return 0;
    }

    /// <summary>Sells while the disk is full every now and then, and sells each ticket again that could not be sold then.</summary>
    public static async Task<int> SellOnFullDiskAsync(string path, int seed)
    {
        var random = new Random(seed);
        await using var till = await TestShop.OpenAsync(path);
        for (var round = 0; round < 15; round++)
        {
            FileSizeLimit.Set(random.Next(40_000, 400_000));
            var failed = new List<(ITicket Ticket, ReceiptId? Announced)>();
            for (var sale = 0; sale < 400 && failed.Count < 3; sale++)
            {
                var ticket = TestShop.RingUp(till, random.Next(1, 8));
                var result = await TestShop.PayAsync(till, ticket);
                if (result.TryGet(out var receipt, out var refusal))
                    Say(receipt);
                else
                    failed.Add((ticket, result.UnknownReceipt));
                if (refusal is not null)
                    Say($"failed {refusal.Code};");
            }

            FileSizeLimit.Lift();
            foreach (var (ticket, announced) in failed)
            {
                var receipt = (await TestShop.PayAsync(till, ticket)).Value;
                Say(receipt);
                if (announced is { } id && id != receipt.Id)
                    return 1;
            }
        }

        return 0;
    }

    private static async Task SellForeverAsync(IPosEngine till, bool closesShifts)
    {
        for (var sale = 1; ; sale++)
        {
            if ((await TestShop.PayAsync(till, TestShop.RingUp(till, 1 + (sale % 5)))).TryGet(out var receipt, out _))
                Say(receipt);
            if (!closesShifts || sale % 40 != 0)
                continue;
            (await till.Shifts.CloseAsync(Money.Of(1))).EnsureDone(); // Meanwhile the others are refused, which is as it should be.
            (await till.Shifts.OpenAsync(Money.Of(1))).EnsureDone();
        }
    }

    private static void Say(Receipt receipt) => Say($"receipt {receipt.Number} {receipt.Id} {receipt.TicketId};");

    private static void Say(string line)
    {
        lock (Gate)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
