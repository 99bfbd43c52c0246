using PosEngine.Sync;

namespace PosEngine.Support;

/// <summary>Keeps gift cards and the like by the keys of moves alone, and never sees a receipt: what it was asked for is there at once, and what is cancelled is not.</summary>
internal sealed class ModelKeeper : IStoredValue
{
    private readonly Dictionary<StoredValueAccount, long> _begun = [];
    private readonly Dictionary<Guid, StoredValueMove> _moves = [];
    private readonly HashSet<Guid> _ended = [];

    /// <summary>What happens to a request: false where it is carried out and its answer lost, null where it never arrives.</summary>
    public Func<StoredValueMove, bool?> Answers { get; set; } = static _ => true;

    /// <summary>Hears of what was granted, before whoever asked does.</summary>
    public Action<StoredValueMove>? Granted { get; set; }

    /// <summary>What was asked for and not cancelled.</summary>
    public IEnumerable<StoredValueMove> Moves => _moves.Values;

    public void Begin(StoredValueAccount account, long amount) => _begun[account] = amount;

    /// <summary>What was moved of an account.</summary>
    public long MovedOf(StoredValueAccount account) => _moves.Values.Where(move => move.Account == account).Sum(static move => move.Amount);

    public long BalanceOf(StoredValueAccount account) => _begun.GetValueOrDefault(account) + MovedOf(account);

    public Task<StoredValueBalance> GetBalanceAsync(StoredValueAccount account, CancellationToken cancellationToken) => Task.FromResult(new StoredValueBalance(BalanceOf(account)));

    public Task<StoredValueAnswer> MoveAsync(StoredValueMove move, CancellationToken cancellationToken)
    {
        var answers = Answers(move);
        if (answers is null)
            throw new BackOfficeException(BackOfficeError.Transient, "Nobody is there.");
        var verdict = _ended.Contains(move.Key) ? StoredValueVerdict.Ended
            : !_moves.ContainsKey(move.Key) && move.Amount < 0 && BalanceOf(move.Account) + move.Amount < 0 ? StoredValueVerdict.TooLittle
            : StoredValueVerdict.Granted;
        if (verdict == StoredValueVerdict.Granted && !_moves.TryAdd(move.Key, move))
            Assert.Equal(_moves[move.Key], move);
        if (verdict == StoredValueVerdict.Granted)
            Granted?.Invoke(move);
        return answers is true ? Task.FromResult(new StoredValueAnswer(verdict, BalanceOf(move.Account))) : throw new BackOfficeException(BackOfficeError.Transient, "The answer is lost.");
    }

    public Task CancelAsync(DeviceId device, Guid key, CancellationToken cancellationToken)
    {
        _ended.Add(key);
        _moves.Remove(key);
        return Task.CompletedTask;
    }
}
