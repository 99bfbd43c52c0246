using Microsoft.Data.Sqlite;
using PosEngine.Employees;
using PosEngine.Ledger;

namespace PosEngine.Receipts;

/// <summary>Which receipts whoever is signed in may see: those of the open shift, or all with the permission. While the till is locked, none.</summary>
internal sealed class ReceiptAccess(DeviceLedger ledger, SessionService session)
{
    public bool SeesAll => session.Current.Value is { } employee && employee.Permissions.HasFlag(Permissions.ViewAllReceipts);

    /// <summary>The shift whose receipts may be seen where not all may; null for none.</summary>
    public ShiftId? OnlyOf => session.Current.Value is null ? null : ledger.State.Shift?.Id;

    public bool MaySee(ShiftId shift) => SeesAll || OnlyOf == shift;

    /// <summary>Whether a receipt of this device may be seen; true where there is none.</summary>
    public bool MaySee(SqliteConnection connection, ReceiptId receipt) =>
        SeesAll || (ReceiptTable.SequenceOf(connection, receipt) is { } sequence ? ReceiptTable.Find(connection, ledger.Identity, acked: 0, sequence) : null) is not { } row || MaySee(row.ShiftId);
}
