using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PosEngine.Analyzers;

/// <summary>The types of one compilation that are a result, or wrap one.</summary>
internal sealed class ResultTypes
{
    private static readonly string[] ResultNames = ["PosEngine.PosResult", "PosEngine.PosResult`1"];

    private static readonly string[] WrapperNames =
    [
        "System.Threading.Tasks.Task`1",
        "System.Threading.Tasks.ValueTask`1",
        "System.Runtime.CompilerServices.ConfiguredTaskAwaitable`1",
        "System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable`1",
        "System.Nullable`1",
    ];

    private readonly ImmutableArray<INamedTypeSymbol> _results;
    private readonly ImmutableArray<INamedTypeSymbol> _wrappers;

    private ResultTypes(ImmutableArray<INamedTypeSymbol> results, ImmutableArray<INamedTypeSymbol> wrappers)
    {
        _results = results;
        _wrappers = wrappers;
    }

    /// <summary><see langword="null"/> where the compilation knows no result type: there is nothing to look for.</summary>
    public static ResultTypes? Find(Compilation compilation)
    {
        var results = Named(compilation, ResultNames);
        return results.IsEmpty ? null : new ResultTypes(results, Named(compilation, WrapperNames));
    }

    /// <summary>True for a result, a task of one (configured or not), and either behind a <c>?.</c>.</summary>
    public bool CarriesResult(ITypeSymbol? type)
    {
        while (type is INamedTypeSymbol named)
        {
            if (_results.Contains(named.OriginalDefinition, SymbolEqualityComparer.Default))
                return true;

            if (!_wrappers.Contains(named.OriginalDefinition, SymbolEqualityComparer.Default))
                return false;

            type = named.TypeArguments[0];
        }

        return false;
    }

    private static ImmutableArray<INamedTypeSymbol> Named(Compilation compilation, string[] names) =>
        [.. names.SelectMany(name => compilation.GetTypesByMetadataName(name))];
}
