using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Scheduling;
using PosEngine.Reference;
using PosEngine.Storage;
using PosEngine.Streams;
using PosEngine.Sync;

namespace PosEngine.Employees;

/// <summary>Who stands at the till, checked against what the back office sent, or what was enrolled on a till that stands alone.</summary>
internal sealed class SessionService(
    DeviceLedger ledger, Readers readers, bool isStandAlone, PosText text, IEngineScheduler scheduler, IDispatcher dispatcher, TimeProvider time, ILogger logger) : ISession, IReferenceRoom
{
    private const string Kind = "employee";
    private const int NameLengthMax = 100;

    private readonly PosStream<Employee?> _current = new(null, dispatcher, logger, EqualityComparer<Employee?>.Default);

    public IPosStream<Employee?> Current => _current;

    /// <summary>Who is signed in; null while the till is locked.</summary>
    public EmployeeId? EmployeeId => _current.Value?.Id;

    public IReadOnlyCollection<string> Kinds { get; } = [Kind];

    public async Task<IReadOnlyList<Employee>> ListEmployeesAsync(CancellationToken cancellationToken = default) =>
        await readers.QueryAsync<IReadOnlyList<Employee>>(
            connection => [.. ReferenceTable.Read(connection, Kind).Select(static row => Read(row.Data).Employee).OrderBy(static employee => employee.Name, StringComparer.CurrentCulture)],
            cancellationToken).ConfigureAwait(false);

    public async Task<PosResult<Employee>> EnrolAsync(string name, string pin, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(pin);
        var employee = new Employee { Id = new EmployeeId(time.NewId()), Name = name.Trim(), Permissions = PermissionFormat.All };
        if (!isStandAlone)
            return text.Refuse(RefusalCodes.EmployeesManaged);
        if (employee.Name.Length is 0 or > NameLengthMax)
            return text.Refuse(RefusalCodes.NameInvalid);
        if (!Pin.IsValid(pin))
            return text.Refuse(RefusalCodes.PinInvalid);

        var json = await scheduler.RunInBackground(() => Write(employee, Pin.Of(pin)), cancellationToken).ConfigureAwait(false);
        return await ledger.RunAsync<Employee>(transaction =>
        {
            if (EmployeeId is null && ReferenceTable.HasAny(transaction.Session, Kind))
                return text.Refuse(RefusalCodes.NotSignedIn);
            ReferenceTable.Set(transaction.Session, Kind, employee.Id.ToString(), json);
            transaction.Append(new EmployeeEnrolled(employee.Id), EmployeeId);
            return employee;
        }, cancellationToken).ConfigureAwait(false);
    }

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

    private static string Write(Employee employee, Pin pin)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("id"u8, employee.Id.Value);
        writer.WriteString("name"u8, employee.Name);
        PermissionFormat.Write(writer, employee.Permissions);
        pin.Write(writer);
        writer.WriteEndObject();
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static (Employee Employee, Pin Pin) Read(string json) => ReferenceJson.Parse(json, static employee => (
        new Employee { Id = new EmployeeId(employee.GetProperty("id").GetGuid()), Name = employee.Text("name"), Permissions = PermissionFormat.Read(employee) },
        Pin.Read(employee.GetProperty("pin"))));
}
