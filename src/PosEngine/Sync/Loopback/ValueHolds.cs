using PosEngine.Ledger;

namespace PosEngine.Sync;

/// <summary>What devices have taken of accounts, or are to put there, for receipts that are not here yet. Not thread-safe.</summary>
internal sealed class ValueHolds(Accounts accounts, ReceivedReceipts receipts)
{
    private readonly Dictionary<(DeviceId Device, Guid Key), StoredValueMove> _holds = [];
    private readonly HashSet<(DeviceId Device, Guid Key)> _ended = [];

    public StoredValueBalance BalanceOf(StoredValueAccount account) =>
        IsKnown(account) ? new(AvailableOf(account)) : throw Refuse(BackOfficeError.NotFound, "There is no such account.");

    public StoredValueAnswer Move(StoredValueMove move)
    {
        var key = (move.Device, move.Key);
        if (_ended.Contains(key) || receipts.Find(move.Receipt) is not null)
            return new(StoredValueVerdict.Ended, AvailableOf(move.Account));
        if (_holds.TryGetValue(key, out var held))
            return held == move ? new(StoredValueVerdict.Granted, AvailableOf(move.Account)) : throw Refuse(BackOfficeError.Rejected, "This key is of another move.");
        if (move.Amount < 0 && !IsKnown(move.Account))
            throw Refuse(BackOfficeError.NotFound, "There is no such account.");
        if (move.Amount < 0 && AvailableOf(move.Account) + move.Amount < 0)
            return new(StoredValueVerdict.TooLittle, AvailableOf(move.Account));
        _holds.Add(key, move);
        return new(StoredValueVerdict.Granted, AvailableOf(move.Account));
    }

    public void Cancel(DeviceId device, Guid key)
    {
        _ended.Add((device, key));
        _holds.Remove((device, key));
    }

    private bool IsKnown(StoredValueAccount account) => account.Kind != StoredValueKind.GiftCard || accounts.IsKnown(KindOf(account), account.Id);

    /// <summary>What there is, less what was taken for receipts that are on their way. What is to be put there is there with its receipt.</summary>
    private long AvailableOf(StoredValueAccount account) => accounts.BalanceOf(KindOf(account), account.Id)
        + _holds.Values.Where(hold => hold.Account == account && hold.Amount < 0 && receipts.Find(hold.Receipt) is null).Sum(static hold => hold.Amount);

    private static string KindOf(StoredValueAccount account) => WireNames.StoredValueKinds[account.Kind].Value;

    private static BackOfficeException Refuse(BackOfficeError error, string message) => new(error, message) { WasReached = true };
}
