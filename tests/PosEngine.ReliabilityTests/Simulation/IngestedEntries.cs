using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Sync;

namespace PosEngine.Reliability.Simulation;

/// <summary>An entry at the back office.</summary>
internal sealed record IngestedEntry(JournalEpoch Epoch, JournalEntry Entry);

/// <summary>The back office's table of entries, in the order in which they came.</summary>
internal sealed class IngestedEntries(Sabotage sabotage)
{
    private readonly Dictionary<DeviceId, List<IngestedEntry>> _byDevice = [];
    private readonly HashSet<(DeviceId Device, EpochId Epoch, long Sequence)> _keys = [];

    public IReadOnlyList<IngestedEntry> Of(DeviceId device)
    {
        var entries = _byDevice.GetValueOrDefault(device) ?? [];
        return sabotage == Sabotage.OrdersByClock ? [.. entries.OrderBy(AtOf)] : entries;
    }

    /// <summary>Takes what is new.</summary>
    /// <returns>Whether anything was.</returns>
    public bool Take(PushBatch batch)
    {
        var table = _byDevice.TryGetValue(batch.DeviceId, out var known) ? known : _byDevice[batch.DeviceId] = [];
        var count = table.Count;
        table.AddRange(batch.Entries
            .Where(entry => _keys.Add((batch.DeviceId, batch.Epoch.Id, entry.Sequence)) || sabotage == Sabotage.TakesTwice)
            .Select(entry => new IngestedEntry(batch.Epoch, entry)));
        return table.Count > count;
    }

    public static DateTimeOffset AtOf(IngestedEntry ingested)
    {
        using var body = JsonDocument.Parse(ingested.Entry.Body);
        return body.RootElement.GetProperty("at").GetDateTimeOffset();
    }
}

/// <summary>What the back office has acknowledged to each device since it was last restored.</summary>
internal sealed class OfficePromises
{
    private readonly Dictionary<DeviceId, HashSet<(EpochId Epoch, long Sequence, string Hash)>> _given = [];

    public IReadOnlyCollection<(EpochId Epoch, long Sequence, string Hash)> To(DeviceId device) => _given.GetValueOrDefault(device) ?? [];

    /// <summary>All that is there of a device was acknowledged, besides what was before.</summary>
    public void Give(DeviceId device, IngestedEntries entries)
    {
        if (!_given.TryGetValue(device, out var given))
            _given.Add(device, given = []);
        given.UnionWith(entries.Of(device).Select(static ingested => (ingested.Epoch.Id, ingested.Entry.Sequence, Convert.ToHexString(ingested.Entry.Hash.Span))));
    }

    /// <summary>A restored back office has what its backup had, and owes no more.</summary>
    public void Restart(IngestedEntries entries)
    {
        foreach (var (device, given) in _given)
        {
            given.Clear();
            Give(device, entries);
        }
    }
}
