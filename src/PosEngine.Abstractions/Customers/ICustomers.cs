namespace PosEngine.Customers;

/// <summary>The customers kept on this device: the most recently registered or used ones that the back office sent.</summary>
/// <remarks>Thread-safe.</remarks>
public interface ICustomers
{
    /// <summary>The customer with an id, if kept on this device.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.CustomerUnknown"/> where not.</returns>
    Task<PosResult<Customer>> FindAsync(CustomerId id, CancellationToken cancellationToken = default);

    /// <summary>Customers whose name, e-mail address or telephone number contains a text, the one that the back office changed last first.</summary>
    /// <param name="text">What to look for; empty lists all.</param>
    /// <param name="limit">How many at most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    Task<IReadOnlyList<Customer>> SearchAsync(string text, int limit = 50, CancellationToken cancellationToken = default);
}
