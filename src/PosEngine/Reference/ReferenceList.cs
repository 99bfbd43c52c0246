using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PosEngine.Storage;
using PosEngine.Streams;
using PosEngine.Sync;

namespace PosEngine.Reference;

/// <summary>A short list of one kind, in memory as a whole: what a till shows at a glance.</summary>
/// <param name="kind">The kind.</param>
/// <param name="read">Reads one; throws what <see cref="ReferenceJson.IsUnreadable"/> knows.</param>
/// <param name="look">What one is known by, and where it stands among the others: by order, then by name.</param>
/// <param name="readers">The database.</param>
/// <param name="dispatcher">Tells of changes.</param>
/// <param name="logger">Hears of what cannot be read.</param>
internal sealed class ReferenceList<T>(
    string kind, Func<JsonElement, T> read, Func<T, (Guid Id, int Order, string Name)> look, Readers readers, IDispatcher dispatcher, ILogger logger) : IReferenceRoom
    where T : class
{
    private readonly PosStream<ImmutableArray<T>> _current = new([], dispatcher, logger);

    public IPosStream<ImmutableArray<T>> Current => _current;

    /// <summary>Called after every change, at once.</summary>
    public Action? Changed { get; set; }

    public IReadOnlyCollection<string> Kinds { get; } = [kind];

    public T? Find(Guid id) => _current.Value.FirstOrDefault(one => look(one).Id == id);

    public void Load()
    {
        var rows = readers.Query(connection => ReferenceTable.Read(connection, kind).ToList());
        var all = rows.Select(row => ReferenceJson.TryRead(row.Data, Parse, logger, kind, row.Id, out var one) ? one : null).OfType<T>();
        _current.Publish([.. all.OrderBy(one => look(one).Order).ThenBy(one => look(one).Name, StringComparer.CurrentCulture).ThenBy(one => look(one).Id)]);
        Changed?.Invoke();
    }

    public void Write(WriteSession session, ReferenceChange change)
    {
        if (change.Json is { } json)
            ReferenceJson.CheckId(change, look(Parse(json)).Id);
        ReferenceTable.Set(session, kind, change.Id, change.Json);
    }

    public void Committed(IReadOnlyList<ReferenceChange> changes) => Load();

    private T Parse(string json) => ReferenceJson.Parse(json, read);
}
