using BenchmarkDotNet.Running;
using PosEngine.Benchmarks;
using PosEngine.Benchmarks.Comparison;

// What waits for the disk is compared in one run, the contestants taking turns; everything else is BenchmarkDotNet's.
if (args is ["compare", .. var options])
    return await SaleComparison.RunAsync(options);
if (args is ["receipts", .. var queryOptions])
    return await ReceiptQueries.RunAsync(queryOptions);

var summaries = BenchmarkSwitcher.FromAssembly(typeof(SaleComparison).Assembly).Run(args, new BenchmarkConfig());
return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
