namespace PosEngine.Catalog;

/// <summary>A catalogue file that cannot be read.</summary>
/// <param name="line">The line, counted from 1.</param>
/// <param name="problem">What is wrong with it and what was expected.</param>
public sealed class CatalogFileException(int line, string problem) : PosEngineException($"Line {line} of the catalogue file: {problem}")
{
    /// <summary>The line, counted from 1.</summary>
    public int Line { get; } = line;
}
