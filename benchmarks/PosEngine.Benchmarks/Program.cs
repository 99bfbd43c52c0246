using BenchmarkDotNet.Running;
using PosEngine.Benchmarks;

if (args is ["compare", .. var options])
    return await Comparison.RunAsync(options);

BenchmarkSwitcher.FromAssembly(typeof(Comparison).Assembly).Run(args);
return 0;
