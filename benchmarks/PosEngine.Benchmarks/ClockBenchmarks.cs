using BenchmarkDotNet.Attributes;

namespace PosEngine.Benchmarks;

/// <summary>The floor under every journal entry: one reading of the clock.</summary>
public class ClockBenchmarks
{
    private readonly TimeProvider _clock = TimeProvider.System;

    [Benchmark]
    public DateTimeOffset Read_the_clock() => _clock.GetUtcNow();
}
