using System.Text;
using PosEngine.Capabilities;
using PosEngine.Connectivity;
using PosEngine.Employees;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Reference;
using PosEngine.Scheduling;
using PosEngine.Storage;
using PosEngine.Sync;

namespace PosEngine.Customers;

/// <summary>The customers: those kept on this device, and, with a connection, all of them. There are few here, so they are read where they are asked for.</summary>
internal sealed class CustomerService(
    DeviceLedger ledger, Readers readers, SessionService session, CapabilityService capabilities, OnlineCalls online, OnlineEdits edits, PosText text, int? keptMax, TimeProvider time)
    : ICustomers, IReferenceRoom
{
    private const int PhoneLengthMax = 100;

    public IReadOnlyCollection<string> Kinds { get; } = [CustomerFormat.Kind];

    public async Task<PosResult<Customer>> FindAsync(CustomerId id, CancellationToken cancellationToken = default) =>
        session.EmployeeId is null ? text.Refuse(RefusalCodes.NotSignedIn)
        : await readers.QueryAsync(connection => ReferenceTable.Find(connection, CustomerFormat.Kind, id.ToString()), cancellationToken).ConfigureAwait(false) is { } json
        ? CustomerFormat.Read(json)
        : text.Refuse(RefusalCodes.CustomerUnknown);

    /// <summary>A customer, if kept on this device.</summary>
    public Customer? Find(CustomerId id) =>
        readers.Query(connection => ReferenceTable.Find(connection, CustomerFormat.Kind, id.ToString())) is { } json ? CustomerFormat.Read(json) : null;

    public async Task<IReadOnlyList<Customer>> SearchAsync(string text, int limit = 50, CancellationToken cancellationToken = default)
    {
        CheckSearch(text, limit);
        return await readers.QueryAsync<IReadOnlyList<Customer>>(
            connection => [.. ReferenceTable.Read(connection, CustomerFormat.Kind).Select(static row => CustomerFormat.Read(row.Data)).Where(customer => session.EmployeeId is not null && Matches(customer, text)).Take(limit)],
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<PosResult<IReadOnlyList<Customer>>> SearchBackOfficeAsync(string text, int limit = 50, CancellationToken cancellationToken = default)
    {
        CheckSearch(text, limit);
        if (capabilities.Check(Capability.CustomerAssignment) is { } forbidden)
            return forbidden;
        if (online.RefuseOffline() is { } offline)
            return offline;
        var found = await online.AskAsync((services, cancellation) => services.FindCustomersAsync(text, limit, cancellation), RefusalCodes.CustomerUnknown, cancellationToken).ConfigureAwait(false);
        if (!found.TryGet(out var changes, out var refusal))
            return refusal;
        List<ReferenceChange> there = [.. changes.Where(static change => change.Json is not null)];
        IReadOnlyList<Customer> customers = there.ConvertAll(static change => CustomerFormat.Read(change.Json!));
        var kept = await KeepAsync(there, cancellationToken).ConfigureAwait(false);
        return kept.IsDone ? PosResult.Of(customers) : kept.Refusal!;
    }

    public Task<PosResult<Customer>> RegisterAsync(CustomerDetails details, CancellationToken cancellationToken = default) =>
        SaveAsync(Capability.CustomerRegistration, id: null, details, cancellationToken);

    public Task<PosResult<Customer>> EditAsync(CustomerId customer, CustomerDetails details, CancellationToken cancellationToken = default) =>
        SaveAsync(Capability.CustomerEditing, customer, details, cancellationToken);

    public void Write(WriteSession session, ReferenceChange change)
    {
        if (change.Json is { } json)
        {
            ReferenceJson.CheckId(change, CustomerFormat.Read(json).Id.Value);
            if (ReferenceTable.Find(session.Connection, Erasures.Kind, change.Id) is not null)
                return; // An answer that was on its way, or a back office restored from before the erasure.
        }

        ReferenceTable.Set(session, CustomerFormat.Kind, change.Id, change.Json);
    }

    public void PageWritten(WriteSession session)
    {
        if (keptMax is { } most)
            ReferenceTable.KeepNewest(session, CustomerFormat.Kind, most);
    }

    public void Committed(IReadOnlyList<ReferenceChange> changes)
    {
        // Nothing is kept in memory.
    }

    private async Task<PosResult<Customer>> SaveAsync(Capability capability, CustomerId? id, CustomerDetails details, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(details);
        if (capabilities.Check(capability, id) is { } forbidden)
            return forbidden;
        if (session.EmployeeId is not { } employee)
            return text.Refuse(RefusalCodes.NotSignedIn);
        if (EnteredName.Of(details.Name) is null)
            return text.Refuse(RefusalCodes.NameInvalid);
        if (!string.IsNullOrWhiteSpace(details.Email) && !EmailAddress.IsValid(details.Email.Trim()))
            return text.Refuse(RefusalCodes.EmailInvalid);
        if (details.Phone?.Trim().Length > PhoneLengthMax)
            return text.Refuse(RefusalCodes.PhoneInvalid);
        if (EnteredText.IsTooLong(details.Note?.Trim()))
            return text.Refuse(RefusalCodes.NoteInvalid);
        if (ledger.Watch.RefuseWrites() is { } unsaved)
            return unsaved;
        if (details.IsTaxFree && await RefuseTaxFreeAsync(id, cancellationToken).ConfigureAwait(false) is { } notAllowed)
            return notAllowed;

        var json = CustomerFormat.Write(details);
        return edits.ArePossible
            ? await edits.SaveAsync(
                CustomerFormat.Kind, id?.Value, json, RefusalCodes.CustomerUnknown, CustomerFormat.Read,
                (transaction, customer, change) =>
                {
                    KeepNew(transaction, change.State);
                    Append(transaction, id is null, customer.Id, change.Key, json, employee);
                },
                cancellationToken).ConfigureAwait(false)
            : await KeepAsync(id, json, employee, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tickets of whoever pays no taxes are free of them without a further question, so this is where it is asked. The call takes no approval: whoever may signs in.</summary>
    private async Task<Refusal?> RefuseTaxFreeAsync(CustomerId? id, CancellationToken cancellationToken)
    {
        var isAlready = id is { } known
            && await readers.QueryAsync(connection => ReferenceTable.Find(connection, CustomerFormat.Kind, known.ToString()), cancellationToken).ConfigureAwait(false) is { } json
            && CustomerFormat.Read(json).IsTaxFree;
        return isAlready || session.Authority.Ask(Permissions.TaxOverrides, approval: null, "save_customer", id).Refusal is not { } notAllowed ? null : notAllowed with { Operation = null };
    }

    /// <summary>Who is not kept here yet can be put on a ticket at once; whoever is kept stays as the pull has them, which may know more by now than this answer.</summary>
    private void KeepNew(LedgerTransaction transaction, ReferenceChange state)
    {
        if (ReferenceTable.Find(transaction.Session.Connection, CustomerFormat.Kind, state.Id) is null)
            Write(transaction.Session, state);
    }

    /// <summary>Who was found is kept like those who were pulled, and longest: a ticket goes by what stands here (tax freedom, price list, limit), and so does its paper.</summary>
    private Task<PosResult> KeepAsync(List<ReferenceChange> found, CancellationToken cancellationToken) => found.Count == 0 ? Task.FromResult(PosResult.Done) : ledger.RunAsync(
        transaction =>
        {
            var connection = transaction.Session.Connection;
            foreach (var change in Enumerable.Reverse(found).Where(change => ReferenceTable.Find(connection, CustomerFormat.Kind, change.Id) != change.Json))
                Write(transaction.Session, change);

            return PosResult.Done;
        },
        cancellationToken);

    /// <summary>Nobody can be asked, and the policy lets it be: the change counts here at once, and at the back office when the journal arrives.</summary>
    private Task<PosResult<Customer>> KeepAsync(CustomerId? id, string json, EmployeeId employee, CancellationToken cancellationToken)
    {
        var target = id ?? new CustomerId(time.NewId());
        return ledger.RunAsync<Customer>(transaction =>
        {
            if (transaction.State.IsSignedOut)
                return text.Refuse(RefusalCodes.DeviceSignedOut);
            var before = ReferenceTable.Find(transaction.Session.Connection, CustomerFormat.Kind, target.ToString());
            if (id is not null && before is null)
                return text.Refuse(RefusalCodes.CustomerUnknown);
            var merged = CustomerFormat.Merge(target, before, json);
            Write(transaction.Session, new ReferenceChange(CustomerFormat.Kind, target.ToString(), merged));
            Append(transaction, id is null, target, key: null, json, employee);
            return CustomerFormat.Read(merged);
        }, cancellationToken);
    }

    private static void Append(LedgerTransaction transaction, bool isNew, CustomerId customer, Guid? key, string json, EmployeeId employee)
    {
        var (salt, data) = (PersonalTable.NewSalt(), Encoding.UTF8.GetBytes(json));
        var sequence = transaction.Append(new CustomerSaved(isNew, customer, key, PersonalTable.HashOf(salt, data)), employee);
        PersonalTable.Insert(transaction.Session, sequence, salt, data);
    }

    private static void CheckSearch(string text, int limit)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);
    }

    private static bool Matches(Customer customer, string text) =>
        Contains(customer.Name, text) || Contains(customer.Email, text) || Contains(customer.Phone, text);

    private static bool Contains(string? value, string text) => value?.Contains(text, StringComparison.CurrentCultureIgnoreCase) == true;
}
