namespace PosEngine.Customers;

/// <summary>What a till can say of a customer.</summary>
public sealed record CustomerDetails
{
    /// <summary>The name, up to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The e-mail address, if known: up to 254 characters.</summary>
    public string? Email { get; init; }

    /// <summary>The telephone number, if known, as people write it: up to 100 characters.</summary>
    public string? Phone { get; init; }

    /// <summary>What people of the shop want to remember, up to 500 characters.</summary>
    public string? Note { get; init; }

    /// <summary>Whether the customer pays no taxes, on any ticket from then on. Saying so of somebody of whom the till does not know it yet needs <see cref="Employees.Permissions.TaxOverrides"/>.</summary>
    public bool IsTaxFree { get; init; }
}
