using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PosEngine.Localization;

/// <summary>A message with a placeholder that nobody fills would be a fault at the till, at the moment of a refusal. The source tells earlier.</summary>
public sealed class RefusalCallTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string> Codes = typeof(RefusalCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(field => field.Name, field => (string)field.GetRawConstantValue()!);

    [Fact]
    public void P3_every_refusal_in_the_source_fills_the_placeholders_of_its_message()
    {
        var texts = PosText.Read("en");
        var calls = Directory.EnumerateFiles(RepositoryFiles.PathOf("src", "PosEngine"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(RefusalsIn)
            .ToList();

        output.WriteLine($"{calls.Count} refusals");
        Assert.NotEmpty(calls);
        Assert.All(calls, call =>
            Assert.True(CompositeFormat.Parse(texts[Codes[call.Code]]).MinimumArgumentCount == call.Arguments, $"{call.File}: {call.Code} is given {call.Arguments} arguments."));
    }

    private static IEnumerable<(string File, string Code, int Arguments)> RefusalsIn(string file) =>
        from call in CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
        where (call.Expression as MemberAccessExpressionSyntax)?.Name.Identifier.Text == nameof(PosText.Refuse)
        let arguments = call.ArgumentList.Arguments
        let code = arguments.FirstOrDefault()?.Expression as MemberAccessExpressionSyntax
        where code?.Expression.ToString() == nameof(RefusalCodes)
        select (Path.GetFileName(file), code.Name.Identifier.Text, arguments.Count - 1);
}
