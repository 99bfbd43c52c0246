using Microsoft.Extensions.Logging;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Reference;
using PosEngine.Scheduling;
using PosEngine.Settings;
using PosEngine.Storage;
using PosEngine.Streams;
using PosEngine.Sync;

namespace PosEngine.Employees;

/// <summary>Who stands at the till, checked against what the back office sent, or what was enrolled on a till that stands alone.</summary>
internal sealed class SessionService : ISession, IReferenceRoom, IDisposable
{
    private readonly DeviceLedger _ledger;
    private readonly Readers _readers;
    private readonly PinCheck _pins;
    private readonly Authority _authority;
    private readonly IPosStream<ShopSettings> _settings;
    private readonly bool _isStandAlone;
    private readonly PosText _text;
    private readonly IEngineScheduler _scheduler;
    private readonly TimeProvider _time;
    private readonly PosStream<Employee?> _current;
    private readonly ITimer _idle;
    private readonly IDisposable _settingsChanges;

    public SessionService(
        DeviceLedger ledger, Readers readers, PinCheck pins, IPosStream<ShopSettings> settings, bool isStandAlone, PosText text, IEngineScheduler scheduler, IDispatcher dispatcher,
        TimeProvider time, ILogger logger)
    {
        _ledger = ledger;
        _readers = readers;
        _pins = pins;
        _settings = settings;
        _isStandAlone = isStandAlone;
        _text = text;
        _scheduler = scheduler;
        _time = time;
        _current = new PosStream<Employee?>(null, dispatcher, logger, EqualityComparer<Employee?>.Default);
        _authority = new Authority(this, text, time);
        _idle = time.CreateTimer(static service => ((SessionService)service!).LockIfIdle(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _settingsChanges = DerivedStream.Select(settings, static current => current.LockAfter).Subscribe(_ => NoteActivity());
    }

    public IPosStream<Employee?> Current => _current;

    /// <summary>Who is signed in; null while the till is locked.</summary>
    public EmployeeId? EmployeeId => _current.Value?.Id;

    /// <summary>Whether a payment is under way. Set before the start.</summary>
    public Func<bool> IsPaying { private get; set; } = static () => false;

    /// <summary>Called where the till is locked. Set before the start.</summary>
    public Action Ended { private get; set; } = static () => { };

    /// <summary>Who may do what.</summary>
    public Authority Authority => _authority;

    public IReadOnlyCollection<string> Kinds { get; } = [EmployeeTable.EmployeeKind, EmployeeTable.RoleKind];

    public async Task<IReadOnlyList<Employee>> ListEmployeesAsync(CancellationToken cancellationToken = default) =>
        await _readers.QueryAsync<IReadOnlyList<Employee>>(
            static connection => [.. EmployeeTable.List(connection).Select(static enrolled => enrolled.Employee)], cancellationToken).ConfigureAwait(false);

    public async Task<PosResult<Employee>> EnrolAsync(string name, string pin, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(pin);
        if (!_isStandAlone)
            return _text.Refuse(RefusalCodes.EmployeesManaged);
        if (EnteredName.Of(name) is not { } entered)
            return _text.Refuse(RefusalCodes.NameInvalid);
        if (!Pin.IsValid(pin))
            return _text.Refuse(RefusalCodes.PinInvalid);
        if (await MayNotEnrolAsync(cancellationToken).ConfigureAwait(false) is { } forbidden)
            return forbidden; // Before anything is said of the PIN: whoever may not enrol must not find out which are taken.
        if (await _pins.IsTakenAsync(pin, cancellationToken).ConfigureAwait(false))
            return _text.Refuse(RefusalCodes.PinTaken);

        var employee = new Employee { Id = new EmployeeId(_time.NewId()), Name = entered, Permissions = PermissionFormat.All };
        var hash = await _scheduler.RunInBackground(() => Pin.Of(pin), cancellationToken).ConfigureAwait(false);
        var json = EmployeeTable.Write(employee, hash);
        return await _ledger.RunAsync<Employee>(transaction =>
        {
            var isFirst = !ReferenceTable.HasAny(transaction.Session, EmployeeTable.EmployeeKind);
            if (!isFirst && !_authority.Ask(Permissions.ManageSettings, approval: null, "enrol").TryGet(out _, out var refusal))
                return refusal with { Operation = null };
            ReferenceTable.Set(transaction.Session, EmployeeTable.EmployeeKind, employee.Id.ToString(), json);
            transaction.Append(new EmployeeEnrolled(employee.Id), EmployeeId);
            return employee;
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The first employee of a till enrols without asking; the others are enrolled by somebody who may.</summary>
    private async Task<Refusal?> MayNotEnrolAsync(CancellationToken cancellationToken) =>
        await _readers.QueryAsync(static connection => EmployeeTable.List(connection).Count > 0, cancellationToken).ConfigureAwait(false) && !_authority.Ask(Permissions.ManageSettings, approval: null, "enrol").TryGet(out _, out var refusal)
            ? refusal with { Operation = null }
            : null;

    public Task<PosResult<Employee>> SignInAsync(EmployeeId employee, string pin, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pin);
        return _pins.RunAsync<Employee>(employee, pin, PinPurposes.SignIn, EmployeeId, (transaction, found) => SignIn(transaction, found, isByPinAlone: false), cancellationToken);
    }

    public async Task<PosResult<Employee>> SignInAsync(string pin, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pin);
        return _isStandAlone || _settings.Value.PinsAreUnique
            ? await _pins.RunAsync<Employee>(pin, EmployeeId, (transaction, found) => SignIn(transaction, found, isByPinAlone: true), cancellationToken).ConfigureAwait(false)
            : _text.Refuse(RefusalCodes.PinsNotUnique);
    }

    public async Task<PosResult<Approval>> ApproveAsync(Refusal refusal, EmployeeId approver, string pin, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        ArgumentNullException.ThrowIfNull(pin);
        var operation = refusal.Operation ?? throw new ArgumentException($"A refusal with the code '{refusal.Code}' cannot be approved: see CanBeApproved.", nameof(refusal));
        if (EmployeeId is not { } asking)
            return _text.Refuse(RefusalCodes.NotSignedIn);
        return await _pins.RunAsync<Approval>(approver, pin, PinPurposes.Approval, asking, (transaction, found) =>
        {
            if (!found.Permissions.HasFlag(operation.Missing))
                return _text.Refuse(RefusalCodes.PermissionMissing);
            transaction.Append(new OperationApproved(found.Id, operation), asking);
            return new Approval(operation, asking, found.Id, _time.GetTimestamp());
        }, cancellationToken).ConfigureAwait(false);
    }

    public Task<PosResult> LockAsync(CancellationToken cancellationToken = default) => LockAsync(LockReason.Asked, cancellationToken);

    public void NoteActivity()
    {
        if (EmployeeId is not null)
            _idle.Change(_settings.Value.LockAfter ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Nobody is signed in any more.</summary>
    public void End()
    {
        _idle.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _current.Publish(null);
        Ended();
    }

    public void Write(WriteSession session, ReferenceChange change)
    {
        if (change.Json is { } json)
            ReferenceJson.CheckId(change, EmployeeTable.Check(change.Kind, json));
        ReferenceTable.Set(session, change.Kind, change.Id, change.Json);
    }

    /// <summary>
    /// Whoever is signed in has the rights of today. One whom the back office has removed is signed out, at once or as soon as no payment is under way any more: nobody else could take that up while
    /// somebody stands there with the money. Until then nothing else can be done. Everything that is rung up stays, for whoever signs in next.
    /// </summary>
    public void Committed(IReadOnlyList<ReferenceChange> changes)
    {
        if (_current.Value is not { } present)
            return;
        _current.Publish(_readers.Query(connection => EmployeeTable.Find(connection, present.Id))?.Employee ?? present with { Role = null, Permissions = Permissions.None, IsDismissed = true });
        LeaveIfDismissed();
    }

    /// <summary>A payment may have ended, or somebody may have been removed.</summary>
    public void LeaveIfDismissed()
    {
        if (_current.Value is { IsDismissed: true } && !IsPaying())
            _ = LockAloneAsync(LockReason.Dismissed);
    }

    public void Dispose()
    {
        _settingsChanges.Dispose();
        _idle.Dispose();
    }

    private void LockIfIdle()
    {
        if (_settings.Value.LockAfter is not null)
            _ = LockAloneAsync(LockReason.Idle);
    }

    private PosResult<Employee> SignIn(LedgerTransaction transaction, Employee found, bool isByPinAlone)
    {
        if (transaction.State.IsSignedOut)
            return _text.Refuse(RefusalCodes.DeviceSignedOut);
        transaction.Append(new SignedIn(isByPinAlone), found.Id);
        transaction.AfterCommit(() =>
        {
            _current.Publish(found);
            NoteActivity();
        });
        return found;
    }

    private Task<PosResult> LockAsync(LockReason reason, CancellationToken cancellationToken) => _ledger.RunAsync(transaction =>
    {
        if (_current.Value is { } employee && (reason != LockReason.Dismissed || employee.IsDismissed))
        {
            transaction.Append(new Locked(reason), employee.Id);
            transaction.AfterCommit(End);
        }

        return PosResult.Done;
    }, cancellationToken);

    /// <summary>A till that cannot write locks all the same: what is on the screen is nobody else's business.</summary>
    private async Task LockAloneAsync(LockReason reason)
    {
        try
        {
            if (!(await LockAsync(reason, CancellationToken.None).ConfigureAwait(false)).IsDone)
                End();
        }
        catch (InvalidOperationException)
        {
            // The engine is ending.
        }
    }
}
