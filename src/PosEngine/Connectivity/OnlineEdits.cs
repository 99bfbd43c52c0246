using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Reference;
using PosEngine.Scheduling;
using PosEngine.Sync;

namespace PosEngine.Connectivity;

/// <summary>Changes, by this device, of what the back office keeps: each acts once, however often its answer is lost and it is asked for again.</summary>
/// <remarks>
/// A change whose answer is not on record keeps its key, over a restart too, and the same change asked for again is that one: for as long as this device has heard of no other change of the same thing,
/// since from then on the same words mean a new one.
/// </remarks>
internal sealed class OnlineEdits(DeviceLedger ledger, OnlineCalls online, PosText text, TimeProvider time)
{
    /// <summary>Whether the back office can be asked right now.</summary>
    public bool ArePossible => online.ArePossible;

    /// <summary>Asks for a change, and puts it on record here.</summary>
    /// <param name="kind">What is changed: a kind of reference data.</param>
    /// <param name="id">Which one; null for a new one.</param>
    /// <param name="json">The members that change.</param>
    /// <param name="unknown">The code where there is none of that id.</param>
    /// <param name="read">Reads the new state.</param>
    /// <param name="record">Puts it on record, given the new state as it came and the key of the change.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Unknown where the answer did not come: asked for again, it is the same change.</returns>
    public async Task<PosResult<T>> SaveAsync<T>(
        string kind, Guid? id, string json, string unknown, Func<string, T> read, Action<LedgerTransaction, T, (ReferenceChange State, Guid Key)> record, CancellationToken cancellationToken)
        where T : notnull
    {
        var begun = await ledger.RunAsync<AskedChange>(
            transaction =>
            {
                var before = id is { } known ? ReferenceTable.RevisionOf(transaction.Session, kind, known.ToString()) : null;
                var change = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{ledger.Identity.Id} {kind} {id} {before} {json}")));
                return AskedChangeTable.Ask(transaction.Session, new(change, time.NewId(), id ?? time.NewId()), time.GetUtcNow());
            },
            cancellationToken).ConfigureAwait(false);
        if (!begun.TryGet(out var asked, out var unsaved))
            return begun.Outcome == PosOutcome.Unknown ? PosResult.Unknown(unsaved).As<T>() : unsaved;

        var answer = await online.AskAsync(
            (services, cancellation) => services.SaveAsync(new SaveRequest(asked.Key, kind, asked.Target.ToString(), IsNew: id is null, json), cancellation), unknown, cancellationToken)
            .ConfigureAwait(false);
        if (OnlineCalls.IsUnanswered(answer.Refusal))
            return PosResult.Unknown(text.Refuse(RefusalCodes.ChangeUnanswered)).As<T>();
        var state = answer.TryGet(out var saved, out var refusal) ? read(saved.Json!) : default;
        return await ledger.RunAsync<T>(
            transaction =>
            {
                var isFirst = AskedChangeTable.TrySettle(transaction.Session, asked);
                if (state is null)
                    return refusal!;
                if (isFirst)
                    record(transaction, state, (saved!, asked.Key)); // Of two taps, both have the answer: it is one change.
                return state;
            },
            CancellationToken.None).ConfigureAwait(false);
    }
}
