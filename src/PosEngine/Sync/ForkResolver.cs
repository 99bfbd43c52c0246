using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Storage;

namespace PosEngine.Sync;

/// <summary>Finds where this journal and the back office's part, and has what follows go on in an epoch of its own (invariants D8, S4).</summary>
internal sealed class ForkResolver(DeviceLedger ledger, Readers readers, IBackOffice backOffice)
{
    /// <param name="epoch">The epoch that the device said hello in.</param>
    /// <param name="head">What the back office has of it: more than the device, or something else.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="BackOfficeException">It could not be asked; or it contradicts itself, and nothing was changed.</exception>
    public async Task ResolveAsync(EpochState epoch, BackOfficeHead head, CancellationToken cancellationToken)
    {
        var last = ledger.Identity.LastOf(epoch.Journal.Id, ledger.State.Head);
        var common = await FindCommonAsync(epoch.Journal, Math.Min(last, head.AckedThrough), cancellationToken).ConfigureAwait(false);
        var isAhead = head.AckedThrough > last;
        if (common == head.AckedThrough || (isAhead && !await HasAsync(epoch.Journal, head, cancellationToken).ConfigureAwait(false)))
        {
            throw new BackOfficeException(BackOfficeError.Fork, $"The back office contradicts itself about entry {head.AckedThrough} of this device.") { WasReached = true };
        }

        var reason = isAhead && common == last ? EpochReasons.Restored : EpochReasons.Fork;
        var left = await ledger.LeaveForkAsync(epoch, common, reason).ConfigureAwait(false);
        if (!left.IsDone)
            throw new BackOfficeException(BackOfficeError.Transient, "The device could not save that its history has branched: " + left.Refusal!.Message) { WasReached = true };
    }

    /// <summary>The last entry that both have, by halves: two histories that agree on an entry agree on everything before it.</summary>
    private async Task<long> FindCommonAsync(JournalEpoch epoch, long last, CancellationToken cancellationToken)
    {
        var (low, high) = (Math.Min(epoch.FirstSequence - 1, last), last);
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            var theirs = await backOffice.GetHashAsync(ledger.Identity.Id, epoch.Id, middle, cancellationToken).ConfigureAwait(false);
            var ours = await readers.QueryAsync(connection => JournalTable.HashOf(connection, middle), cancellationToken).ConfigureAwait(false);
            if (theirs is { } hash && hash.Span.SequenceEqual(ours))
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    private async Task<bool> HasAsync(JournalEpoch epoch, BackOfficeHead head, CancellationToken cancellationToken) =>
        await backOffice.GetHashAsync(ledger.Identity.Id, epoch.Id, head.AckedThrough, cancellationToken).ConfigureAwait(false) is { } hash
        && hash.Span.SequenceEqual(head.HeadHash.Span);
}
