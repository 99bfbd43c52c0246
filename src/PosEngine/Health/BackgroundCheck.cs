using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Storage;
using SQLitePCL;

namespace PosEngine.Health;

/// <summary>Verifies the whole, beside the sales, at most once a day: a start looks only at the end of the journal (invariant D9).</summary>
/// <remarks>What it finds is no reason to stop selling: the end of the journal is sound. The next start takes over what can be read.</remarks>
internal sealed class BackgroundCheck(DeviceLedger ledger, Readers readers, IJournal journal, Chores chores, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Begins, if the last check is long enough ago.</summary>
    public void Start() => _running = RunAsync();

    /// <summary>Ends the check and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            if (chores.LastOf(Chore.Verification) is { } last && time.GetUtcNow() - last < Interval)
                return;
            var damage = await FindDamageAsync().ConfigureAwait(false);
            if (damage is null)
                await chores.DoneAsync(Chore.Verification).ConfigureAwait(false);
            else
                ledger.NoteDamage(damage);
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException || _stopping.IsCancellationRequested)
        {
            // The engine is ending: the next run begins anew.
        }
        catch (PosEngineException e)
        {
            logger.CheckFailed(e);
        }
    }

    private async Task<string?> FindDamageAsync()
    {
        // A page that could not be read this once counts as damaged for SQLite: only what is found twice is damage.
        if (await readers.QueryAsync(QuickCheck, _stopping.Token).ConfigureAwait(false) != "ok"
            && await readers.QueryAsync(QuickCheck, _stopping.Token).ConfigureAwait(false) is var answer and not "ok")
            return answer;
        var verification = await journal.VerifyAsync(cancellationToken: _stopping.Token).ConfigureAwait(false);
        return verification.BrokenAt is { } sequence ? $"the journal is broken at entry {sequence}." : null;
    }

    private static string QuickCheck(SqliteConnection connection)
    {
        try
        {
            return Store.ReadText(connection, "PRAGMA quick_check(1)") ?? "no answer";
        }
        catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB)
        {
            return e.Message;
        }
    }
}
