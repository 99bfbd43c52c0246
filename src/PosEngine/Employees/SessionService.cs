using Microsoft.Extensions.Logging;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Scheduling;
using PosEngine.Reference;
using PosEngine.Storage;
using PosEngine.Streams;
using PosEngine.Sync;

namespace PosEngine.Employees;

/// <summary>Who stands at the till, checked against what the back office sent.</summary>
internal sealed class SessionService(DeviceLedger ledger, Readers readers, PosText text, IEngineScheduler scheduler, IDispatcher dispatcher, ILogger logger) : ISession, IReferenceRoom
{
    private const string Kind = "employee";

    private readonly PosStream<Employee?> _current = new(null, dispatcher, logger, EqualityComparer<Employee?>.Default);

    public IPosStream<Employee?> Current => _current;

    /// <summary>Who is signed in; null while the till is locked.</summary>
    public EmployeeId? EmployeeId => _current.Value?.Id;

    public IReadOnlyCollection<string> Kinds { get; } = [Kind];

    public async Task<IReadOnlyList<Employee>> ListEmployeesAsync(CancellationToken cancellationToken = default) =>
        await readers.QueryAsync<IReadOnlyList<Employee>>(
            connection => [.. ReferenceTable.Read(connection, Kind).Select(static row => Read(row.Data).Employee).OrderBy(static employee => employee.Name, StringComparer.CurrentCulture)],
            cancellationToken).ConfigureAwait(false);

    public async Task<PosResult<Employee>> SignInAsync(EmployeeId employee, string pin, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pin);
        var json = await readers.QueryAsync(connection => ReferenceTable.Find(connection, Kind, employee.ToString()), cancellationToken).ConfigureAwait(false);
        if (json is null)
            return text.Refuse(RefusalCodes.EmployeeUnknown);
        var (found, hash) = Read(json);
        if (!await scheduler.RunInBackground(() => hash.Matches(pin), cancellationToken).ConfigureAwait(false))
            return text.Refuse(RefusalCodes.PinWrong);

        return await ledger.RunAsync<Employee>(transaction =>
        {
            if (transaction.State.IsSignedOut)
                return text.Refuse(RefusalCodes.DeviceSignedOut);
            transaction.Append(new SignedIn(), found.Id);
            transaction.AfterCommit(() => _current.Publish(found));
            return found;
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<PosResult> LockAsync(CancellationToken cancellationToken = default) => await ledger.RunAsync(transaction =>
    {
        if (EmployeeId is { } employee)
        {
            transaction.Append(new Locked(), employee);
            transaction.AfterCommit(End);
        }

        return PosResult.Done;
    }, cancellationToken).ConfigureAwait(false);

    /// <summary>Nobody is signed in any more.</summary>
    public void End() => _current.Publish(null);

    public void Write(WriteSession session, ReferenceChange change)
    {
        if (change.Json is { } json)
            ReferenceJson.CheckId(change, Read(json).Employee.Id.Value);
        ReferenceTable.Set(session, Kind, change.Id, change.Json);
    }

    /// <summary>Whoever was removed in the back office finishes what he is at: the till is locked at the next sign-in only.</summary>
    public void Committed(IReadOnlyList<ReferenceChange> changes)
    {
        // Nothing is kept in memory but who is signed in.
    }

    private static (Employee Employee, Pin Pin) Read(string json) => ReferenceJson.Parse(json, static employee => (
        new Employee { Id = new EmployeeId(employee.GetProperty("id").GetGuid()), Name = employee.Text("name") },
        Pin.Read(employee.GetProperty("pin"))));
}
