using PosEngine.Hardware.Printing;

namespace PosEngine.Hardware;

/// <summary>Prints receipts as plain text: to a console, a file, or a device that takes text.</summary>
public sealed class TextReceiptPrinter : IReceiptPrinter
{
    private const int ColumnsMin = 16;
    private const int ColumnsMax = 128;

    private readonly Func<TextWriter> _open;
    private readonly bool _closesOutput;

    /// <summary>Prints to a writer, which stays the caller's.</summary>
    /// <param name="output">Where the text goes.</param>
    /// <param name="columns">The width in characters, 16 to 128; paper of 58 mm has 32, of 80 mm 42 or 48.</param>
    /// <param name="name">The name in reports and logs.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is out of range.</exception>
    public TextReceiptPrinter(TextWriter output, int columns = 42, string name = "Text printer")
        : this(() => output, closesOutput: false, columns, name) => ArgumentNullException.ThrowIfNull(output);

    private TextReceiptPrinter(Func<TextWriter> open, bool closesOutput, int columns, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, ColumnsMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, ColumnsMax);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);

        _open = open;
        _closesOutput = closesOutput;
        Columns = columns;
        Name = name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The width in characters.</summary>
    public int Columns { get; }

    /// <summary>Prints to the end of a file in UTF-8, which is opened for each document and made where it does not exist.</summary>
    /// <inheritdoc cref="TextReceiptPrinter(TextWriter, int, string)"/>
    public static TextReceiptPrinter ToFile(string path, int columns = 42, string name = "Text printer")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new(() => new StreamWriter(path, append: true), closesOutput: true, columns, name);
    }

    /// <inheritdoc/>
    public async ValueTask<DeviceResult> PrintAsync(ReceiptDocument document, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (cancellationToken.IsCancellationRequested)
        {
            return DeviceResult.Failed("Cancelled before it began.");
        }

        // A blank line stands for the cut.
        var text = TextRenderer.Render(document, Columns) + "\n";
        TextWriter output;
        try
        {
            output = _open();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return DeviceResult.Failed(exception.Message);
        }

        try
        {
            await output.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            return DeviceResult.Completed;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return new(Effect.Unknown, exception.Message);
        }
        finally
        {
            if (_closesOutput)
            {
                await output.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
