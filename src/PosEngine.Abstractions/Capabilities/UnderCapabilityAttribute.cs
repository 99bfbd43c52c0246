namespace PosEngine.Capabilities;

/// <summary>Names the one capability that an operation is under: on an interface for all of its operations, on a method for that one.</summary>
/// <param name="name">The <see cref="Capability.Name"/>.</param>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Method)]
public sealed class UnderCapabilityAttribute(string name) : Attribute
{
    /// <summary>The <see cref="Capability.Name"/>.</summary>
    public string Name { get; } = name;
}
