namespace PosEngine;

/// <summary>A text under review: it changes in a diff that somebody reads, or not at all.</summary>
internal static class ApprovedFile
{
    private const string ApproveVariable = "POSENGINE_APPROVE";

    /// <summary>Fails where <paramref name="actual"/> is not the text of the approved file, or accepts it as the new one if asked to.</summary>
    /// <param name="actual">The text as it is now.</param>
    /// <param name="tests">The tests to run again to accept it.</param>
    /// <param name="path">The parts of the file's path below the test project.</param>
    public static void Matches(string actual, Type tests, params ReadOnlySpan<string> path) => MatchesDocument(actual, tests, ["tests", "PosEngine.Tests", .. path]);

    /// <summary>The same for a file anywhere in the repository.</summary>
    /// <param name="actual">The text as it is now.</param>
    /// <param name="tests">The tests to run again to accept it.</param>
    /// <param name="path">The parts of the file's path below the repository.</param>
    public static void MatchesDocument(string actual, Type tests, params ReadOnlySpan<string> path)
    {
        var file = RepositoryFiles.PathOf(path);
        actual = Normalize(actual);
        if (Environment.GetEnvironmentVariable(ApproveVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }

        var approved = File.Exists(file) ? Normalize(File.ReadAllText(file)) : "";
        if (actual != approved)
        {
            Assert.Fail(Explain(Path.GetFileName(file), approved.Split('\n'), actual.Split('\n'), tests));
        }
    }

    private static string Normalize(string text) => text.ReplaceLineEndings("\n").TrimEnd() + "\n";

    private static string Explain(string file, string[] approved, string[] actual, Type tests) =>
        $"""
        The text is not the approved one of {file} (line by line, without order):
        {string.Join('\n', approved.Except(actual).Select(line => "- " + line).Concat(actual.Except(approved).Select(line => "+ " + line)))}

        If the change is meant, accept it and commit the changed file:
            {ApproveVariable}=1 dotnet test --project tests/PosEngine.Tests --filter-class {tests.FullName}
        """;
}
