using PosEngine;
using PosEngine.Capabilities;

namespace Till.Sell;

/// <summary>Something that can be typed.</summary>
/// <param name="Word">The word.</param>
/// <param name="Argument">What follows it, if anything.</param>
/// <param name="Does">What it does.</param>
/// <param name="Capability">What it is an exercise of; null where it works whatever the connection does.</param>
/// <param name="RunAsync">Does it with what was typed after the word.</param>
internal sealed record SellAction(string Word, string Argument, string Does, Capability? Capability, Func<string, Task<PosResult>> RunAsync);
