using System.Text.Json;
using PosEngine.Journal;

namespace PosEngine.Employees;

/// <summary>An employee was added on this till. The name is in no body: it can be taken away without breaking the chain.</summary>
internal sealed record EmployeeEnrolled(EmployeeId Employee) : EntryData
{
    public override string Kind => EntryKinds.EmployeeEnrolled;

    public override void WriteMembers(Utf8JsonWriter writer) => writer.WriteString("enrolled"u8, Employee.Value);
}

/// <summary>The entry's employee signed in.</summary>
internal sealed record SignedIn : EntryData
{
    public override string Kind => EntryKinds.SignedIn;

    public override bool HasData => false;
}

/// <summary>The entry's employee locked the till.</summary>
internal sealed record Locked : EntryData
{
    public override string Kind => EntryKinds.Locked;

    public override bool HasData => false;
}
