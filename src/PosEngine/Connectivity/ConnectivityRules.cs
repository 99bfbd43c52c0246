namespace PosEngine.Connectivity;

/// <summary>How exchanges with the back office become online and offline. Pure.</summary>
/// <remarks>
/// <para>Online means that the back office can be reached <em>and serves us</em>. An answer in its own words counts as reached, even a refusal (token not
/// accepted, gap, fork). Network failures, time-outs, 429 and 5xx count as failures, and so does an answer that is not of the protocol: the sign-in page
/// of a public Wi-Fi answers too.</para>
/// <para>One success is proof enough to go online; it takes several failures in a row to go offline, so that one lost packet does not flicker.</para>
/// </remarks>
internal readonly record struct ConnectivityRules
{
    private const int FailuresToOfflineMax = 10;

    /// <param name="failuresToOffline">How many failures in a row make it offline: 1 to 10.</param>
    public ConnectivityRules(int failuresToOffline)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failuresToOffline, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(failuresToOffline, FailuresToOfflineMax);
        FailuresToOffline = failuresToOffline;
    }

    /// <summary>How many failures in a row make it offline.</summary>
    public int FailuresToOffline { get; }

    /// <summary>What a success makes of any state.</summary>
    public static ConnectivityView AfterSuccess => new(ConnectivityState.Online, Failures: 0);

    /// <summary>What the loss of the network makes of any state. No more failures are needed to stay offline.</summary>
    public ConnectivityView AfterNetworkLoss => new(ConnectivityState.Offline, FailuresToOffline);

    public ConnectivityView AfterFailure(ConnectivityView view)
    {
        var failures = Math.Min(view.Failures + 1, FailuresToOffline);
        return new(failures == FailuresToOffline ? ConnectivityState.Offline : view.State, failures);
    }
}

/// <summary>Where the connection stands.</summary>
/// <param name="State">As the UI sees it.</param>
/// <param name="Failures">Failures in a row, counted no further than needed.</param>
internal readonly record struct ConnectivityView(ConnectivityState State, int Failures);
