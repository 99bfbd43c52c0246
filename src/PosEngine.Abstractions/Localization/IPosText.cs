using System.Globalization;
using PosEngine.Capabilities;
using PosEngine.Receipts;

namespace PosEngine.Localization;

/// <summary>The words of the engine, in English and German.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
[UnderCapability(nameof(Capability.Essentials))]
public interface IPosText
{
    /// <summary>The culture of this engine: that of the options, else the one that was current at its start.</summary>
    /// <remarks>Amounts and dates are written as it writes them; where its language is not shipped, the words are English.</remarks>
    CultureInfo Culture { get; }

    /// <summary>The text of a code, such as a refusal's, with its arguments filled in.</summary>
    /// <param name="code">A code of <see cref="RefusalCodes"/>, <see cref="ReasonCodes"/>, or a label.</param>
    /// <param name="arguments">What stands at <c>{0}</c>, <c>{1}</c> …</param>
    /// <exception cref="KeyNotFoundException">No language has the code.</exception>
    string Of(string code, params ReadOnlySpan<object?> arguments);

    /// <summary>The name of a state: "Unsynchronised", "Unsynchronisiert".</summary>
    string Of(SyncState state);

    /// <summary>An amount in the engine's currency and language.</summary>
    string Of(Money amount);
}
