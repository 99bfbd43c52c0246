using PosEngine.Receipts;
using PosEngine.Reliability.Vfs;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Reliability.Crash;

/// <summary>The till as a process of its own, to be killed or starved. What it prints is what a customer would hold in the hand.</summary>
internal static class TillProgram
{
    public const string Started = "started;";
    public const string Held = "held;";
    public const string Requested = "requested;";
    public const string Synchronised = "synchronised;";
    private const int Cashiers = 4;
    private static readonly Lock Gate = new();

    /// <summary>Sells and refunds until it is killed, from several hands at once, so that sales share commits.</summary>
    public static async Task<int> SellAsync(string path)
    {
        await using var till = await TestShop.OpenAsync(path);
        Say(Started);
        await SellTogetherAsync(till, sales: int.MaxValue, closing: static _ => { });
        return 0;
    }

    /// <summary>Makes the database, or sells, closes shifts and is switched off and on, until the disk holds it up for ever.</summary>
    public static async Task<int> HoldAsync(string path, HoldPoint point, int at)
    {
        var disk = new HoldingDisk(point, at, static () => Say(Held)) { IsArmed = point is HoldPoint.DuringMigration or HoldPoint.DuringUpdate };
        using var mounted = DiskVfs.Mount(Path.GetDirectoryName(path)!, disk);
        if (point == HoldPoint.DuringMigration)
            await TestShop.CreateAsync(path);
        while (point != HoldPoint.DuringMigration)
        {
            await using var till = await TestShop.OpenAsync(path);
            Say(Started);
            disk.IsArmed = point != HoldPoint.DuringShiftClose;
            await SellTogetherAsync(till, sales: 20, isClosing => disk.IsArmed = isClosing || point != HoldPoint.DuringShiftClose);
        }

        return 0;
    }

    /// <summary>Sells without a connection, asks for the receipt to be e-mailed, and waits to be killed.</summary>
    public static async Task<int> EmailAsync(string path, string address)
    {
        using var nobody = new HttpBackOffice(new() { BaseAddress = new("http://127.0.0.1:9"), DeviceToken = "device" });
        await using var till = await TestShop.OpenAsync(path, backOffice: nobody);
        till.Connectivity.ReportNetwork(false);
        var receipt = (await TestShop.PayAsync(till, TestShop.RingUp(till))).Value;
        if (!(await till.Receipts.EmailAsync(receipt.Id, address)).Value.IsDeferred)
            return 1;
        Say(Requested);
        await new TaskCompletionSource().Task;
        return 0;
    }

    /// <summary>Tells a back office everything, and waits to be killed.</summary>
    public static async Task<int> SynchroniseAsync(string path, string address, string token)
    {
        using var office = new HttpBackOffice(new() { BaseAddress = new(address), DeviceToken = token });
        await using var till = TestShop.Till(path, office);
        await till.StartAsync();
        Say(Started);
        (await TestShop.SignInAsync(till)).EnsureDone();
        (await till.Sync.SyncNowAsync()).EnsureDone();
        if (till.Receipts.PendingRequests.Value.Count > 0)
            return 1;
        Say(Synchronised);
        await new TaskCompletionSource().Task;
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

    private static Task SellTogetherAsync(IPosEngine till, int sales, Action<bool> closing) =>
        Task.WhenAll(Enumerable.Range(0, Cashiers).Select(cashier => Task.Run(() => SellAsync(till, sales, cashier == 0 ? closing : null))));

    /// <param name="till">The till.</param>
    /// <param name="sales">How many.</param>
    /// <param name="closing">Hears when a shift is about to be closed, and when another is open; null for who does not close any.</param>
    private static async Task SellAsync(IPosEngine till, int sales, Action<bool>? closing)
    {
        for (var sale = 1; sale <= sales; sale++)
        {
            if ((await TestShop.PayAsync(till, TestShop.RingUp(till, 1 + (sale % 5)))).TryGet(out var receipt, out _))
            {
                Say(receipt);
                if (sale % 4 == 0 && (await till.Receipts.RefundAsync(new() { ReceiptId = receipt.Id })).TryGet(out var refund, out _))
                    Say(refund);
            }

            if (closing is null || sale % 10 != 0)
                continue;
            closing(true);
            (await till.Shifts.CloseAsync(Money.Of(1))).EnsureDone(); // Meanwhile the others are refused, which is as it should be.
            closing(false);
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
