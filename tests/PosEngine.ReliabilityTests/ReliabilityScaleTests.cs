namespace PosEngine.Reliability;

public sealed class ReliabilityScaleTests
{
    [Fact]
    public void A_run_takes_the_sample_unless_the_full_counts_are_asked_for() =>
        Assert.Equal(ReliabilityScale.IsFull ? 1_000 : 10, ReliabilityScale.Count(sample: 10, full: 1_000));
}
