using PosEngine.Sync;

namespace PosEngine.Support;

/// <summary>Keeps gift cards and the like as another does, and lets a test do something before each move.</summary>
internal sealed class HeldKeeper(IStoredValue inner) : IStoredValue
{
    public Func<StoredValueMove, CancellationToken, Task>? BeforeMove { get; set; }

    public Task<StoredValueBalance> GetBalanceAsync(StoredValueAccount account, CancellationToken cancellationToken) => inner.GetBalanceAsync(account, cancellationToken);

    public async Task<StoredValueAnswer> MoveAsync(StoredValueMove move, CancellationToken cancellationToken)
    {
        if (BeforeMove is { } before)
            await before(move, cancellationToken);
        return await inner.MoveAsync(move, cancellationToken);
    }

    public Task CancelAsync(DeviceId device, Guid key, CancellationToken cancellationToken) => inner.CancelAsync(device, key, cancellationToken);
}
