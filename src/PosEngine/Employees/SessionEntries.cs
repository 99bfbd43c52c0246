using PosEngine.Journal;

namespace PosEngine.Employees;

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
