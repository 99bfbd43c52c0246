namespace PosEngine.Reference;

/// <summary>A reason or a note that somebody typed: whole entries have to fit into a push, whatever is pasted here.</summary>
internal static class EnteredText
{
    private const int LengthMax = 500;

    public static bool IsTooLong(string? text) => text?.Length > LengthMax;
}
