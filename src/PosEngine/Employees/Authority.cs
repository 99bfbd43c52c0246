using System.Globalization;
using PosEngine.Localization;

namespace PosEngine.Employees;

/// <summary>Leave to do one operation.</summary>
/// <param name="Employee">Who does it.</param>
/// <param name="Approval">Whose approval it is done with; null where the employee may do it.</param>
internal readonly record struct Grant(EmployeeId Employee, Approval? Approval)
{
    /// <summary>Who allowed it, for the record.</summary>
    public EmployeeId? ApprovedBy => Approval?.ApprovedBy;

    /// <summary>Nothing came of it.</summary>
    public void GiveBack() => Approval?.GiveBack();

    /// <summary>What the operation came to: where it was refused, nothing was done with the approval.</summary>
    public PosResult<T> Settle<T>(PosResult<T> result)
        where T : notnull
    {
        if (result.Outcome == PosOutcome.Refused)
            GiveBack();
        return result;
    }

    /// <inheritdoc cref="Settle{T}"/>
    public PosResult Settle(PosResult result)
    {
        if (result.Outcome == PosOutcome.Refused)
            GiveBack();
        return result;
    }
}

/// <summary>What one call on something is done with: an approval passed with it is used up where it is needed, and given back where nothing comes of the call.</summary>
internal sealed class Leave(Authority authority, Approval? approval)
{
    private Grant? _taken;

    /// <summary>By whose leave it is done; null where it took none.</summary>
    public Grant? Taken => _taken;

    /// <inheritdoc cref="Authority.Ask"/>
    public PosResult<Grant> Ask(Permissions needed, string operation, params ReadOnlySpan<object?> arguments)
    {
        var result = authority.Ask(needed, approval, operation, arguments);
        if (result.TryGet(out var grant, out _))
            _taken = grant;
        return result;
    }

    /// <inheritdoc cref="Grant.Settle{T}"/>
    public PosResult<T> Settle<T>(PosResult<T> result)
        where T : notnull => _taken is { } grant ? grant.Settle(result) : result;

    /// <inheritdoc cref="Grant.Settle{T}"/>
    public PosResult Settle(PosResult result) => _taken is { } grant ? grant.Settle(result) : result;
}

/// <summary>Who may do what: by a permission of whoever is signed in, or by the approval of somebody who has it.</summary>
internal sealed class Authority(ISession session, PosText text, TimeProvider time)
{
    private static readonly TimeSpan ApprovalLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Asks for leave. An approval is used up by this; whoever then does nothing gives it back.</summary>
    /// <param name="needed">What it takes.</param>
    /// <param name="approval">What was passed with the call.</param>
    /// <param name="operation">Its stable name.</param>
    /// <param name="arguments">What an approval is bound to.</param>
    public PosResult<Grant> Ask(Permissions needed, Approval? approval, string operation, params ReadOnlySpan<object?> arguments)
    {
        if (session.Current.Value is not { } employee)
            return text.Refuse(RefusalCodes.NotSignedIn);
        if ((needed & ~employee.Permissions) is var missing && missing == Permissions.None)
            return new Grant(employee.Id, null);
        if (employee.IsDismissed)
            return text.Refuse(RefusalCodes.EmployeeDismissed);
        var asked = new ApprovableOperation(operation, Write(arguments), missing);
        if (approval is null)
            return text.Refuse(RefusalCodes.PermissionMissing) with { Operation = asked };
        return approval.Operation == asked && approval.RequestedBy == employee.Id && time.GetElapsedTime(approval.GivenAt) < ApprovalLifetime && approval.TryUse()
            ? new Grant(employee.Id, approval)
            : text.Refuse(RefusalCodes.ApprovalInvalid) with { Operation = asked };
    }

    private static string Write(ReadOnlySpan<object?> arguments)
    {
        var written = new string[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
            written[i] = arguments[i] is IFormattable value ? value.ToString(null, CultureInfo.InvariantCulture) : arguments[i]?.ToString() ?? "";
        return string.Join(" | ", written);
    }
}
