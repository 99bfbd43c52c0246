using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Storage;
using SQLitePCL;

namespace PosEngine.Health;

/// <summary>Verifies the whole, beside the sales, once a day, however long the till runs: a start looks only at the end of the journal (invariant D9).</summary>
/// <remarks>What it finds is no reason to stop selling: the end of the journal is sound. The next start takes over what can be read.</remarks>
internal sealed class BackgroundCheck : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);
    private static readonly TimeSpan LookEvery = TimeSpan.FromHours(1);

    private readonly DeviceLedger _ledger;
    private readonly Readers _readers;
    private readonly IJournal _journal;
    private readonly Chores _chores;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _timer;
    private Task _running = Task.CompletedTask;

    public BackgroundCheck(DeviceLedger ledger, Readers readers, IJournal journal, Chores chores, TimeProvider time, ILogger logger)
    {
        (_ledger, _readers, _journal, _chores, _time, _logger) = (ledger, readers, journal, chores, time, logger);
        _timer = time.CreateTimer(static check => ((BackgroundCheck)check!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Checks now, if the last check is long enough ago, and from now on whenever it is.</summary>
    public void Start()
    {
        Look();
        _timer.Change(LookEvery, LookEvery);
    }

    /// <summary>Ends the check and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false); // After this no look is under way.
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private void Look()
    {
        if (_running.IsCompleted)
            _running = RunAsync();
    }

    private async Task RunAsync()
    {
        try
        {
            if (_ledger.IsDamaged)
                return; // Known, and for the next start to mend.
            if (_chores.LastOf(Chore.Verification) is { } last && _time.GetUtcNow() - last is var age && age >= TimeSpan.Zero && age < Interval)
                return;
            var damage = await FindDamageAsync().ConfigureAwait(false);
            if (damage is null)
                await _chores.DoneAsync(Chore.Verification).ConfigureAwait(false);
            else
                _ledger.NoteDamage(damage);
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException || _stopping.IsCancellationRequested)
        {
            // The engine is ending: the next run begins anew.
        }
        catch (PosEngineException e)
        {
            _logger.CheckFailed(e);
        }
    }

    private async Task<string?> FindDamageAsync()
    {
        // A page that could not be read this once counts as damaged for SQLite: only what is found twice is damage.
        if (await _readers.QueryAsync(QuickCheck, _stopping.Token).ConfigureAwait(false) != "ok"
            && await _readers.QueryAsync(QuickCheck, _stopping.Token).ConfigureAwait(false) is var answer and not "ok")
            return answer;
        var verification = await _journal.VerifyAsync(cancellationToken: _stopping.Token).ConfigureAwait(false);
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
