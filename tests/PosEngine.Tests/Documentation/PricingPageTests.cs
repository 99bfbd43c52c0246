using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PosEngine.Documentation;

/// <summary>The program on the page about pricing is what it says: ten lines that need nothing but the packages, and print what is printed there.</summary>
public sealed partial class PricingPageTests
{
    private static readonly string Page = File.ReadAllText(RepositoryFiles.PathOf("docs", "pricing.md"));

    [Fact]
    public void The_program_of_ten_lines_prints_what_the_page_says()
    {
        var program = Program().Match(Page).Groups["code"].Value;

        Assert.InRange(program.Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(line => !line.StartsWith("using ", StringComparison.Ordinal)), 1, 10);
        var lines = Run(program).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Output().Match(Page).Groups["text"].Value.Trim(), lines[0]);
        Assert.Contains("Line 1, subtotal: 1.29 × 3 = 3.87", lines);
    }

    private static string Run(string program)
    {
        var compilation = CSharpCompilation.Create(
            "TenLines",
            [CSharpSyntaxTree.ParseText("global using System; global using System.IO; global using System.Linq;"), CSharpSyntaxTree.ParseText(program)],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        using var stream = new MemoryStream();
        Assert.Empty(compilation.Emit(stream).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        stream.Position = 0;
        var main = new AssemblyLoadContext("ten lines").LoadFromStream(stream).EntryPoint!;

        // A program writes to the console of its process; other tests write to outputs of their own.
        var console = Console.Out;
        using var written = new StringWriter { NewLine = "\n" };
        try
        {
            Console.SetOut(written);
            main.CreateDelegate<Action<string[]>>()([]);
        }
        finally
        {
            Console.SetOut(console);
        }

        return written.ToString();
    }

    [GeneratedRegex(@"^```csharp program\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Program();

    [GeneratedRegex(@"^```text\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Output();
}
