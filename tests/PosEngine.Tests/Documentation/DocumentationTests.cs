using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PosEngine.Documentation;

/// <summary>What a page tells a reader to write must compile.</summary>
public sealed partial class DocumentationTests
{
    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    [Theory]
    [InlineData("README.md")]
    [InlineData("tests", "PosEngine.Conformance", "README.md")]
    [InlineData("docs", "policy.md")]
    [InlineData("docs", "languages.md")]
    [InlineData("docs", "catalogue.md")]
    [InlineData("docs", "pricing.md")]
    [InlineData("docs", "back-office.md")]
    [InlineData("docs", "receipts.md")]
    [InlineData("docs", "payments.md")]
    [InlineData("docs", "customers.md")]
    public void Every_piece_of_code_compiles(params string[] page)
    {
        var snippets = Fence().Matches(File.ReadAllText(RepositoryFiles.PathOf(page))).Select(match => match.Groups["code"].Value).ToList();

        Assert.NotEmpty(snippets);
        Assert.Empty(ErrorsIn(snippets));
    }

    [Fact]
    public void A_piece_of_code_that_does_not_compile_is_noticed() => Assert.Single(ErrorsIn(["await pos.StartAsync();", "pos.Capabilities.DecideAll();"]));

    private static IEnumerable<string> ErrorsIn(IEnumerable<string> snippets) => CSharpCompilation.Create(
            "Page",
            snippets.Select((snippet, number) => CSharpSyntaxTree.ParseText(InApplication(snippet, number))),
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable))
        .GetDiagnostics()
        .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
        .Select(diagnostic => $"{diagnostic.GetMessage(CultureInfo.InvariantCulture)}: {LineOf(diagnostic.Location)}");

    private static string LineOf(Location location) => $"{location.SourceTree!.GetText().Lines[location.GetLineSpan().StartLinePosition.Line]}".Trim();

    /// <summary>Puts a snippet into an application that has what the pages take for granted: an engine, a few controls, something to bind them to.</summary>
    private static string InApplication(string snippet, int number)
    {
        var isType = CSharpSyntaxTree.ParseText(snippet).GetRoot().ChildNodes().OfType<BaseTypeDeclarationSyntax>().Any();
        return $$"""
            using System;
            using System.Globalization;
            using System.IO;
            using System.Linq;
            using System.Security.Cryptography;
            using System.Threading;
            using System.Threading.Tasks;
            using Microsoft.Extensions.DependencyInjection;
            using PosEngine;
            using PosEngine.Capabilities;
            using PosEngine.Checkout;
            using PosEngine.Conformance;
            using PosEngine.Customers;
            using PosEngine.Hardware;
            using PosEngine.Hardware.Printing;
            using PosEngine.Localization;
            using PosEngine.Pricing;
            using PosEngine.Receipts;
            using PosEngine.Sync;
            using PosEngine.Tickets;

            namespace Page{{number}};

            {{(isType ? snippet : "")}}

            class Application
            {
                async Task Run(
                    IServiceCollection services, string token, IPosEngine pos, EmployeeId employeeId, ReceiptSummary receipt, Screen ui, Control refundButton, Control offlineBanner)
                {
                    await Page();

                    // A function of its own: a whole program may bring an engine of its own name.
                    async Task Page()
                    {
                        await Task.Yield();
                        {{(isType ? "" : snippet)}}
                    }
                }
            }

            class Screen
            {
                public void Show(string message) { }
                public void Done(string number, Money change) { }
            }

            class Control
            {
                public bool IsEnabled { get; set; }
                public bool IsVisible { get; set; }
                public string? Hint { get; set; }
                public string? Text { get; set; }
            }
            """;
    }

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fence();
}
