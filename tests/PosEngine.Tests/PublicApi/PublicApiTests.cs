using System.Reflection;
using PublicApiGenerator;

namespace PosEngine.PublicApi;

/// <summary>The public surface is a text file under review: it changes in a diff that somebody reads, or not at all.</summary>
public sealed class PublicApiTests
{
    private const string ApproveVariable = "POSENGINE_APPROVE";

    [Theory]
    [InlineData("PosEngine.Abstractions")]
    [InlineData("PosEngine")]
    public void The_public_surface_is_the_approved_one(string assemblyName)
    {
        var approvedFile = RepositoryFiles.PathOf("tests", "PosEngine.Tests", "PublicApi", $"{assemblyName}.approved.txt");
        var actual = Describe(Assembly.Load(assemblyName));

        if (Environment.GetEnvironmentVariable(ApproveVariable) == "1")
            File.WriteAllText(approvedFile, actual);

        var approved = File.Exists(approvedFile) ? Normalize(File.ReadAllText(approvedFile)) : "";
        if (actual != approved)
            Assert.Fail(Explain(assemblyName, approved.Split('\n'), actual.Split('\n')));
    }

    private static string Describe(Assembly assembly) => Normalize(assembly.GeneratePublicApi(new ApiGeneratorOptions
    {
        IncludeAssemblyAttributes = false,
        DenyNamespacePrefixes = [],
    }));

    private static string Normalize(string text) => text.ReplaceLineEndings("\n").TrimEnd() + "\n";

    private static string Explain(string assemblyName, string[] approved, string[] actual) =>
        $"""
        The public surface of {assemblyName} is not the approved one (line by line, without order):
        {string.Join('\n', approved.Except(actual).Select(line => "- " + line).Concat(actual.Except(approved).Select(line => "+ " + line)))}

        If the change is meant, accept it and commit the changed tests/PosEngine.Tests/PublicApi/{assemblyName}.approved.txt:
            {ApproveVariable}=1 dotnet test --project tests/PosEngine.Tests --filter-class {typeof(PublicApiTests).FullName}
        """;
}
