using Microsoft.Extensions.Time.Testing;
using PosEngine.Checkout;
using PosEngine.Journal;
using PosEngine.Reliability.Vfs;

namespace PosEngine.Reliability.Crash;

/// <summary>A till's first day, from the making of its database on, with everything that it did to its disk and everything that it said was done.</summary>
internal sealed class Recording : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));
    private readonly RecordingDisk _disk;
    private readonly List<(int Moment, long Head)> _acknowledged = [];

    private Recording(string? synchronous) => _disk = new RecordingDisk { Synchronous = synchronous };

    public IReadOnlyList<DiskOperation> Operations => _disk.Operations;

    /// <summary>The journal as it was in the end, when nothing had gone wrong.</summary>
    public JournalAudit Truth { get; private set; } = null!;

    /// <summary>The moment from which on the employees and items are there.</summary>
    public int EquippedAt { get; private set; }

    /// <param name="synchronous">What the disk makes of <c>PRAGMA synchronous</c>; null to leave it as the engine sets it.</param>
    public static async Task<Recording> MakeAsync(string? synchronous = null)
    {
        var recording = new Recording(synchronous);
        using (DiskVfs.Mount(recording._folder.PathOf(), recording._disk))
            await recording.RunAsync(recording._folder.PathOf("till.db"));
        recording.Truth = JournalAudit.Of(recording._folder.PathOf("till.db"));
        return recording;
    }

    /// <summary>The last sequence that had been acknowledged at a moment.</summary>
    public long AcknowledgedAt(int moment) => _acknowledged.LastOrDefault(said => said.Moment <= moment).Head;

    public void Dispose() => _folder.Dispose();

    private async Task RunAsync(string path)
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

    private void Acknowledge(IPosEngine till) => _acknowledged.Add((Operations.Count, till.Journal.Head.Value));
}
