using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Scheduling;
using PosEngine.Storage;

namespace PosEngine.Employees;

/// <summary>The one place where PINs are verified: one at a time, wrong ones on record before anybody hears of them, and none looked at while its owner has to wait.</summary>
#pragma warning disable CA1001 // The turn is not disposed with the engine: whoever has it still gives it back.
internal sealed class PinCheck(DeviceLedger ledger, Readers readers, PinIndex index, PosText text, IEngineScheduler scheduler)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Whom a command runs for once the PIN is right.</summary>
    public delegate PosResult<T> Work<T>(LedgerTransaction transaction, Employee employee)
        where T : notnull;

    /// <summary>Runs a command for an employee whose PIN is right.</summary>
    /// <param name="employee">Who.</param>
    /// <param name="pin">The PIN as typed.</param>
    /// <param name="purpose">One of <see cref="PinPurposes"/>.</param>
    /// <param name="present">Who is signed in meanwhile.</param>
    /// <param name="work">The command.</param>
    /// <param name="cancellationToken">Counts until the writer takes it.</param>
    public async Task<PosResult<T>> RunAsync<T>(EmployeeId employee, string pin, string purpose, EmployeeId? present, Work<T> work, CancellationToken cancellationToken)
        where T : notnull
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (await readers.QueryAsync(connection => EmployeeTable.Find(connection, employee), cancellationToken).ConfigureAwait(false) is not { } enrolled)
                return text.Refuse(RefusalCodes.EmployeeUnknown);
            if (RefuseLocked(employee) is { } locked)
                return locked;
            return await MatchesAsync(enrolled, pin, cancellationToken).ConfigureAwait(false)
                ? await ledger.RunAsync(transaction => work(transaction, enrolled.Employee), cancellationToken).ConfigureAwait(false)
                : await FailAsync<T>(employee, purpose, present).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The same for whoever has the PIN. Where that is somebody who has to wait, it is wrong as any other: the pad tells nobody that it is somebody's.</summary>
    public async Task<PosResult<T>> RunAsync<T>(string pin, EmployeeId? present, Work<T> work, CancellationToken cancellationToken)
        where T : notnull
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (RefuseLocked(WrongPins.Nobody) is { } locked)
                return locked;
            var mac = await MacOfAsync(pin, cancellationToken).ConfigureAwait(false);
            if (await FindAsync(pin, mac, cancellationToken).ConfigureAwait(false) is not { } enrolled || RefuseLocked(enrolled.Employee.Id) is not null)
                return await FailAsync<T>(tried: null, PinPurposes.SignIn, present).ConfigureAwait(false);
            return await ledger.RunAsync(
                transaction =>
                {
                    var result = work(transaction, enrolled.Employee);
                    if (result.IsDone)
                        index.Learn(transaction.Session, enrolled, mac);
                    return result;
                },
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Whether somebody has the PIN.</summary>
    public async Task<bool> IsTakenAsync(string pin, CancellationToken cancellationToken) =>
        await FindAsync(pin, await MacOfAsync(pin, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>What a new PIN is found by.</summary>
    public Action<WriteSession> LearnOf(EnrolledEmployee enrolled, string pin)
    {
        var mac = index.MacOf(pin);
        return session => index.Learn(session, enrolled, mac);
    }

    /// <summary>The key may have to be read first.</summary>
    private Task<byte[]> MacOfAsync(string pin, CancellationToken cancellationToken) => scheduler.RunInBackground(() => index.MacOf(pin), cancellationToken);

    private async Task<EnrolledEmployee?> FindAsync(string pin, byte[] mac, CancellationToken cancellationToken)
    {
        var (likely, unknown) = await readers.QueryAsync(connection => index.Divide(connection, mac), cancellationToken).ConfigureAwait(false);
        foreach (var enrolled in likely.Count > 0 ? likely : unknown)
        {
            if (await MatchesAsync(enrolled, pin, cancellationToken).ConfigureAwait(false))
                return enrolled;
        }

        return null;
    }

    private Task<bool> MatchesAsync(EnrolledEmployee enrolled, string pin, CancellationToken cancellationToken) =>
        scheduler.RunInBackground(() => enrolled.Pin.Matches(pin), cancellationToken);

    private Refusal? RefuseLocked(EmployeeId employee) =>
        LockOut.Left(ledger.State.WrongPins.GetValueOrDefault(employee), ledger.LoadedHead, ledger.Clock.Uptime) is var left && left > TimeSpan.Zero
            ? text.Refuse(RefusalCodes.PinLocked, (long)Math.Ceiling(left.TotalSeconds))
            : null;

    /// <summary>It is on record before the answer is: whoever pulls the plug in between has not been answered.</summary>
    private async Task<PosResult<T>> FailAsync<T>(EmployeeId? tried, string purpose, EmployeeId? present)
        where T : notnull
    {
        var noted = await ledger.RunAsync(
            transaction =>
            {
                transaction.Append(new PinFailed(tried, purpose), present);
                return PosResult.Done;
            },
            CancellationToken.None).ConfigureAwait(false);
        return noted.IsDone ? text.Refuse(RefusalCodes.PinWrong) : noted.Refusal!;
    }
}
