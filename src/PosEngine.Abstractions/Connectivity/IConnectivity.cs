using PosEngine.Capabilities;

namespace PosEngine.Connectivity;

/// <summary>Whether the back office can be reached, as seen by the transport itself.</summary>
public enum ConnectivityState
{
    /// <summary>Nothing was tried yet. The policy treats it as offline, except that "sync now" may try.</summary>
    Unknown = 0,

    /// <summary>The last exchange succeeded.</summary>
    Online = 1,

    /// <summary>Several exchanges in a row failed, or the operating system says that there is no network.</summary>
    Offline = 2,
}

/// <summary>The state of the connection to the back office.</summary>
/// <remarks>
/// The transport decides, not a ping: an exchange that succeeds makes it online at once, and it takes several failures in a row to go offline, so that one
/// lost packet does not flicker through the UI. Thread-safe.
/// </remarks>
[UnderCapability(nameof(Capability.Essentials))]
public interface IConnectivity
{
    /// <summary>The state, and its changes.</summary>
    IPosStream<ConnectivityState> State { get; }

    /// <summary>Tells the engine what the operating system says of the network. A hint: lost makes it offline at once, available makes it try at once.</summary>
    void ReportNetwork(bool isAvailable);
}
