using PosEngine.Localization;
using PosEngine.Sync;

namespace PosEngine.Connectivity;

/// <summary>Asks the back office while somebody at the till waits: not for long, and with an answer that a cashier can read.</summary>
/// <param name="services">What can be asked; null where there is no back office, or none that answers.</param>
/// <param name="connectivity">The connection.</param>
/// <param name="timeout">How long anybody waits.</param>
/// <param name="time">The clock for that.</param>
/// <param name="text">The words of refusals.</param>
internal sealed class OnlineCalls(IBackOfficeServices? services, IPosStream<ConnectivityState> connectivity, TimeSpan timeout, TimeProvider time, PosText text)
{
    /// <summary>Whether there is anybody to ask, now or later.</summary>
    public bool AreThere => services is not null;

    /// <summary>Whether it can be asked right now.</summary>
    public bool ArePossible => services is not null && connectivity.Value == ConnectivityState.Online;

    /// <summary>Whether nobody has judged what was asked: what an earlier attempt has done may stand.</summary>
    public static bool IsUnanswered(Refusal? refusal) => refusal?.Code is RefusalCodes.BackOfficeUnanswered or RefusalCodes.DeviceNotAccepted;

    /// <summary>Why it cannot be asked right now; null where it can.</summary>
    public Refusal? RefuseOffline() =>
        services is null ? text.Refuse(Capabilities.ReasonCodes.NoBackOffice) : ArePossible ? null : text.Refuse(Capabilities.ReasonCodes.NoInternet);

    /// <summary>Asks.</summary>
    /// <param name="call">The call.</param>
    /// <param name="unknown">The code where the back office does not have what it is asked about.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<PosResult<T>> AskAsync<T>(Func<IBackOfficeServices, CancellationToken, Task<T>> call, string unknown, CancellationToken cancellationToken)
        where T : notnull
    {
        if (services is null)
            return text.Refuse(Capabilities.ReasonCodes.NoBackOffice);
        return await AskAsync(cancellation => call(services, cancellation), unknown, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks somebody else than the back office in the same way.</summary>
    /// <inheritdoc cref="AskAsync{T}(Func{IBackOfficeServices, CancellationToken, Task{T}}, string, CancellationToken)"/>
    public async Task<PosResult<T>> AskAsync<T>(Func<CancellationToken, Task<T>> call, string unknown, CancellationToken cancellationToken)
        where T : notnull
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return PosResult.Of(await call(either.Token).ConfigureAwait(false));
        }
        catch (BackOfficeException e)
        {
            return e.Error switch
            {
                BackOfficeError.NotFound => text.Refuse(unknown),
                BackOfficeError.Unsupported => text.Refuse(Capabilities.ReasonCodes.NoBackOffice),
                BackOfficeError.Rejected => text.Refuse(RefusalCodes.BackOfficeRejected, e.Message),
                BackOfficeError.Unauthorised or BackOfficeError.UpgradeRequired or BackOfficeError.DeviceNumberTaken or BackOfficeError.OtherAccount => text.Refuse(RefusalCodes.DeviceNotAccepted),
                _ => text.Refuse(RefusalCodes.BackOfficeUnanswered),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return text.Refuse(RefusalCodes.BackOfficeUnanswered);
        }
    }
}
