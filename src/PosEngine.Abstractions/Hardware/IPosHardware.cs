using PosEngine.Capabilities;
using PosEngine.Shifts;

namespace PosEngine.Hardware;

/// <summary>A job that a device has done or failed.</summary>
/// <param name="Device">The device's name.</param>
/// <param name="Job">What it was to do: <c>print</c>, <c>open-drawer</c>, <c>display</c>.</param>
/// <param name="Result">What came of it.</param>
public sealed record DeviceReport(string Device, string Job, DeviceResult Result);

/// <summary>The devices at this till. Each has a queue of its own; a device that hangs or fails holds up neither a sale nor another device.</summary>
[UnderCapability(nameof(Capability.Essentials))]
public interface IPosHardware
{
    /// <summary>The last job done or failed, null before the first, and every one after it.</summary>
    IPosStream<DeviceReport?> Reports { get; }

    /// <summary>Whether a card terminal is connected.</summary>
    bool HasCardTerminal { get; }

    /// <summary>Prints the figures of a shift: an X report while it is open, its Z report once it is closed. A sale prints its receipt by itself; <see cref="Receipts.IReceipts.ReprintAsync"/> prints it again.</summary>
    /// <returns>Done once it waits for the printer; <see cref="Reports"/> tells the rest. Refused with <see cref="RefusalCodes.PrinterMissing"/>.</returns>
    PosResult Print(ShiftReport report);

    /// <summary>Waits until every job given so far was done or has failed.</summary>
    Task FlushAsync(CancellationToken cancellationToken = default);
}
