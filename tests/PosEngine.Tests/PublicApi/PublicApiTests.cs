using System.Reflection;
using PublicApiGenerator;

namespace PosEngine.PublicApi;

/// <summary>The public surface is an approved text.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("PosEngine.Abstractions")]
    [InlineData("PosEngine")]
    public void The_public_surface_is_the_approved_one(string assemblyName) =>
        ApprovedFile.Matches(Describe(Assembly.Load(assemblyName)), typeof(PublicApiTests), "PublicApi", $"{assemblyName}.approved.txt");

    private static string Describe(Assembly assembly) => assembly.GeneratePublicApi(new ApiGeneratorOptions
    {
        IncludeAssemblyAttributes = false,
        DenyNamespacePrefixes = [],
    });
}
