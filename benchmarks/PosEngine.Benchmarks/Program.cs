using BenchmarkDotNet.Running;
using PosEngine.Benchmarks;
using PosEngine.Benchmarks.Comparison;

// What waits for the disk is compared in one run, the contestants taking turns; everything else is BenchmarkDotNet's.
if (args is ["compare", .. var options])
    return await SaleComparison.RunAsync(options);

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, new BenchmarkConfig());
return 0;
