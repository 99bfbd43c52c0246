using Microsoft.Extensions.Time.Testing;
using PosEngine.Checkout;
using PosEngine.Journal;
using PosEngine.Reliability.Vfs;
using PosEngine.Sync;

namespace PosEngine.Reliability.Crash;

/// <summary>What a till did to its disk, operation by operation, and everything that it said was done.</summary>
internal sealed class Recording : IDisposable
{
    /// <summary>The file of the backup, in the till's folder.</summary>
    public const string Backup = "backup.db";

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));
    private readonly RecordingDisk _disk;
    private readonly List<(int Moment, long Head)> _acknowledged = [];
    private DiskImage _start = new();

    private Recording(RecordingDisk disk) => _disk = disk;

    public IReadOnlyList<DiskOperation> Operations => _disk.Operations;

    /// <summary>The journal as it was in the end, when nothing had gone wrong.</summary>
    public JournalAudit Truth { get; private set; } = null!;

    /// <summary>The moment from which on the employees and items are there.</summary>
    public int EquippedAt { get; private set; }

    /// <summary>The moment from which on there is a backup; null where none is made.</summary>
    public int? BackedUpAt { get; private set; }

    private string DatabasePath => _folder.PathOf("till.db");

    /// <summary>A till's first day, from the making of its database on.</summary>
    /// <param name="synchronous">What the disk makes of <c>PRAGMA synchronous</c>; null to leave it as the engine sets it.</param>
    public static async Task<Recording> OfFirstDayAsync(string? synchronous = null)
    {
        var recording = new Recording(new RecordingDisk { Synchronous = synchronous });
        await recording.RunAsync(recording.SpendFirstDayAsync);
        return recording;
    }

    /// <summary>The days after a till of an earlier version was updated: a snapshot and the migration, then everything that is done to a database besides selling.</summary>
    /// <param name="syncsFolders">Whether the disk saves the names of files when it is told to.</param>
    public static async Task<Recording> OfUpkeepAsync(bool syncsFolders = true)
    {
        var recording = new Recording(new RecordingDisk { SyncsFolders = syncsFolders });
        await TestShop.CreateOfVersion1Async(recording.DatabasePath, recording._time);
        recording._acknowledged.Add((0, JournalAudit.Of(recording.DatabasePath).Entries.Count));
        recording._start = DiskImage.Of(recording._folder.PathOf());
        await recording.RunAsync(recording.KeepUpAsync);
        return recording;
    }

    /// <summary>The disk before the first operation. It is the caller's to change.</summary>
    public DiskImage TakeStart() => Interlocked.Exchange(ref _start!, null) ?? throw new InvalidOperationException("It was taken.");

    /// <summary>The last sequence that had been acknowledged at a moment.</summary>
    public long AcknowledgedAt(int moment) => _acknowledged.LastOrDefault(said => said.Moment <= moment).Head;

    public void Dispose() => _folder.Dispose();

    private async Task RunAsync(Func<string, Task> work)
    {
        using (DiskVfs.Mount(_folder.PathOf(), _disk))
            await work(DatabasePath);
        Truth = JournalAudit.Of(DatabasePath);
    }

    private async Task KeepUpAsync(string path)
    {
        var backOffice = new LoopbackBackOffice(_time) { PrunableThrough = long.MaxValue };
        TestShop.Furnish(backOffice);
        await using (var till = await TestShop.OpenAsync(path, _time, backOffice, TimeSpan.FromDays(1)))
        {
            Acknowledge(till);
            await SellAsync(till, 2);
            _time.Advance(TimeSpan.FromDays(2)); // All that is there is old enough to be pruned now, when the shift closes.
            (await till.Shifts.CloseAsync(Money.Of(100))).EnsureDone();
            Acknowledge(till);
            (await till.Shifts.OpenAsync(Money.Of(50))).EnsureDone();
            Acknowledge(till);
            await SellAsync(till, 2);
            await till.Storage.BackupAsync(_folder.PathOf(Backup));
            BackedUpAt = Operations.Count;
            Acknowledge(till);
            await SellAsync(till, 2);
        }

        await using var next = await TestShop.OpenAsync(path, _time);
        Acknowledge(next);
        await SellAsync(next, 2);
    }

    private async Task SpendFirstDayAsync(string path)
    {
        await TestShop.CreateAsync(path, _time);
        EquippedAt = Operations.Count;

        await using (var till = await TestShop.OpenAsync(path, _time))
        {
            Acknowledge(till);
            await SellAsync(till, 6);
            await PayInPartsAsync(till);
            _time.Advance(TimeSpan.FromSeconds(2)); // Idle: the log is written back.
            await SellAsync(till, 4);

            // Whatever else moves money, each step acknowledged.
            await RefundAsync(till);
            (await till.Shifts.PayInAsync(Money.Of(5), "change")).EnsureDone();
            Acknowledge(till);
            (await till.Shifts.PayOutAsync(Money.Of(3), "flowers")).EnsureDone();
            Acknowledge(till);
            (await till.Shifts.CloseAsync(Money.Of(100))).EnsureDone();
            Acknowledge(till);
            (await till.Shifts.OpenAsync(Money.Of(50))).EnsureDone();
            Acknowledge(till);
            TestShop.RingUp(till); // It is saved when the till has been left alone for a moment.
            _time.Advance(TimeSpan.FromMilliseconds(1_200));
            await SellAsync(till, 5);
        }

        await using var next = await TestShop.OpenAsync(path, _time);
        Acknowledge(next);
        await SellAsync(next, 4);
    }

    private async Task SellAsync(IPosEngine till, int sales)
    {
        for (var sale = 0; sale < sales; sale++)
        {
            (await TestShop.PayAsync(till, TestShop.RingUp(till, 1 + (sale % 3)))).EnsureDone();
            Acknowledge(till);
        }
    }

    private async Task PayInPartsAsync(IPosEngine till)
    {
        var payment = till.Checkout.Begin(TestShop.RingUp(till, 4)).Value;
        (await payment.AddAsync(Payment.Card(Money.Of(4)))).EnsureDone();
        Acknowledge(till);
        (await payment.AddAsync(Payment.Cash(Money.Of(6)))).EnsureDone();
        Acknowledge(till);
        (await payment.CompleteAsync()).EnsureDone();
        Acknowledge(till);
    }

    /// <summary>Some of the last receipt goes back, and then the rest of it.</summary>
    private async Task RefundAsync(IPosEngine till)
    {
        var sale = (await TestShop.PayAsync(till, TestShop.RingUp(till, 3))).Value;
        Acknowledge(till);
        (await till.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [new(sale.Lines[0].Id, Quantity.One)] })).EnsureDone();
        Acknowledge(till);
        (await till.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).EnsureDone();
        Acknowledge(till);
    }

    private void Acknowledge(IPosEngine till) => _acknowledged.Add((Operations.Count, till.Journal.Head.Value));
}
