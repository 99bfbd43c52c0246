namespace PosEngine.Employees;

/// <summary>Someone who works at the till.</summary>
public sealed record Employee
{
    /// <summary>The employee's id in the back office.</summary>
    public required EmployeeId Id { get; init; }

    /// <summary>The name that the UI shows.</summary>
    public required string Name { get; init; }

    /// <summary>What the employee may do beyond selling.</summary>
    public Permissions Permissions { get; init; }
}

/// <summary>What only some employees may do.</summary>
[Flags]
public enum Permissions
{
    /// <summary>Nothing beyond selling.</summary>
    None = 0,

    /// <summary>Give discounts and add surcharges that are marked as restricted.</summary>
    RestrictedDiscounts = 1,

    /// <summary>Refund receipts, the money going back the way it came, and take back on a ticket what has no receipt.</summary>
    Refunds = 2,

    /// <summary>Refund another way than the money came: a card payment in cash, say.</summary>
    RefundsOtherwise = 4,
}
