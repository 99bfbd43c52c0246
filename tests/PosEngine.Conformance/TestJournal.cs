using System.Text;
using PosEngine.Journal;
using PosEngine.Sync;

namespace PosEngine.Conformance;

/// <summary>A device's journal in memory, with a true chain: what a back office is given in tests.</summary>
internal sealed class TestJournal
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    private readonly List<JournalEntry> _entries = [];

    public TestJournal(int deviceNumber = 1)
        : this(new(Guid.CreateVersion7(Start)), deviceNumber, new(new(Guid.CreateVersion7(Start)), 1, null))
    {
    }

    private TestJournal(DeviceId device, int deviceNumber, JournalEpoch epoch)
    {
        Device = device;
        DeviceNumber = deviceNumber;
        Epoch = epoch;
    }

    public DeviceId Device { get; }

    public int DeviceNumber { get; }

    public JournalEpoch Epoch { get; }

    public IReadOnlyList<JournalEntry> Entries => _entries;

    public JournalEntry Last => _entries[^1];

    public DeviceHello Hello => new(Device, DeviceNumber, Epoch, _entries.Count == 0 ? Epoch.FirstSequence - 1 : Last.Sequence, "PosEngine 0.1.0");

    /// <summary>Appends entries that no two journals have in common.</summary>
    public TestJournal Write(int count)
    {
        for (var i = 0; i < count; i++)
            Append(Body("ticket-resumed", $$"""{"ticket":"{{Guid.CreateVersion7(Start)}}"}"""));
        return this;
    }

    /// <summary>A body with what every body has.</summary>
    public static string Body(string kind, string data) =>
        $$"""{"kind":"{{kind}}","at":"2026-11-24T09:58:11.000+00:00","clock_offset":null,"data":{{data}}}""";

    public JournalEntry Append(string body) => Append(Encoding.UTF8.GetBytes(body));

    public JournalEntry Append(byte[] body)
    {
        var (sequence, previous) = _entries.Count > 0
            ? (Last.Sequence, Last.Hash)
            : (Epoch.FirstSequence - 1, Epoch.Parent?.Hash ?? TestChain.Genesis(Device));
        var hash = TestChain.Next(previous.Span, sequence + 1, body);
        _entries.Add(new(sequence + 1, body, hash));
        return Last;
    }

    public PushBatch Batch(long from, long through) =>
        new(Device, Epoch, [.. _entries.Where(entry => entry.Sequence >= from && entry.Sequence <= through)], []);

    public PushBatch Whole() => new(Device, Epoch, [.. _entries], []);

    /// <summary>The same device in a new epoch that goes on after <paramref name="sequence"/>.</summary>
    public TestJournal Branch(long sequence)
    {
        var parent = _entries.Single(entry => entry.Sequence == sequence);
        return new(Device, DeviceNumber, new(new(Guid.CreateVersion7(Start)), sequence + 1, new(Epoch.Id, sequence, parent.Hash)));
    }

    /// <summary>The same device in a new epoch whose entries begin at 1 again.</summary>
    public TestJournal Restart(EpochParent? parent) => new(Device, DeviceNumber, new(new(Guid.CreateVersion7(Start)), 1, parent));

    /// <summary>The same device and epoch with the same entries through <paramref name="sequence"/>: what is written next is another history.</summary>
    public TestJournal Copy(long sequence)
    {
        var copy = new TestJournal(Device, DeviceNumber, Epoch);
        copy._entries.AddRange(_entries.Where(entry => entry.Sequence <= sequence));
        return copy;
    }
}
