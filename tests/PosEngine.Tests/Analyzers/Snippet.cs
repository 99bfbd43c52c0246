using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PosEngine.Analyzers;

/// <summary>Compiles a piece of source in memory and lets the analyzers look at it.</summary>
internal static class Snippet
{
    private static readonly ImmutableArray<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>Puts a statement into an async method that knows a <c>till</c>, a delegate <c>selling</c> and a <c>task</c>.</summary>
    public static string WithTill(string statement) =>
        $$"""
        using System;
        using System.Threading.Tasks;
        using PosEngine;

        class Program
        {
            async Task Run(Till till, Func<PosResult<int>> selling, Task<PosResult> task)
            {
                await Task.Yield();
                {{statement}}
            }
        }

        class Till
        {
            public Till? Parent => null;
            public PosResult Open() => new();
            public PosResult OpenNow() => new();
            public PosResult<int> Sell() => new();
            public Task<PosResult<int>> PayAsync() => Task.FromResult(Sell());
            public Task<PosResult> CloseAsync() => Task.FromResult(Open());
            public ValueTask<PosResult<int>> PrintAsync() => new(Sell());
            public int Count() => 1;
            public Task<int> WaitAsync() => Task.FromResult(1);
            public Elsewhere.PosResult Foreign() => new();
        }

        namespace PosEngine
        {
            public readonly record struct PosResult(bool Succeeded);
            public sealed record PosResult<T>() { public bool Succeeded => true; }
        }

        namespace Elsewhere
        {
            public sealed record PosResult;
        }
        """;

    public static ImmutableArray<Diagnostic> Analyze(string source)
    {
        var compilation = CSharpCompilation.Create(
            "Snippet",
            [CSharpSyntaxTree.ParseText(source)],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

        // A snippet that does not compile would pass for one without findings.
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));

        return compilation
            .WithAnalyzers([new IgnoredResultAnalyzer()])
            .GetAnalyzerDiagnosticsAsync(CancellationToken.None)
            .GetAwaiter().GetResult();
    }
}
