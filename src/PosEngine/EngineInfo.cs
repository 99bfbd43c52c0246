using System.Reflection;

namespace PosEngine;

/// <summary>What this library calls itself.</summary>
internal static class EngineInfo
{
    /// <summary>Name and version: <c>PosEngine 0.1.0</c>.</summary>
    public static string Software { get; } =
        "PosEngine " + typeof(EngineInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
