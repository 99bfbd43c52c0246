namespace PosEngine.Employees;

/// <summary>Someone who works at the till.</summary>
public sealed record Employee
{
    /// <summary>The employee's id in the back office.</summary>
    public required EmployeeId Id { get; init; }

    /// <summary>The name that the UI shows.</summary>
    public required string Name { get; init; }
}
