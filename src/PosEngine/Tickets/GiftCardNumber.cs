namespace PosEngine.Tickets;

/// <summary>The number of a gift card: whoever has it may spend it, so paper and screens show its end.</summary>
internal static class GiftCardNumber
{
    private const int LengthMax = 100;
    private const int Shown = 4;

    /// <returns>The number; null where it is none.</returns>
    public static string? Of(string? entered) => entered?.Trim() is { Length: > 0 and <= LengthMax } code && !code.Any(char.IsControl) ? code : null;

    public static string Masked(string code) => code.Length <= Shown ? "…" : $"…{code[^Shown..]}";
}
