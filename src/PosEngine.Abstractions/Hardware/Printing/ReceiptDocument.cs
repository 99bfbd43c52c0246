using System.Collections.Immutable;

namespace PosEngine.Hardware.Printing;

/// <summary>Where text stands on its line.</summary>
public enum TextAlignment
{
    /// <summary>At the left.</summary>
    Left = 0,

    /// <summary>In the middle.</summary>
    Centre = 1,

    /// <summary>At the right.</summary>
    Right = 2,
}

/// <summary>A piece of a receipt: one of the kinds below, so that whoever prints knows them all.</summary>
public abstract record ReceiptBlock
{
    private protected ReceiptBlock()
    {
    }
}

/// <summary>Text over the whole width, wrapped where it is too long.</summary>
/// <param name="Text">The text; a line feed begins a new line.</param>
/// <param name="Alignment">Where it stands.</param>
/// <param name="IsEmphasised">Whether it is printed strongly.</param>
public sealed record TextBlock(string Text, TextAlignment Alignment = TextAlignment.Left, bool IsEmphasised = false) : ReceiptBlock;

/// <summary>A text at the left, an amount at the right.</summary>
/// <param name="Left">The text, wrapped where it is too long.</param>
/// <param name="Right">What stands at the right end of its last line.</param>
/// <param name="IsEmphasised">Whether it is printed strongly.</param>
public sealed record PairBlock(string Left, string Right, bool IsEmphasised = false) : ReceiptBlock;

/// <summary>A line across.</summary>
public sealed record RuleBlock : ReceiptBlock;

/// <summary>A picture, in the middle: a logo. A printer that has no pictures leaves it out.</summary>
/// <param name="Image">The picture.</param>
public sealed record ImageBlock(ReceiptImage Image) : ReceiptBlock;

/// <summary>A barcode of the symbology Code 128, in the middle, with what it says in plain text below it. A printer that has no barcodes prints the text alone.</summary>
/// <param name="Data">What it says: 1 to 48 characters from U+0020 to U+007E.</param>
public sealed record BarcodeBlock(string Data) : ReceiptBlock;

/// <summary>Room to write by hand.</summary>
/// <param name="Label">What is to be written there.</param>
/// <param name="Lines">How many lines, at least 1.</param>
public sealed record WritingBlock(string Label, int Lines = 1) : ReceiptBlock;

/// <summary>What is to be printed, whatever prints it.</summary>
/// <param name="Blocks">From top to bottom.</param>
public sealed record ReceiptDocument(ImmutableArray<ReceiptBlock> Blocks)
{
    /// <summary>What it is: the title of its page on a screen.</summary>
    public string Title { get; init; } = "";

    /// <summary>The language of its words, as HTML wants it (BCP 47); empty where nobody knows.</summary>
    public string Language { get; init; } = "";
}
