namespace PosEngine.Employees;

/// <summary>Someone who works at the till.</summary>
public sealed record Employee
{
    /// <summary>The employee's id in the back office.</summary>
    public required EmployeeId Id { get; init; }

    /// <summary>The name that the UI shows.</summary>
    public required string Name { get; init; }

    /// <summary>The name of the employee's role; null for none.</summary>
    public string? Role { get; init; }

    /// <summary>What the employee may do beyond selling: by the role, and by what was given to this one person.</summary>
    public Permissions Permissions { get; init; }

    /// <summary>
    /// Whether the back office has removed this person since the sign-in. Such a one has no permission, and is signed out as soon as no payment is under way any more; everything but that payment is refused with
    /// <see cref="RefusalCodes.EmployeeDismissed"/>.
    /// </summary>
    public bool IsDismissed { get; init; }
}
