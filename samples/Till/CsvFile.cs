using System.Text;

namespace Till;

/// <summary>A line of a CSV file, and where it stands.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Number">The line, counted from 1.</param>
/// <param name="Fields">Its fields, without surrounding spaces.</param>
internal readonly record struct CsvLine(string File, int Number, string[] Fields)
{
    /// <summary>What is wrong with this line, for the person who has to put it right.</summary>
    public TillException Error(string problem) => new($"{File}, line {Number}: {problem}");
}

/// <summary>Reads plain CSV in UTF-8: no quotes, lines end in LF or CR LF, the last one may lack its end.</summary>
internal static class CsvFile
{
    /// <summary>The lines of a file.</summary>
    /// <exception cref="TillException">It cannot be read, or a line has not as many fields as there are <paramref name="columns"/>.</exception>
    public static IReadOnlyList<CsvLine> Read(string path, params string[] columns)
    {
        try
        {
            using var reader = new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            return Read(reader, Path.GetFileName(path), columns);
        }
        catch (DecoderFallbackException cause)
        {
            throw new TillException($"{path} is no UTF-8 text.", cause);
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TillException($"There is no file '{path}'.", cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new TillException($"'{path}' cannot be read: {cause.Message}", cause);
        }
    }

    /// <inheritdoc cref="Read(string, string[])"/>
    public static IReadOnlyList<CsvLine> Read(TextReader reader, string name, params string[] columns)
    {
        var lines = new List<CsvLine>();
        while (reader.ReadLine() is { } text)
        {
            var line = new CsvLine(name, lines.Count + 1, text.Split(',', StringSplitOptions.TrimEntries));
            if (line.Fields.Length != columns.Length)
                throw line.Error($"expected {columns.Length} columns ({string.Join(',', columns)}), found {line.Fields.Length}: '{text}'.");
            lines.Add(line);
        }

        return lines;
    }
}
