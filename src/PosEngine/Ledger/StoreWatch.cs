using Microsoft.Data.Sqlite;
using PosEngine.Localization;
using PosEngine.Storage;
using PosEngine.Streams;

namespace PosEngine.Ledger;

/// <summary>Watches whether anything can be saved: says why not before anybody takes money for it, and finds out by itself when it can be again.</summary>
/// <param name="store">The database.</param>
/// <param name="space">The room on its disk.</param>
/// <param name="isRunning">Whether the writer takes commands.</param>
/// <param name="save">Saves what can be saved at any time.</param>
/// <param name="text">The words of refusals.</param>
/// <param name="time">The clock between two attempts.</param>
/// <param name="failure">The stream that tells of it.</param>
internal sealed class StoreWatch(Store store, DiskSpace space, Func<bool> isRunning, Func<Task> save, PosText text, TimeProvider time, PosStream<string?> failure)
{
    private static readonly TimeSpan TryEvery = TimeSpan.FromSeconds(1);

    private volatile string? _failing;
    private int _isTrying;

    /// <summary>The code of the refusal while the disk does not take what is written; null while it does.</summary>
    public IPosStream<string?> Failure => failure;

    /// <summary>The room on the disk.</summary>
    public DiskSpace Space => space;

    /// <summary>Whether nothing can be saved: the disk does not take it, or the database is not where it was, and what is still open is a file that nobody may find again.</summary>
    public bool IsFailing => _failing is not null || store.IsMissing;

    /// <summary>Why nothing is written: the database is not where it was.</summary>
    public Refusal? RefuseMissing() => isRunning() && store.IsMissing ? text.Refuse(RefusalCodes.StoreMissing) : null;

    /// <summary>Why nothing should be written, where that is known before it is tried.</summary>
    public Refusal? RefuseWrites() => space.IsShort ? text.Refuse(RefusalCodes.StoreFull) : RefuseMissing();

    /// <summary>Why no money should change hands before anything of it is written: the same, and what the last attempt has shown.</summary>
    public Refusal? RefuseMoney() => RefuseWrites() ?? (_failing is { } code ? text.Refuse(code) : null);

    /// <summary>The disk did not take what was written; null where it does again.</summary>
    public void Failed(Exception? cause)
    {
        _failing = cause is null ? null : StoreFailures.CodeOf(cause);
        failure.Publish(_failing);
        if (_failing is not null)
            _ = TryUntilSavedAsync();
    }

    /// <summary>Saves again and again, until the disk takes it: nobody has to risk a sale to find out.</summary>
    private async Task TryUntilSavedAsync()
    {
        if (Interlocked.Exchange(ref _isTrying, 1) != 0)
            return;
        while (_failing is not null)
        {
            await Task.Delay(TryEvery, time).ConfigureAwait(false);
            try
            {
                await save().ConfigureAwait(false);
            }
            catch (InvalidOperationException)
            {
                break; // The engine was stopped: the next start finds out.
            }
            catch (Exception e) when (e is PosEngineException or SqliteException)
            {
                // Not yet.
            }
        }

        Volatile.Write(ref _isTrying, 0);
        if (_failing is not null && isRunning())
            _ = TryUntilSavedAsync(); // It failed again while this was ending.
    }
}
