using PosEngine.Capabilities;

namespace PosEngine.Customers;

/// <summary>The customers: on this device the most recently registered or used ones that the back office sent, and with a connection all of them.</summary>
/// <remarks>While the till is locked none is shown. Thread-safe.</remarks>
[UnderCapability(nameof(Capability.Essentials))]
public interface ICustomers
{
    /// <summary>The customer with an id, if kept on this device.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.CustomerUnknown"/> where not, and with <see cref="RefusalCodes.NotSignedIn"/>.</returns>
    Task<PosResult<Customer>> FindAsync(CustomerId id, CancellationToken cancellationToken = default);

    /// <summary>Customers whose name, e-mail address or telephone number contains a text, the one that the back office changed last first.</summary>
    /// <param name="text">What to look for; empty lists all.</param>
    /// <param name="limit">How many at most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    Task<IReadOnlyList<Customer>> SearchAsync(string text, int limit = 50, CancellationToken cancellationToken = default);

    /// <summary>The same among all customers of the shop; who is found is kept on this device. Needs a connection.</summary>
    /// <inheritdoc cref="SearchAsync"/>
    /// <returns>Refused with <c>no_internet</c>, <c>no_back_office</c>, <see cref="RefusalCodes.DeviceNotAccepted"/> or <see cref="RefusalCodes.BackOfficeUnanswered"/>.</returns>
    [UnderCapability(nameof(Capability.CustomerAssignment))]
    Task<PosResult<IReadOnlyList<Customer>>> SearchBackOfficeAsync(string text, int limit = 50, CancellationToken cancellationToken = default);

    /// <summary>Registers a customer. Offline only where the policy allows it: then the customer is known here at once, and to the back office when the journal arrives.</summary>
    /// <remarks>A customer whom a till registers may owe nothing (<see cref="Customer.CreditLimit"/> is zero) until the back office says otherwise.</remarks>
    /// <param name="details">What is known of the customer.</param>
    /// <param name="cancellationToken">Stops waiting for the back office; the change may have been made all the same.</param>
    /// <returns>
    /// The customer. Refused by the capability <c>CustomerRegistration</c>, with <see cref="RefusalCodes.NameInvalid"/>, <see cref="RefusalCodes.EmailInvalid"/>, <see cref="RefusalCodes.PhoneInvalid"/>, <see cref="RefusalCodes.NoteInvalid"/>, <see cref="RefusalCodes.NotSignedIn"/>,
    /// <see cref="RefusalCodes.PermissionMissing"/> for whoever frees somebody of taxes without <see cref="Employees.Permissions.TaxOverrides"/>, which nobody can approve, or
    /// <see cref="RefusalCodes.BackOfficeRejected"/> with what the back office says. Unknown with <see cref="RefusalCodes.ChangeUnanswered"/>: called again with the same details within 30 days, it is the same registration, after a restart too.
    /// </returns>
    [UnderCapability(nameof(Capability.CustomerRegistration))]
    Task<PosResult<Customer>> RegisterAsync(CustomerDetails details, CancellationToken cancellationToken = default);

    /// <summary>Changes what is known of a customer: all of the details, whatever else the back office knows stays.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="details">What is known now; null removes.</param>
    /// <param name="cancellationToken">Stops waiting for the back office; the change may have been made all the same.</param>
    /// <returns>As <see cref="RegisterAsync"/>, by the capability <c>CustomerEditing</c>, and refused with <see cref="RefusalCodes.CustomerUnknown"/>.</returns>
    [UnderCapability(nameof(Capability.CustomerEditing))]
    Task<PosResult<Customer>> EditAsync(CustomerId customer, CustomerDetails details, CancellationToken cancellationToken = default);
}
