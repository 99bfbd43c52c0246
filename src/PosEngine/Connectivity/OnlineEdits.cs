using PosEngine.Localization;
using PosEngine.Scheduling;
using PosEngine.Sync;

namespace PosEngine.Connectivity;

/// <summary>Changes, by this device, of what the back office keeps: each acts once, however often its answer is lost and it is asked for again.</summary>
/// <remarks>A change whose answer is not there yet keeps its key, and the same change asked for again is that one.</remarks>
internal sealed class OnlineEdits(OnlineCalls online, PosText text, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Change, (Guid Key, string Id)> _unsettled = [];

    /// <summary>Whether the back office can be asked right now.</summary>
    public bool ArePossible => online.ArePossible;

    /// <summary>Asks for a change, and puts it on record here.</summary>
    /// <param name="kind">What is changed: a kind of reference data.</param>
    /// <param name="id">Which one; null for a new one.</param>
    /// <param name="json">The members that change.</param>
    /// <param name="unknown">The code where there is none of that id.</param>
    /// <param name="record">Puts it on record, given the key of the change and the new state.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Unknown where the answer did not come: asked for again, it is the same change.</returns>
    public async Task<PosResult<T>> SaveAsync<T>(
        string kind, Guid? id, string json, string unknown, Func<Guid, ReferenceChange, Task<PosResult<T>>> record, CancellationToken cancellationToken)
        where T : notnull
    {
        var change = new Change(kind, id, json);
        var (key, target) = KeyOf(change);
        var answer = await online.AskAsync(
            (services, cancellation) => services.SaveAsync(new SaveRequest(key, kind, target, IsNew: id is null, json), cancellation), unknown, cancellationToken).ConfigureAwait(false);
        if (answer.Refusal?.Code == RefusalCodes.BackOfficeUnanswered)
            return PosResult.Unknown(text.Refuse(RefusalCodes.ChangeUnanswered)).As<T>();
        if (!answer.TryGet(out var saved, out var refusal))
        {
            Settle(change);
            return refusal;
        }

        var result = await record(key, saved).ConfigureAwait(false);
        if (result.IsDone)
            Settle(change); // Until it is on record it is asked for again with the same key.
        return result;
    }

    private (Guid Key, string Id) KeyOf(Change change)
    {
        lock (_gate)
        {
            if (!_unsettled.TryGetValue(change, out var asked))
                _unsettled.Add(change, asked = (time.NewId(), (change.Id ?? time.NewId()).ToString()));
            return asked;
        }
    }

    private void Settle(Change change)
    {
        lock (_gate)
            _unsettled.Remove(change);
    }

    private sealed record Change(string Kind, Guid? Id, string Json);
}
