namespace PosEngine.Reference;

/// <summary>What somebody typed as the name of an employee, a customer or an item: not blank, at most 100 characters, and without the spaces around it.</summary>
internal static class EnteredName
{
    private const int LengthMax = 100;

    /// <summary>The name as it is kept; null where it is none.</summary>
    public static string? Of(string? entered) => entered?.Trim() is { Length: > 0 and <= LengthMax } name ? name : null;
}
