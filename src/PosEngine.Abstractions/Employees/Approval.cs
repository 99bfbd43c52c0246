namespace PosEngine.Employees;

/// <summary>Somebody who may do it has allowed one operation, with exactly these arguments, to whoever is signed in.</summary>
/// <remarks>
/// Comes from <see cref="ISession.ApproveAsync"/> and is passed back with the same call. It counts once, for five minutes, for the person who asked, and in this run of the engine. Where the call is refused
/// for another reason it still counts. Thread-safe.
/// </remarks>
public sealed class Approval
{
    private int _isUsed;

    internal Approval(ApprovableOperation operation, EmployeeId requestedBy, EmployeeId approvedBy, long givenAt)
    {
        Operation = operation;
        RequestedBy = requestedBy;
        ApprovedBy = approvedBy;
        GivenAt = givenAt;
    }

    /// <summary>Who asked.</summary>
    public EmployeeId RequestedBy { get; }

    /// <summary>Who allowed it.</summary>
    public EmployeeId ApprovedBy { get; }

    internal ApprovableOperation Operation { get; }

    /// <summary>When, by the clock that nobody can set.</summary>
    internal long GivenAt { get; }

    internal bool TryUse() => Interlocked.Exchange(ref _isUsed, 1) == 0;

    /// <summary>The operation was refused: nothing was done with it.</summary>
    internal void GiveBack() => Volatile.Write(ref _isUsed, 0);
}

/// <summary>An operation that somebody lacks the permission for, with its arguments.</summary>
/// <param name="Name">The stable name, as it stands in the journal.</param>
/// <param name="Arguments">The arguments, in the invariant culture.</param>
/// <param name="Missing">The permissions that the approver has to have.</param>
internal sealed record ApprovableOperation(string Name, string Arguments, Permissions Missing);
