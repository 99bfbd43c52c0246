using PosEngine.Localization;
using PosEngine.Reference;
using PosEngine.Storage;
using PosEngine.Sync;

namespace PosEngine.Customers;

/// <summary>The customers kept on this device. There are few, so they are read where they are asked for.</summary>
internal sealed class CustomerService(Readers readers, PosText text) : ICustomers, IReferenceRoom
{
    private const string Kind = "customer";

    public IReadOnlyCollection<string> Kinds { get; } = [Kind];

    public async Task<PosResult<Customer>> FindAsync(CustomerId id, CancellationToken cancellationToken = default) =>
        await readers.QueryAsync(connection => ReferenceTable.Find(connection, Kind, id.ToString()), cancellationToken).ConfigureAwait(false) is { } json
            ? Read(json)
            : text.Refuse(RefusalCodes.CustomerUnknown);

    /// <summary>Whether a customer, if kept on this device, pays no taxes.</summary>
    public bool IsTaxFree(CustomerId id) =>
        readers.Query(connection => ReferenceTable.Find(connection, Kind, id.ToString())) is { } json && Read(json).IsTaxFree;

    public async Task<IReadOnlyList<Customer>> SearchAsync(string text, int limit = 50, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);
        return await readers.QueryAsync<IReadOnlyList<Customer>>(
            connection => [.. ReferenceTable.Read(connection, Kind).Select(static row => Read(row.Data)).Where(customer => Matches(customer, text)).Take(limit)],
            cancellationToken).ConfigureAwait(false);
    }

    public void Write(WriteSession session, ReferenceChange change)
    {
        if (change.Json is { } json)
            ReferenceJson.CheckId(change, Read(json).Id.Value);
        ReferenceTable.Set(session, Kind, change.Id, change.Json);
    }

    public void Committed(IReadOnlyList<ReferenceChange> changes)
    {
        // Nothing is kept in memory.
    }

    private static bool Matches(Customer customer, string text) =>
        Contains(customer.Name, text) || Contains(customer.Email, text) || Contains(customer.Phone, text);

    private static bool Contains(string? value, string text) => value?.Contains(text, StringComparison.CurrentCultureIgnoreCase) == true;

    private static Customer Read(string json) => ReferenceJson.Parse(json, static customer => new Customer
    {
        Id = new CustomerId(customer.GetProperty("id").GetGuid()),
        Name = customer.Text("name"),
        Email = customer.OptionalText("email"),
        Phone = customer.OptionalText("phone"),
        IsTaxFree = customer.Flag("tax_free", otherwise: false),
    });
}
