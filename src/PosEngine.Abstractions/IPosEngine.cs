using PosEngine.Capabilities;
using PosEngine.Catalog;
using PosEngine.Checkout;
using PosEngine.Connectivity;
using PosEngine.Customers;
using PosEngine.Employees;
using PosEngine.Hardware;
using PosEngine.Health;
using PosEngine.Journal;
using PosEngine.Localization;
using PosEngine.Receipts;
using PosEngine.Settings;
using PosEngine.Shifts;
using PosEngine.Storage;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine;

/// <summary>A till without a face: everything between a UI and a back office.</summary>
/// <remarks>
/// Get one from <c>AddPosEngine</c>; call <see cref="StartAsync"/> once before anything else. Only the engine implements this. Thread-safe.
/// </remarks>
[UnderCapability(nameof(Capability.Essentials))]
public interface IPosEngine : IAsyncDisposable
{
    /// <summary>Opens the database, checks it, and starts synchronising in the background.</summary>
    /// <exception cref="StoreInUseException">Another process uses the database.</exception>
    /// <exception cref="StoreUnusableException">The database cannot be used; the message says what to do.</exception>
    Task StartAsync(CancellationToken cancellationToken = default);

    /// <summary>This device and its account.</summary>
    IDevice Device { get; }

    /// <summary>Who stands at the till.</summary>
    ISession Session { get; }

    /// <summary>Who comes, pauses and goes.</summary>
    ITimeClock TimeClock { get; }

    /// <summary>What the back office has set for the shop.</summary>
    ISettings Settings { get; }

    /// <summary>The items.</summary>
    ICatalog Catalog { get; }

    /// <summary>The customers kept on this device.</summary>
    ICustomers Customers { get; }

    /// <summary>How much there is, with a connection.</summary>
    IStock Stock { get; }

    /// <summary>Shifts and cash.</summary>
    IShifts Shifts { get; }

    /// <summary>Tickets.</summary>
    ITickets Tickets { get; }

    /// <summary>From a ticket to a receipt.</summary>
    ICheckout Checkout { get; }

    /// <summary>Receipts.</summary>
    IReceipts Receipts { get; }

    /// <summary>What can be done right now, and why not.</summary>
    ICapabilities Capabilities { get; }

    /// <summary>Whether the back office can be reached.</summary>
    IConnectivity Connectivity { get; }

    /// <summary>Synchronisation.</summary>
    ISync Sync { get; }

    /// <summary>The journal.</summary>
    IJournal Journal { get; }

    /// <summary>The database as a whole.</summary>
    IPosStorage Storage { get; }

    /// <summary>How the till is.</summary>
    IHealth Health { get; }

    /// <summary>The devices.</summary>
    IPosHardware Hardware { get; }

    /// <summary>The words.</summary>
    IPosText Text { get; }
}
