using Microsoft.Extensions.Logging;
using PosEngine.Streams;
using PosEngine.Sync;

namespace PosEngine.Connectivity;

/// <summary>Watches the exchanges with the back office. Whoever makes one reports how it went.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ConnectivityService(ConnectivityRules rules, IDispatcher dispatcher, ILogger logger) : IConnectivity
{
    private readonly Lock _gate = new();
    private readonly PosStream<ConnectivityState> _state =
        new(ConnectivityState.Unknown, dispatcher, logger, EqualityComparer<ConnectivityState>.Default);

    private ConnectivityView _view;

    /// <summary>Raised when an attempt is worth making at once: the operating system says that the network is back.</summary>
    public event Action? AttemptWanted;

    /// <inheritdoc/>
    public IPosStream<ConnectivityState> State => _state;

    /// <summary>An exchange succeeded.</summary>
    public void Succeeded() => Change(static (_, _) => ConnectivityRules.AfterSuccess);

    /// <summary>An exchange failed, or was refused by a back office that is there.</summary>
    public void Failed(BackOfficeException failure)
    {
        Change(failure.Error switch
        {
            BackOfficeError.Transient => static (rules, view) => rules.AfterFailure(view),
            BackOfficeError.OtherAccount => static (rules, _) => rules.AfterNetworkLoss, // Somebody is there, but not this till's back office.
            _ => static (_, _) => ConnectivityRules.AfterSuccess,
        });
    }

    /// <inheritdoc/>
    public void ReportNetwork(bool isAvailable)
    {
        if (isAvailable)
            AttemptWanted?.Invoke();
        else
            Change(static (rules, _) => rules.AfterNetworkLoss);
    }

    private void Change(Func<ConnectivityRules, ConnectivityView, ConnectivityView> change)
    {
        // Published under the lock: of two changes at once, the stream must end on the one that came last.
        lock (_gate)
        {
            _view = change(rules, _view);
            _state.Publish(_view.State);
        }
    }
}
