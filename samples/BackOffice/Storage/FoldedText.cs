namespace BackOffice.Storage;

/// <summary>Texts that are found without regard to case. Folded here and not in the database: what that makes of a letter like É depends on how it was set up.</summary>
internal static class FoldedText
{
    public static string Fold(string text) => text.ToUpperInvariant();

    /// <summary>What a folded text that contains <paramref name="text"/> is LIKE, with a backslash as the escape.</summary>
    public static string Pattern(string text) => $"%{Fold(text)
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal)}%";
}
