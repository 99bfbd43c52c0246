namespace Till.Replay;

/// <summary>Chance that can be asked again: the same seed, question and key give the same answer, in any order and in any process.</summary>
/// <remarks>A replay that was killed and goes on does with each ticket what an undisturbed one would have done.</remarks>
/// <param name="Seed">Another seed, other answers.</param>
internal readonly record struct Dice(long Seed)
{
    /// <summary>A number from 0 to <paramref name="sides"/> − 1.</summary>
    /// <param name="question">What is decided; each question is independent of the others.</param>
    /// <param name="key">What it is decided for.</param>
    /// <param name="sides">How many answers there are.</param>
    public int Roll(Question question, long key, int sides)
    {
        var state = Mix(Mix(Mix(unchecked((ulong)Seed)) ^ (ulong)question) ^ unchecked((ulong)key));
        return (int)(state % (ulong)sides);
    }

    /// <summary>Whether something happens that happens once in <paramref name="sides"/> times.</summary>
    public bool Hits(Question question, long key, int sides) => Roll(question, key, sides) == 0;

    // The finaliser of SplitMix64: neighbouring keys give unrelated numbers.
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}

/// <summary>What the dice decide.</summary>
internal enum Question : ulong
{
    Discount,
    Payment,
    Banknote,
    CardShare,
    StepByStep,
    Restart,
    Cut,
    Notice,
    Fault,
    Forbidden,
    CountedCash,
    CashDifference,
}
