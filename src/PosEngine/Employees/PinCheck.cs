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
                ? await ledger.RunAsync(transaction => RunFor(enrolled, transaction, work), cancellationToken).ConfigureAwait(false)
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
            var (found, owners) = await FindAsync(pin, cancellationToken).ConfigureAwait(false);
            if (owners.Count == 0 || owners.Any(owner => RefuseLocked(owner.Employee.Id) is not null))
                return await FailAsync<T>(tried: null, PinPurposes.SignIn, present).ConfigureAwait(false);
            if (owners.Count > 1)
                return text.Refuse(RefusalCodes.PinAmbiguous); // Whoever it is, nobody may answer for what another one does.
            return await ledger.RunAsync(
                transaction =>
                {
                    var result = RunFor(owners[0], transaction, work);
                    if (result.IsDone)
                        PinIndex.Learn(transaction.Session, owners[0].Employee.Id, found);
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
    public async Task<bool> IsTakenAsync(string pin, CancellationToken cancellationToken) => (await FindAsync(pin, cancellationToken).ConfigureAwait(false)).Owners.Count > 0;

    /// <summary>Everybody who has the PIN. All who may have it are tried: the shop's word that PINs are unique is not taken for it.</summary>
    private async Task<(PinCandidates Found, List<EnrolledEmployee> Owners)> FindAsync(string pin, CancellationToken cancellationToken)
    {
        var mac = await scheduler.RunInBackground(() => index.MacOf(pin), cancellationToken).ConfigureAwait(false); // The key may have to be read first.
        var (found, owners) = (await readers.QueryAsync(connection => index.Find(connection, mac), cancellationToken).ConfigureAwait(false), new List<EnrolledEmployee>());
        foreach (var enrolled in found.Employees)
        {
            if (await MatchesAsync(enrolled, pin, cancellationToken).ConfigureAwait(false))
                owners.Add(enrolled);
        }

        return (found, owners);
    }

    /// <summary>Runs a command for somebody as the back office has them at this moment: a pull may have come while the PIN was verified.</summary>
    private PosResult<T> RunFor<T>(EnrolledEmployee verified, LedgerTransaction transaction, Work<T> work)
        where T : notnull =>
        EmployeeTable.Find(transaction.Session.Connection, verified.Employee.Id) is { } now && now.Pin.Hash.AsSpan().SequenceEqual(verified.Pin.Hash)
            ? work(transaction, now.Employee)
            : text.Refuse(RefusalCodes.EmployeeUnknown);

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
