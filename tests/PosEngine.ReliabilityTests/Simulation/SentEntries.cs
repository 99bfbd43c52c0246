using System.Text;
using PosEngine.Sync;

namespace PosEngine.Reliability.Simulation;

/// <summary>Every entry that a till ever sent, and in which bytes (invariant S3).</summary>
internal sealed class SentEntries
{
    private readonly Dictionary<(EpochId Epoch, long Sequence), string> _sent = [];

    /// <summary>Looks into a request as it leaves.</summary>
    /// <param name="request">The request.</param>
    /// <param name="changes">Whether entries that are sent again are changed here, on purpose.</param>
    /// <param name="violation">What it must not hold.</param>
    /// <returns>What goes on the way.</returns>
    public WireRequest Watch(WireRequest request, bool changes, out string? violation)
    {
        violation = null;
        if (!request.Path.EndsWith("/entries", StringComparison.Ordinal))
            return request;
        var batch = OfficeServer.ReadBatch(request, OfficeServer.DeviceOf(request));
        if (changes && batch.Entries.Any(entry => _sent.ContainsKey((batch.Epoch.Id, entry.Sequence))))
        {
            batch = batch with { Entries = [.. batch.Entries.Select(entry => entry with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(entry.Body.Span) + " ") })] };
            request = request with { Body = RequestWriter.Push(batch).ReadAsByteArrayAsync().GetAwaiter().GetResult() };
        }

        foreach (var entry in batch.Entries)
        {
            var bytes = Convert.ToHexString(entry.Hash.Span) + Encoding.UTF8.GetString(entry.Body.Span);
            if (_sent.TryGetValue((batch.Epoch.Id, entry.Sequence), out var before) && before != bytes)
                violation = $"S3: entry {entry.Sequence} was sent again with other bytes";
            _sent[(batch.Epoch.Id, entry.Sequence)] = bytes;
        }

        return request;
    }
}
