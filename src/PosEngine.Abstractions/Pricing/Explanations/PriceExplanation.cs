using System.Collections.Immutable;
using System.Globalization;

namespace PosEngine.Pricing;

/// <summary>How one figure came about.</summary>
public sealed record ExplanationStep
{
    /// <summary>Which figure: <c>line/1/subtotal</c>, <c>line/1/tax/2</c>, <c>discount/1/applied</c>, <c>tax/1</c>, <c>total/gross</c>. Lines and the like count from 1.</summary>
    public required string Figure { get; init; }

    /// <summary>The name of the line, discount or tax, where it has one.</summary>
    public string? Subject { get; init; }

    /// <summary>How it follows from the operands.</summary>
    public required ExplanationRule Rule { get; init; }

    /// <summary>What it follows from.</summary>
    public ImmutableArray<ExplanationOperand> Operands { get; init; } = [];

    /// <summary>How it was rounded; null where nothing had to be, or where shares were dealt out.</summary>
    public RoundingMode? Rounding { get; init; }

    /// <summary>What it comes to.</summary>
    public required Money Result { get; init; }

    /// <summary>The step as a line of text, in English or German as the culture has it.</summary>
    public string ToString(CultureInfo culture) => ExplanationText.Of(this, culture);
}

/// <summary>How every figure of a ticket came about, in the order in which they are worked out.</summary>
public sealed record PriceExplanation
{
    /// <summary>The steps, one for each figure.</summary>
    public required ImmutableArray<ExplanationStep> Steps { get; init; }

    /// <summary>The step of a figure.</summary>
    /// <exception cref="KeyNotFoundException">There is no such figure.</exception>
    public ExplanationStep this[string figure] =>
        Steps.FirstOrDefault(step => step.Figure == figure) ?? throw new KeyNotFoundException($"There is no figure '{figure}'.");

    /// <summary>All steps as text, one a line, in English or German as the culture has it.</summary>
    public string ToString(CultureInfo culture) => string.Join('\n', Steps.Select(step => step.ToString(culture)));

    /// <summary>All steps as text, in the current culture's language.</summary>
    public override string ToString() => ToString(CultureInfo.CurrentCulture);
}
